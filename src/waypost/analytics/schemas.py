"""The overview as it crosses the API."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from waypost.analytics.rules import By

Behind = Literal["received", "sent", "delivered", "read", "failed", "answers"]
"""A figure whose messages can be listed."""


class RangeIn(Schema):
    """Days of `zone`, both counted; numbers by `channel_id`, all of them where none is named."""

    first: date
    last: date
    zone: str = Field(default="UTC", max_length=64)
    by: By = "day"
    channel_id: list[UUID] = Field(default=[], max_length=100)


class FiguresOut(Schema):
    """Messages count in the hour that they stand in, whatever became of them later. Times are in seconds, empty where
    there were none."""

    received: int
    sent: int
    delivered: int
    read: int
    failed: int
    answers: int
    answer_median: int | None
    answer_slow: int | None
    """Nine of ten answers took at most this long."""
    closed: int
    resolution_median: int | None
    resolution_slow: int | None
    opted_in: int
    opted_out: int


class PeriodOut(Schema):
    starts_at: datetime
    received: int
    sent: int
    delivered: int
    read: int
    failed: int
    closed: int


class CauseOut(Schema):
    """`code` is Meta's, or the gate's."""

    code: str
    reason: str
    count: int


class NumberOut(Schema):
    """A number, how it stands, and what passed through it in the range."""

    channel_id: UUID
    name: str
    display_phone_number: str
    status: str
    status_reason: str
    quality_rating: str
    messaging_limit: str
    received: int
    sent: int
    failed: int


class NowOut(Schema):
    """`open`: the contact wrote within a day. `waiting`: nobody has answered yet."""

    open: int
    waiting: int
    waiting_since: datetime | None


class OverviewOut(Schema):
    first: date
    last: date
    zone: str
    by: By
    now: NowOut
    figures: FiguresOut
    before: FiguresOut
    """Of as many days just before."""
    series: list[PeriodOut]
    causes: list[CauseOut]
    numbers: list[NumberOut]
    is_counting: bool
    """Something happened that is not counted yet; look again in a moment."""


class MessageBehind(Schema):
    """One of the messages that a figure counts."""

    id: UUID
    conversation_id: UUID
    contact: str
    kind: str
    text: str
    status: str
    reason: str
    answered_after: int | None
    sent_at: datetime


class MessagesBehind(Schema):
    items: list[MessageBehind]
    next_cursor: str | None
