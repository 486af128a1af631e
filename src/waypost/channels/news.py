"""What a webhook about an account or a number means for the channels that it is about. Values in, values out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from waypost.channels.facts import ACTION_OF_A_PERSON, STOPS_EVERYTHING, Standstill
from waypost.channels.rules import HIGH_RATE, digits_of, tier_of
from waypost.whatsapp.webhook_events import AccountUpdate

NAME_STATUSES = {
    "APPROVED": "APPROVED",
    "REJECTED": "DECLINED",
    "PENDING": "PENDING_REVIEW",
    "DEFERRED": "PENDING_REVIEW",
}
_GONE = {
    "ACCOUNT_DELETED": "The account of this number was deleted at Meta. Connect the number again from its new account.",
    "ACCOUNT_OFFBOARDED": "This number's account has left the Cloud API. Go through Meta's sign-up again.",
    "PARTNER_REMOVED": "This account took back the access of our app. Connect the number again.",
    "PARTNER_APP_UNINSTALLED": "This account removed our app. Connect the number again.",
}
_BACK = {"ACCOUNT_RECONNECTED", "PARTNER_ADDED", "PARTNER_APP_INSTALLED"}
_RESTRICTIONS = {
    STOPS_EVERYTHING: "Meta lets this account send nothing",
    "RESTRICTED_BIZ_INITIATED_MESSAGING": "Meta lets this account answer people, but begin no conversations",
    "RESTRICTED_UTILITY_TEMPLATES": "Meta lets this account send no utility templates",
    "RESTRICTED_ADD_PHONE_NUMBER_ACTION": "Meta lets this account add no numbers",
}


@dataclass(frozen=True, slots=True)
class News:
    """For all channels of the account, or of its portfolio, or for the one number that is named."""

    waba_id: str
    digits: str = ""
    phone_number_id: str = ""
    is_of_portfolio: bool = False
    changes: dict[str, Any] = field(default_factory=dict)
    pause_cause: str = ""
    pause_says: str = ""
    ends_causes: tuple[str, ...] = ()
    """Pauses with these causes are over."""
    asks_again: bool = False
    """Whether the webhook says less than Meta does when it is asked."""


def news_of(update: AccountUpdate) -> News | None:
    """None for what changes nothing here."""
    read = _READERS.get(update.field)
    return read(update, _object(msgspec.json.decode(update.raw))) if read else None


def _account(update: AccountUpdate, value: dict[str, Any]) -> News | None:
    waba_id = str(_object(value.get("waba_info")).get("waba_id") or update.waba_id)
    event = update.word
    if event == "DISABLED_UPDATE":
        return _ban(waba_id, _object(value.get("ban_info")))
    if event == "ACCOUNT_RESTRICTION":
        return _restriction(waba_id, value.get("restriction_info"))
    if event == "ACCOUNT_VIOLATION":
        kind = str(_object(value.get("violation_info")).get("violation_type") or "of its policies")
        says = f"Meta has noted a violation by this account ({kind}). Read Meta's mail before it restricts the account."
        return News(waba_id, changes={"last_problem": says})
    if event in _GONE:
        reason = _object(value.get("disconnection_info")).get("reason")
        says = f"{_GONE[event]} Meta's reason: {reason}." if reason else _GONE[event]
        return News(waba_id, pause_cause="gone", pause_says=says)
    if event in _BACK:
        return News(waba_id, ends_causes=("gone",), asks_again=True)
    return None


def _ban(waba_id: str, ban: dict[str, Any]) -> News | None:
    match ban.get("waba_ban_state"):
        case "DISABLE":
            return News(
                waba_id,
                pause_cause="banned",
                pause_says=f"Meta has banned the account of this number. {ACTION_OF_A_PERSON}",
            )
        case "REINSTATE":
            return News(waba_id, changes={"last_problem": ""}, ends_causes=("banned",), asks_again=True)
        case "SCHEDULE_FOR_DISABLE":
            day = ban.get("waba_ban_date") or "soon"
            says = f"Meta is going to ban the account of this number ({day}). {ACTION_OF_A_PERSON}"
            return News(waba_id, changes={"last_problem": says})
    return None


def _restriction(waba_id: str, found: Any) -> News:
    rows = [_object(one) for one in found] if isinstance(found, list) else []
    told = [(str(row.get("restriction_type") or ""), _seconds(row.get("expiration"))) for row in rows]
    says = " ".join(restriction_says(kind, until) for kind, until in told)
    restrictions = [{"kind": kind, "until": until} for kind, until in told]
    changes = {"restrictions": restrictions, "last_problem": says}
    if any(kind == STOPS_EVERYTHING for kind, _ in told):
        return News(waba_id, changes=changes, pause_cause="restricted", pause_says=says)
    return News(waba_id, changes=changes)


def restriction_says(kind: str, until: int | None) -> str:
    what = _RESTRICTIONS.get(
        kind, f"Meta has restricted this account ({kind.removeprefix('RESTRICTED_').lower()})"
    )
    return f"{what} until {datetime.fromtimestamp(until, UTC):%-d %B %Y, %H:%M} UTC." if until else f"{what}."


def stopped_by(restrictions: list[dict[str, Any]], now: datetime) -> Standstill | None:
    """Restrictions come by webhook only, and end by themselves."""
    for one in restrictions:
        if one["kind"] == STOPS_EVERYTHING and holds(one, now):
            return Standstill("restricted", restriction_says(one["kind"], one["until"]))
    return None


def holds(restriction: dict[str, Any], now: datetime) -> bool:
    until = restriction["until"]
    return until is None or until > now.timestamp()


def _review(update: AccountUpdate, _: dict[str, Any]) -> News:
    changes: dict[str, Any] = {"account_review": update.word}
    if update.word == "REJECTED":
        changes["last_problem"] = f"Meta's review rejected this account. {ACTION_OF_A_PERSON}"
    return News(update.waba_id, changes=changes)


def _name(update: AccountUpdate, value: dict[str, Any]) -> News:
    status = NAME_STATUSES.get(update.word, update.word)
    changes: dict[str, Any] = {"name_status": status}
    name = str(value.get("requested_verified_name") or "")
    if status == "APPROVED" and name:
        changes["verified_name"] = name
    if status == "DECLINED":
        reason = f" ({value['rejection_reason']})" if value.get("rejection_reason") else ""
        changes["last_problem"] = f"Meta declined the display name {name}{reason}. Ask for another one."
    return News(update.waba_id, _digits(update), changes=changes, asks_again=True)


def _quality(update: AccountUpdate, value: dict[str, Any]) -> News:
    changes: dict[str, Any] = {}
    if update.word == "THROUGHPUT_UPGRADE":
        changes = {"throughput_level": "HIGH", "messages_per_second": HIGH_RATE}
    tier = tier_of(value.get("max_daily_conversations_per_business") or value.get("current_limit"))
    if tier:
        changes["messaging_limit"] = tier
    return News(update.waba_id, _digits(update), changes=changes)


def _security(update: AccountUpdate, value: dict[str, Any]) -> News | None:
    if update.word == "PIN_RESET_REQUEST":
        who = value.get("requester") or "somebody"
        says = (
            f"Somebody ({who}) asked Meta to switch off the PIN of this number. "
            "If it was nobody of yours, stop it in WhatsApp Manager."
        )
        return News(update.waba_id, _digits(update), changes={"last_problem": says})
    if update.word == "PIN_REQUEST_SUCCESS":
        return News(update.waba_id, _digits(update), changes={"is_pin_enabled": False})
    if update.word == "PIN_CHANGED":
        return News(update.waba_id, _digits(update), changes={"is_pin_enabled": True})
    return None


def _alert(update: AccountUpdate, value: dict[str, Any]) -> News | None:
    alert = _object(value.get("alert_info"))
    if alert.get("alert_severity") not in ("CRITICAL", "WARNING"):
        return None
    says = str(alert.get("alert_description") or alert.get("alert_type") or "")
    number = str(value.get("entity_id") or "") if value.get("entity_type") == "PHONE_NUMBER" else ""
    changes = {"last_problem": f"Meta warns: {says}" if alert.get("alert_status") != "NONE" else ""}
    return News(update.waba_id, phone_number_id=number, changes=changes)


def _capability(update: AccountUpdate, value: dict[str, Any]) -> News | None:
    tier = tier_of(value.get("max_daily_conversations_per_business"))
    return News(update.waba_id, is_of_portfolio=True, changes={"messaging_limit": tier}) if tier else None


def _username(update: AccountUpdate, value: dict[str, Any]) -> News:
    name = "" if update.word == "deleted" else str(value.get("username") or "")
    return News(update.waba_id, _digits(update), changes={"username": name})


def _digits(update: AccountUpdate) -> str:
    return digits_of(update.display_phone_number or "")


def _seconds(value: Any) -> int | None:
    return value if isinstance(value, int) and 0 < value < 253_402_300_799 else None


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


_READERS: dict[str, Callable[[AccountUpdate, dict[str, Any]], News | None]] = {
    "account_update": _account,
    "account_review_update": _review,
    "account_alerts": _alert,
    "business_capability_update": _capability,
    "business_username_update": _username,
    "phone_number_name_update": _name,
    "phone_number_quality_update": _quality,
    "security": _security,
}
