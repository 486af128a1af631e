"""Applying what Meta says became of our messages: forward only, and early statuses are never lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from waypost.core.actor import Actor, internal
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.messaging import tickets
from waypost.messaging.events import MessageStatusChanged
from waypost.messaging.queries import failure_out
from waypost.messaging.rules import STATUS_RANK, known_status, named_in
from waypost.whatsapp.webhook import Status


@dataclass(frozen=True, slots=True)
class Progress:
    """One message's furthest status in a batch."""

    message_id: UUID
    attempt: int | None
    wamid: str
    status: str
    failure_code: int | None
    failure_reason: str


@internal
def apply_statuses(actor: Actor, statuses: Sequence[tuple[UUID, Status]]) -> list[UUID]:
    """(channel, status) pairs in any order; returns the ids of the messages that moved.

    A status finds its message by the id that we sent along, so it counts even when it arrives before Meta's
    answer to the send; for messages sent without it, by Meta's own id.
    """
    furthest = _furthest(statuses)
    if not furthest:
        return []
    moved = _advance(list(furthest.values()))
    waiting = [message_id for message_id, _, before in moved if before in {"queued", "sending", "unknown"}]
    if waiting:
        tickets.withdraw(waiting)
    now = clock.now()
    emit(
        actor,
        *(
            MessageStatusChanged(
                conversation_id=conversation_id,
                message_id=message_id,
                status=(progress := furthest[message_id]).status,
                failure=_failure(progress),
                changed_at=now,
            )
            for message_id, conversation_id, _ in moved
        ),
        stream="activity",
    )
    return [message_id for message_id, _, _ in moved]


def _furthest(statuses: Sequence[tuple[UUID, Status]]) -> dict[UUID, Progress]:
    by_wamid = _ids_by_wamid([pair for pair in statuses if not named_in(pair[1].callback)])
    furthest: dict[UUID, Progress] = {}
    for channel_id, status in statuses:
        word = known_status(status.status)
        named = named_in(status.callback)
        message_id = named[0] if named else by_wamid.get((channel_id, status.id))
        if word is None or message_id is None:
            continue
        error = status.errors[0] if status.errors else None
        progress = Progress(
            message_id,
            named[1] if named else None,
            status.id,
            word,
            error.code if error and word == "failed" else None,
            (error.details or error.title) if error and word == "failed" else "",
        )
        before = furthest.get(message_id)
        if before is None or STATUS_RANK[word] > STATUS_RANK[before.status]:
            furthest[message_id] = progress
    return furthest


def _advance(progress: Sequence[Progress]) -> list[tuple[UUID, UUID, str]]:
    """(message, conversation, status before) of each that moved."""
    with connection.cursor() as cursor:
        # locked in the order of ids, so that two workers with the same messages cannot deadlock
        cursor.execute(
            """with new as (
                   select * from unnest(%s::uuid[], %s::text[], %s::text[], %s::smallint[], %s::int[], %s::text[],
                                          %s::smallint[])
                       as new (id, wamid, status, rank, failure_code, failure_reason, attempt)),
               locked as materialized (
                   select m.id, m.status as before from messaging_message m
                   where m.id = any(%s) and m.direction = 'out' order by m.id for update)
               update messaging_message m
               set status = new.status, status_rank = new.rank, wamid = coalesce(m.wamid, new.wamid),
                   failure_code = new.failure_code, failure_reason = coalesce(new.failure_reason, '')
               from new join locked using (id)
               where m.id = new.id and m.status_rank < new.rank
                 and (new.status <> 'failed' or coalesce(new.attempt, m.attempt) = m.attempt)
               returning m.id, m.conversation_id, locked.before""",
            [
                [p.message_id for p in progress],
                [p.wamid for p in progress],
                [p.status for p in progress],
                [STATUS_RANK[p.status] for p in progress],
                [p.failure_code for p in progress],
                [p.failure_reason.replace("\x00", "") for p in progress],
                [p.attempt for p in progress],
                [p.message_id for p in progress],
            ],
        )
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def _ids_by_wamid(statuses: Sequence[tuple[UUID, Status]]) -> dict[tuple[UUID, str], UUID]:
    if not statuses:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select channel_id, wamid, id from messaging_message where channel_id = any(%s) and wamid = any(%s)",
            [list({channel_id for channel_id, _ in statuses}), [status.id for _, status in statuses]],
        )
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}


def _failure(progress: Progress) -> dict[str, object] | None:
    failure = failure_out(progress.status, progress.failure_code, progress.failure_reason)
    return failure.model_dump(mode="json") if failure else None
