"""What happens in conversations. The live events carry the objects that screens show, so nobody refetches."""

from datetime import datetime
from typing import Any
from uuid import UUID

from waypost.kit.events import Event


class MessageReceived(Event, frozen=True, tag="message.received"):
    conversation: dict[str, Any]
    message: dict[str, Any]


class MessageQueued(Event, frozen=True, tag="message.queued"):
    conversation: dict[str, Any]
    message: dict[str, Any]


class MessageStatusChanged(Event, frozen=True, tag="message.status_changed"):
    conversation_id: UUID
    message_id: UUID
    status: str
    failure: dict[str, Any] | None
    changed_at: datetime
    channel_id: UUID | None = None
    sent_at: datetime | None = None
    """Of the message: where it stands, and is counted."""


class MessagesQueued(Event, frozen=True, tag="messages.queued"):
    """A batch: one word for all of it."""

    channel_id: UUID
    sent_at: datetime
    count: int


class PastRecorded(Event, frozen=True, tag="messages.past_recorded"):
    """Messages from before the number was connected."""

    channel_id: UUID
    moments: list[datetime]


class ConversationRead(Event, frozen=True, tag="conversation.read"):
    conversation_id: UUID


class SendingPolicyChanged(Event, frozen=True, tag="sending_policy.changed"):
    policy: dict[str, Any]
