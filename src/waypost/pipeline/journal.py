"""The tenant's raw webhooks: found again, read, and put back into the inbox, where a repeat does no harm."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from waypost.accounts.permissions import Permission
from waypost.core.actor import Actor, internal, requires
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.errors import Invalid, NotFound
from waypost.pipeline.events import JournalSettingsChanged, WebhooksReplayed
from waypost.pipeline.models import JournalSettings
from waypost.pipeline.schemas import JournalPage, JournalSettingsIn, JournalWebhook, JournalWebhookOut

USUAL_SPAN = timedelta(days=1)
MOST_REPLAYED = 1_000
SHOWN = 400


@requires(Permission.WEBHOOKS_REPLAY)
def journal_page(
    actor: Actor,
    *,
    search: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: int | None = None,
    limit: int = 50,
) -> JournalPage:
    """The newest first, of a day unless told otherwise. `search` is any text of the body: a number, a wamid."""
    until = until or clock.now() + timedelta(minutes=1)
    with connection.cursor() as rows:
        rows.execute(
            """select id, received_at, processed_at, octet_length(body), substring(body from 1 for %(shown)s)
               from pipeline_journal
               where received_at between %(since)s and %(until)s and (%(before)s::bigint is null or id < %(before)s)
                 and (%(search)s = ''::bytea or position(%(search)s in body) > 0 or position(%(escaped)s in body) > 0)
               order by id desc limit %(limit)s""",
            {
                "shown": SHOWN,
                "since": since or until - USUAL_SPAN,
                "until": until,
                "before": cursor,
                "search": search.encode(),
                "escaped": json.dumps(search)[1:-1].encode(),  # as Meta writes what is not ASCII
                "limit": limit + 1,
            },
        )
        found = [
            JournalWebhook(
                id=row[0],
                received_at=row[1],
                processed_at=row[2],
                size=row[3],
                beginning=bytes(row[4]).decode(errors="replace"),
            )
            for row in rows.fetchall()
        ]
    more = len(found) > limit
    return JournalPage(items=found[:limit], next_cursor=found[limit - 1].id if more else None)


@requires(Permission.WEBHOOKS_REPLAY)
def access_webhook(actor: Actor, webhook_id: int) -> JournalWebhookOut:
    with connection.cursor() as rows:
        rows.execute(
            "select id, received_at, processed_at, body from pipeline_journal where id = %s", [webhook_id]
        )
        row: Any = rows.fetchone()
    if row is None:
        raise NotFound("There is no such webhook, or it was deleted because of its age.")
    body = bytes(row[3]).decode(errors="replace")
    return JournalWebhookOut(id=row[0], received_at=row[1], processed_at=row[2], size=len(row[3]), body=body)


@requires(Permission.WEBHOOKS_REPLAY)
def replay(actor: Actor, webhook_ids: Sequence[int]) -> int:
    """How many were found and are processed once more, under their own ids: the journal has each once."""
    if len(webhook_ids) > MOST_REPLAYED:
        raise Invalid(f"At most {MOST_REPLAYED:,} webhooks can be replayed at once.")
    with connection.cursor() as rows:
        rows.execute(
            """with found as (
                   select id, tenant_id, app_id, body from pipeline_journal where id = any(%s)),
               put_back as (
                   insert into pipeline_ingestedwebhook (id, tenant_id, app_id, lane, body) overriding system value
                   select id, tenant_id, app_id, 0, body from found order by id on conflict do nothing)
               select count(*) from found""",
            [list(webhook_ids)],
        )
        [count] = rows.fetchone()
    emit(actor, WebhooksReplayed(webhook_ids=sorted(webhook_ids), count=count))
    return int(count)


@requires(Permission.WEBHOOKS_REPLAY)
def journal_settings(actor: Actor) -> JournalSettingsIn:
    row = JournalSettings.objects.first() or JournalSettings()
    return JournalSettingsIn(keep_days=row.keep_days)


@requires(Permission.WEBHOOKS_REPLAY)
def change_settings(actor: Actor, new: JournalSettingsIn) -> JournalSettingsIn:
    JournalSettings.objects.update_or_create(defaults={"keep_days": new.keep_days})
    emit(actor, JournalSettingsChanged(keep_days=new.keep_days))
    return new


@internal
def forget_old(actor: Actor) -> int:
    """What is older than the tenant's setting; at most so many that it stays one short transaction."""
    row = JournalSettings.objects.first() or JournalSettings()
    with connection.cursor() as rows:
        rows.execute(
            """delete from pipeline_journal where id in (
                   select id from pipeline_journal where received_at < %s order by id limit 20000)""",
            [clock.now() - timedelta(days=row.keep_days)],
        )
        return int(rows.rowcount)
