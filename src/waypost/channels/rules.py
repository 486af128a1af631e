"""Decisions about channels. Values in, values out."""

import secrets
from datetime import datetime, timedelta
from typing import Literal

ChannelStatus = Literal["checking", "connected", "failed", "paused"]
STATUSES = ("checking", "connected", "failed", "paused")

ConnectionStatus = Literal["working", "waiting", "failed", "done"]
CONNECTION_STATUSES = ("working", "waiting", "failed", "done")
ConnectionStep = Literal[
    "signup",
    "token",
    "accounts",
    "choose",
    "secret",
    "subscribe",
    "method",
    "code",
    "register",
    "pin",
    "connected",
]
"""Where a guided connection stands; a waiting one waits for a person to give what the step is called after."""

STANDARD_RATE, HIGH_RATE, BUSINESS_APP_RATE = 80, 1000, 20
TOKEN_WARNING = timedelta(days=7)
WEBHOOK_FIELDS = (
    "messages",
    "message_template_status_update",
    "message_template_quality_update",
    "message_template_components_update",
    "template_category_update",
    "account_update",
    "account_review_update",
    "account_alerts",
    "business_capability_update",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "user_preferences",
)
"""What an app must hear of for everything here to work."""
SCOPES = ("whatsapp_business_messaging", "whatsapp_business_management")
_LIMITS: dict[str, int | None] = {
    "": None,
    "TIER_NOT_SET": 250,
    "TIER_50": 50,
    "TIER_250": 250,
    "TIER_1K": 1000,
    "TIER_2K": 2000,
    "TIER_10K": 10_000,
    "TIER_100K": 100_000,
    "TIER_UNLIMITED": None,
}

SECRET_OVERLAP = timedelta(hours=24)
"""After a new app secret is given, webhooks signed with the old one are still accepted for so long."""


def new_webhook_key() -> str:
    return secrets.token_urlsafe(24)


def new_verify_token() -> str:
    return secrets.token_urlsafe(24)


def hint(secret: str) -> str:
    """Enough to tell two tokens apart, too little to use one."""
    return f"…{secret[-4:]}" if len(secret) >= 12 else "…"


def sealed_as(table: str, row_id: object, column: str) -> str:
    """What a sealed value is bound to: it opens in this row and column only."""
    return f"{table}:{row_id}:{column}"


def messages_per_second(level: str, *, is_on_business_app: bool) -> int:
    """Meta's throughput of a number, outgoing and incoming together."""
    if is_on_business_app or level == "NOT_APPLICABLE":
        return BUSINESS_APP_RATE
    return HIGH_RATE if level == "HIGH" else STANDARD_RATE


def unique_people(tier: str) -> int | None:
    """Whom a portfolio may begin conversations with in 24 hours; None is without end, or nobody knows.

    A tier of another name counts as the lowest: too slow does less harm than refused.
    """
    return _LIMITS.get(tier, 250)


def tier_of(limit: object) -> str:
    """Meta writes its tiers as names and, in one webhook, as numbers."""
    if isinstance(limit, str):
        return limit
    if isinstance(limit, int):
        return next((name for name, people in _LIMITS.items() if people == limit), f"TIER_{limit}")
    return ""


def missing_scopes(scopes: list[str]) -> list[str]:
    return [scope for scope in SCOPES if scope not in scopes]


def ends_soon(expires_at: datetime | None, now: datetime) -> bool:
    return expires_at is not None and now < expires_at <= now + TOKEN_WARNING


def new_pin() -> str:
    return f"{secrets.randbelow(10**6):06d}"


def digits_of(phone: str) -> str:
    return "".join(one for one in phone if one.isdigit())
