"""Who waits for an answer, and how long they waited: set by what contacts write, ended by what answers them."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from waypost.messaging.rules import ANSWERING


def note_answers(message_ids: Sequence[UUID]) -> None:
    """These messages answer whoever waits in their conversations; each keeps the seconds that it was waited for."""
    if not message_ids:
        return
    with connection.cursor() as cursor:
        # locked in the order of ids, so that two answers at once count once
        cursor.execute(
            """with answer as (
                   select distinct on (conversation_id) id, conversation_id, sent_at
                   from messaging_message where id = any(%s) and (origin = any(%s) or author_kind = 'app')
                   order by conversation_id, sent_at, id),
               waited as materialized (
                   select c.id, c.waiting_since, answer.id as message_id, answer.sent_at
                   from messaging_conversation c join answer on answer.conversation_id = c.id
                   where c.waiting_since <= answer.sent_at order by c.id for update of c),
               ended as (
                   update messaging_conversation c set waiting_since = null from waited where c.id = waited.id)
               update messaging_message m
               set answered_after = least(extract(epoch from waited.sent_at - waited.waiting_since), 2147483647)::int
               from waited where m.id = waited.message_id""",
            [list(message_ids), list(ANSWERING)],
        )
