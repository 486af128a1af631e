"""Taking work so that no two workers have the same: `for update skip locked`, locks, and leases."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

BATCH_ROWS = 200
BATCH_BYTES = 2_000_000
"""A webhook may carry 1,000 updates; what one transaction takes on stays bounded."""
STATUS_SHARE = 50
"""Of a batch, kept for webhooks with statuses only, while messages wait too: neither starves the other."""


@dataclass(frozen=True, slots=True)
class Webhook:
    id: int
    app_id: UUID
    body: bytes
    waited_seconds: float


def tenants_with_webhooks() -> list[UUID]:
    with connection.cursor() as cursor:
        # a loose index scan: one step per tenant, not per row
        cursor.execute(
            """with recursive waiting as (
                   (select tenant_id from pipeline_ingestedwebhook order by tenant_id limit 1)
                   union all
                   select (select w.tenant_id from pipeline_ingestedwebhook w
                           where w.tenant_id > waiting.tenant_id order by w.tenant_id limit 1)
                   from waiting where waiting.tenant_id is not null)
               select tenant_id from waiting where tenant_id is not null"""
        )
        return [row[0] for row in cursor.fetchall()]


def have_tenant_alone() -> bool:
    """Until the transaction ends, no other worker records for the open tenant: that keeps conversations in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_try_advisory_xact_lock(hashtextextended(current_setting('waypost.tenant_id'), 1))"
        )
        return bool(cursor.fetchone()[0])


def take_webhooks(only: int | None = None) -> list[Webhook]:
    """The open tenant's next webhooks, moved into its journal. They are gone from the inbox if we commit.

    Messages before statuses, each oldest first. `only` takes that one webhook and no other.
    """
    one = "" if only is None else "and id = %(only)s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""with lanes as (
                    (select id, lane, octet_length(body) as size from pipeline_ingestedwebhook
                     where tenant_id = current_setting('waypost.tenant_id')::uuid and lane = 0 {one}
                     order by id limit %(messages)s for update skip locked)),
                rest as (
                    (select id, lane, octet_length(body) as size from pipeline_ingestedwebhook
                     where tenant_id = current_setting('waypost.tenant_id')::uuid and lane = 1 {one}
                     order by id limit %(rows)s - (select count(*) from lanes) for update skip locked)),
                counted as (
                    select id, sum(size) over (partition by lane order by id) - size as before
                    from (select * from lanes union all select * from rest) both_lanes),
                taken as (
                    delete from pipeline_ingestedwebhook
                    where id in (select id from counted where before < %(bytes)s)
                    returning id, app_id, body, received_at, lane),
                kept as (
                    insert into pipeline_journal (id, app_id, body, received_at)
                    select id, app_id, body, received_at from taken
                    on conflict (tenant_id, id) do nothing)
                select id, app_id, body, extract(epoch from clock_timestamp() - received_at)::float8
                from taken order by lane, id""",  # noqa: S608 - constants of this function
            {"only": only, "messages": BATCH_ROWS - STATUS_SHARE, "rows": BATCH_ROWS, "bytes": BATCH_BYTES},
        )
        return [Webhook(row[0], row[1], bytes(row[2]), row[3]) for row in cursor.fetchall()]


def waiting_ids(limit: int = BATCH_ROWS) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select id from pipeline_ingestedwebhook
               where tenant_id = current_setting('waypost.tenant_id')::uuid order by lane, id limit %s""",
            [limit],
        )
        return [row[0] for row in cursor.fetchall()]


def queue_depths() -> dict[str, Any]:
    """What waits, and since when: for metrics and `waypost doctor`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select (select count(*) from (select 1 from pipeline_ingestedwebhook limit 100000) w),
                      (select coalesce(extract(epoch from now() - min(received_at)), 0)::float8
                         from (select received_at from pipeline_ingestedwebhook order by id limit 1000) w),
                      (select count(*) from (select 1 from messaging_outboundticket limit 100000) t),
                      (select count(*) from messaging_outboundticket where awaits_status),
                      (select count(*) from pipeline_deadletter where replayed_at is null)"""
        )
        row = cursor.fetchone()
    names = ("webhooks_waiting", "webhook_lag_seconds", "sends_waiting", "sends_unknown", "dead_letters")
    return dict(zip(names, row, strict=True))
