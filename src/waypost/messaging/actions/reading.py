"""What people do while they read: the read receipt, and that they are typing."""

from uuid import UUID

from waypost.accounts.permissions import Permission
from waypost.core.actor import Actor, requires
from waypost.core.eventlog import emit
from waypost.messaging import queries, tickets
from waypost.messaging.events import ConversationRead
from waypost.messaging.models import Conversation, Message
from waypost.messaging.schemas import ConversationOut


@requires(Permission.MESSAGES_SEND)
def mark_read(actor: Actor, conversation_id: UUID) -> ConversationOut:
    """Nothing is unread any more, here and, with the read receipt, on the contact's phone."""
    conversation = queries.access_conversation(actor, conversation_id)
    if Conversation.objects.filter(id=conversation.id, unread_count__gt=0).update(unread_count=0):
        conversation.unread_count = 0
        _signal(conversation, "read")
        emit(actor, ConversationRead(conversation_id=conversation.id), stream="activity")
    return queries.conversation_out(conversation)


@requires(Permission.MESSAGES_SEND)
def note_typing(actor: Actor, conversation_id: UUID) -> None:
    _signal(queries.access_conversation(actor, conversation_id), "typing")


def _signal(conversation: Conversation, kind: str) -> None:
    """Read receipts and typing name the contact's last message; where there is none, there is nothing to say."""
    last = (
        Message.objects.filter(conversation_id=conversation.id, direction="in", wamid__isnull=False)
        .order_by("-sent_at", "-id")
        .values_list("id", flat=True)
        .first()
    )
    if last:
        tickets.issue(last, kind, conversation)
