"""Decisions about messages: the gate, the window, the order of statuses. Values in, values out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

Direction = Literal["in", "out"]
Kind = Literal[
    "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "reaction", "button",
    "interactive", "order", "system", "edit", "revoke", "unsupported", "unknown",
]  # fmt: skip
MessageStatus = Literal[
    "received", "queued", "sending", "unknown", "sent", "delivered", "read", "played", "failed"
]
AuthorKind = Literal["contact", "user", "api_key", "system"]

DIRECTIONS = ("in", "out")

WINDOW = timedelta(hours=24)
"""Meta's customer service window, counted from the contact's last message."""

TEXT_LIMIT = 4096

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


@dataclass(frozen=True, slots=True)
class Allowed:
    pass


@dataclass(frozen=True, slots=True)
class Refused:
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the gate looks at before anything leaves."""

    text: str
    channel_status: str
    channel_reason: str
    reachable: bool
    last_inbound_at: datetime | None


def may_send(attempt: Attempt, now: datetime) -> Allowed | Refused:  # noqa: PLR0911 - one return for each reason
    """The one gate: asked when a message is queued, and again when it is about to leave."""
    if not attempt.text.strip():
        return Refused("text_empty", "Not sent: there is nothing in it.")
    if len(attempt.text) > TEXT_LIMIT:
        return Refused(
            "text_too_long",
            f"Not sent: {len(attempt.text):,} characters, and WhatsApp takes {TEXT_LIMIT:,}. Shorten it or split it.",
        )
    if attempt.channel_status == "disconnected":
        return Refused("channel_disconnected", "Not sent: this number is no longer connected to Waypost.")
    if attempt.channel_status in {"failed", "paused"}:
        why = attempt.channel_reason or "Meta refuses its token."
        return Refused(
            "channel_paused", f"Not sent: this number cannot send now. {why} An admin can reconnect it."
        )
    if not attempt.reachable:
        return Refused(
            "contact_unreachable", "Not sent: WhatsApp has given us no number or id for this contact."
        )
    closes = window_closes_at(attempt.last_inbound_at)
    if closes is None:
        return Refused(
            "window_closed",
            "Not sent: this contact has not written yet, and WhatsApp lets only a template open a conversation.",
        )
    if now >= closes:
        return Refused(
            "window_closed",
            f"Not sent: the 24-hour window closed at {closes:%H:%M} UTC on {closes:%-d %B}. "
            "You can answer when they write again.",
        )
    return Allowed()


def window_closes_at(last_inbound_at: datetime | None) -> datetime | None:
    return last_inbound_at + WINDOW if last_inbound_at else None


def counts_for_window(written_at: datetime, now: datetime) -> datetime:
    """A message from the future (a clock that is off) must not hold the window open longer than 24 hours."""
    return min(written_at, now)


def is_forward(before: str, after: str) -> bool:
    return STATUS_RANK[after] > STATUS_RANK[before]


def known_status(status: str) -> str | None:
    """Meta's word as ours; None for words we do not know, which change nothing."""
    return status if status in {"sent", "delivered", "read", "played", "failed"} else None


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
