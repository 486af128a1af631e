"""Blocking, reporting, and what a customer thinks of marketing."""

from waypost_sandbox.deliver import Update
from waypost_sandbox.life.journey import threads_of
from waypost_sandbox.people.people import NotPossibleError, contact_in, shown_number, user_id_in
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person
from waypost_sandbox.watchers import Feeling

_MARKETING = {
    "stopped_marketing": ("stop", "User requested to stop marketing messages"),
    "resumed_marketing": ("resume", "User requested to resume marketing messages"),
}


def feel(
    world: Sandbox, person: Person, phone_number_id: str, feeling: Feeling, message_id: str | None = None
) -> None:
    """`message_id` is the message that led to it; without one it is the latest that the person received."""
    if feeling == "blocked" and phone_number_id not in person.blocked:
        person.blocked.append(phone_number_id)
    elif feeling == "unblocked" and phone_number_id in person.blocked:
        person.blocked.remove(phone_number_id)
    elif feeling == "stopped_marketing" and phone_number_id not in person.no_marketing_from:
        person.no_marketing_from.append(phone_number_id)
        _tell_preference(world, person, phone_number_id, feeling)
    elif feeling == "resumed_marketing" and phone_number_id in person.no_marketing_from:
        person.no_marketing_from.remove(phone_number_id)
        _tell_preference(world, person, phone_number_id, feeling)
    elif feeling != "reported":
        return
    world.watchers.felt(person, phone_number_id, feeling, _cause(world, person, phone_number_id, message_id))


def _cause(world: Sandbox, person: Person, phone_number_id: str, message_id: str | None) -> Message | None:
    if message_id is not None:
        message = world.state.messages.get(message_id)
        if message is None or message.person != person.key or not message.outgoing:
            raise NotPossibleError("message_id must be a message that this person received.")
        return message
    for thread in threads_of(world, person):
        if thread.phone_number_id != phone_number_id:
            continue
        for known in reversed(thread.messages):
            message = world.state.messages.get(known)
            if message is not None and message.outgoing and message.received:
                return message
    return None


def _tell_preference(world: Sandbox, person: Person, phone_number_id: str, feeling: str) -> None:
    value, detail = _MARKETING[feeling]
    now = world.clock.now()
    thread = world.state.thread(phone_number_id, person.key)
    number = shown_number(person, thread, now)
    item: Json = {"wa_id": number} if number is not None else {}
    item |= {
        "user_id": user_id_in(world.state, person, phone_number_id),
        "detail": detail,
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(now),
    }
    world.deliveries.tell(
        Update(
            waba_id=world.state.phone_numbers[phone_number_id].waba_id,
            field="user_preferences",
            phone_number_id=phone_number_id,
            items="user_preferences",
            item=item,
            contacts=[contact_in(world.state, thread, now)],
        )
    )
