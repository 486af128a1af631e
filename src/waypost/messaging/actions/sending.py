"""The last steps before a message leaves: load it, ask the gate again, mark that it is leaving."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from waypost.core.actor import Actor, internal
from waypost.kit import clock
from waypost.kit.ids import uuid7
from waypost.media import queries as media
from waypost.messaging import content as contents
from waypost.messaging import queries, tickets
from waypost.messaging.actions.outcome import Outcome, record_outcomes
from waypost.messaging.gate import Allowed, Attempt, Deferred, Refused, decide_all
from waypost.messaging.models import Message
from waypost.messaging.queries import Want
from waypost.messaging.rules import BULK_PRIORITY, PRIORITY, STATUS_RANK
from waypost.templates import queries as templates
from waypost.templates import rules as template_rules
from waypost.templates.models import Template


@dataclass(frozen=True, slots=True)
class Sendable:
    """What the worker needs to call Meta, and nothing else. `content` is None for text."""

    message_id: UUID
    channel_id: UUID
    wa_id: str | None
    user_id: str | None
    kind: str
    text: str
    content: Any
    context_wamid: str | None
    wamid: str | None
    attempt: int


@dataclass(frozen=True, slots=True)
class Departing:
    """What leaves now; which files Meta must get first; what stays, so that its tokens can be given back."""

    ready: list[Sendable] = field(default_factory=list)
    uploads: list[tuple[UUID, UUID, list[UUID]]] = field(default_factory=list)
    """(message, channel, files) of those that wait for their upload."""
    stayed: Mapping[UUID, int] = field(default_factory=dict)
    bulk_until: Mapping[UUID, datetime] = field(default_factory=dict)
    """Channels whose portfolio has no place left for new people before that moment."""


@dataclass(frozen=True, slots=True)
class _Row:
    message_id: UUID
    channel_id: UUID
    wa_id: str | None
    user_id: str | None
    kind: str
    text: str
    content: Any
    context_wamid: str | None
    wamid: str | None
    attempt: int
    conversation_id: UUID
    purpose: Any
    origin: Any

    @property
    def template_id(self) -> UUID | None:
        return UUID(self.content["template_id"]) if self.kind == "template" else None


@internal
def start_sending(actor: Actor, message_ids: Sequence[UUID]) -> Departing:
    """Marks each message as leaving, in a transaction of its own: who dies before this has sent nothing.

    A message that the gate refuses now (a STOP came while it waited) ends as failed, with the reason.
    """
    now = clock.now()
    rows = _waiting(message_ids)
    _drop_tickets_of_the_rest(set(message_ids) - {row.message_id for row in rows})
    if any(row.template_id for row in rows):
        _have_openings_alone()
    wants = [
        Want(row.message_id, row.conversation_id, row.purpose, row.origin, row.template_id) for row in rows
    ]
    known = queries.attempts(actor, wants, now)
    for message_id, refusal in _unfitting(actor, rows, now).items():
        if message_id in known and known[message_id].template_refusal is None:
            known[message_id] = replace(known[message_id], template_refusal=refusal)
    judged = [row for row in rows if row.message_id in known]
    decisions = decide_all([known[row.message_id] for row in judged], now)
    allowed = [row for row, one in zip(judged, decisions, strict=True) if isinstance(one, Allowed)]
    deferred = [(row, one) for row, one in zip(judged, decisions, strict=True) if isinstance(one, Deferred)]
    refused = [(row, one) for row, one in zip(judged, decisions, strict=True) if isinstance(one, Refused)]
    files = _files(actor, allowed)
    pairs = [(row.channel_id, one) for row in allowed for one in files[row.message_id]]
    meta_ids = media.uploads(actor, pairs) if pairs else {}
    leaving, uploads = [], []
    for row in allowed:
        missing = [one for one in files[row.message_id] if (row.channel_id, one) not in meta_ids]
        if missing:
            uploads.append((row.message_id, row.channel_id, missing))
        else:
            leaving.append(row)
    if refused:
        record_outcomes(actor, [_refusal(row, one) for row, one in refused])
    bulk_until = _hold(deferred)
    _mark_leaving(leaving)
    _take_places([known[row.message_id] for row in leaving], now)
    at_meta = {
        row.message_id: {one: meta_ids[row.channel_id, one] for one in files[row.message_id]}
        for row in leaving
    }
    built = _built(actor, leaving, at_meta)
    stayed = Counter(row.channel_id for row in rows) - Counter(row.channel_id for row in leaving)
    return Departing(built, uploads, dict(stayed), bulk_until)


@internal
def signals(actor: Actor, message_ids: Sequence[UUID]) -> list[Sendable]:
    """Read receipts and typing: they name the contact's own message."""
    return [_sendable(row, None) for row in _loaded(message_ids, "in")]


def _sendable(row: _Row, content: Any) -> Sendable:
    return Sendable(
        row.message_id, row.channel_id, row.wa_id, row.user_id, row.kind, row.text, content,
        row.context_wamid, row.wamid, row.attempt,
    )  # fmt: skip


def _unfitting(actor: Actor, rows: Sequence[_Row], now: datetime) -> dict[UUID, tuple[str, str]]:
    """Templates may change at Meta while a message waits, and offers end."""
    used = _templates_of(actor, rows)
    found = {}
    for row in rows:
        template = used.get(row.template_id) if row.template_id else None
        if template is None:
            continue
        refusal = template_rules.fillable(
            template.components, template.parameter_format, row.content["values"], now=now
        )
        if refusal:
            found[row.message_id] = (refusal.code, refusal.sentence)
    return found


def _built(actor: Actor, rows: Sequence[_Row], at_meta: Mapping[UUID, Mapping[UUID, str]]) -> list[Sendable]:
    """Each with the object that Meta's body carries under the name of its kind."""
    used = _templates_of(actor, rows)
    found = []
    content: Any
    for row in rows:
        mine = at_meta[row.message_id]
        if row.kind == "text":
            content = None
        elif row.kind == "reaction":
            content = {"message_id": row.context_wamid or "", "emoji": row.text}
        elif row.template_id:
            template = used[row.template_id]
            content = {
                "name": template.name,
                "language": {"code": template.language},
                "components": template_rules.components_for(
                    template.components, template.parameter_format, row.content["values"], mine
                ),
            }
        else:
            content = contents.with_meta_ids(row.content, mine)
        found.append(_sendable(row, content))
    return found


def _files(actor: Actor, rows: Sequence[_Row]) -> dict[UUID, list[UUID]]:
    """By message: what must be at Meta before it can leave."""
    used = _templates_of(actor, rows)
    found = {}
    for row in rows:
        template = used.get(row.template_id) if row.template_id else None
        if template is None:
            found[row.message_id] = contents.media_ids_in(row.content)
        else:
            values = row.content["values"]
            wanted = template_rules.media_in(template.components, template.parameter_format, values)
            found[row.message_id] = [one.media_id for one in wanted]
    return found


def _templates_of(actor: Actor, rows: Sequence[_Row]) -> Mapping[UUID, Template]:
    named = sorted({row.template_id for row in rows if row.template_id})
    return templates.for_sending(actor, named) if named else {}


def _refusal(row: _Row, refused: Refused) -> Outcome:
    verdicts = [one for one in refused.verdicts if one.result != "passed"]
    return Outcome(
        row.message_id,
        "failed",
        reason=refused.reason,
        gate=refused.code,
        verdicts=msgspec.to_builtins(verdicts),
    )


def _hold(deferred: Sequence[tuple[_Row, Deferred]]) -> dict[UUID, datetime]:
    """They wait, queued as before, and say why. A portfolio without places holds all that is sent to many."""
    if not deferred:
        return {}
    bulk_until: dict[UUID, datetime] = {}
    for row, one in deferred:
        if one.code == "portfolio_limit" and PRIORITY[row.origin] >= BULK_PRIORITY:
            bulk_until[row.channel_id] = one.until
    step = [{"at": clock.now(), "gate": one.code, "reason": one.reason} for _, one in deferred]
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_message m
               set held_until = new.until, held_reason = new.reason,
                   life = jsonb_build_object(m.attempt || '/held ' || new.code, new.step::jsonb) || m.life
               from unnest(%s::uuid[], %s::timestamptz[], %s::text[], %s::text[], %s::text[])
                        as new (id, until, reason, code, step)
               where m.id = new.id""",
            [
                [row.message_id for row, _ in deferred],
                [one.until for _, one in deferred],
                [one.reason for _, one in deferred],
                [one.code for _, one in deferred],
                [msgspec.json.encode(one).decode() for one in step],
            ],
        )
    tickets.hold(
        [row.message_id for row, _ in deferred],
        [None if row.channel_id in bulk_until else one.until for row, one in deferred],
    )
    return bulk_until


def _waiting(message_ids: Sequence[UUID]) -> list[_Row]:
    return _loaded(message_ids, "out", "and m.status = 'queued' order by m.id for update of m")


def _loaded(message_ids: Sequence[UUID], direction: str, more: str = "") -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select m.id, m.channel_id, p.wa_id, p.user_id, m.kind, m.text,
                       case when m.direction = 'out' then m.content end,
                       m.context_wamid, m.wamid, m.attempt, m.conversation_id, m.purpose, m.origin
                from messaging_message m
                join messaging_conversation c on c.id = m.conversation_id
                join contacts_contact p on p.id = c.contact_id
                where m.id = any(%s) and m.direction = %s {more}""",  # noqa: S608 - constants of this file
            [list(message_ids), direction],
        )
        rows: list[Any] = cursor.fetchall()
    return [_Row(*(*row[:6], _decoded(row[6]), *row[7:])) for row in rows]


def _decoded(content: Any) -> Any:
    """Django leaves jsonb as text on its own cursors."""
    return msgspec.json.decode(content) if isinstance(content, str) else content


def _drop_tickets_of_the_rest(message_ids: set[UUID]) -> None:
    """A status may have come for a message that was queued again: it needs no sending any more."""
    if message_ids:
        done = Message.objects.filter(id__in=message_ids, status_rank__gte=STATUS_RANK["sent"])
        tickets.withdraw(list(done.values_list("id", flat=True)))


def _mark_leaving(rows: Sequence[_Row]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_message m
               set status = 'sending', status_rank = %s, held_until = null, held_reason = '', peer = new.peer,
                   life = jsonb_build_object(attempt || '/left', jsonb_build_object('at', clock_timestamp())) || life
               from unnest(%s::uuid[], %s::text[]) as new (id, peer) where m.id = new.id""",
            [
                STATUS_RANK["sending"],
                [row.message_id for row in rows],
                [row.wa_id or row.user_id for row in rows],
            ],
        )


def _have_openings_alone() -> None:
    """Two workers must not give away the last place of a portfolio twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(current_setting('waypost.tenant_id'), 3))"
        )


def _take_places(leaving: Sequence[Attempt], now: datetime) -> None:
    opening = {(one.sender.portfolio_id, one.recipient.id) for one in leaving if one.opens}
    spent = sum((one.price or Decimal(0) for one in leaving), Decimal(0))
    with connection.cursor() as cursor:
        if opening:
            places = sorted(opening, key=str)
            cursor.execute(
                """insert into messaging_opening (id, portfolio_id, contact_id, opened_at)
                   select id, portfolio_id, contact_id, %s
                   from unnest(%s::uuid[], %s::text[], %s::uuid[]) as new (id, portfolio_id, contact_id)
                   on conflict (tenant_id, portfolio_id, contact_id) do update set opened_at = excluded.opened_at""",
                [now, [uuid7() for _ in places], [one[0] for one in places], [one[1] for one in places]],
            )
        if spent:
            cursor.execute(
                """insert into messaging_spend as spend (id, month, amount) values (%s, %s, %s)
                   on conflict (tenant_id, month) do update set amount = spend.amount + excluded.amount""",
                [uuid7(), now.date().replace(day=1), spent],
            )
