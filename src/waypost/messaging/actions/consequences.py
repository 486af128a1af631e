"""What follows from a message that Meta took and did not deliver: try later, hold back, tell the channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec
from django.db import connection

from waypost.contacts import actions as contacts
from waypost.core.actor import Actor, internal
from waypost.kit import clock
from waypost.messaging import tickets
from waypost.messaging.actions.statuses import Moved
from waypost.messaging.rules import PRIORITY, STATUS_RANK
from waypost.whatsapp import errors

MARKETING_CAP = 131049
CAP_LASTS = timedelta(hours=24)
"""Meta asks to wait at least so long before the next marketing message to this person."""
AUTOMATIC_TRIES = 3


@dataclass(frozen=True, slots=True)
class Trouble:
    """A refusal that came later. `reason` says why the channel cannot send any more; empty when it can."""

    channel_id: UUID
    code: int
    details: str
    reason: str


@internal
def follow_failures(actor: Actor, moved: Sequence[Moved]) -> list[Trouble]:
    """What the failures say of channels: the caller tells them.

    Meta has said for certain that these did not arrive, so sending again doubles nothing.
    """
    failed = {one.message_id: one for one in moved if one.status == "failed" and one.failure_code is not None}
    if not failed:
        return []
    capped: list[UUID] = []
    troubles: list[Trouble] = []
    for message_id, contact_id, channel_id, attempt, origin in _loaded(list(failed)):
        one = failed[message_id]
        code = one.failure_code or 0
        if code == MARKETING_CAP:
            capped.append(contact_id)
        why = ""
        match errors.classify(code, one.failure_reason, 200):
            case errors.Reconnect(reason=reason):
                why = reason
            case errors.Retry(after_seconds=after) | errors.Slow(after_seconds=after):
                if attempt <= AUTOMATIC_TRIES:
                    _queue_again(one, attempt, origin, after * 4 ** (attempt - 1))
            case _:
                pass
        troubles.append(Trouble(channel_id, code, one.failure_reason, why))
    if capped:
        contacts.note_marketing_caps(actor, dict.fromkeys(capped, clock.now() + CAP_LASTS))
    return troubles


def _loaded(message_ids: Sequence[UUID]) -> list[tuple[UUID, UUID, UUID, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select m.id, c.contact_id, m.channel_id, m.attempt, m.origin
               from messaging_message m join messaging_conversation c on c.id = m.conversation_id
               where m.id = any(%s)""",
            [list(message_ids)],
        )
        rows: list[tuple[UUID, UUID, UUID, int, str]] = cursor.fetchall()
    return rows


def _queue_again(one: Moved, attempt: int, origin: str, after_seconds: float) -> None:
    until = clock.now() + timedelta(seconds=after_seconds)
    step = msgspec.json.encode({"at": clock.now(), "by": "Waypost", "reason": one.failure_reason}).decode()
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_message m
               set status = 'queued', status_rank = %s, failure_code = null, failure_reason = '', wamid = null,
                   attempt = m.attempt + 1, held_until = %s, held_reason = %s,
                   life = jsonb_build_object((m.attempt + 1) || '/queued', %s::jsonb) || m.life
               where m.id = %s and m.status = 'failed' and m.attempt = %s
               returning m.channel_id, m.conversation_id""",
            [STATUS_RANK["queued"], until, one.failure_reason, step, one.message_id, attempt],
        )
        row = cursor.fetchone()
    if row:
        tickets.issue_at(one.message_id, row[0], row[1], PRIORITY[origin], until)
