"""Tickets: the rows, outside the wall and with ids only, that make the outbound worker send something."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from waypost.messaging.models import Conversation

HELD_SECONDS = 3
"""Who waits longer than this is put aside, and not looked at with every lease."""


def issue(
    message_id: UUID,
    kind: str,
    conversation: Conversation,
    *,
    priority: int = 0,
    until: datetime | None = None,
) -> None:
    """Once per message and kind, however often it is asked for. `until` holds it back."""
    _insert((message_id, kind, conversation.channel_id, conversation.id, priority), until)


def issue_at(
    message_id: UUID, channel_id: UUID, conversation_id: UUID, priority: int, until: datetime
) -> None:
    """For a message that is sent again later."""
    _insert((message_id, "message", channel_id, conversation_id, priority), until)


def _insert(row: tuple[UUID, str, UUID, UUID, int], until: datetime | None) -> None:
    """(message, kind, channel, conversation, priority)."""
    message_id, kind, channel_id, conversation_id, priority = row
    with connection.cursor() as cursor:
        # on conflict do nothing, and defaults that only the database knows (position, time)
        cursor.execute(
            """insert into messaging_outboundticket
                   (message_id, kind, tenant_id, channel_id, conversation_id, priority, not_before, held)
               values (%s, %s, current_setting('waypost.tenant_id')::uuid, %s, %s, %s, coalesce(%s, now()), %s)
               on conflict do nothing""",
            [message_id, kind, channel_id, conversation_id, priority, until, until is not None],
        )


def withdraw(message_ids: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from messaging_outboundticket where message_id = any(%s)", [list(message_ids)])


def hold(message_ids: Sequence[UUID], until: Sequence[datetime | None]) -> None:
    """Leased tickets go back and wait, each until its moment (or at their place in the queue); it was no try."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_outboundticket t
               set leased_until = null, attempts = greatest(t.attempts - 1, 0),
                   not_before = coalesce(new.until, t.not_before), held = new.until is not null
               from unnest(%s::uuid[], %s::timestamptz[]) as new (id, until)
               where t.message_id = new.id and t.kind = 'message'""",
            [list(message_ids), list(until)],
        )


def issue_many(rows: Sequence[tuple[UUID, UUID, UUID, int]]) -> None:
    """(message, channel, conversation, priority) of each, in the order in which they are to leave."""
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into messaging_outboundticket
                   (message_id, kind, tenant_id, channel_id, conversation_id, priority)
               select message_id, 'message', current_setting('waypost.tenant_id')::uuid, channel_id,
                      conversation_id, priority
               from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::smallint[]) with ordinality
                        as new (message_id, channel_id, conversation_id, priority, place)
               order by place on conflict do nothing""",
            [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], []],
        )
