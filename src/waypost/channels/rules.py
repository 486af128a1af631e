"""Decisions about channels. Values in, values out."""

import secrets
from datetime import timedelta
from typing import Literal

ChannelStatus = Literal["checking", "connected", "failed", "paused"]
STATUSES = ("checking", "connected", "failed", "paused")

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
