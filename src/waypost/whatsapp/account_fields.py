"""Webhook fields other than messages: preferences, templates, accounts; the rest survives as `Unknown`."""

from collections.abc import Iterator

from msgspec import DecodeError, Raw

from waypost.whatsapp import wire
from waypost.whatsapp.webhook_events import (
    AccountUpdate,
    Broken,
    Event,
    TemplateUpdate,
    Unknown,
    UserPreference,
)

_TEMPLATE_FIELDS = frozenset(
    {
        "message_template_status_update",
        "message_template_quality_update",
        "message_template_components_update",
        "template_category_update",
    }
)
_ACCOUNT_FIELDS = frozenset(
    {
        "account_update",
        "account_review_update",
        "account_alerts",
        "business_capability_update",
        "business_username_update",
        "phone_number_name_update",
        "phone_number_quality_update",
        "security",
    }
)
_UNREADABLE = (DecodeError, RecursionError)


def read(change: wire.Change, waba_id: str, time: int | str | None, where: str) -> Iterator[Event]:
    """Account news that is shaped in a new way comes out as `Unknown`: it is no mistake of the webhook's."""
    raw = change.value
    if change.field == "user_preferences":
        yield from _preferences(raw, waba_id, where)
        return
    try:
        if change.field in _TEMPLATE_FIELDS:
            yield _template(change.field, raw, waba_id, time)
            return
        if change.field in _ACCOUNT_FIELDS:
            yield _account(change.field, raw, waba_id, time)
            return
    except _UNREADABLE:
        pass
    yield Unknown(field=change.field, waba_id=waba_id, raw=raw)


def _template(field: str, raw: Raw, waba_id: str, time: int | str | None) -> TemplateUpdate:
    template = wire.TEMPLATE.decode(raw)
    return TemplateUpdate(
        field=field,
        waba_id=waba_id,
        template_id=str(template.message_template_id),
        name=template.message_template_name or "",
        language=(template.message_template_language or "").replace("-", "_"),
        word=template.event or template.new_quality_score or template.new_category or "",
        reason=template.reason or "",
        timestamp=time if isinstance(time, int) else None,
        raw=raw,
    )


def _account(field: str, raw: Raw, waba_id: str, time: int | str | None) -> AccountUpdate:
    account = wire.ACCOUNT.decode(raw)
    return AccountUpdate(
        field=field,
        waba_id=waba_id,
        word=account.event or account.decision or account.status or "",
        display_phone_number=account.display_phone_number or None,
        timestamp=time if isinstance(time, int) else None,
        raw=raw,
    )


def _preferences(raw: Raw, waba_id: str, where: str) -> Iterator[Event]:
    try:
        fields = wire.FIELDS.decode(raw)
        number = wire.METADATA.decode(fields.get("metadata", b"null"))
        items = wire.ITEMS.decode(fields.get("user_preferences", b"null"))
    except _UNREADABLE as error:
        yield Broken(reason=str(error), raw=bytes(raw), where=where)
        return
    for index, item in enumerate(items):
        try:
            preference = wire.PREFERENCE.decode(item)
        except _UNREADABLE as error:
            place = f"{where}.user_preferences[{index}]"
            yield Broken(reason=str(error), raw=bytes(item), where=place)
            continue
        yield UserPreference(
            waba_id=waba_id,
            phone_number_id=number.phone_number_id,
            wa_id=preference.wa_id or None,
            user_id=preference.user_id or None,
            category=preference.category,
            value=preference.value,
            detail=preference.detail or "",
            timestamp=preference.timestamp,
        )
