"""Quarters of an hour, the periods that people ask for, and what an event touches. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

QUARTER = timedelta(minutes=15)
"""Every zone of the world stands a whole number of quarters from UTC."""
WINDOW = timedelta(hours=24)
"""A conversation is open for so long after the contact's last word."""
NO_CHANNEL = UUID(int=0)
"""Stands for consent, which belongs to no number."""
BOUNDS = (15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400)
"""Seconds. Place 0 is below the first, the last place above them all."""
_SLACK = timedelta(minutes=1)
CAUSES = {
    "not_sent": "It never left, or nobody knows whether it did.",
    "channel_disconnected": "The number was no longer connected.",
    "channel_paused": "The number could not send.",
    "contact_unreachable": "WhatsApp has given us no number or id for the contact.",
    "contact_blocked": "You had blocked the contact.",
    "window_closed": "The 24-hour window was closed.",
    "opted_out": "The contact had asked not to get this.",
    "no_opt_in": "The contact had not agreed to marketing.",
    "whatsapp_cap": "WhatsApp limits how much marketing a person gets.",
    "frequency_cap": "Your own limit of marketing messages per person.",
    "budget_spent": "The month's budget was spent.",
    "file_gone": "Its file was gone.",
}
"""The gate's reasons, for many messages at once."""

By = Literal["hour", "day"]


@dataclass(frozen=True, slots=True)
class Touched:
    """A quarter to count anew."""

    channel_id: UUID
    starts_at: datetime


def quarter_of(moment: datetime) -> datetime:
    moment = moment.astimezone(UTC)
    return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)


def quarters(since: datetime, until: datetime) -> list[datetime]:
    """Those that a span touches, its end included."""
    found, at = [], quarter_of(since)
    while at <= until:
        found.append(at)
        at += QUARTER
    return found


class _Channel(msgspec.Struct):
    id: UUID


class _Conversation(msgspec.Struct):
    channel: _Channel


class _Message(msgspec.Struct):
    sent_at: datetime


class _Shown(msgspec.Struct):
    conversation: _Conversation
    message: _Message


class _Placed(msgspec.Struct):
    channel_id: UUID | None = None
    sent_at: datetime | None = None


class _Past(msgspec.Struct):
    channel_id: UUID
    moments: list[datetime]


_SHOWN = msgspec.json.Decoder(_Shown)
_PLACED = msgspec.json.Decoder(_Placed)
_PAST = msgspec.json.Decoder(_Past)


def touched(kind: str, payload: str, happened_at: datetime) -> Iterable[Touched]:
    """The quarters that an event of the log changes figures of."""
    reads = _TOUCHES.get(kind)
    return reads(payload, happened_at) if reads else ()


def _by_arrival(payload: str, happened_at: datetime) -> Iterable[Touched]:
    shown = _SHOWN.decode(payload)
    return _around(shown.conversation.channel.id, shown.message.sent_at, happened_at)


def _by_queueing(payload: str, _: datetime) -> Iterable[Touched]:
    shown = _SHOWN.decode(payload)
    return [Touched(shown.conversation.channel.id, quarter_of(shown.message.sent_at))]


def _by_place(payload: str, _: datetime) -> Iterable[Touched]:
    placed = _PLACED.decode(payload)
    if placed.channel_id is None or placed.sent_at is None:
        return []  # written before these were told
    return [Touched(placed.channel_id, quarter_of(placed.sent_at))]


def _by_past(payload: str, happened_at: datetime) -> Iterable[Touched]:
    past = _PAST.decode(payload)
    return {one for moment in past.moments for one in _around(past.channel_id, moment, happened_at)}


def _by_consent(_: str, happened_at: datetime) -> Iterable[Touched]:
    return {Touched(NO_CHANNEL, quarter_of(at)) for at in (happened_at, happened_at - _SLACK)}


_TOUCHES: dict[str, Callable[[str, datetime], Iterable[Touched]]] = {
    "message.received": _by_arrival,
    "message.queued": _by_queueing,
    "message.status_changed": _by_place,
    "messages.queued": _by_place,
    "messages.past_recorded": _by_past,
    "consent.changed": _by_consent,
    "consent.imported": _by_consent,
}


def _around(channel_id: UUID, sent_at: datetime, happened_at: datetime) -> Iterable[Touched]:
    """The quarter itself, and the one in which the window that it opens ends. What comes late may have kept any
    conversation open that was closed meanwhile, so everything since is counted anew."""
    if happened_at - sent_at > QUARTER:
        since = max(sent_at, happened_at - timedelta(days=8))
        return {
            Touched(channel_id, quarter_of(sent_at)),
            *(Touched(channel_id, one) for one in quarters(since, happened_at + WINDOW)),
        }
    return [Touched(channel_id, quarter_of(sent_at)), Touched(channel_id, quarter_of(sent_at + WINDOW))]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins there, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def periods(first: date, last: date, zone: ZoneInfo, by: By) -> list[datetime]:
    """When each hour or day begins, and at the end when the last one is over; in UTC.

    A day may have 23 or 25 hours; an hour that the clocks go through twice is two.
    """
    if by == "day":
        days = (last - first).days + 1
        return [midnight(first + timedelta(days=n), zone) for n in range(days + 1)]
    begin, end = midnight(first, zone), midnight(last + timedelta(days=1), zone)
    starts, at, previous = [], begin, None
    while at < end:
        local = at.astimezone(zone)
        hour = (local.date(), local.hour, local.utcoffset())
        if hour != previous:
            starts.append(at)
        previous = hour
        at += QUARTER
    return [*starts, end]


def range_before(first: date, last: date) -> tuple[date, date]:
    """As many days, just before."""
    days = (last - first).days + 1
    return first - timedelta(days=days), first - timedelta(days=1)


def place_of(seconds: int) -> int:
    """Among `BOUNDS`: how many of them it has reached."""
    return sum(seconds >= bound for bound in BOUNDS)


def share_below(counts: Sequence[int], share: float) -> int | None:
    """About how many seconds `share` of them took at most: within its place the answers are taken to lie evenly."""
    total = sum(counts)
    if not total:
        return None
    wanted, passed = share * total, 0
    for place, here in enumerate(counts):
        if here and passed + here >= wanted:
            low = BOUNDS[place - 1] if place else 0
            high = BOUNDS[place] if place < len(BOUNDS) else BOUNDS[-1]
            return round(low + (high - low) * (wanted - passed) / here)
        passed += here
    return BOUNDS[-1]
