"""Conversations and messages as they cross the API, and as live events carry them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from waypost.contacts.schemas import ContactOut
from waypost.messaging.rules import AuthorKind, Direction, Kind, MessageStatus


class MessageIn(Schema):
    """`client_key` is made by the sender (a UUID): the same key twice is one message."""

    text: str = Field(max_length=20_000)
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
    id: UUID
    conversation_id: UUID
    direction: Direction
    kind: Kind
    text: str
    content: Any
    reply_to: QuoteOut | None
    status: MessageStatus
    failure: FailureOut | None
    author: AuthorOut | None
    sent_at: datetime
    client_key: UUID | None


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
