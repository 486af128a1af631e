"""Tickets: the rows, outside the wall and with ids only, that make the outbound worker send something."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from waypost.messaging.models import Conversation


def issue(message_id: UUID, kind: str, conversation: Conversation) -> None:
    """Once per message and kind, however often it is asked for."""
    with connection.cursor() as cursor:
        # on conflict do nothing, and defaults that only the database knows (position, time)
        cursor.execute(
            """insert into messaging_outboundticket (message_id, kind, tenant_id, channel_id, conversation_id)
               values (%s, %s, current_setting('waypost.tenant_id')::uuid, %s, %s)
               on conflict do nothing""",
            [message_id, kind, conversation.channel_id, conversation.id],
        )


def withdraw(message_ids: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from messaging_outboundticket where message_id = any(%s)", [list(message_ids)])
