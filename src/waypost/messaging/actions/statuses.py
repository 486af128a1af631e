"""Applying what Meta says became of our messages: forward only, and early statuses are never lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from django.db import connection

from waypost.core.actor import Actor, internal
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.messaging import tickets
from waypost.messaging.events import MessageStatusChanged
from waypost.messaging.queries import failure_out
from waypost.messaging.rules import STATUS_RANK, known_status, named_in, step_key
from waypost.whatsapp import wire
from waypost.whatsapp.webhook import Status

_ENCODE = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Progress:
    """One message's furthest status in a batch."""

    message_id: UUID
    attempt: int | None
    wamid: str
    status: str
    failure_code: int | None
    failure_reason: str
    steps: dict[str, dict[str, object]]
    """All that the batch says of it, for its timeline."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A message that got further by what Meta said."""

    message_id: UUID
    conversation_id: UUID
    status: str
    failure_code: int | None
    failure_reason: str


@internal
def apply_statuses(actor: Actor, statuses: Sequence[tuple[UUID, Status]]) -> list[Moved]:
    """(channel, status) pairs in any order; returns the messages that moved.

    A status finds its message by the id that we sent along, so it counts even when it arrives before Meta's
    answer to the send; for messages sent without it, by Meta's own id.
    """
    furthest = _furthest(statuses)
    if not furthest:
        return []
    moved = _advance(list(furthest.values()))
    waiting = [
        message_id for message_id, _, before, *_ in moved if before in {"queued", "sending", "unknown"}
    ]
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
                channel_id=channel_id,
                sent_at=sent_at,
            )
            for message_id, conversation_id, _, channel_id, sent_at in moved
        ),
        stream="activity",
    )
    _note_free_entries(statuses)
    return [
        Moved(message_id, conversation_id, one.status, one.failure_code, one.failure_reason)
        for message_id, conversation_id, *_ in moved
        if (one := furthest[message_id])
    ]


@internal
def note_reconciled(actor: Actor, message_ids: Sequence[UUID]) -> None:
    """Their statuses came from Meta's records, since no webhook had told them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_message
               set life = jsonb_build_object(attempt || '/reconciled', jsonb_build_object('at', clock_timestamp()))
                          || life
               where id = any(%s)""",
            [list(message_ids)],
        )


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
        before = furthest.get(message_id)
        steps = before.steps if before else {}
        steps.setdefault(step_key(named[1] if named else 1, word), _step(status))
        if before is not None and STATUS_RANK[word] <= STATUS_RANK[before.status]:
            continue
        furthest[message_id] = Progress(
            message_id,
            named[1] if named else None,
            status.id,
            word,
            error.code if error and word == "failed" else None,
            (error.details or error.title) if error and word == "failed" else "",
            steps,
        )
    return furthest


def _step(status: Status) -> dict[str, object]:
    step: dict[str, object] = {"at": datetime.fromtimestamp(status.timestamp, UTC)}
    if status.pricing is not None:
        step["pricing"] = status.pricing
    if status.errors:
        error = status.errors[0]
        step |= {"code": error.code, "reason": error.details or error.title}
    return step


def _advance(progress: Sequence[Progress]) -> list[tuple[UUID, UUID, str, UUID, datetime]]:
    """(message, conversation, status before, channel, sent at) of each that moved; the steps of all are kept."""
    with connection.cursor() as cursor:
        # locked in the order of ids, so that two workers with the same messages cannot deadlock
        cursor.execute(
            """with new as (
                   select * from jsonb_to_recordset(%s::jsonb)
                       as new (id uuid, wamid text, status text, rank smallint, failure_code int,
                               failure_reason text, attempt smallint, steps jsonb)),
               locked as materialized (
                   select m.id, m.status as before, m.status_rank, m.attempt from messaging_message m
                   where m.id = any(%s) and m.direction = 'out' order by m.id for update),
               judged as (
                   select new.*, locked.before,
                          locked.status_rank < new.rank
                          and (new.status <> 'failed' or coalesce(new.attempt, locked.attempt) = locked.attempt)
                              as moves
                   from new join locked using (id)),
               written as (
                   update messaging_message m
                   set status = case when moves then new.status else m.status end,
                       status_rank = case when moves then new.rank else m.status_rank end,
                       wamid = coalesce(m.wamid, new.wamid),
                       failure_code = case when moves then new.failure_code else m.failure_code end,
                       failure_reason = case when moves then coalesce(new.failure_reason, '')
                                             else m.failure_reason end,
                       held_until = null, held_reason = '',
                       life = new.steps || m.life
                   from judged new
                   where m.id = new.id and (moves or not m.life @> new.steps)
                   returning m.id, m.conversation_id, new.before, moves, m.channel_id, m.sent_at)
               select id, conversation_id, before, channel_id, sent_at from written where moves""",
            [
                wire.storable(_ENCODE([_row(one) for one in progress])).decode(),
                [one.message_id for one in progress],
            ],
        )
        return [(row[0], row[1], row[2], row[3], row[4]) for row in cursor.fetchall()]


def _row(one: Progress) -> dict[str, object]:
    return {
        "id": one.message_id, "wamid": one.wamid, "status": one.status, "rank": STATUS_RANK[one.status],
        "failure_code": one.failure_code, "failure_reason": one.failure_reason, "attempt": one.attempt,
        "steps": one.steps,
    }  # fmt: skip


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


class _Origin(msgspec.Struct):
    type: str = ""


class _MetaConversation(msgspec.Struct):
    origin: _Origin | None = None
    expiration_timestamp: int | str | None = None


_CONVERSATION = msgspec.json.Decoder(_MetaConversation)


def _note_free_entries(statuses: Sequence[tuple[UUID, Status]]) -> None:
    """Meta says itself how long a conversation from an advertisement is free."""
    until: dict[UUID, datetime] = {}
    for _, status in statuses:
        named = named_in(status.callback)
        if status.conversation is None or named is None:
            continue
        try:
            found = _CONVERSATION.decode(status.conversation)
            if found.origin and found.origin.type == "referral_conversion" and found.expiration_timestamp:
                until[named[0]] = datetime.fromtimestamp(int(found.expiration_timestamp), UTC)
        except (msgspec.DecodeError, ValueError, OverflowError, OSError):
            continue
    if until:
        with connection.cursor() as cursor:
            cursor.execute(
                """update messaging_conversation c
                   set free_entry_until = greatest(c.free_entry_until, new.until)
                   from unnest(%s::uuid[], %s::timestamptz[]) as new (message_id, until)
                   join messaging_message m on m.id = new.message_id
                   where c.id = m.conversation_id""",
                [list(until), list(until.values())],
            )
