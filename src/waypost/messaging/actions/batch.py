"""Queueing one template for many contacts at once: what campaigns (and benches) are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec
from django.db import connection

from waypost.contacts import actions as contacts
from waypost.core.actor import Actor, internal
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.ids import uuid7
from waypost.messaging import tickets
from waypost.messaging.conversations import find_or_make
from waypost.messaging.events import MessagesQueued
from waypost.messaging.gate import Origin
from waypost.messaging.rules import PRIORITY, STATUS_RANK, step_key
from waypost.templates import queries as templates
from waypost.templates import rules as template_rules
from waypost.templates.models import Template


@dataclass(frozen=True, slots=True)
class Addressed:
    """One contact, and what fills the template in for them."""

    contact_id: UUID
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Queued:
    message_ids: list[UUID]
    """Of those that were new."""
    unfitting: dict[UUID, str]
    """contact → why the template cannot be filled in for them."""


@internal
def queue_template(
    actor: Actor,
    batch_id: UUID,
    channel_id: UUID,
    template_id: UUID,
    addressed: Sequence[Addressed],
    *,
    origin: Origin = "campaign",
    by: str = "",
) -> Queued:
    """Once per batch and contact, however often it is asked for. The gate decides when each is about to leave."""
    template = templates.for_sending(actor, [template_id])[template_id]
    now = clock.now()
    unfitting: dict[UUID, str] = {}
    fitting: list[Addressed] = []
    for one in addressed:
        problems = template_rules.fit(template.components, template.parameter_format, one.values, now=now)
        if problems:
            unfitting[one.contact_id] = "; ".join(f"{p.field}: {p.message}" for p in problems)
        else:
            fitting.append(one)
    kept = contacts.leading_to(actor, [one.contact_id for one in fitting])
    # two that are one person by now get it once
    fitting = list(
        {kept[one.contact_id]: one for one in reversed(fitting) if one.contact_id in kept}.values()
    )[::-1]
    conversations = find_or_make([(channel_id, kept[one.contact_id]) for one in fitting])
    rows = [(conversations[channel_id, kept[one.contact_id]], one) for one in fitting]
    made = _insert(batch_id, channel_id, template, rows, (origin, by or actor.name or actor.kind, now))
    tickets.issue_many(
        [(message_id, channel_id, conversation_id, PRIORITY[origin]) for message_id, conversation_id in made]
    )
    _show_first(made)
    if made:
        emit(
            actor,
            MessagesQueued(channel_id=channel_id, sent_at=now, count=len(made)),
            stream="activity",
        )
    return Queued([message_id for message_id, _ in made], unfitting)


def _insert(
    batch_id: UUID,
    channel_id: UUID,
    template: Template,
    rows: Sequence[tuple[UUID, Addressed]],
    said: tuple[Origin, str, datetime],
) -> list[tuple[UUID, UUID]]:
    """(message, conversation) of those that were new, in order."""
    origin, by, now = said
    life = msgspec.json.encode({step_key(1, "queued"): {"at": now, "by": by}}).decode()
    ids = [uuid7() for _ in rows]
    with connection.cursor() as cursor:
        # on conflict do nothing returning: a batch that is queued again adds only what was missing
        cursor.execute(
            """insert into messaging_message
                   (id, conversation_id, channel_id, direction, kind, text, content, media_id, status, status_rank,
                    failure_reason, author_kind, author_name, client_key, attempt, origin, purpose, life, sent_at)
               select id, conversation_id, %s, 'out', 'template', text, content::jsonb, media_id, 'queued', %s,
                      '', 'system', %s, client_key, 1, %s, %s, %s::jsonb, %s
               from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::uuid[])
                    as new (id, conversation_id, text, content, media_id, client_key)
               on conflict (tenant_id, client_key) where client_key is not null do nothing
               returning id, conversation_id""",
            [
                channel_id,
                STATUS_RANK["queued"],
                by,
                origin,
                template.category,
                life,
                now,
                ids,
                [conversation_id for conversation_id, _ in rows],
                *_contents(template, [one for _, one in rows]),
                [uuid5(batch_id, str(one.contact_id)) for _, one in rows],
            ],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _contents(
    template: Template, addressed: Sequence[Addressed]
) -> tuple[list[str], list[str], list[UUID | None]]:
    texts, kept, files = [], [], []
    for one in addressed:
        shown = template_rules.render(template.components, template.parameter_format, one.values)
        wanted = template_rules.media_in(template.components, template.parameter_format, one.values)
        texts.append(shown.body)
        files.append(wanted[0].media_id if wanted else None)
        kept.append(
            msgspec.json.encode(
                {
                    "template_id": str(template.id),
                    "name": template.name,
                    "language": template.language,
                    "values": one.values,
                    "shown": shown,
                }
            ).decode()
        )
    return texts, kept, files


def _show_first(made: Sequence[tuple[UUID, UUID]]) -> None:
    """A conversation that began with this shows it; others stay where they are in the list until it is sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_conversation c set last_message_id = new.message_id, last_message_at = %s
               from unnest(%s::uuid[], %s::uuid[]) as new (message_id, conversation_id)
               where c.id = new.conversation_id and c.last_message_id is null""",
            [clock.now(), [one[0] for one in made], [one[1] for one in made]],
        )
