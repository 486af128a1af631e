"""Keeping templates as Meta has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import Q

from waypost.accounts.permissions import Permission
from waypost.channels import queries as channels
from waypost.core import jobs
from waypost.core.actor import Actor, internal, requires
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.ids import uuid7
from waypost.templates import queries
from waypost.templates.events import TemplateChanged
from waypost.templates.models import Template
from waypost.whatsapp.webhook import TemplateUpdate

STATUS_FIELD = "message_template_status_update"
QUALITY_FIELD = "message_template_quality_update"
CATEGORY_FIELD = "template_category_update"


@dataclass(frozen=True, slots=True)
class AtMeta:
    """A template as Meta's list shows it."""

    meta_id: str
    name: str
    language: str
    category: str
    previous_category: str
    status: str
    status_reason: str
    parameter_format: str
    components: list[Any]
    quality: str


@requires(Permission.TEMPLATES_MANAGE)
def sync_templates(actor: Actor) -> int:
    """Asks for the templates of every account again; how many accounts that were."""
    seen: set[str] = set()
    for channel in channels.channels(actor):
        if channel.waba_id not in seen:
            seen.add(channel.waba_id)
            jobs.enqueue(actor, "templates.sync", channel_id=str(channel.id))
    return len(seen)


@internal
def record_list(actor: Actor, waba_id: str, found: Sequence[AtMeta], asked_at: datetime) -> None:
    """All of an account's templates, as they were at `asked_at`: what is missing was deleted."""
    unique = {(one.name, one.language): one for one in found}
    changed = _upsert(waba_id, list(unique.values()), asked_at)
    kept = [one.meta_id for one in unique.values()]
    gone = Template.objects.filter(waba_id=waba_id, deleted_at=None, synced_at__lt=asked_at).exclude(
        meta_id__in=kept
    )
    gone.update(deleted_at=clock.now(), status="deleted")
    _announce(actor, changed)


def _upsert(waba_id: str, found: Sequence[AtMeta], asked_at: datetime) -> list[UUID]:
    """The ids of those that are new or differ. A webhook that is younger than the question wins."""
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into templates_template as t
                   (id, waba_id, meta_id, name, language, category, previous_category, status, status_reason,
                    parameter_format, components, quality, synced_at, created_at)
               select id, %s, meta_id, name, language, category, previous_category, status, status_reason,
                      parameter_format, components::jsonb, quality, %s, now()
               from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                           %s::text[], %s::text[], %s::text[], %s::text[])
                    as new (id, meta_id, name, language, category, previous_category, status, status_reason,
                            parameter_format, components, quality)
               on conflict (tenant_id, waba_id, name, language) where deleted_at is null do update
               set meta_id = excluded.meta_id, category = excluded.category,
                   previous_category = excluded.previous_category, parameter_format = excluded.parameter_format,
                   components = excluded.components, synced_at = greatest(t.synced_at, excluded.synced_at),
                   status = case when t.changed_at > %s then t.status else excluded.status end,
                   status_reason = case when t.changed_at > %s then t.status_reason else excluded.status_reason end,
                   quality = excluded.quality
               where t.synced_at < excluded.synced_at
               returning id""",
            [
                waba_id,
                asked_at,
                [uuid7() for _ in found],
                [one.meta_id for one in found],
                [one.name for one in found],
                [one.language for one in found],
                [one.category for one in found],
                [one.previous_category for one in found],
                [one.status for one in found],
                [one.status_reason for one in found],
                [one.parameter_format for one in found],
                [msgspec.json.encode(one.components).decode() for one in found],
                [one.quality for one in found],
                asked_at,
                asked_at,
            ],
        )
        return [row[0] for row in cursor.fetchall()]


@internal
def note_updates(actor: Actor, updates: Sequence[TemplateUpdate]) -> None:
    """What webhooks say. One about a template that nobody knows makes us ask for the account's list."""
    known = queries.by_meta_id(actor, sorted({one.template_id for one in updates}))
    changed: list[UUID] = []
    ask: set[str] = set()
    for update in updates:
        template = known.get(update.template_id)
        if template is None or update.field not in {STATUS_FIELD, QUALITY_FIELD, CATEGORY_FIELD}:
            ask.add(update.waba_id)
        elif _apply(template, update):
            changed.append(template.id)
    _announce(actor, changed)
    for channel_id in channels.one_channel_each(actor, sorted(ask)):
        jobs.enqueue(actor, "templates.sync", channel_id=str(channel_id))


def _apply(template: Template, update: TemplateUpdate) -> bool:
    word = update.word.lower()
    when = datetime.fromtimestamp(update.timestamp, UTC) if update.timestamp else clock.now()
    change: dict[str, object] = {"changed_at": when}
    if update.field == STATUS_FIELD:
        change |= {
            "status": _STATUS_OF_EVENT.get(word, word),
            "status_reason": "" if update.reason in {"", "NONE"} else update.reason,
        }
    elif update.field == QUALITY_FIELD:
        change = {"quality": word}
    elif word in {"marketing", "utility", "authentication"} and update.correct_category is None:
        change |= {"previous_category": template.category, "category": word}
    else:
        return False
    younger = Q(changed_at=None) | Q(changed_at__lte=when)
    return bool(Template.objects.filter(younger, id=template.id).update(**change))


_STATUS_OF_EVENT = {
    "reinstated": "approved",
    "unarchived": "approved",
    "flagged": "approved",
    "locked": "paused",
}


def _announce(actor: Actor, template_ids: Sequence[UUID]) -> None:
    rows = Template.objects.filter(id__in=set(template_ids)).order_by("id")
    shapes = [queries.template_out(row).model_dump(mode="json") for row in rows]
    emit(actor, *(TemplateChanged(template=shape) for shape in shapes), stream="activity")
