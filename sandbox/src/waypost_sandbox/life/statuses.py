"""The statuses of a message, as webhooks and as the world's own memory."""

from waypost_sandbox.deliver import Update
from waypost_sandbox.people.people import checks_identity, contact_in, identity_of, shown_number, user_id_in
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.messages import Message


def tell_status(world: Sandbox, message: Message, status: str) -> None:
    now = world.clock.now()
    message.status = status
    message.times[status] = now
    thread = world.state.thread(message.phone_number_id, message.person)
    phone = world.state.phone_numbers[message.phone_number_id]
    person = world.state.people[message.person]
    item: Json = {"id": message.id, "status": status, "timestamp": str(int(now))}
    number = shown_number(person, thread, now)
    if number is not None:
        item["recipient_id"] = number
    item["recipient_user_id"] = user_id_in(world.state, person, phone.id)
    if checks_identity(phone):
        item["recipient_identity_key_hash"] = identity_of(person)
    if message.callback_data is not None:
        item["biz_opaque_callback_data"] = message.callback_data
    older = None
    if status == "failed":
        item["errors"] = [message.failure]
    elif message.pricing is not None and _tells_price(message, status):
        conversation = _conversation(message, status)
        if message.pricing["type"] == "free_entry_point":
            item["conversation"] = conversation
        else:
            older = {"conversation": conversation}
        item["pricing"] = message.pricing
    world.deliveries.tell(
        Update(
            waba_id=phone.waba_id,
            phone_number_id=phone.id,
            items="statuses",
            item=item,
            older=older,
            contacts=None
            if status == "failed"
            else [contact_in(world.state, thread, now, with_username=status != "sent")],
        )
    )
    world.watchers.status(message, status)


def _tells_price(message: Message, status: str) -> bool:
    """With `sent`, and with the first of delivered and read."""
    if status == "sent":
        return True
    first = status in ("delivered", "read") and not message.priced
    message.priced = message.priced or first
    return first


def _conversation(message: Message, status: str) -> Json:
    found = dict(message.conversation or {})
    if status != "sent":
        found.pop("expiration_timestamp", None)
    return found
