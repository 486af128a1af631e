"""Webhook fields of a number other than messages: calls, the past of a number, new ids of people."""

from collections.abc import Callable, Iterator

from msgspec import DecodeError, Raw

from waypost.whatsapp import wire
from waypost.whatsapp.message_kinds import KINDS, file_of, target_of, text_of
from waypost.whatsapp.webhook_events import Broken, CallEvent, Event, IdentityChange, PastMessage, Unknown

_UNREADABLE = (DecodeError, RecursionError)
_CHANGES = frozenset({"user_changed_number", "user_changed_user_id", "customer_changed_number"})


def read(change: wire.Change, waba_id: str, where: str) -> Iterator[Event]:
    """Every item of the field. One that cannot be read comes out as `Broken`, and the others with it."""
    try:
        fields = wire.FIELDS.decode(change.value)
        number = wire.METADATA.decode(fields.get("metadata", b"null"))
    except _UNREADABLE as error:
        yield Broken(reason=str(error), raw=bytes(change.value), where=where)
        return
    readers: dict[str, Callable[[Raw], Iterator[Event]]] = {
        "calls": lambda item: _call(item, "", waba_id, number),
        "statuses": lambda item: _call(item, "status", waba_id, number),
        "user_id_update": lambda item: _id_update(item, waba_id, number),
        "history": lambda item: _chunk(item, waba_id, number, where),
        "messages": lambda item: _past(item, None, waba_id, number),
    }
    found = False
    for name in _LISTS[change.field]:
        if (listed := wire.given(fields.get(name, wire.ABSENT))) is None:
            continue
        found = True
        yield from _each(listed, readers[name], f"{where}.{name}")
    if not found:
        yield Unknown(field=change.field, waba_id=waba_id, raw=change.value)


_LISTS = {
    "calls": ("calls", "statuses"),
    "user_id_update": ("user_id_update",),
    "history": ("history", "messages"),
}
FIELDS = frozenset(_LISTS)


def change_of(system: Raw, from_: str | None, timestamp: int, of: tuple[str, str]) -> IdentityChange | None:
    """What a system message says of its writer's ids; None when it is about something else."""
    try:
        told = wire.SYSTEM.decode(system)
    except _UNREADABLE:
        return None
    if told.type not in _CHANGES:
        return None
    waba_id, phone_number_id = of
    previous = from_ or told.customer
    return IdentityChange(
        waba_id=waba_id,
        phone_number_id=phone_number_id,
        timestamp=timestamp,
        previous_wa_id=previous or None,
        wa_id=told.wa_id or told.new_wa_id or None,
        previous_user_id=told.previous_user_id or None,
        user_id=told.user_id or None,
        previous_parent_user_id=told.previous_parent_user_id or None,
        parent_user_id=told.parent_user_id or None,
    )


def _each(raw: Raw, read: Callable[[Raw], Iterator[Event]], where: str) -> Iterator[Event]:
    try:
        items = wire.ITEMS.decode(raw)
    except _UNREADABLE as error:
        yield Broken(reason=str(error), raw=bytes(raw), where=where)
        return
    for index, item in enumerate(items):
        try:
            yield from read(item)
        except _UNREADABLE as error:
            yield Broken(reason=str(error), raw=bytes(item), where=f"{where}[{index}]")


def _call(raw: Raw, event: str, waba_id: str, number: wire.Metadata) -> Iterator[Event]:
    call = wire.CALL.decode(raw)
    from_business = call.direction == "BUSINESS_INITIATED" or bool(event)
    wa_id, user_id = (call.to, call.to_user_id) if from_business else (call.from_, call.from_user_id)
    yield CallEvent(
        waba_id=waba_id,
        phone_number_id=number.phone_number_id,
        id=call.id,
        event=event or call.event,
        timestamp=call.timestamp,
        status=call.status or "",
        from_business=from_business,
        wa_id=wa_id or call.recipient_id or None,
        user_id=user_id or call.recipient_user_id or None,
        duration_seconds=call.duration,
        raw=raw,
    )


def _id_update(raw: Raw, waba_id: str, number: wire.Metadata) -> Iterator[Event]:
    update = wire.ID_UPDATE.decode(raw)
    own, parent = update.user_id or wire.Changed(), update.parent_user_id or wire.Changed()
    yield IdentityChange(
        waba_id=waba_id,
        phone_number_id=number.phone_number_id,
        timestamp=update.timestamp or 0,
        wa_id=update.wa_id or None,
        previous_user_id=own.previous or None,
        user_id=own.current or None,
        previous_parent_user_id=parent.previous or None,
        parent_user_id=parent.current or None,
    )


def _chunk(raw: Raw, waba_id: str, number: wire.Metadata, where: str) -> Iterator[Event]:
    chunk = wire.HISTORY_CHUNK.decode(raw)
    for thread in chunk.threads:
        yield from _each(
            thread.messages,
            lambda item, thread=thread: _past(item, thread, waba_id, number),  # type: ignore[misc]
            f"{where}.history.messages",
        )


def _past(raw: Raw, thread: wire.Thread | None, waba_id: str, number: wire.Metadata) -> Iterator[Event]:
    message = wire.PAST_MESSAGE.decode(raw)
    from_business = bool(message.to or message.to_user_id) or (
        bool(message.from_) and message.from_ == number.display_phone_number
    )
    if from_business:
        wa_id, user_id = message.to, message.to_user_id
    else:
        wa_id, user_id = message.from_, message.from_user_id
    if thread and not wa_id and not user_id:
        wa_id = thread.context.wa_id if thread.context else thread.id
        user_id = thread.context.user_id if thread.context else None
    kind = message.type if message.type in KINDS else "unknown"
    content = wire.given(getattr(message, kind)) if kind != "unknown" else raw
    status = message.history_context.status if message.history_context else None
    yield PastMessage(
        waba_id=waba_id,
        phone_number_id=number.phone_number_id,
        id=message.id,
        timestamp=message.timestamp,
        kind=kind,
        type=message.type,
        from_business=from_business,
        wa_id=wa_id or None,
        user_id=user_id or None,
        text=text_of(kind, content) if content and kind != "unknown" else "",
        content=content,
        context_id=(target_of(kind, content) if content else None)
        or (message.context.id if message.context else None)
        or None,
        status=(status or "").lower(),
        media=file_of(kind, content) if content else None,
    )
