"""What customers write reaches the business as webhooks."""

from typing import Any

from waypost_sandbox.deliver import Update
from waypost_sandbox.life import windows
from waypost_sandbox.people import taps
from waypost_sandbox.people.contents import content_of, text_of
from waypost_sandbox.people.people import (
    NUMBER_KNOWN_SECONDS,
    NotPossibleError,
    contact_in,
    shown_number,
    user_id_in,
)
from waypost_sandbox.phone.view import message_view
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import PhoneNumber
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person, Thread

_OWN_KEYS = {"phone_number_id", "type", "context", "id", "timestamp"}


def write_to_business(world: Sandbox, person: Person, order: Json) -> Message:
    """The customer sends a message; unknown keys of the order go into the webhook as they are."""
    phone = number_of(world, order)
    kind = str(order.get("type") or ("text" if "text" in order else ""))
    if not kind:
        raise NotPossibleError('Say the "type" of the message, for example "text".')
    if phone.id in person.blocked:
        raise NotPossibleError(f"{person.name} has blocked this number and must unblock it first.")
    context = _context(order, phone.digits)
    extra = {key: value for key, value in order.items() if key not in _OWN_KEYS and key != kind}
    content = content_of(world, phone.id, kind, order, extra)
    answered = world.state.messages.get(str((context or {}).get("id")))
    tapped = None
    if answered is not None and answered.shown is not None and kind in ("button", "interactive"):
        tapped = taps.tapped_button(answered, kind, content)
    now = world.clock.now()
    thread = world.state.thread(phone.id, person.key)
    number = shown_number(person, thread, now)
    user_id = user_id_in(world.state, person, phone.id)
    wamid = str(order.get("id") or world.ids.wamid(number or user_id, outgoing=False))
    item: Json = {"from": number} if number is not None else {}
    item |= {"from_user_id": user_id, "id": wamid}
    item |= {"timestamp": str(order.get("timestamp") or int(now)), "type": kind}
    if context is not None:
        item["context"] = context
    item |= extra
    if content is not None:
        item[kind] = content
    message = Message(
        seq=world.state.next_seq(),
        id=wamid,
        outgoing=False,
        phone_number_id=phone.id,
        person=person.key,
        type=kind,
        content=content,
        text=text_of(kind, content),
        at=now,
        context_id=(context or {}).get("id"),
        status="sent",
    )
    world.state.messages[message.id] = message
    thread.messages.append(message.id)
    if kind == "reaction":
        _react(world, message)
    else:
        world.hub.tell(person.key, "message", {"message": message_view(world.state, message)})
    # Who is blocked, or writes to a number that left the platform, is not heard and does not know.
    if phone.registered and person.key not in phone.blocked_users:
        _open(world, thread, person, referred="referral" in extra)
        tell_business(world, message, item)
        world.watchers.written(message)
        if tapped is not None and answered is not None:
            tell_tap(world, answered, tapped)
    return message


def tap(world: Sandbox, person: Person, message: Message, choice: taps.Choice) -> Message | None:
    """The person taps a button; what it sends, or None when nothing leaves the phone."""
    if message.person != person.key or not message.received:
        raise NotPossibleError("message_id must be a message that this person received.")
    button = taps.button_of(message, choice.button)
    order = taps.order_of(person, message, button, choice, world.clock.now())
    sent = write_to_business(world, person, order) if order is not None else None
    # Replies to quick replies and lists are recognised as taps when they are written.
    if button["kind"] not in ("quick_reply", "list"):
        tell_tap(world, message, button)
    return sent


def tell_tap(world: Sandbox, message: Message, button: Json) -> None:
    world.watchers.tapped(message, {"type": button["kind"], "text": str(button.get("title", "")), **button})


def number_of(world: Sandbox, order: Json) -> PhoneNumber:
    """The business's number in an order; the world's first when it names none."""
    phone_number_id = str(order.get("phone_number_id") or next(iter(world.state.phone_numbers)))
    phone = world.state.phone_numbers.get(phone_number_id)
    if phone is None:
        raise NotPossibleError(f"There is no number {phone_number_id}. GET /_sandbox/world lists them.")
    return phone


def tell_business(world: Sandbox, message: Message, item: Json) -> None:
    """The webhook; once it is answered the phone shows that the business has the message."""

    def business_has_it() -> None:
        if message.status == "sent":
            message.status = "delivered"
            seen = {"chat": message.phone_number_id, "id": message.id, "status": "delivered"}
            world.hub.tell(message.person, "status", seen)

    thread = world.state.thread(message.phone_number_id, message.person)
    now = world.clock.now()
    world.limits.count_incoming(message.phone_number_id, now)
    world.deliveries.tell(
        Update(
            waba_id=world.state.phone_numbers[message.phone_number_id].waba_id,
            phone_number_id=message.phone_number_id,
            items="messages",
            item=item,
            contacts=[contact_in(world.state, thread, now)],
            on_answered=business_has_it,
        )
    )


def _open(world: Sandbox, thread: Thread, person: Person, *, referred: bool) -> None:
    now = world.clock.now()
    windows.open_window(thread, now)
    if referred:
        windows.click_ad(thread, now)
    if not person.hidden:
        thread.number_known_until = now + NUMBER_KNOWN_SECONDS


def _react(world: Sandbox, message: Message) -> None:
    target = world.state.messages.get(str(message.content.get("message_id")))
    if target is not None:
        target.reactions[message.person] = str(message.content.get("emoji") or "")
        world.hub.tell(message.person, "message", {"message": message_view(world.state, target)})


def _context(order: Json, business_digits: str) -> Any:
    """A reply names the message; a forward or a product enquiry says so beside it or instead."""
    context = order.get("context")
    if not isinstance(context, dict):
        return None
    if "message_id" not in context:
        return context
    rest = {key: value for key, value in context.items() if key != "message_id"}
    return {"from": business_digits, "id": str(context["message_id"]), **rest}
