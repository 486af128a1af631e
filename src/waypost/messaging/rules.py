"""Decisions about messages: the order of statuses, the steps of a life. Values in, values out."""

from datetime import datetime
from typing import Literal
from uuid import UUID

Direction = Literal["in", "out"]
Kind = Literal[
    "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "reaction", "button",
    "interactive", "template", "order", "system", "edit", "revoke", "call", "unsupported", "unknown",
]  # fmt: skip
MessageStatus = Literal[
    "received", "queued", "sending", "unknown", "sent", "delivered", "read", "played", "failed"
]
AuthorKind = Literal["contact", "user", "api_key", "system", "app"]
"""`app` is the WhatsApp Business app on the business's own phone."""

DIRECTIONS = ("in", "out")

STATUS_RANK = {
    "queued": 10,
    "sending": 20,
    "unknown": 25,
    "sent": 30,
    "failed": 40,
    "delivered": 50,
    "read": 60,
    "played": 70,
    "received": 100,
}
"""A status only ever gives way to one of a higher rank. `failed` stands above `sent`, since Meta reports most
failures after it accepted, and below `delivered`, since what arrived did not fail."""

NOT_COUNTED_AS_UNREAD = frozenset({"system", "edit", "revoke"})
ASKS_NOTHING = NOT_COUNTED_AS_UNREAD | {"reaction", "call"}
"""What nobody waits for an answer to."""
ANSWERING = ("person", "api", "flow")
"""Origins of messages that answer somebody; campaigns and confirmations do not."""

PRIORITY = {"person": 0, "confirmation": 0, "api": 10, "flow": 10, "campaign": 20}
"""By origin: conversations go before campaigns."""
BULK_PRIORITY = 20
"""From here on it is what a business sends to many."""


def counts_for_window(written_at: datetime, now: datetime) -> datetime:
    """A message from the future (a clock that is off) must not hold the window open longer than 24 hours."""
    return min(written_at, now)


def is_forward(before: str, after: str) -> bool:
    return STATUS_RANK[after] > STATUS_RANK[before]


def known_status(status: str) -> str | None:
    """Meta's word as ours; None for words we do not know, which change nothing."""
    return status if status in {"sent", "delivered", "read", "played", "failed"} else None


def step_key(attempt: int, what: str) -> str:
    """The name of a step in a message's life."""
    return f"{attempt}/{what}"


CALLBACK_PREFIX = "wp:"


def callback_for(message_id: UUID, attempt: int) -> str:
    """What travels with a send as `biz_opaque_callback_data`, and comes back in each of its statuses."""
    return f"{CALLBACK_PREFIX}{message_id}:{attempt}"


def named_in(callback: str | None) -> tuple[UUID, int] | None:
    """The message and attempt that a status speaks of; None for what we did not send."""
    if not callback or not callback.startswith(CALLBACK_PREFIX):
        return None
    message_id, _, attempt = callback.removeprefix(CALLBACK_PREFIX).partition(":")
    try:
        return UUID(message_id), int(attempt)
    except ValueError:
        return None
