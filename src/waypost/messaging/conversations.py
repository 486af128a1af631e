"""Finding the conversation between a contact and a channel, or beginning it."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from waypost.kit.ids import uuid7


def find_or_make(pairs: Sequence[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], UUID]:
    """(channel, contact) → conversation, made where there is none: whoever makes one puts a message into it, and
    with it a time. Inside the open tenant."""
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
