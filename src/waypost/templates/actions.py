"""Changing templates: what Meta says of them is taken over, nothing is decided here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from waypost.accounts.permissions import Permission
from waypost.channels.queries import one_of_each_account
from waypost.core import jobs
from waypost.core.actor import Actor, internal, requires
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.ids import uuid7
from waypost.templates.changes import KINDS
from waypost.templates.events import TemplateChanged, TemplatesSynced
from waypost.templates.models import Template
from waypost.templates.queries import channel_per_account, channels_to_ask, known_before, template_out
from waypost.templates.rules import Known, News, after_news, form_of
from waypost.whatsapp.webhook_events import TemplateUpdate

MOST_SHOWN = 100
"""Of a list's changes so many are announced one by one; beyond, screens load the list again."""
_MOST_REFRESHED = 5
_DOUBTED_AFTER = timedelta(minutes=1)
_NOTED = (
    "status", "status_reason", "category", "previous_category", "next_category", "quality", "paused_until",
    "deleted_at", "told", "changed_at", "noted_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A template as Meta lists it, in our words."""

    meta_id: str
    name: str
    language: str
    category: str
    status: str
    parameter_format: str = "positional"
    components: list[Any] = field(default_factory=list)
    status_reason: str = ""
    previous_category: str = ""
    next_category: str = ""
    quality: str = "unknown"


@requires(Permission.TEMPLATES_MANAGE)
def request_sync(actor: Actor, channel_id: UUID | None = None) -> int:
    """Ask Meta again, in jobs; how many accounts are asked."""
    channel_ids = channels_to_ask(actor, channel_id)
    _ask(actor, channel_ids)
    return len(channel_ids)


@internal
def ask_each_account(actor: Actor) -> None:
    """Webhooks may be lost: the lists are asked for now and then all the same."""
    _ask(actor, one_of_each_account(actor))


@internal
def ask_through(actor: Actor, channel_id: UUID) -> None:
    _ask(actor, [channel_id])


@internal
def doubt(actor: Actor, channel_ids: Collection[UUID]) -> None:
    """Meta refused a template that passed here: what is known of it is old. Asked for once a minute at most."""
    for channel_id in known_before(actor, channel_ids, clock.now() - _DOUBTED_AFTER):
        jobs.enqueue_once(actor, "templates.sync", channel_id=str(channel_id))


def _ask(actor: Actor, channel_ids: Iterable[UUID]) -> None:
    jobs.enqueue_each(actor, "templates.sync", [{"channel_id": str(one)} for one in channel_ids])


@internal
def record_list(
    actor: Actor, waba_id: str, listed: Sequence[Listed], *, started: datetime, is_complete: bool
) -> None:
    """Take over what Meta listed from `started` on; a complete list also says which templates are gone.

    What a newer list or a webhook said meanwhile stays.
    """
    rows = _as_rows(listed)
    _one_at_a_time([waba_id])
    _revive(waba_id, rows, started)
    changed = _upsert(waba_id, rows, started)
    _mark_seen(waba_id, rows, started)
    if is_complete:
        changed += _mark_gone(waba_id, started)
    shown = Template.objects.filter(id__in=changed[:MOST_SHOWN]).order_by("name", "language")
    emit(
        actor,
        *(_changed(row) for row in shown),
        TemplatesSynced(waba_id=waba_id, changed=len(changed)),
        stream="activity",
    )


@internal
def note_updates(actor: Actor, updates: Sequence[TemplateUpdate]) -> None:
    """Meta's webhooks about templates; an unknown template, or one whose text changed, is asked for in a job."""
    accounts = channel_per_account(actor)
    in_order = sorted(
        (one for one in updates if one.waba_id in accounts and one.field in KINDS),
        key=lambda one: one.timestamp or 0,
    )
    _one_at_a_time({one.waba_id for one in in_order})
    rows = _rows_of(in_order)
    before = {key: _known(row) for key, row in rows.items()}
    after = dict(before)
    to_sync: set[str] = set()
    to_refresh: set[tuple[str, str]] = set()
    for update in in_order:
        key = (update.waba_id, update.template_id)
        if key not in rows:
            if update.word.upper() not in ("DELETED", "PENDING_DELETION"):
                to_sync.add(update.waba_id)
            continue
        after[key], asks = after_news(after[key], _news(update))
        if asks:
            to_refresh.add(key)
    _write(actor, [(rows[key], after[key]) for key in rows if after[key] != before[key]])
    if len(to_refresh) > _MOST_REFRESHED:
        to_sync |= {waba_id for waba_id, _ in to_refresh}
    _ask(actor, [accounts[waba_id] for waba_id in sorted(to_sync)])
    for waba_id, meta_id in sorted(to_refresh):
        if waba_id not in to_sync:
            jobs.enqueue(actor, "templates.refresh", channel_id=str(accounts[waba_id]), meta_id=meta_id)


def _one_at_a_time(waba_ids: Iterable[str]) -> None:
    """Lists and webhooks of an account wait for each other: in different orders they would lock each other out."""
    with connection.cursor() as cursor:
        for waba_id in sorted(waba_ids):
            cursor.execute(
                "select pg_advisory_xact_lock(hashtextextended("
                "'templates ' || current_setting('waypost.tenant_id') || ' ' || %s, 0))",
                [waba_id],
            )


def _rows_of(updates: Sequence[TemplateUpdate]) -> dict[tuple[str, str], Template]:
    rows = Template.objects.filter(
        waba_id__in={one.waba_id for one in updates},
        meta_id__in={one.template_id for one in updates},
        deleted_at=None,
    )
    return {(row.waba_id, row.meta_id): row for row in rows}


def _known(row: Template) -> Known:
    return Known(
        row.status, row.status_reason, row.category, row.previous_category, row.next_category, row.quality,
        row.paused_until, row.deleted_at is not None, row.told, row.synced_at,
    )  # fmt: skip


def _news(update: TemplateUpdate) -> News:
    try:
        value = msgspec.json.decode(update.raw)
    except (msgspec.DecodeError, RecursionError):
        value = {}
    try:
        at = datetime.fromtimestamp(update.timestamp, UTC) if update.timestamp is not None else None
    except (ValueError, OverflowError, OSError):
        at = None
    return News(KINDS[update.field], update.word, value if isinstance(value, dict) else {}, at)


def _write(actor: Actor, changes: Sequence[tuple[Template, Known]]) -> None:
    now = clock.now()
    shown = []
    for row, known in changes:
        if replace(known, told=row.told) != _known(row):
            shown.append(row)
        row.status, row.status_reason, row.quality = known.status, known.status_reason, known.quality
        row.category, row.previous_category = known.category, known.previous_category
        row.next_category, row.paused_until = known.next_category, known.paused_until
        row.deleted_at = now if known.is_deleted else None
        row.told, row.noted_at = dict(known.told), now
        newest = max(known.told.values(), default=None)
        row.changed_at = datetime.fromtimestamp(newest, UTC) if newest is not None else row.changed_at
    Template.objects.bulk_update([row for row, _ in changes], _NOTED)
    emit(actor, *(_changed(row) for row in shown), stream="activity")


def _changed(row: Template) -> TemplateChanged:
    return TemplateChanged(template=template_out(row).model_dump(mode="json"))


_ROWS = """from jsonb_to_recordset(%s::jsonb) as new (
    id uuid, meta_id text, name text, language text, category text, status text, parameter_format text,
    components jsonb, status_reason text, previous_category text, next_category text, quality text, body text)"""


def _as_rows(listed: Sequence[Listed]) -> str:
    """One of each name and language, the last."""
    latest = {(one.name, one.language): one for one in listed}
    rows: list[Mapping[str, Any]] = [
        {**asdict(one), "id": uuid7(), "body": form_of(one.components, one.parameter_format).body.text}
        for one in latest.values()
    ]
    return msgspec.json.encode(rows).decode()


def _revive(waba_id: str, rows: str, started: datetime) -> None:
    """What was thought to be gone and is listed again keeps its row: campaigns name it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""update templates_template t set deleted_at = null {_ROWS}
                where t.waba_id = %s and t.meta_id = new.meta_id and t.deleted_at is not null
                  and t.name = new.name and t.language = new.language
                  and (t.noted_at is null or t.noted_at < %s) and t.synced_at < %s
                  and not exists (select from templates_template o where o.waba_id = t.waba_id
                      and o.name = t.name and o.language = t.language and o.deleted_at is null)""",  # noqa: S608 - a constant
            [rows, waba_id, started, started],
        )


def _upsert(waba_id: str, rows: str, started: datetime) -> list[UUID]:
    """New and changed ones. Words of a webhook that came after the list began stay; so does Meta's longer reason."""
    with connection.cursor() as cursor:
        # the ORM's upsert has no condition and does not tell which rows changed
        cursor.execute(
            f"""insert into templates_template as t
                    (id, waba_id, meta_id, name, language, category, previous_category, next_category, status,
                     status_reason, parameter_format, components, body, quality, told, synced_at, created_at)
                select id, %s, meta_id, name, language, category, previous_category, next_category, status,
                       status_reason, parameter_format, components, body, quality, '{{}}', %s, %s {_ROWS}
                on conflict (tenant_id, waba_id, name, language) where deleted_at is null do update set
                    meta_id = excluded.meta_id, parameter_format = excluded.parameter_format,
                    components = excluded.components, body = excluded.body,
                    {_TAKEN_OVER}
                where t.synced_at <= excluded.synced_at and (
                    (t.meta_id, t.parameter_format, t.components, t.body)
                        is distinct from
                        (excluded.meta_id, excluded.parameter_format, excluded.components, excluded.body)
                    or {_IS_NEWER} and (t.category, t.previous_category, t.next_category, t.status, t.quality)
                        is distinct from (excluded.category, excluded.previous_category, excluded.next_category,
                                          excluded.status, excluded.quality))
                returning id""",  # noqa: S608 - constants
            [waba_id, started, clock.now(), rows],
        )
        return [row[0] for row in cursor.fetchall()]


_IS_NEWER = "(t.noted_at is null or t.noted_at < excluded.synced_at)"
_TAKEN_OVER = ", ".join(
    [
        *(
            f"{column} = case when {_IS_NEWER} then excluded.{column} else t.{column} end"
            for column in ("category", "previous_category", "next_category", "status", "quality")
        ),
        f"""status_reason = case when {_IS_NEWER} and (t.status <> excluded.status or t.status_reason = '')
            then excluded.status_reason else t.status_reason end""",
        f"paused_until = case when {_IS_NEWER} and excluded.status <> 'paused' then null else t.paused_until end",
    ]
)


def _mark_seen(waba_id: str, rows: str, started: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""update templates_template t set synced_at = %s {_ROWS}
                where t.waba_id = %s and t.name = new.name and t.language = new.language
                  and t.deleted_at is null and t.synced_at < %s""",  # noqa: S608 - a constant
            [started, rows, waba_id, started],
        )


def _mark_gone(waba_id: str, started: datetime) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            """update templates_template set deleted_at = %s, status = 'deleted', paused_until = null
               where waba_id = %s and deleted_at is null and synced_at < %s
                 and (noted_at is null or noted_at < %s)
               returning id""",
            [clock.now(), waba_id, started, started],
        )
        return [row[0] for row in cursor.fetchall()]
