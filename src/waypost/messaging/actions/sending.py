"""The last steps before a message leaves: load it, ask the gate again, mark that it is leaving."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from waypost.core.actor import Actor, internal
from waypost.kit import clock
from waypost.messaging import tickets
from waypost.messaging.actions.outcome import Outcome, record_outcomes
from waypost.messaging.models import Message
from waypost.messaging.rules import STATUS_RANK, Attempt, Refused, may_send


@dataclass(frozen=True, slots=True)
class Sendable:
    """What the worker needs to call Meta, and nothing else."""

    message_id: UUID
    channel_id: UUID
    wa_id: str | None
    user_id: str | None
    text: str
    context_wamid: str | None
    wamid: str | None
    attempt: int


@internal
def start_sending(actor: Actor, message_ids: Sequence[UUID]) -> list[Sendable]:
    """Marks each message as leaving, in a transaction of its own: who dies before this has sent nothing.

    A message that the gate refuses now (the window closed while it waited) ends as failed, with the reason.
    """
    now = clock.now()
    ready: list[tuple[Any, ...]] = []
    refused: list[Outcome] = []
    waiting = _waiting(message_ids)
    _drop_tickets_of_the_rest(set(message_ids) - {row[0] for row in waiting})
    for row in waiting:
        verdict = may_send(
            Attempt(
                text=row[4],
                channel_status=row[8],
                channel_reason=row[9],
                reachable=bool(row[2] or row[3]),
                last_inbound_at=row[10],
            ),
            now,
        )
        if isinstance(verdict, Refused):
            refused.append(Outcome(row[0], "failed", reason=verdict.reason))
        else:
            ready.append(row[:8])
    if refused:
        record_outcomes(actor, refused)
    _mark_leaving([row[0] for row in ready])
    return [Sendable(*row) for row in ready]


@internal
def signals(actor: Actor, message_ids: Sequence[UUID]) -> list[Sendable]:
    """Read receipts and typing: they name the contact's own message."""
    return [Sendable(*row[:8]) for row in _loaded(message_ids, "in")]


def _waiting(message_ids: Sequence[UUID]) -> list[tuple[Any, ...]]:
    return _loaded(message_ids, "out", "and m.status = 'queued' order by m.id for update of m")


def _loaded(message_ids: Sequence[UUID], direction: str, more: str = "") -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select m.id, m.channel_id, p.wa_id, p.user_id, m.text, m.context_wamid, m.wamid, m.attempt,
                       case when ch.disconnected_at is null then ch.status else 'disconnected' end,
                       ch.status_reason, c.last_inbound_at
                from messaging_message m
                join messaging_conversation c on c.id = m.conversation_id
                join contacts_contact p on p.id = c.contact_id
                join channels_channel ch on ch.id = m.channel_id
                where m.id = any(%s) and m.direction = %s {more}""",  # noqa: S608 - constants of this file
            [list(message_ids), direction],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _drop_tickets_of_the_rest(message_ids: set[UUID]) -> None:
    """A status may have come for a message that was queued again: it needs no sending any more."""
    if message_ids:
        done = Message.objects.filter(id__in=message_ids, status_rank__gte=STATUS_RANK["sent"])
        tickets.withdraw(list(done.values_list("id", flat=True)))


def _mark_leaving(message_ids: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_message set status = 'sending', status_rank = %s
               where id = any(%s)""",
            [STATUS_RANK["sending"], list(message_ids)],
        )
