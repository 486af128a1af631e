"""Customers who become someone else to the business: a new number, a new phone, a hidden number."""

from waypost_sandbox.deliver import Update
from waypost_sandbox.ids import user_id_for
from waypost_sandbox.life.journey import threads_of
from waypost_sandbox.people.people import (
    NUMBER_KNOWN_SECONDS,
    NotPossibleError,
    checks_identity,
    contact_in,
    identity_of,
    shown_number,
    user_id_in,
)
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.people import Person, Thread


class _Known:
    """What a business knew of the person; the number is None when it was hidden."""

    def __init__(self, world: Sandbox, person: Person, thread: Thread) -> None:
        self.number = shown_number(person, thread, world.clock.now())
        self.user_id = user_id_in(world.state, person, thread.phone_number_id)


def change_number(world: Sandbox, person: Person, wa_id: str) -> None:
    """The chats move along; for the business it is someone new, with closed windows and a new user id."""
    state = world.state
    old = person.wa_id
    if old is None:
        raise NotPossibleError(f"{person.name} has no number to change.")
    if not (wa_id.isdigit() and 7 <= len(wa_id) <= 15):
        raise NotPossibleError("wa_id must have 7 to 15 digits.")
    if wa_id in state.people:
        raise NotPossibleError(f"{wa_id} belongs to {state.people[wa_id].name} already.")
    threads = threads_of(world, person)
    before = [_Known(world, person, thread) for thread in threads]
    # Nobody answers at the old number any more.
    gone = Person(
        wa_id=old,
        user_id=person.user_id,
        user_ids=person.user_ids,
        name=person.name,
        on_whatsapp=False,
        known=False,
    )
    state.add_person(gone)
    person.wa_id, person.user_id, person.user_ids = wa_id, user_id_for(wa_id), {}
    person.identity_changes += 1
    state.add_person(person)
    for thread, known in zip(threads, before, strict=True):
        _tell_new_number(world, _move(world, thread, old, person), known)
    world.hub.tell(None, "refetch", {})


def change_identity(world: Sandbox, person: Person) -> None:
    """A new phone or a new installation: numbers that check identities are told."""
    person.identity_changes += 1
    now = world.clock.now()
    for thread in threads_of(world, person):
        phone = world.state.phone_numbers[thread.phone_number_id]
        if not checks_identity(phone):
            continue
        number = shown_number(person, thread, now)
        user_id = user_id_in(world.state, person, phone.id)
        item = _system_message(world, number, user_id, f"User {person.name}'s identity changed")
        item["system"] |= {"type": "customer_identity_changed", "identity": identity_of(person)}
        item["identity"] = {
            "acknowledged": False,
            "created_timestamp": str(int(now)),
            "hash": identity_of(person),
        }
        _tell(world, thread, "messages", item, [contact_in(world.state, thread, now)])


def rename(world: Sandbox, person: Person, username: str | None) -> None:
    """A username of their own, another one, or none; without one the number cannot be hidden."""
    taken = world.state.find_person(username) if username else None
    if taken is not None and taken is not person:
        raise NotPossibleError(f"{username} is the username of {taken.name}.")
    if username is None and person.wa_id is None:
        raise NotPossibleError(f"{person.name} is known by username only.")
    person.username = username
    world.state.name_person(person)


def _move(world: Sandbox, thread: Thread, old: str, person: Person) -> Thread:
    state = world.state
    moved = Thread(
        phone_number_id=thread.phone_number_id,
        person=person.key,
        messages=thread.messages,
        unread=thread.unread,
    )
    del state.threads[f"{thread.phone_number_id}:{old}"]
    state.threads[f"{thread.phone_number_id}:{person.key}"] = moved
    for message_id in moved.messages:
        message = state.messages.get(message_id)
        if message is not None:
            message.person = person.key
    return moved


def _tell_new_number(world: Sandbox, thread: Thread, known: _Known) -> None:
    """Who hid the old number hides the new one too, and has only another user id."""
    person = world.state.people[thread.person]
    user_id = user_id_in(world.state, person, thread.phone_number_id)
    ids: Json = {"user_id": user_id, "previous_user_id": known.user_id}
    changed: Json = {"detail": "The user's id changed"}
    if known.number is None:
        words = f"User {person.name} changed from {known.user_id} to {user_id}"
        ids["type"] = "user_changed_user_id"
    else:
        words = f"User {person.name} changed from {known.number} to {person.wa_id}"
        ids |= {"type": "user_changed_number", "wa_id": person.wa_id}
        changed["wa_id"] = person.wa_id
        thread.number_known_until = world.clock.now() + NUMBER_KNOWN_SECONDS
    item = _system_message(world, known.number, known.user_id, words)
    item["system"] |= ids
    # Meta's webhook about a number has no contacts.
    _tell(world, thread, "messages", item, None)
    changed["user_id"] = {"previous": known.user_id, "current": user_id}
    contact = contact_in(world.state, thread, world.clock.now())
    _tell(world, thread, "user_id_update", changed, [contact])


def _system_message(world: Sandbox, number: str | None, user_id: str, words: str) -> Json:
    wamid = world.ids.wamid(number or user_id, outgoing=False)
    item: Json = {"from": number} if number is not None else {"from_user_id": user_id}
    now = str(int(world.clock.now()))
    return item | {"id": wamid, "timestamp": now, "type": "system", "system": {"body": words}}


def _tell(world: Sandbox, thread: Thread, kind: str, item: Json, contacts: list[Json] | None) -> None:
    world.deliveries.tell(
        Update(
            waba_id=world.state.phone_numbers[thread.phone_number_id].waba_id,
            field=kind,
            phone_number_id=thread.phone_number_id,
            items=kind,
            item=item,
            contacts=contacts,
        )
    )
