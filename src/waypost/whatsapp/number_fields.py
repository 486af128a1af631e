"""Webhook fields that bring a list of news about one number: preferences, calls, ids, the address book, groups."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

from msgspec import Raw, Struct

from waypost.whatsapp import wire
from waypost.whatsapp.item_by_item import UNREADABLE_JSON, People, broken, each, failures, number_errors
from waypost.whatsapp.webhook_events import (
    AppContact,
    CallEvent,
    Event,
    Failure,
    GroupUpdate,
    IdentityChange,
    Unknown,
    UserPreference,
)


class Source(Struct, gc=False):
    """What an item does not say itself."""

    field: str
    waba_id: str
    number: wire.Metadata
    people: People
    errors: tuple[Failure, ...]
    """Of calls and groups, which come one at a time: Meta puts them beside the item."""


def read(change: wire.Change, waba_id: str, where: str) -> Iterator[Event]:
    raw = change.value
    try:
        fields = wire.FIELDS.decode(raw)
        number = wire.METADATA.decode(fields.get("metadata", b"null"))
    except UNREADABLE_JSON as error:
        yield broken(str(error), raw, where)
        return
    errors = wire.given(fields.get("errors", wire.ABSENT))
    source = Source(
        change.field, waba_id, number, People.of(fields.get("contacts")), failures(errors) if errors else ()
    )
    is_empty = True
    for name, item_event in FIELDS[change.field].items():
        if given := wire.given(fields.get(name, wire.ABSENT)):
            for event in each(given, partial(item_event, source), f"{where}.{name}"):
                is_empty = False
                yield event
    if errors and (is_empty or change.field not in _CARRY_ERRORS):
        yield number_errors(errors, waba_id, number)
    elif is_empty:
        yield Unknown(field=change.field, waba_id=waba_id, raw=raw)


def _preference(source: Source, raw: Raw) -> UserPreference:
    preference = wire.PREFERENCE.decode(raw)
    return UserPreference(
        waba_id=source.waba_id,
        phone_number_id=source.number.phone_number_id,
        wa_id=preference.wa_id or None,
        user_id=preference.user_id or None,
        category=preference.category,
        value=preference.value,
        detail=preference.detail or "",
        timestamp=preference.timestamp,
        signup_id=str(preference.signup_id) if preference.signup_id is not None else None,
    )


def _identity(source: Source, raw: Raw) -> IdentityChange:
    update = wire.USER_ID_UPDATE.decode(raw)
    parent = update.parent_user_id or wire.Ids()
    return IdentityChange(
        waba_id=source.waba_id,
        phone_number_id=source.number.phone_number_id,
        timestamp=update.timestamp,
        wa_id=update.wa_id or None,
        previous_user_id=update.user_id.previous or None,
        user_id=update.user_id.current or None,
        previous_parent_user_id=parent.previous or None,
        parent_user_id=parent.current or None,
        detail=update.detail or "",
    )


def _call(source: Source, raw: Raw) -> CallEvent:
    """A call, or the status of one: those have no direction, and belong to calls that we make."""
    call = wire.CALL.decode(raw)
    is_ours = _is_ours(call, source.number)
    wa_id = call.recipient_id or (call.to if is_ours else call.from_) or None
    user_id = call.recipient_user_id or (call.to_user_id if is_ours else call.from_user_id) or None
    contact = source.people.find(wa_id, user_id) or wire.Contact()
    direction: Literal["in", "out"] = "out" if is_ours else "in"
    return CallEvent(
        waba_id=source.waba_id,
        phone_number_id=source.number.phone_number_id,
        id=call.id,
        event=call.event or "status",
        timestamp=call.timestamp,
        direction=direction if call.event else None,
        wa_id=wa_id or contact.wa_id or None,
        user_id=user_id or contact.user_id or None,
        status=(call.status or "").lower(),
        started_at=call.start_time,
        ended_at=call.end_time,
        duration_seconds=call.duration,
        callback=call.biz_opaque_callback_data,
        errors=failures(call.errors) or source.errors,
        raw=raw,
    )


def _is_ours(call: wire.Call, number: wire.Metadata) -> bool:
    if call.direction:
        return call.direction.upper() == "BUSINESS_INITIATED"
    return bool(call.from_) and call.from_ == number.display_phone_number


def _app_contact(source: Source, raw: Raw) -> AppContact:
    sync = wire.STATE_SYNC.decode(raw)
    digits = "".join(one for one in sync.contact.phone_number or "" if one in "0123456789")
    return AppContact(
        waba_id=source.waba_id,
        phone_number_id=source.number.phone_number_id,
        action=sync.action,
        wa_id=digits or None,
        full_name=sync.contact.full_name or "",
        first_name=sync.contact.first_name or "",
        timestamp=sync.metadata.timestamp if sync.metadata else None,
    )


def _group(source: Source, raw: Raw) -> GroupUpdate:
    group = wire.GROUP.decode(raw)
    return GroupUpdate(
        field=source.field,
        waba_id=source.waba_id,
        phone_number_id=source.number.phone_number_id,
        group_id=group.group_id,
        word=group.type,
        timestamp=group.timestamp,
        request_id=group.request_id or None,
        errors=failures(group.errors) or source.errors,
        raw=raw,
    )


Reader = Callable[[Source, Raw], Event]
_GROUP_FIELDS = (
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
)
_CARRY_ERRORS = frozenset({"calls", *_GROUP_FIELDS})

FIELDS: dict[str, dict[str, Reader]] = {
    "user_preferences": {"user_preferences": _preference},
    "user_id_update": {"user_id_update": _identity},
    "calls": {"calls": _call, "statuses": _call},
    "smb_app_state_sync": {"state_sync": _app_contact},
    **{field: {"groups": _group} for field in _GROUP_FIELDS},
}
"""Webhook field → the lists in its value, and how one item of each is read."""
