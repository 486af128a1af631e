"""Recording how sends ended. An unknown outcome waits for Meta's statuses; nothing is sent twice on a guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import msgspec
from django.db import connection

from waypost.core.actor import Actor, internal
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.messaging import tickets
from waypost.messaging.events import MessageStatusChanged
from waypost.messaging.queries import failure_out
from waypost.messaging.rules import STATUS_RANK

CALL_SECONDS = 40
"""A call to Meta ends sooner, whatever happens."""
NEVER_CONFIRMED = (
    "Meta's answer was lost and no status came, so this was most likely not sent. "
    "Waypost does not send it again by itself. Send it again if the contact has not got it."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one send ended: accepted by Meta, again later, refused, or nobody knows."""

    message_id: UUID
    ended: Literal["accepted", "again", "failed", "unknown"]
    wamid: str | None = None
    code: int | None = None
    reason: str = ""
    after_seconds: float = 0
    trace: str = ""
    """Meta's name for the call, for its support."""
    gate: str = ""
    """The verdict's code, where it was not Meta that refused."""
    verdicts: Any = None


@internal
def record_outcomes(actor: Actor, outcomes: Sequence[Outcome]) -> None:
    """Statuses may have come first: a message that is already further is left where it is."""
    by_ended: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_ended.setdefault(outcome.ended, []).append(outcome)
    accepted, again = by_ended.get("accepted", []), by_ended.get("again", [])
    failed, unknown = by_ended.get("failed", []), by_ended.get("unknown", [])
    if accepted:
        _note_wamids(accepted)
    if again:
        _wait_again(again)
    if failed:
        _move(actor, failed, "failed")
    if unknown:
        _move(actor, unknown, "unknown")
    _close_tickets([one.message_id for one in (*accepted, *failed)])


@internal
def release(actor: Actor, message_ids: Sequence[UUID]) -> None:
    """Whoever held these tickets has not come back in time. What has not left is queued again at once; what has is
    unknown when its call cannot be under way any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select m.id, t.leased_until < now() - %s * interval '1 second'
               from messaging_message m
               join messaging_outboundticket t on t.message_id = m.id and t.kind = 'message'
               where m.id = any(%s) and m.status = 'sending' order by m.id for update of m""",
            [CALL_SECONDS, list(message_ids)],
        )
        left: dict[UUID, bool] = dict(cursor.fetchall())
        cursor.execute(
            """update messaging_outboundticket set leased_until = null
               where message_id = any(%s) and not message_id = any(%s)""",
            [list(message_ids), list(left)],
        )
    if silent := [message_id for message_id, is_over in left.items() if is_over]:
        _move(actor, [Outcome(one, "unknown") for one in silent], "unknown")


@internal
def give_up_waiting(actor: Actor, message_ids: Sequence[UUID]) -> None:
    """The deadline has passed without a status: a person must decide, and is told so."""
    _move(actor, [Outcome(one, "failed", reason=NEVER_CONFIRMED) for one in message_ids], "failed")
    _close_tickets(message_ids)


def _note_wamids(accepted: Sequence[Outcome]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_message m
               set wamid = coalesce(m.wamid, new.wamid),
                   life = jsonb_build_object(m.attempt || '/accepted',
                                             jsonb_build_object('at', %s::timestamptz, 'wamid', new.wamid)) || m.life
               from unnest(%s::uuid[], %s::text[]) as new (id, wamid)
               where m.id = new.id""",
            [clock.now(), [one.message_id for one in accepted], [one.wamid for one in accepted]],
        )


def _wait_again(again: Sequence[Outcome]) -> None:
    ids = [one.message_id for one in again]
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_message m
               set status = 'queued', status_rank = %s, held_reason = new.reason,
                   held_until = now() + new.after_seconds * interval '1 second',
                   life = jsonb_build_object(m.attempt || '/again ' || t.attempts, new.step::jsonb) || m.life
               from unnest(%s::uuid[], %s::float8[], %s::text[], %s::text[])
                        as new (id, after_seconds, reason, step)
               join messaging_outboundticket t on t.message_id = new.id and t.kind = 'message'
               where m.id = new.id and m.status = 'sending'""",
            [
                STATUS_RANK["queued"],
                ids,
                [one.after_seconds for one in again],
                [one.reason for one in again],
                [_step(one) for one in again],
            ],
        )
        cursor.execute(
            """update messaging_outboundticket t
               set leased_until = null, not_before = now() + new.after_seconds * interval '1 second',
                   held = new.after_seconds > %s
               from unnest(%s::uuid[], %s::float8[]) as new (id, after_seconds)
               where t.message_id = new.id and t.kind = 'message'""",
            [tickets.HELD_SECONDS, ids, [one.after_seconds for one in again]],
        )


def _move(actor: Actor, outcomes: Sequence[Outcome], status: str) -> None:
    """To failed or unknown, unless a status from Meta has already said more."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_message m
               set status = %s, status_rank = %s, failure_code = new.code, failure_reason = new.reason,
                   held_until = null, held_reason = '',
                   life = jsonb_build_object(m.attempt || '/' || %s, new.step::jsonb) || m.life
               from unnest(%s::uuid[], %s::int[], %s::text[], %s::text[]) as new (id, code, reason, step)
               where m.id = new.id and m.status_rank < %s and m.status <> 'sent'
               returning m.id, m.conversation_id, m.failure_code, m.failure_reason, m.channel_id, m.sent_at""",
            [
                status,
                STATUS_RANK[status],
                status,
                [one.message_id for one in outcomes],
                [one.code for one in outcomes],
                [one.reason.replace("\x00", "") for one in outcomes],
                [_step(one) for one in outcomes],
                STATUS_RANK[status],
            ],
        )
        moved = cursor.fetchall()
        if status == "unknown":
            cursor.execute(
                """update messaging_outboundticket
                   set awaits_status = true, leased_until = null, not_before = now()
                   where message_id = any(%s) and kind = 'message'""",
                [[row[0] for row in moved]],
            )
    now = clock.now()
    emit(
        actor,
        *(
            MessageStatusChanged(
                conversation_id=conversation_id,
                message_id=message_id,
                status=status,
                failure=failure.model_dump(mode="json")
                if (failure := failure_out(status, code, reason))
                else None,
                changed_at=now,
                channel_id=channel_id,
                sent_at=sent_at,
            )
            for message_id, conversation_id, code, reason, channel_id, sent_at in moved
        ),
        stream="activity",
    )


def _step(outcome: Outcome) -> str:
    """What the timeline keeps of it."""
    step: dict[str, object] = {
        "at": clock.now(),
        "code": outcome.code,
        "reason": outcome.reason,
        "gate": outcome.gate,
        "verdicts": outcome.verdicts,
        "trace": outcome.trace,
        "after_seconds": round(outcome.after_seconds, 1),
        "wamid": outcome.wamid,
    }
    kept = {name: value for name, value in step.items() if value not in (None, "", 0)}
    return msgspec.json.encode(kept).decode().replace("\\u0000", "")


def _close_tickets(message_ids: Sequence[UUID]) -> None:
    if message_ids:
        with connection.cursor() as cursor:
            cursor.execute(
                "delete from messaging_outboundticket where message_id = any(%s) and kind = 'message'",
                [list(message_ids)],
            )
