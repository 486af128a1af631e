"""The chats from before onboarding, sent to the API once in chunks, oldest phases last."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from waypost_sandbox.deliver import Update
from waypost_sandbox.graph.errors import webhook_error
from waypost_sandbox.people.contents import MEDIA_TYPES, content_of
from waypost_sandbox.people.people import contact_in, user_id_in
from waypost_sandbox.people.shared_numbers import tell_contact
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.accounts import PhoneNumber
from waypost_sandbox.state.coexistence import Coexistence, PastMessage, PastThread
from waypost_sandbox.state.people import Person

# Phase: messages up to so many days old.
PHASES = ((0, 1.0), (1, 90.0), (2, 180.0))
MEDIA_DAYS = 14.0
MESSAGES_PER_CHUNK = 200
SECONDS_BETWEEN_CHUNKS = 2.0
# Sample chats go to so many people of the world.
SAMPLE_PEOPLE = 5


class Past(NamedTuple):
    person: Person
    message: PastMessage
    id: str


class Chunk(NamedTuple):
    phase: int
    order: int
    progress: int
    messages: list[Past]


def send_contacts(world: Sandbox, phone: PhoneNumber, told: Coexistence) -> None:
    book = told.contacts or {
        person.wa_id: {"full_name": person.name, "first_name": person.name.split(" ")[0]}
        for person in _samples(world)
        if person.wa_id is not None
    }
    for number, names in book.items():
        tell_contact(world, phone, number, names)


def send_history(world: Sandbox, phone: PhoneNumber, told: Coexistence) -> None:
    if told.declined:
        error = webhook_error(2593109)
        del error["href"]
        _tell(world, phone, "history", {"errors": [error]}, None)
        return
    past = _past(world, told)
    wait = 0.0
    for chunk in _chunks(past):
        wait += SECONDS_BETWEEN_CHUNKS
        world.clock.after(wait, _send_chunk, world, phone, chunk)
    for entry in past:
        if entry.message.type in MEDIA_TYPES and entry.message.days_ago <= MEDIA_DAYS:
            wait += SECONDS_BETWEEN_CHUNKS
            world.clock.after(wait, _send_media, world, phone, entry)


def sample_past(world: Sandbox) -> list[PastThread]:
    """Chats of half a year, for a business that brings none of its own."""
    return [
        PastThread(
            person=person.key,
            messages=[
                _text(170, "Do you deliver on Sundays?", from_me=False),
                _text(169.9, "Yes, until noon.", from_me=True),
                PastMessage(from_me=False, days_ago=60, type="image", content={"caption": "Last time"}),
                PastMessage(from_me=False, days_ago=5, type="image", content={"caption": "This time"}),
                _text(0.4, "Thank you!", from_me=False),
                _text(0.3, "You are welcome.", from_me=True),
            ],
        )
        for person in _samples(world)
    ]


def _past(world: Sandbox, told: Coexistence) -> list[Past]:
    """All messages, newest first."""
    found = [
        Past(
            world.state.people[thread.person],
            message,
            world.ids.wamid(thread.person, outgoing=message.from_me),
        )
        for thread in told.past or sample_past(world)
        for message in thread.messages
        if message.days_ago <= PHASES[-1][1]
    ]
    return sorted(found, key=lambda entry: entry.message.days_ago)


def _chunks(past: list[Past]) -> Iterator[Chunk]:
    """A phase without messages still has its chunk; the last one says 100."""
    sent, youngest = 0, 0.0
    for phase, oldest in PHASES:
        mine = [
            e for e in past if youngest <= e.message.days_ago < oldest or e.message.days_ago == oldest == 180
        ]
        for order, start in enumerate(range(0, max(1, len(mine)), MESSAGES_PER_CHUNK), 1):
            part = mine[start : start + MESSAGES_PER_CHUNK]
            sent += len(part)
            last = phase == PHASES[-1][0] and start + MESSAGES_PER_CHUNK >= len(mine)
            yield Chunk(phase, order, 100 if last else min(99, 100 * sent // max(1, len(past))), part)
        youngest = oldest


def _send_chunk(world: Sandbox, phone: PhoneNumber, chunk: Chunk) -> None:
    threads: dict[str, Json] = {}
    for entry in chunk.messages:
        person = entry.person
        thread = threads.get(person.key)
        if thread is None:
            context: Json = {"wa_id": person.wa_id} if person.wa_id is not None else {}
            context["user_id"] = user_id_in(world.state, person, phone.id)
            if person.username is not None:
                context["username"] = person.username
            thread = threads[person.key] = {"id": person.key, "context": context, "messages": []}
        thread["messages"].append(_past_item(world, phone, entry))
    metadata = {"phase": chunk.phase, "chunk_order": chunk.order, "progress": chunk.progress}
    _tell(world, phone, "history", {"metadata": metadata, "threads": list(threads.values())}, None)


def _past_item(world: Sandbox, phone: PhoneNumber, entry: Past) -> Json:
    item = _head(world, phone, entry)
    if entry.message.type in MEDIA_TYPES:
        item["type"] = "media_placeholder"
    else:
        item |= {"type": entry.message.type, entry.message.type: entry.message.content}
    item["history_context"] = {"status": entry.message.status}
    return item


def _send_media(world: Sandbox, phone: PhoneNumber, entry: Past) -> None:
    kind = entry.message.type
    content = content_of(world, phone.id, kind, {kind: entry.message.content}, {})
    item = _head(world, phone, entry) | {"type": kind, kind: content}
    thread = world.state.thread(phone.id, entry.person.key)
    _tell(world, phone, "messages", item, [contact_in(world.state, thread, world.clock.now())])


def _head(world: Sandbox, phone: PhoneNumber, entry: Past) -> Json:
    at = world.clock.now() - entry.message.days_ago * DAY_SECONDS
    number, user_id = entry.person.wa_id, user_id_in(world.state, entry.person, phone.id)
    side = "to" if entry.message.from_me else "from"
    head: Json = {"from": phone.digits} if entry.message.from_me else {}
    head |= {side: number} if number is not None else {f"{side}_user_id": user_id}
    return head | {"id": entry.id, "timestamp": str(int(at))}


def _samples(world: Sandbox) -> list[Person]:
    known = [p for p in world.state.people.values() if p.known and p.on_whatsapp and p.wa_id is not None]
    return known[:SAMPLE_PEOPLE]


def _text(days_ago: float, words: str, *, from_me: bool) -> PastMessage:
    return PastMessage(from_me=from_me, days_ago=days_ago, content={"body": words})


def _tell(world: Sandbox, phone: PhoneNumber, items: str, item: Any, contacts: list[Json] | None) -> None:
    world.deliveries.tell(
        Update(
            waba_id=phone.waba_id,
            field="history",
            phone_number_id=phone.id,
            items=items,
            item=item,
            contacts=contacts,
        )
    )
