"""Incoming webhook bodies → typed events: every item of every change of every entry, in order.

A body is decoded whole. Only when that fails, or something in it needs a closer look, is the change in
question read item by item, so that a bad item fails alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import DecodeError, Raw

from waypost.whatsapp import account_fields, number_fields, wire
from waypost.whatsapp.message_kinds import FILE_KINDS, KINDS, file_of, payload_of, target_of, text_of
from waypost.whatsapp.webhook_events import (
    UNREADABLE,
    AccountUpdate,
    Broken,
    CallEvent,
    Echo,
    Event,
    Failure,
    IdentityChange,
    InboundMedia,
    InboundMessage,
    NumberErrors,
    PastMessage,
    Status,
    TemplateUpdate,
    Unknown,
    UserPreference,
)

__all__ = [
    "UNREADABLE",
    "AccountUpdate",
    "Broken",
    "CallEvent",
    "Echo",
    "Event",
    "Failure",
    "IdentityChange",
    "InboundMedia",
    "InboundMessage",
    "NotAWebhook",
    "NumberErrors",
    "PastMessage",
    "Status",
    "TemplateUpdate",
    "Unknown",
    "UserPreference",
    "parse",
]

_UNREADABLE = (DecodeError, RecursionError)


class NotAWebhook(Exception):
    """The body is no webhook at all: not JSON, no object, or without entries."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _LookCloser(Exception):
    """This item cannot become an event from its typed form alone."""


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
    except _UNREADABLE:
        _read_entry_by_entry(body, events)
        return events
    for index, entry in enumerate(entries):
        waba_id = entry.id if isinstance(entry.id, str) else str(entry.id)
        for place, change in enumerate(entry.changes):
            _read_change(change, waba_id, entry.time, f"entry[{index}].changes[{place}]", events)
    return events


def _read_change(
    change: wire.Change, waba_id: str, time: int | str | None, where: str, events: list[Event]
) -> None:
    if change.field == "messages" or change.field == "smb_message_echoes":  # noqa: PLR1714 - faster
        _read_messages(change, waba_id, where, events)
    elif change.field in number_fields.FIELDS:
        events.extend(number_fields.read(change, waba_id, where))
    else:
        events.extend(account_fields.read(change, waba_id, time, where))


def _read_messages(change: wire.Change, waba_id: str, where: str, events: list[Event]) -> None:
    before = len(events)
    try:
        value = wire.VALUE.decode(change.value)
        _typed(value, waba_id, events)
    except (*_UNREADABLE, _LookCloser):
        del events[before:]
        events.extend(_item_by_item(change.value, waba_id, where))
    if len(events) == before:
        events.append(Unknown(field=change.field, waba_id=waba_id, raw=change.value))


def _typed(value: wire.Value, waba_id: str, events: list[Event]) -> None:
    number = value.metadata
    if value.statuses:
        events.extend([_status(status, waba_id, number.phone_number_id) for status in value.statuses])
    if value.messages:
        people = _People(value.contacts)
        for message in value.messages:
            events.append(_inbound(message, None, waba_id, number, people))
            if message.type == "system":
                events.extend(_changes(message, waba_id, number))
    if value.message_echoes:
        events.extend([_echo(message, None, waba_id, number) for message in value.message_echoes])
    if errors := wire.given(value.errors):
        events.append(_number_errors(errors, waba_id, number))


def _changes(message: wire.Message, waba_id: str, number: wire.Metadata) -> list[Event]:
    """A new number or id is told as a message of the person; what it changes comes after it."""
    if (system := wire.given(message.system)) is None:
        return []
    of = (waba_id, number.phone_number_id)
    change = number_fields.change_of(system, message.from_, message.timestamp, of)
    return [change] if change else []


class _People:
    """The `contacts` of a webhook, found by either of their ids: their order says nothing."""

    def __init__(self, contacts: Sequence[wire.Contact]) -> None:
        self._only = contacts[0] if len(contacts) == 1 else None
        self._by_id: dict[str | None, wire.Contact] = {}
        for contact in contacts:
            self._by_id[contact.wa_id or None] = contact
            self._by_id[contact.user_id or None] = contact
        self._by_id.pop(None, None)

    def writer(self, message: wire.Message) -> wire.Contact | None:
        known = self._by_id.get(message.from_user_id) or self._by_id.get(message.from_)
        if known is None and not message.from_ and not message.from_user_id:
            return self._only
        return known


_NOBODY = wire.Contact()


def _inbound(
    message: wire.Message, raw: Raw | None, waba_id: str, number: wire.Metadata, people: _People
) -> InboundMessage:
    contact = people.writer(message) or _NOBODY
    wa_id = message.from_ or contact.wa_id or None
    user_id = message.from_user_id or contact.user_id or None
    if wa_id is None and user_id is None:
        raise _LookCloser("nothing says who wrote it")
    kind, text, content, about = _content(message, raw)
    context = message.context
    profile = contact.profile
    username = profile.username if profile else None
    return InboundMessage(
        waba_id=waba_id,
        phone_number_id=number.phone_number_id,
        display_phone_number=number.display_phone_number or "",
        id=message.id,
        timestamp=message.timestamp,
        kind=kind,
        type=message.type,
        wa_id=wa_id,
        user_id=user_id,
        parent_user_id=message.from_parent_user_id or contact.parent_user_id or None,
        username=(username.removeprefix("@") or None) if username else None,
        profile_name=(profile.name or None) if profile else None,
        text=text,
        content=content,
        context_id=about or (context.id if context else None) or None,
        media=file_of(kind, content) if kind in FILE_KINDS and content else None,
        payload=payload_of(kind, content) if content and (kind == "button" or kind == "interactive") else "",  # noqa: PLR1714 - faster
        forwarded=bool(context and (context.forwarded or context.frequently_forwarded)),
        referral=wire.given(message.referral),
        group_id=message.group_id or None,
        errors=_failures(message.errors),
    )


def _content(message: wire.Message, raw: Raw | None) -> tuple[str, str, Raw | None, str | None]:
    """Its kind, readable text and content, and the message that it is about."""
    kind = message.type
    if kind not in KINDS:
        if raw is None:
            raise _LookCloser("an unknown type is kept whole")
        return "unknown", "", raw, None
    content = wire.given(getattr(message, kind))
    if content is None:
        if kind == "text" and not message.errors:
            raise _LookCloser("a text message without its text")
        return kind, "", None, None
    return kind, text_of(kind, content), content, target_of(kind, content)


def _echo(message: wire.Message, raw: Raw | None, waba_id: str, number: wire.Metadata) -> Echo:
    kind, text, content, about = _content(message, raw)
    return Echo(
        waba_id=waba_id,
        phone_number_id=number.phone_number_id,
        id=message.id,
        timestamp=message.timestamp,
        kind=kind,
        type=message.type,
        wa_id=message.to or None,
        user_id=message.to_user_id or None,
        text=text,
        content=content,
        context_id=about or (message.context.id if message.context else None) or None,
        media=file_of(kind, content) if content else None,
    )


def _status(status: wire.Status, waba_id: str, phone_number_id: str) -> Status:
    recipient, user_id, group_id = status.recipient_id, status.recipient_user_id, None
    if status.recipient_type == "group":
        group_id = recipient
        recipient = status.recipient_participant_id or status.participant_recipient_id
        user_id = status.recipient_participant_user_id or user_id
    return Status(
        waba_id=waba_id,
        phone_number_id=phone_number_id,
        id=status.id,
        status=status.status,
        timestamp=status.timestamp,
        recipient_wa_id=recipient or None,
        recipient_user_id=user_id or None,
        group_id=group_id,
        callback=status.biz_opaque_callback_data,
        errors=_failures(status.errors),
        pricing=wire.given(status.pricing),
        conversation=wire.given(status.conversation),
    )


def _number_errors(errors: Raw, waba_id: str, number: wire.Metadata) -> NumberErrors:
    return NumberErrors(
        waba_id=waba_id, phone_number_id=number.phone_number_id, errors=_failures(errors), raw=errors
    )


def _failures(raw: Raw) -> tuple[Failure, ...]:
    """Never raises: that a message failed matters more than whether Meta's reason can be read."""
    if wire.given(raw) is None:
        return ()
    try:
        items = wire.ITEMS.decode(raw)
    except _UNREADABLE:
        return (Failure(UNREADABLE, "", _shown(raw)),)
    return tuple(_failure(item) for item in items)


def _failure(raw: Raw) -> Failure:
    try:
        error = wire.ERROR.decode(raw)
    except _UNREADABLE:
        return Failure(UNREADABLE, "", _shown(raw))
    details = error.error_data.details if error.error_data else None
    code = UNREADABLE if error.code is None else error.code
    return Failure(code, error.title or error.message or "", details or "")


def _shown(raw: Raw) -> str:
    return bytes(raw)[:200].decode(errors="replace")


# The tolerant path


def _read_entry_by_entry(body: bytes, events: list[Event]) -> None:
    try:
        fields = wire.FIELDS.decode(body)
    except _UNREADABLE as error:
        raise NotAWebhook(f"not a JSON object: {error}") from error
    if "entry" not in fields:
        raise NotAWebhook("a JSON object without `entry`")
    try:
        entries = wire.ITEMS.decode(fields["entry"])
    except _UNREADABLE as error:
        raise NotAWebhook("`entry` is not a list") from error
    for index, raw in enumerate(entries):
        where = f"entry[{index}]"
        try:
            parts = wire.ENTRY_PARTS.decode(raw)
            changes = wire.ITEMS.decode(parts.changes)
        except _UNREADABLE as error:
            events.append(_broken(str(error), raw, where))
            continue
        waba_id = _plain(parts.id)
        time = parts.time if isinstance(parts.time, int | str) else None
        for place, change in enumerate(changes):
            _read_raw_change(change, waba_id, time, f"{where}.changes[{place}]", events)


def _read_raw_change(raw: Raw, waba_id: str, time: int | str | None, where: str, events: list[Event]) -> None:
    try:
        change = wire.CHANGE.decode(raw)
    except _UNREADABLE as error:
        events.append(_broken(str(error), raw, where))
        return
    _read_change(change, waba_id, time, where, events)


def _plain(value: object) -> str:
    return str(value) if isinstance(value, int | str) else ""


def _item_by_item(raw: Raw, waba_id: str, where: str) -> Iterator[Event]:
    try:
        fields = wire.FIELDS.decode(raw)
    except _UNREADABLE as error:
        yield _broken(str(error), raw, where)
        return
    try:
        number = wire.METADATA.decode(fields.get("metadata", b"null"))
    except _UNREADABLE:
        yield _broken("no phone_number_id says which number it is about", raw, where)
        return
    people = _People(list(_readable_contacts(fields.get("contacts"))))
    readers: dict[str, Callable[[Raw], Event]] = {
        "statuses": lambda item: _status(wire.STATUS.decode(item), waba_id, number.phone_number_id),
        "messages": lambda item: _inbound(wire.MESSAGE.decode(item), item, waba_id, number, people),
        "message_echoes": lambda item: _echo(wire.MESSAGE.decode(item), item, waba_id, number),
    }
    for name, read in readers.items():
        if given := wire.given(fields.get(name, wire.ABSENT)):
            yield from _each(given, read, f"{where}.{name}")
    if errors := wire.given(fields.get("errors", wire.ABSENT)):
        yield _number_errors(errors, waba_id, number)


def _each(raw: Raw, read: Callable[[Raw], Event], where: str) -> Iterator[Event]:
    try:
        items = wire.ITEMS.decode(raw)
    except _UNREADABLE as error:
        yield _broken(str(error), raw, where)
        return
    for index, item in enumerate(items):
        try:
            yield read(item)
        except (*_UNREADABLE, _LookCloser) as error:
            yield _broken(str(error), item, f"{where}[{index}]")


def _readable_contacts(raw: Raw | None) -> Iterable[wire.Contact]:
    try:
        items = wire.ITEMS.decode(raw or b"[]")
    except _UNREADABLE:
        return
    for item in items:
        try:
            yield wire.CONTACT.decode(item)
        except _UNREADABLE:
            continue  # its message still comes, with the ids that it carries itself


def _broken(reason: str, raw: Raw, where: str) -> Broken:
    return Broken(reason=reason, raw=bytes(raw), where=where)
