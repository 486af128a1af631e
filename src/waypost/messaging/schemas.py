"""Conversations and messages as they cross the API, and as live events carry them."""

from datetime import datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from waypost.contacts.schemas import ContactOut
from waypost.media.schemas import MediaOut
from waypost.messaging.gate import Origin, Purpose, Result
from waypost.messaging.rules import AuthorKind, Direction, Kind, MessageStatus

SentKind = Literal[
    "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "reaction", "interactive",
    "template",
]  # fmt: skip


class TemplateUse(Schema):
    """A template of ours and what fills it in: see `GET /templates/{id}` for the values that it takes."""

    id: UUID
    values: dict[str, Any] = {}


class MessageIn(Schema):
    """`client_key` is made by the sender (a UUID): the same key twice is one message.

    `text` is the text, or the caption of a file. A file is named by `media_id`, of `POST /media`. A reaction
    names its message by `reply_to_id` and its emoji by `text` (empty takes it back). `content` is, for
    location, contacts and interactive, the object of Meta's API, with `{"media_id": …}` where Meta has `id`.
    """

    kind: SentKind = "text"
    text: str = Field(default="", max_length=20_000)
    media_id: UUID | None = None
    content: dict[str, Any] | list[Any] | None = None
    template: TemplateUse | None = None
    client_key: UUID
    reply_to_id: UUID | None = None


class MergeIn(Schema):
    """`other_id` is the contact that goes up in the one of the address."""

    other_id: UUID


class FailureOut(Schema):
    code: str
    reason: str
    remedy: str
    can_retry: bool


class AuthorOut(Schema):
    kind: AuthorKind
    name: str


class QuoteOut(Schema):
    id: UUID
    direction: Direction
    kind: Kind
    text: str


class MessageOut(Schema):
    """`content` is Meta's object for what came in; `media` its file, or the one that we sent."""

    id: UUID
    conversation_id: UUID
    direction: Direction
    kind: Kind
    text: str
    content: Any
    media: MediaOut | None
    reply_to: QuoteOut | None
    status: MessageStatus
    failure: FailureOut | None
    author: AuthorOut | None
    origin: Origin
    purpose: Purpose
    held_until: datetime | None
    held_reason: str
    sent_at: datetime
    client_key: UUID | None


class VerdictOut(Schema):
    check: str
    result: Result
    detail: str = ""


class StepOut(Schema):
    """`what` is one of queued, held, left, accepted, again, unknown, sent, delivered, read, played, failed,
    reconciled; `code` Meta's, or the gate's; `trace` Meta's name for the call."""

    attempt: int
    what: str
    at: str
    title: str
    by: str
    reason: str
    code: str
    trace: str
    pricing: Any
    verdicts: list[VerdictOut]


class TimelineOut(Schema):
    """`next_moves`: retry, send_template, check_channel, open_consent, wait."""

    message: MessageOut
    origin: Origin
    purpose: Purpose
    wamid: str | None
    attempt: int
    held_until: datetime | None
    held_reason: str
    steps: list[StepOut]
    next_moves: list[str]


class QueueOut(Schema):
    """`held` of `waiting` wait for a moment of their own; `resumes_at` is set while the portfolio is full."""

    waiting: int
    held: int
    per_second: float
    seconds_left: float
    resumes_at: datetime | None
    counted_at: datetime


class PolicyIn(Schema):
    """Quiet hours count where the contact is; both or neither. Budget in US dollars a month, by list price."""

    quiet_from: time | None = None
    quiet_to: time | None = None
    cap_messages: Annotated[int, Field(ge=0, le=1000)] = 0
    cap_days: Annotated[int, Field(ge=1, le=90)] = 7
    monthly_budget: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)] | None = None


class PolicyOut(PolicyIn):
    spent_this_month: Decimal


class PreviewOut(Schema):
    message_id: UUID
    direction: Direction
    kind: Kind
    text: str
    status: MessageStatus


class ChannelName(Schema):
    id: UUID
    name: str


class ConversationOut(Schema):
    id: UUID
    channel: ChannelName
    contact: ContactOut
    preview: PreviewOut | None
    last_message_at: datetime
    unread_count: int
    window_closes_at: datetime | None


class ConversationPage(Schema):
    items: list[ConversationOut]
    next_cursor: str | None


class MessagePage(Schema):
    """Newest last; `next_cursor` leads to older ones."""

    items: list[MessageOut]
    next_cursor: str | None


class LiveAddress(Schema):
    """Where to listen for live events. It carries a ticket: connect within a minute, and ask anew each time."""

    url: str
