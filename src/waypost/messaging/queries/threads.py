"""Conversations and messages as screens show them."""

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from waypost.accounts.permissions import Permission
from waypost.contacts import queries as contacts
from waypost.contacts.models import Contact
from waypost.contacts.schemas import ContactOut
from waypost.core.actor import Actor, internal, requires
from waypost.kit import clock, env
from waypost.kit.errors import Invalid, NotFound
from waypost.live import tickets
from waypost.media import queries as media
from waypost.messaging.gate import window_closes_at
from waypost.messaging.models import Conversation, Message
from waypost.messaging.rules import step_key
from waypost.messaging.schemas import (
    AuthorOut,
    ChannelName,
    ConversationOut,
    ConversationPage,
    FailureOut,
    LiveAddress,
    MessageOut,
    MessagePage,
    PreviewOut,
    QuoteOut,
)
from waypost.whatsapp import errors as whatsapp_errors

_PREVIEW_LENGTH = 160


@requires(Permission.CONVERSATIONS_READ)
def conversation_page(
    actor: Actor, *, search: str = "", unread: bool = False, cursor: str | None = None, limit: int = 50
) -> ConversationPage:
    """The latest first. A search is by name, username, or the beginning or end of a number."""
    rows = Conversation.objects.select_related("contact", "channel", "last_message").filter(merged_at=None)
    if search.strip():
        rows = rows.filter(contact_id__in=contacts.contact_ids_matching(actor, search))
    if unread:
        rows = rows.filter(unread_count__gt=0)
    if cursor:
        rows = rows.extra(
            where=["(last_message_at, messaging_conversation.id) < (%s, %s)"], params=list(decoded(cursor))
        )
    found = list(rows.order_by("-last_message_at", "-id")[: limit + 1])
    page = found[:limit]
    more = len(found) > limit
    return ConversationPage(
        items=[conversation_out(row) for row in page],
        next_cursor=encoded(page[-1].last_message_at, page[-1].id) if more else None,
    )


@requires(Permission.CONVERSATIONS_READ)
def access_conversation(actor: Actor, conversation_id: UUID) -> Conversation:
    row = (
        Conversation.objects.select_related("contact", "channel", "last_message")
        .filter(id=conversation_id)
        .first()
    )
    if row is None:
        raise NotFound("There is no such conversation.")
    if row.merged_at:
        kept = contacts.access_contact(actor, row.contact_id)
        joined = Conversation.objects.get(contact_id=kept.id, channel_id=row.channel_id)
        return access_conversation(actor, joined.id)
    return row


@requires(Permission.CONVERSATIONS_READ)
def conversation_shape(actor: Actor, conversation_id: UUID) -> ConversationOut:
    return conversation_out(access_conversation(actor, conversation_id))


@requires(Permission.CONVERSATIONS_READ)
def access_message(actor: Actor, message_id: UUID) -> Message:
    row = Message.objects.select_related("conversation__contact", "channel").filter(id=message_id).first()
    if row is None:
        raise NotFound("There is no such message.")
    return row


@requires(Permission.CONVERSATIONS_READ)
def message_page(
    actor: Actor, conversation_id: UUID, *, before: str | None = None, limit: int = 50
) -> MessagePage:
    conversation = access_conversation(actor, conversation_id)
    rows = Message.objects.filter(conversation_id=conversation.id)
    if before:
        rows = rows.extra(where=["(sent_at, id) < (%s, %s)"], params=list(decoded(before)))
    found = list(rows.order_by("-sent_at", "-id")[: limit + 1])
    page = found[:limit][::-1]
    more = len(found) > limit
    return MessagePage(
        items=message_outs(actor, page), next_cursor=encoded(page[0].sent_at, page[0].id) if more else None
    )


@requires(Permission.CONVERSATIONS_READ)
def live_address(actor: Actor) -> LiveAddress:
    ticket = tickets.mint(env.core().secret_key, actor.tenant_id, actor.id, clock.now())
    return LiveAddress(url=f"{env.core().live_url.rstrip('/')}/live/events?ticket={ticket}")


@dataclass(frozen=True, slots=True)
class Blocking:
    """A contact as Meta shall have it: by which id, blocked or not, and on which numbers."""

    contact_id: UUID
    wa_id: str | None
    user_id: str | None
    blocked: bool
    channel_ids: list[UUID]


@internal
def blocking(actor: Actor, contact_id: UUID) -> Blocking | None:
    found = contacts.resolved(actor, contact_id)
    contact = Contact.objects.filter(id=found).first() if found else None
    if contact is None or not (contact.wa_id or contact.user_id):
        return None
    talked_on = Conversation.objects.filter(contact_id=contact.id, merged_at=None)
    return Blocking(
        contact.id,
        contact.wa_id,
        contact.user_id,
        contact.blocked_at is not None,
        sorted(talked_on.values_list("channel_id", flat=True)),
    )


@internal
def shapes_of(actor: Actor, message_ids: Sequence[UUID]) -> list[tuple[ConversationOut, MessageOut]]:
    """Each message with its conversation, as the API would show them now, in the order given."""
    messages = {row.id: row for row in Message.objects.filter(id__in=message_ids)}
    conversations = {
        row.id: conversation_out(row)
        for row in Conversation.objects.select_related("contact", "channel", "last_message").filter(
            id__in={message.conversation_id for message in messages.values()}
        )
    }
    outs = message_outs(actor, [messages[one] for one in message_ids if one in messages])
    return [(conversations[out.conversation_id], out) for out in outs]


def conversation_out(row: Conversation) -> ConversationOut:
    """Needs `contact`, `channel` and `last_message` loaded."""
    last = row.last_message
    return ConversationOut(
        id=row.id,
        channel=ChannelName(id=row.channel.id, name=row.channel.name),
        contact=ContactOut.from_orm(row.contact),
        preview=_preview(last) if last else None,
        last_message_at=row.last_message_at,
        unread_count=row.unread_count,
        window_closes_at=window_closes_at(row.last_inbound_at),
    )


def _preview(last: Message) -> PreviewOut:
    return PreviewOut(
        message_id=last.id,
        direction=last.direction,
        kind=last.kind,
        text=last.text[:_PREVIEW_LENGTH],
        status=last.status,
    )


def message_outs(actor: Actor, rows: Sequence[Message]) -> list[MessageOut]:
    quotes = _quoted(rows)
    files = media.shapes(Actor.system(actor.tenant_id), [row.media_id for row in rows if row.media_id])
    return [
        MessageOut(
            id=row.id,
            conversation_id=row.conversation_id,
            direction=row.direction,
            kind=row.kind,
            text=row.text,
            content=row.content,
            media=files.get(row.media_id) if row.media_id else None,
            reply_to=quotes.get((row.channel_id, row.context_wamid or "")),
            status=row.status,
            failure=failure_out(row.status, row.failure_code, row.failure_reason, _gate_code(row)),
            author=AuthorOut(kind=row.author_kind, name=row.author_name),
            origin=row.origin,
            purpose=row.purpose,
            held_until=row.held_until,
            held_reason=row.held_reason,
            sent_at=row.sent_at,
            client_key=row.client_key,
        )
        for row in rows
    ]


def _gate_code(row: Message) -> str:
    return str(row.life.get(step_key(row.attempt, "failed"), {}).get("gate", ""))


def failure_out(status: str, code: int | None, reason: str, gate_code: str = "") -> FailureOut | None:
    """`gate_code` is the verdict's, where it was the gate that said no."""
    if status != "failed":
        return None
    if code is None:
        return FailureOut(code=gate_code or "not_sent", reason=reason, remedy="", can_retry=True)
    explained = whatsapp_errors.explain(code, reason)
    return FailureOut(
        code=str(code), reason=explained.reason, remedy=explained.remedy, can_retry=explained.can_retry
    )


def _quoted(rows: Iterable[Message]) -> dict[tuple[UUID, str], QuoteOut]:
    wanted = {row.context_wamid for row in rows if row.context_wamid}
    if not wanted:
        return {}
    return {
        (row.channel_id, row.wamid or ""): QuoteOut(
            id=row.id, direction=row.direction, kind=row.kind, text=row.text[:_PREVIEW_LENGTH]
        )
        for row in Message.objects.filter(wamid__in=wanted)
    }


def encoded(moment: datetime, row_id: UUID) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode([moment, row_id])).decode().rstrip("=")


def decoded(cursor: str) -> tuple[datetime, UUID]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(raw, type=tuple[datetime, UUID])
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise Invalid("This page address is damaged. Start again from the first page.") from error
