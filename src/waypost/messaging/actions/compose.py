"""What people (and API keys) do in a conversation: answer, try again, mark as read."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F

from waypost.accounts.permissions import Permission
from waypost.core.actor import Actor, requires
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.errors import Conflict, NotFound, WaypostError
from waypost.kit.ids import uuid7
from waypost.messaging import queries, tickets
from waypost.messaging.events import ConversationRead, MessageQueued
from waypost.messaging.models import Conversation, Message
from waypost.messaging.rules import STATUS_RANK, Attempt, Refused, may_send
from waypost.messaging.schemas import ConversationOut, MessageIn, MessageOut


class MessageRefused(WaypostError):
    """The gate said no; the code is the verdict's, and the sentence is for the person who wrote."""

    status = 409

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.code = refused.code


@requires(Permission.MESSAGES_SEND)
def queue_text(actor: Actor, conversation_id: UUID, new: MessageIn) -> MessageOut:
    """The message, decided and queued. The same `client_key` again returns the first one."""
    conversation = queries.access_conversation(actor, conversation_id)
    if already := Message.objects.filter(client_key=new.client_key).first():
        return _same_message(already, conversation_id)
    _pass_gate(conversation, new.text)
    message_id = _insert(actor, conversation, new)
    if message_id is None:
        return _same_message(Message.objects.get(client_key=new.client_key), conversation_id)
    return _queued(actor, conversation_id, message_id)


@requires(Permission.MESSAGES_SEND)
def retry_message(actor: Actor, message_id: UUID) -> MessageOut:
    """Send a failed message again, under its own id: a late status of the first try still finds it."""
    message = queries.access_message(actor, message_id)
    if message.status != "failed":
        raise Conflict("Only a message that failed can be sent again.")
    _pass_gate(message.conversation, message.text)
    won = Message.objects.filter(id=message_id, status="failed").update(
        status="queued",
        status_rank=STATUS_RANK["queued"],
        failure_code=None,
        failure_reason="",
        wamid=None,
        attempt=F("attempt") + 1,
    )
    if not won:
        raise Conflict("Somebody else is already sending it again.")
    return _queued(actor, message.conversation_id, message_id)


@requires(Permission.MESSAGES_SEND)
def mark_read(actor: Actor, conversation_id: UUID) -> ConversationOut:
    """Nothing is unread any more, here and, with the read receipt, on the contact's phone."""
    conversation = queries.access_conversation(actor, conversation_id)
    if Conversation.objects.filter(id=conversation_id, unread_count__gt=0).update(unread_count=0):
        conversation.unread_count = 0
        _signal(conversation, "read")
        emit(actor, ConversationRead(conversation_id=conversation_id), stream="activity")
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


def _pass_gate(conversation: Conversation, text: str) -> None:
    verdict = may_send(
        Attempt(
            text=text,
            channel_status="disconnected"
            if conversation.channel.disconnected_at
            else conversation.channel.status,
            channel_reason=conversation.channel.status_reason,
            reachable=bool(conversation.contact.wa_id or conversation.contact.user_id),
            last_inbound_at=conversation.last_inbound_at,
        ),
        clock.now(),
    )
    if isinstance(verdict, Refused):
        raise MessageRefused(verdict)


def _insert(actor: Actor, conversation: Conversation, new: MessageIn) -> UUID | None:
    """None when another request with the same client key came first."""
    context = None
    if new.reply_to_id:
        context = Message.objects.filter(id=new.reply_to_id, conversation_id=conversation.id).first()
        if context is None or not context.wamid:
            raise NotFound(
                "The message you reply to is not in this conversation, or Meta does not have it yet."
            )
    with connection.cursor() as cursor:
        # on conflict do nothing returning: two requests with one key must make one message
        cursor.execute(
            """insert into messaging_message
                   (id, conversation_id, channel_id, direction, kind, text, context_wamid, status, status_rank,
                    failure_reason, author_kind, author_id, author_name, client_key, attempt, sent_at)
               values (%s, %s, %s, 'out', 'text', %s, %s, 'queued', %s, '', %s, %s, %s, %s, 1, %s)
               on conflict (tenant_id, client_key) where client_key is not null do nothing returning id""",
            [
                uuid7(),
                conversation.id,
                conversation.channel_id,
                new.text,
                context.wamid if context else None,
                STATUS_RANK["queued"],
                actor.kind,
                actor.id,
                actor.name,
                new.client_key,
                _after(conversation.last_message_at),
            ],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _after(last_message_at: datetime) -> datetime:
    """An answer stands after what it answers, even when our clock is behind Meta's."""
    return max(clock.now(), last_message_at + timedelta(microseconds=1))


def _queued(actor: Actor, conversation_id: UUID, message_id: UUID) -> MessageOut:
    message = Message.objects.get(id=message_id)
    Conversation.objects.filter(id=conversation_id, last_message_at__lte=message.sent_at).update(
        last_message_id=message_id, last_message_at=message.sent_at
    )
    conversation = queries.access_conversation(actor, conversation_id)
    tickets.issue(message_id, "message", conversation)
    [shape] = queries.message_outs([message])
    emit(
        actor,
        MessageQueued(
            conversation=queries.conversation_out(conversation).model_dump(mode="json"),
            message=shape.model_dump(mode="json"),
        ),
        stream="activity",
    )
    return shape


def _same_message(message: Message, conversation_id: UUID) -> MessageOut:
    if message.conversation_id != conversation_id:
        raise Conflict("This client_key was used in another conversation. Make a new one for each message.")
    [shape] = queries.message_outs([message])
    return shape
