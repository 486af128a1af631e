"""The answer that STOP and START themselves ask for: one sentence, inside the window that they opened."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from waypost.core.actor import Actor, internal
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.ids import uuid7
from waypost.messaging import queries, tickets
from waypost.messaging.events import MessageQueued
from waypost.messaging.models import Conversation, Message
from waypost.messaging.rules import PRIORITY, STATUS_RANK, step_key

CONFIRMATIONS = UUID("8f2f6a52-6f53-5b0c-9c39-2a7d5c0f1e11")
"""Names each confirmation after the message that asked for it, so that there is one, however often it is asked."""


@internal
def confirm(actor: Actor, answers: Sequence[tuple[UUID, UUID, str]]) -> None:
    """(conversation, message that asked, sentence) of each. Rare, so one at a time."""
    for conversation_id, asked_by, sentence in answers:
        now = clock.now()
        message, made = Message.objects.get_or_create(
            client_key=uuid5(CONFIRMATIONS, str(asked_by)),
            defaults={
                "id": uuid7(),
                "conversation_id": conversation_id,
                "channel_id": Conversation.objects.get(id=conversation_id).channel_id,
                "direction": "out",
                "kind": "text",
                "text": sentence,
                "status": "queued",
                "status_rank": STATUS_RANK["queued"],
                "author_kind": "system",
                "author_name": "Waypost",
                "origin": "confirmation",
                "purpose": "service",
                "life": {step_key(1, "queued"): {"at": now.isoformat(), "by": "Waypost"}},
                "sent_at": now,
            },
        )
        if not made:
            continue
        asked = Message.objects.filter(id=asked_by).values_list("sent_at", flat=True).first()
        Conversation.objects.filter(id=conversation_id, waiting_since=asked).update(waiting_since=None)
        Conversation.objects.filter(id=conversation_id, last_message_at__lte=now).update(
            last_message_id=message.id, last_message_at=now
        )
        conversation = Conversation.objects.select_related("contact", "channel", "last_message").get(
            id=conversation_id
        )
        tickets.issue(message.id, "message", conversation, priority=PRIORITY["confirmation"])
        [(shown, shape)] = queries.shapes_of(actor, [message.id])
        emit(
            actor,
            MessageQueued(conversation=shown.model_dump(mode="json"), message=shape.model_dump(mode="json")),
            stream="activity",
        )
