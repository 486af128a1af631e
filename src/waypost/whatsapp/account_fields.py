"""Webhook fields about templates, accounts and forms; every other field survives as `Unknown`."""

import msgspec
from msgspec import Raw

from waypost.whatsapp import wire
from waypost.whatsapp.item_by_item import UNREADABLE_JSON
from waypost.whatsapp.webhook_events import AccountUpdate, Event, FlowUpdate, TemplateUpdate, Unknown

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
        "account_settings_update",
        "business_capability_update",
        "business_username_update",
        "partner_solutions",
        "payment_configuration_update",
        "phone_number_name_update",
        "phone_number_quality_update",
        "security",
    }
)


def read(change: wire.Change, waba_id: str, time: int | str | None) -> Event:
    """Account news that is shaped in a new way comes out as `Unknown`: it is no mistake of the webhook's."""
    raw = change.value
    try:
        if change.field in _TEMPLATE_FIELDS:
            return _template(change.field, raw, waba_id, time)
        if change.field in _ACCOUNT_FIELDS:
            return _account(change.field, raw, waba_id, time)
        if change.field == "flows":
            return _flow(raw, waba_id)
    except UNREADABLE_JSON:
        pass
    return Unknown(field=change.field, waba_id=waba_id, raw=raw)


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
        raw=raw,
        timestamp=time if isinstance(time, int) else None,
        category=template.message_template_category or None,
        previous=template.previous_quality_score or template.previous_category or None,
        correct_category=template.correct_category or None,
    )


def _account(field: str, raw: Raw, waba_id: str, time: int | str | None) -> AccountUpdate:
    account = wire.ACCOUNT.decode(raw)
    detail, limit = _detail(raw)
    return AccountUpdate(
        field=field,
        waba_id=waba_id,
        word=account.event or account.decision or account.status or "",
        display_phone_number=account.display_phone_number or None,
        timestamp=time if isinstance(time, int) else None,
        raw=raw,
        detail=detail,
        portfolio_limit=limit,
    )


def _detail(raw: Raw) -> tuple[str, str | None]:
    try:
        account = wire.ACCOUNT_DETAIL.decode(raw)
    except UNREADABLE_JSON:
        return "", None
    limit = account.max_daily_conversations_per_business
    words = (
        account.violation_info.get("violation_type"),
        account.ban_info.get("waba_ban_state"),
        account.disconnection_info.get("reason"),
        account.alert_info.get("alert_type"),
    )
    found = next((word for word in map(_word, words) if word), "")
    return found or account.rejection_reason or account.username or "", None if limit is None else str(limit)


def _word(raw: Raw | None) -> str:
    """An old fixture has a list of states where Meta now sends one."""
    if raw is None:
        return ""
    value = msgspec.json.decode(raw)
    return value if isinstance(value, str) else ""


def _flow(raw: Raw, waba_id: str) -> FlowUpdate:
    flow = wire.FLOW.decode(raw)
    return FlowUpdate(
        waba_id=waba_id,
        flow_id=str(flow.flow_id),
        word=flow.event,
        status=flow.new_status or None,
        previous_status=flow.old_status or None,
        alert_state=flow.alert_state or None,
        detail=flow.message or flow.warning or "",
        raw=raw,
    )
