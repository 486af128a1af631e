"""The messages that a figure of the overview counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connection

from waypost.core.actor import Actor, internal
from waypost.messaging.queries.counting import CAUSE
from waypost.messaging.queries.threads import decoded, encoded, failure_out
from waypost.messaging.rules import STATUS_RANK

Figure = Literal["received", "sent", "delivered", "read", "failed", "answers"]
_SHOWN = 50
_SLOWEST = 200

_WHERE = {
    "received": "m.direction = 'in'",
    "sent": "m.direction = 'out'",
    "delivered": f"m.direction = 'out' and m.status_rank between {STATUS_RANK['delivered']} and 99",
    "read": f"m.direction = 'out' and m.status_rank between {STATUS_RANK['read']} and 99",
    "failed": "m.status = 'failed'",
    "answers": "m.answered_after is not null",
}


@dataclass(frozen=True, slots=True)
class Span:
    begin: datetime
    end: datetime
    channel_ids: Sequence[UUID] = ()


@dataclass(frozen=True)
class Message:
    id: UUID
    conversation_id: UUID
    contact: str
    kind: str
    text: str
    status: str
    answered_after: int | None
    sent_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    items: list[Message]
    next_cursor: str | None


@internal
def messages_behind(
    actor: Actor, span: Span, figure: Figure, *, cause: str = "", cursor: str | None = None
) -> Page:
    """The newest first. Answers: the slowest, one page of them."""
    place, row_id = decoded(cursor) if cursor else (None, None)
    slowest = figure == "answers"
    with connection.cursor() as database:
        database.execute(
            f"""select m.id, m.conversation_id,
                       coalesce(nullif(c.name, ''), nullif(c.profile_name, ''), nullif(c.username, ''),
                                nullif(c.wa_id, ''), ''),
                       m.kind, left(m.text, 160), m.status, m.answered_after, m.sent_at,
                       m.failure_code, m.failure_reason
                from messaging_message m
                join messaging_conversation v on v.id = m.conversation_id
                join contacts_contact c on c.id = v.contact_id
                where m.sent_at >= %(begin)s and m.sent_at < %(end)s
                  and (%(all)s and m.channel_id in (select id from channels_channel)
                       or m.channel_id = any(%(channels)s::uuid[]))
                  and {_WHERE[figure]} and (%(cause)s = '' or {CAUSE} = %(cause)s)
                  and (%(place)s::timestamptz is null or (m.sent_at, m.id) < (%(place)s::timestamptz, %(id)s::uuid))
                order by {"m.answered_after desc, m.id desc" if slowest else "m.sent_at desc, m.id desc"}
                limit %(limit)s""",  # noqa: S608 - constants of this file
            {
                "begin": span.begin,
                "end": span.end,
                "all": not span.channel_ids,
                "channels": list(span.channel_ids),
                "cause": cause,
                "place": place,
                "id": row_id,
                "limit": _SLOWEST if slowest else _SHOWN + 1,
            },
        )
        found = [Message(*[*row[:8], _why(row[5], row[8], row[9])]) for row in database.fetchall()]
    if slowest or len(found) <= _SHOWN:
        return Page(found, None)
    return Page(found[:_SHOWN], encoded(found[_SHOWN - 1].sent_at, found[_SHOWN - 1].id))


def _why(status: str, code: int | None, reason: str) -> str:
    failure = failure_out(status, code, reason)
    return failure.reason if failure else ""
