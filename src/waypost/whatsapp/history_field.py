"""The chats from before a phone app's number was connected: thousands of messages in one webhook, thread by thread."""

from collections.abc import Iterator

from msgspec import Raw, Struct

from waypost.whatsapp import wire
from waypost.whatsapp.item_by_item import (
    UNREADABLE_JSON,
    LookCloser,
    People,
    broken,
    each,
    failures,
    number_errors,
)
from waypost.whatsapp.message_events import content_of
from waypost.whatsapp.webhook_events import Event, HistoryChunk, HistoryMessage, Unknown


class Peer(Struct, gc=False):
    """The person on the other side of a thread."""

    wa_id: str | None = None
    user_id: str | None = None
    username: str | None = None


def read(change: wire.Change, waba_id: str, where: str) -> Iterator[Event]:
    raw = change.value
    try:
        fields = wire.FIELDS.decode(raw)
        number = wire.METADATA.decode(fields.get("metadata", b"null"))
    except UNREADABLE_JSON as error:
        yield broken(str(error), raw, where)
        return
    is_empty = True
    for event in _events(fields, waba_id, number, where):
        is_empty = False
        yield event
    if is_empty:
        yield Unknown(field=change.field, waba_id=waba_id, raw=raw)


def _events(fields: dict[str, Raw], waba_id: str, number: wire.Metadata, where: str) -> Iterator[Event]:
    if given := wire.given(fields.get("history", wire.ABSENT)):
        yield from _chunks(given, waba_id, number, f"{where}.history")
    if given := wire.given(fields.get("messages", wire.ABSENT)):
        # files that were placeholders before
        people = People.of(fields.get("contacts"))
        yield from each(
            given, lambda item: _message(item, waba_id, number, Peer(), people), f"{where}.messages"
        )
    if errors := wire.given(fields.get("errors", wire.ABSENT)):
        yield number_errors(errors, waba_id, number)


def _chunks(raw: Raw, waba_id: str, number: wire.Metadata, where: str) -> Iterator[Event]:
    try:
        chunks = wire.ITEMS.decode(raw)
    except UNREADABLE_JSON as error:
        yield broken(str(error), raw, where)
        return
    for index, item in enumerate(chunks):
        place = f"{where}[{index}]"
        try:
            chunk = wire.HISTORY.decode(item)
        except UNREADABLE_JSON as error:
            yield broken(str(error), item, place)
            continue
        if given := wire.given(chunk.threads):
            yield from _threads(given, waba_id, number, f"{place}.threads")
        progress = chunk.metadata or wire.Progress()
        yield HistoryChunk(
            waba_id=waba_id,
            phone_number_id=number.phone_number_id,
            phase=progress.phase,
            chunk_order=progress.chunk_order,
            progress=progress.progress,
            errors=failures(chunk.errors),
        )


def _threads(raw: Raw, waba_id: str, number: wire.Metadata, where: str) -> Iterator[Event]:
    try:
        threads = wire.ITEMS.decode(raw)
    except UNREADABLE_JSON as error:
        yield broken(str(error), raw, where)
        return
    nobody = People([])
    for index, item in enumerate(threads):
        place = f"{where}[{index}]"
        try:
            thread = wire.THREAD.decode(item)
        except UNREADABLE_JSON as error:
            yield broken(str(error), item, place)
            continue
        peer = _peer(thread)
        if given := wire.given(thread.messages):
            yield from each(
                given,
                lambda one, peer=peer: _message(one, waba_id, number, peer, nobody),  # type: ignore[misc]
                f"{place}.messages",
            )


def _peer(thread: wire.Thread) -> Peer:
    """A thread is named after the number or the id of the person."""
    context = thread.context or wire.ThreadContext()
    name = str(thread.id)
    is_number = name.isascii() and name.isdigit()
    username = (context.username or "").removeprefix("@")
    return Peer(
        context.wa_id or (name if is_number else None),
        context.user_id or (name if name and not is_number else None),
        username or None,
    )


def _message(raw: Raw, waba_id: str, number: wire.Metadata, peer: Peer, people: People) -> HistoryMessage:
    message = wire.PAST_MESSAGE.decode(raw)
    is_ours = bool(message.to or message.to_user_id) or (
        message.from_ is not None and message.from_ == number.display_phone_number
    )
    wa_id = (message.to if is_ours else message.from_) or peer.wa_id
    user_id = (message.to_user_id if is_ours else message.from_user_id) or peer.user_id
    contact = people.find(wa_id, user_id) or wire.Contact()
    wa_id, user_id = wa_id or contact.wa_id or None, user_id or contact.user_id or None
    if wa_id is None and user_id is None:
        raise LookCloser("nothing says whose chat it is in")
    kind, text, content, about, media = content_of(message, raw)
    status = message.history_context.status if message.history_context else None
    return HistoryMessage(
        waba_id=waba_id,
        phone_number_id=number.phone_number_id,
        id=message.id,
        timestamp=message.timestamp,
        direction="out" if is_ours else "in",
        kind=kind,
        type=message.type,
        wa_id=wa_id,
        user_id=user_id,
        username=peer.username,
        text=text,
        content=content,
        context_id=about or (message.context.id if message.context else None) or None,
        media=media,
        status=status.lower() if status else None,
    )
