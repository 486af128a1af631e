"""The life of a message from the business after Meta accepted it: sent, delivered, read, or failed."""

from collections.abc import Callable
from datetime import UTC, datetime

from waypost_sandbox.deliver import Update
from waypost_sandbox.graph.errors import webhook_error
from waypost_sandbox.people.people import contact_of
from waypost_sandbox.phone.view import BUSINESS, message_view
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.accounts import PhoneNumber
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person

TTL_SECONDS = 30 * DAY_SECONDS
FREE_SERVICE_MESSAGES = 1000
REACTION_DAYS = 30


def set_off(world: Sandbox, message: Message, refusal: int | None) -> None:
    """Starts the journey; `refusal` is a code that was already certain when Meta accepted."""
    thread = world.state.thread(message.phone_number_id, message.person)
    thread.messages.append(message.id)
    world.state.messages[message.id] = message
    world.watchers.accepted(message)
    if refusal is None:
        refusal = _refusal(world, message)
    soonest = world.clock.now() + world.faults.dice.uniform(*world.settings.sent_seconds)
    thread.leaves_at = max(soonest, thread.leaves_at)
    world.clock.at(thread.leaves_at, _leave, world, message, refusal)


def arrive(world: Sandbox, message: Message) -> None:
    """The message is on the phone."""
    person = world.state.people[message.person]
    thread = world.state.thread(message.phone_number_id, message.person)
    if not person.online:
        thread.waiting.append(message.id)
        return
    if world.clock.now() > message.at + TTL_SECONDS:
        return
    message.received += 1
    looking = world.hub.is_open(person.key, message.phone_number_id)
    # With the chat open Meta reports only the reading.
    if not looking:
        tell_status(world, message, "delivered")
        thread.unread.append(message.id)
    if world.hub.watches(person.key):
        world.hub.tell(person.key, "message", {"message": message_view(world.state, message)})
    if looking or person.reads:
        world.clock.after(world.faults.dice.uniform(*world.settings.read_seconds), read, world, message)


def read(world: Sandbox, message: Message) -> None:
    if "read" in message.times or message.received == 0:
        return
    thread = world.state.thread(message.phone_number_id, message.person)
    if message.id in thread.unread:
        thread.unread.remove(message.id)
    tell_status(world, message, "read")


def play(world: Sandbox, message: Message) -> None:
    """A voice note, heard for the first time."""
    read(world, message)
    if "played" not in message.times:
        tell_status(world, message, "played")


def fail(world: Sandbox, message: Message, code: int, details: str | None = None) -> None:
    message.failure = webhook_error(code, details)
    tell_status(world, message, "failed")


def tell_status(world: Sandbox, message: Message, status: str) -> None:
    now = world.clock.now()
    message.status = status
    message.times[status] = now
    person = world.state.people[message.person]
    item: Json = {"id": message.id, "status": status, "timestamp": str(int(now))}
    if person.wa_id is not None:
        item["recipient_id"] = person.wa_id
    item["recipient_user_id"] = person.user_id
    if message.callback_data is not None:
        item["biz_opaque_callback_data"] = message.callback_data
    if status == "failed":
        item["errors"] = [message.failure]
    elif status == "sent" or (status in ("delivered", "read") and not message.priced):
        # With `sent`, and with the first of delivered and read.
        message.priced = status != "sent"
        item["pricing"] = message.pricing
    world.deliveries.tell(
        Update(
            waba_id=world.state.phone_numbers[message.phone_number_id].waba_id,
            phone_number_id=message.phone_number_id,
            items="statuses",
            item=item,
            contacts=None if status == "failed" else [contact_of(person, with_username=status != "sent")],
        )
    )
    world.watchers.status(message, status)


def _leave(world: Sandbox, message: Message, refusal: int | None) -> None:
    if refusal is not None:
        fail(world, message, refusal)
        return
    message.pricing = _pricing(world.state.phone_numbers[message.phone_number_id], message, world.clock.now())
    tell_status(world, message, "sent")
    if message.type == "reaction":
        _react(world, message)
        return
    thread = world.state.thread(message.phone_number_id, message.person)
    soonest = world.clock.now() + world.faults.dice.uniform(*world.settings.delivered_seconds)
    thread.arrives_at = max(soonest, thread.arrives_at)
    world.clock.at(thread.arrives_at, arrive, world, message)


def _react(world: Sandbox, message: Message) -> None:
    target = world.state.messages[message.content["message_id"]]
    emoji = message.content.get("emoji", "")
    if emoji:
        target.reactions[BUSINESS] = emoji
    else:
        target.reactions.pop(BUSINESS, None)
    message.received = 1
    world.hub.tell(message.person, "message", {"message": message_view(world.state, target)})


def _refusal(world: Sandbox, message: Message) -> int | None:
    """Why Meta will not deliver what it accepted, by code."""
    person = world.state.people[message.person]
    checks: list[tuple[int, Callable[[], bool]]] = [
        (131047, lambda: _window_closed(world, message)),
        (131026, lambda: not person.on_whatsapp or message.phone_number_id in person.blocked),
        (131049, lambda: message.category == "MARKETING" and (person.wa_id or "").startswith("1")),
        (131009, lambda: message.type == "reaction" and not _can_react(world, message)),
    ]
    return next((code for code, applies in checks if applies()), None)


def _window_closed(world: Sandbox, message: Message) -> bool:
    if not world.settings.window or message.type == "template":
        return False
    return world.state.thread(message.phone_number_id, message.person).window_until < world.clock.now()


def _can_react(world: Sandbox, message: Message) -> bool:
    target = world.state.messages.get(message.content["message_id"])
    return (
        target is not None
        and not target.outgoing
        and target.person == message.person
        and target.type != "reaction"
        and target.at > world.clock.now() - REACTION_DAYS * DAY_SECONDS
    )


def _pricing(phone: PhoneNumber, message: Message, now: float) -> Json:
    if message.category is not None:
        return {
            "billable": True,
            "pricing_model": "PMP",
            "type": "regular",
            "category": message.category.lower(),
        }
    month = datetime.fromtimestamp(now, UTC).strftime("%Y-%m")
    if phone.service_month != month:
        phone.service_month, phone.service_count = month, 0
    phone.service_count += 1
    free = phone.service_count <= FREE_SERVICE_MESSAGES
    kind = "free_customer_service" if free else "regular"
    return {"billable": not free, "pricing_model": "PMP", "type": kind, "category": "service"}


def come_online(world: Sandbox, person: Person) -> None:
    """Everything that waited arrives in its order."""
    person.online = True
    for thread in world.state.threads.values():
        if thread.person == person.key and thread.waiting:
            waiting, thread.waiting = thread.waiting, []
            for message_id in waiting:
                arrive(world, world.state.messages[message_id])


def read_chat(world: Sandbox, person: Person, phone_number_id: str | None) -> int:
    """Reads what lies unread in one chat or in all; the number of messages."""
    unread = [
        message_id
        for thread in world.state.threads.values()
        if thread.person == person.key and phone_number_id in (None, thread.phone_number_id)
        for message_id in thread.unread
    ]
    for message_id in unread:
        read(world, world.state.messages[message_id])
    return len(unread)
