"""Recording what contacts wrote: set-wise, once each, whatever order or number of times it comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from django.db import connection

from waypost.contacts import actions as contacts
from waypost.contacts.rules import Person
from waypost.core.actor import Actor, internal
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.ids import uuid7
from waypost.messaging import queries
from waypost.messaging.events import MessageReceived
from waypost.messaging.rules import NOT_COUNTED_AS_UNREAD, STATUS_RANK, counts_for_window
from waypost.whatsapp.webhook import InboundMessage


@dataclass(frozen=True, slots=True)
class Received:
    """A message as Meta sent it, and the channel that it came to."""

    channel_id: UUID
    message: InboundMessage

    @property
    def person(self) -> Person:
        m = self.message
        return Person(m.wa_id, m.user_id, m.parent_user_id, m.username, m.profile_name or "")


@internal
def record_inbound(actor: Actor, received: Sequence[Received]) -> list[UUID]:
    """The ids of the messages that were new, in the order they came."""
    if not received:
        return []
    contact_ids = contacts.recognize(actor, [one.person for one in received])
    pairs = [(one.channel_id, contact_ids[one.person.key]) for one in received]
    conversation_ids = _conversations(pairs)
    new = _insert(received, [conversation_ids[pair] for pair in pairs])
    if new:
        _advance_conversations(new)
        shapes = queries.shapes_of(actor, new)
        emit(
            actor,
            *(
                MessageReceived(
                    conversation=conversation.model_dump(mode="json"), message=message.model_dump(mode="json")
                )
                for conversation, message in shapes
            ),
            stream="activity",
        )
    return new


def _conversations(pairs: Sequence[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], UUID]:
    """(channel, contact) → conversation, made where there is none."""
    wanted = sorted(set(pairs))
    parameters = [[channel for channel, _ in wanted], [contact for _, contact in wanted]]
    with connection.cursor() as cursor:
        # on conflict do nothing: set-wise, and right when another worker makes the same conversation
        cursor.execute(
            """insert into messaging_conversation
                   (id, channel_id, contact_id, last_message_at, unread_count, created_at)
               select id, channel_id, contact_id, '-infinity', 0, now()
               from unnest(%s::uuid[], %s::uuid[], %s::uuid[]) as new (id, channel_id, contact_id)
               where not exists (select 1 from messaging_conversation c
                                 where c.channel_id = new.channel_id and c.contact_id = new.contact_id)
               on conflict do nothing""",
            [[uuid7() for _ in wanted], *parameters],
        )
        cursor.execute(
            """select c.channel_id, c.contact_id, c.id
               from unnest(%s::uuid[], %s::uuid[]) as wanted (channel_id, contact_id)
               join messaging_conversation c using (channel_id, contact_id)""",
            parameters,
        )
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}


def _insert(received: Sequence[Received], conversation_ids: Sequence[UUID]) -> list[UUID]:
    """Repeats fall out at the unique constraint on (channel, wamid)."""
    messages = [one.message for one in received]
    ids = [uuid7() for _ in received]
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into messaging_message
                   (id, conversation_id, channel_id, direction, kind, text, content, wamid, context_wamid, status,
                    status_rank, failure_reason, author_kind, author_name, peer, attempt, sent_at)
               select id, conversation_id, channel_id, 'in', kind, text, content::jsonb, wamid, context_wamid,
                      'received', %s, '', 'contact', author_name, peer, 1, sent_at
               from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[],
                           %s::text[], %s::text[], %s::text[], %s::timestamptz[])
                    as new (id, conversation_id, channel_id, kind, text, content, wamid, context_wamid,
                            author_name, peer, sent_at)
               on conflict do nothing returning id""",
            [
                STATUS_RANK["received"],
                ids,
                list(conversation_ids),
                [one.channel_id for one in received],
                [m.kind for m in messages],
                [_storable(m.text) for m in messages],
                [_content(m) for m in messages],
                [m.id for m in messages],
                [m.context_id for m in messages],
                [_storable(m.profile_name or "") for m in messages],
                [m.user_id or m.wa_id for m in messages],
                [_moment(m) for m in messages],
            ],
        )
        new = {row[0] for row in cursor.fetchall()}
    return [one for one in ids if one in new]


def _advance_conversations(new: Sequence[UUID]) -> None:
    """The conversation moves to its newest message; an old one that arrives late changes only the count."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """with latest as (
                   select distinct on (conversation_id) conversation_id, id, sent_at
                   from messaging_message where id = any(%s)
                   order by conversation_id, sent_at desc, id desc),
               counted as (
                   select conversation_id, count(*) filter (where kind <> all(%s)) as unread
                   from messaging_message where id = any(%s) group by conversation_id)
               update messaging_conversation c
               set last_message_id = case when latest.sent_at >= c.last_message_at then latest.id
                                          else c.last_message_id end,
                   last_message_at = greatest(c.last_message_at, latest.sent_at),
                   last_inbound_at = greatest(c.last_inbound_at, least(latest.sent_at, %s)),
                   unread_count = c.unread_count + counted.unread
               from latest join counted using (conversation_id)
               where c.id = latest.conversation_id""",
            [list(new), sorted(NOT_COUNTED_AS_UNREAD), list(new), counts_for_window(now, now)],
        )


def _moment(message: InboundMessage) -> datetime:
    return datetime.fromtimestamp(message.timestamp, UTC)


def _content(message: InboundMessage) -> str | None:
    if message.content is None:
        return None
    return _storable(msgspec.json.encode(message.content).decode(), escaped=True)


def _storable(text: str, *, escaped: bool = False) -> str:
    """PostgreSQL's text takes every character but NUL."""
    return text.replace("\\u0000", "\\ufffd") if escaped else text.replace("\x00", "\ufffd")
