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


class ConversationRead(Event, frozen=True, tag="conversation.read"):
    conversation_id: UUID


class SendingPolicyChanged(Event, frozen=True, tag="sending_policy.changed"):
    policy: dict[str, Any]
