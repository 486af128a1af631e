"""Incoming webhook bodies → typed events: every item of every change of every entry, in order.

A body is decoded whole. Only when that fails, or something in it needs a closer look, is the change in
question read item by item, so that a bad item fails alone.
"""

from collections.abc import Callable, Iterator

from msgspec import Raw

from waypost.whatsapp import account_fields, history_field, number_fields, wire
from waypost.whatsapp.item_by_item import UNREADABLE_JSON, LookCloser, People, broken, each, number_errors
from waypost.whatsapp.message_events import echo, inbound, status
from waypost.whatsapp.webhook_events import (
    UNREADABLE,
    AccountUpdate,
    AppContact,
    Broken,
    CallEvent,
    Echo,
    Event,
    Failure,
    FlowUpdate,
    GroupUpdate,
    HistoryChunk,
    HistoryMessage,
    IdentityChange,
    InboundMessage,
    Media,
    NumberErrors,
    Status,
    TemplateUpdate,
    Unknown,
    UserPreference,
)

__all__ = [
    "UNREADABLE",
    "AccountUpdate",
    "AppContact",
    "Broken",
    "CallEvent",
    "Echo",
    "Event",
    "Failure",
    "FlowUpdate",
    "GroupUpdate",
    "HistoryChunk",
    "HistoryMessage",
    "IdentityChange",
    "InboundMessage",
    "Media",
    "NotAWebhook",
    "NumberErrors",
    "Status",
    "TemplateUpdate",
    "Unknown",
    "UserPreference",
    "parse",
]


Place = tuple[int, int]
"""Which change of which entry; put into words only when something is wrong there."""


class NotAWebhook(Exception):
    """The body is no webhook at all: not JSON, no object, or without entries."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse(body: bytes) -> list[Event]:
    """Every event in the body, in Meta's order. What cannot be read comes out as `Broken` or `Unknown`."""
    if not body.isascii():
        try:
            body.decode()
        except UnicodeDecodeError as error:
            raise NotAWebhook(f"not UTF-8: {error.reason} at byte {error.start}") from error
    body = wire.storable(body)
    events: list[Event] = []
    try:
        entries = wire.ENVELOPE.decode(body).entry
    except UNREADABLE_JSON:
        _read_entry_by_entry(body, events)
        return events
    for index, entry in enumerate(entries):
        waba_id = entry.id if isinstance(entry.id, str) else str(entry.id)
        for place, change in enumerate(entry.changes):
            _read_change(change, waba_id, entry.time, (index, place), events)
    return events


def _read_change(
    change: wire.Change, waba_id: str, time: int | str | None, place: Place, events: list[Event]
) -> None:
    field = change.field
    if field == "messages" or field in _ECHOES:
        _read_messages(change, waba_id, place, events)
    elif field == "history":
        events.extend(history_field.read(change, waba_id, _where(place)))
    elif field in number_fields.FIELDS:
        events.extend(number_fields.read(change, waba_id, _where(place)))
    else:
        events.append(account_fields.read(change, waba_id, time))


_ECHOES = frozenset({"smb_message_echoes", "message_echoes"})


def _where(place: Place) -> str:
    return f"entry[{place[0]}].changes[{place[1]}]"


def _read_messages(change: wire.Change, waba_id: str, place: Place, events: list[Event]) -> None:
    before = len(events)
    try:
        value = wire.VALUE.decode(change.value)
        _typed(value, waba_id, events)
    except (*UNREADABLE_JSON, LookCloser):
        del events[before:]
        events.extend(_item_by_item(change.value, waba_id, _where(place)))
    if len(events) == before:
        events.append(Unknown(field=change.field, waba_id=waba_id, raw=change.value))


def _typed(value: wire.Value, waba_id: str, events: list[Event]) -> None:
    number = value.metadata
    people = People(value.contacts)
    if value.statuses:
        events.extend([status(one, waba_id, number.phone_number_id, people) for one in value.statuses])
    if value.messages:
        events.extend([inbound(message, None, waba_id, number, people) for message in value.messages])
    if value.message_echoes:
        events.extend([echo(message, None, waba_id, number) for message in value.message_echoes])
    if errors := wire.given(value.errors):
        events.append(number_errors(errors, waba_id, number))


# The tolerant path


def _read_entry_by_entry(body: bytes, events: list[Event]) -> None:
    try:
        fields = wire.FIELDS.decode(body)
    except UNREADABLE_JSON as error:
        raise NotAWebhook(f"not a JSON object: {error}") from error
    if "entry" not in fields:
        raise NotAWebhook("a JSON object without `entry`")
    try:
        entries = wire.ITEMS.decode(fields["entry"])
    except UNREADABLE_JSON as error:
        raise NotAWebhook("`entry` is not a list") from error
    for index, raw in enumerate(entries):
        where = f"entry[{index}]"
        try:
            parts = wire.ENTRY_PARTS.decode(raw)
            changes = wire.ITEMS.decode(parts.changes)
        except UNREADABLE_JSON as error:
            events.append(broken(str(error), raw, where))
            continue
        waba_id = _plain(parts.id)
        time = parts.time if isinstance(parts.time, int | str) else None
        for place, change in enumerate(changes):
            _read_raw_change(change, waba_id, time, (index, place), events)


def _read_raw_change(
    raw: Raw, waba_id: str, time: int | str | None, place: Place, events: list[Event]
) -> None:
    try:
        change = wire.CHANGE.decode(raw)
    except UNREADABLE_JSON as error:
        events.append(broken(str(error), raw, _where(place)))
        return
    _read_change(change, waba_id, time, place, events)


def _plain(value: object) -> str:
    return str(value) if isinstance(value, int | str) else ""


def _item_by_item(raw: Raw, waba_id: str, where: str) -> Iterator[Event]:
    try:
        fields = wire.FIELDS.decode(raw)
    except UNREADABLE_JSON as error:
        yield broken(str(error), raw, where)
        return
    try:
        number = wire.METADATA.decode(fields.get("metadata", b"null"))
    except UNREADABLE_JSON:
        yield broken("no phone_number_id says which number it is about", raw, where)
        return
    people = People.of(fields.get("contacts"))
    readers: dict[str, Callable[[Raw], Event]] = {
        "statuses": lambda item: status(wire.STATUS.decode(item), waba_id, number.phone_number_id, people),
        "messages": lambda item: inbound(wire.MESSAGE.decode(item), item, waba_id, number, people),
        "message_echoes": lambda item: echo(wire.MESSAGE.decode(item), item, waba_id, number),
    }
    for name, read in readers.items():
        if given := wire.given(fields.get(name, wire.ABSENT)):
            yield from each(given, read, f"{where}.{name}")
    if errors := wire.given(fields.get("errors", wire.ABSENT)):
        yield number_errors(errors, waba_id, number)
