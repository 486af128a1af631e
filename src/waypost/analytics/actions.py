"""Counting anew what has changed. A quarter is counted from the rows themselves, so doing it twice changes nothing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import connection

from waypost.accounts.permissions import outside_tenants
from waypost.analytics.rules import BOUNDS, NO_CHANNEL, Touched
from waypost.consent import queries as consent
from waypost.core.actor import Actor, internal
from waypost.kit.ids import uuid7
from waypost.messaging import queries as messaging

AT_ONCE = 200
"""Quarters of one tenant in one transaction."""


@outside_tenants
def mark(touched: Collection[tuple[UUID, Touched]]) -> None:
    """(tenant, quarter) of each, to be counted anew. Ordered, so that two markers cannot deadlock."""
    if not touched:
        return
    ordered = sorted(set(touched), key=lambda one: (one[0], one[1].channel_id, one[1].starts_at))
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into analytics_staleslot (tenant_id, channel_id, starts_at)
               select * from unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) on conflict do nothing""",
            [
                [tenant_id for tenant_id, _ in ordered],
                [one.channel_id for _, one in ordered],
                [one.starts_at for _, one in ordered],
            ],
        )


@internal
def recount(actor: Actor) -> int:
    """Some of the tenant's quarters that have begun and were touched; how many. Dying in between leaves the marks."""
    with connection.cursor() as cursor:
        cursor.execute(
            """delete from analytics_staleslot where (tenant_id, channel_id, starts_at) in (
                   select tenant_id, channel_id, starts_at from analytics_staleslot
                   where tenant_id = %s and starts_at <= now() order by channel_id, starts_at limit %s
                   for update skip locked)
               returning channel_id, starts_at""",
            [actor.tenant_id, AT_ONCE],
        )
        stale: list[tuple[UUID, datetime]] = cursor.fetchall()
    count_quarters(actor, [one for one in stale if one[0] != NO_CHANNEL])
    count_consent(actor, [starts_at for channel_id, starts_at in stale if channel_id == NO_CHANNEL])
    return len(stale)


@internal
def count_quarters(actor: Actor, quarters: Sequence[tuple[UUID, datetime]]) -> None:
    if not quarters:
        return
    found = messaging.counted(actor, quarters, BOUNDS)
    encode = msgspec.json.encode
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into analytics_slot (id, channel_id, starts_at, received, sent, delivered, read, failed,
                                           failures, answers, closed, resolutions)
               select id, channel_id, starts_at, received, sent, delivered, read, failed, failures,
                      answers::int[], closed, resolutions::int[]
               from unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::int[], %s::int[], %s::int[],
                                    %s::int[], %s::int[], %s::jsonb[], %s::text[], %s::int[], %s::text[])
                    as new (id, channel_id, starts_at, received, sent, delivered, read, failed, failures, answers,
                            closed, resolutions)
               on conflict (tenant_id, channel_id, starts_at) do update
               set received = excluded.received, sent = excluded.sent, delivered = excluded.delivered,
                   read = excluded.read, failed = excluded.failed, failures = excluded.failures,
                   answers = excluded.answers, closed = excluded.closed, resolutions = excluded.resolutions""",
            [
                [uuid7() for _ in found],
                [one.channel_id for one in found],
                [one.starts_at for one in found],
                [one.received for one in found],
                [one.sent for one in found],
                [one.delivered for one in found],
                [one.read for one in found],
                [one.failed for one in found],
                [encode(one.failures).decode() for one in found],
                [_array(one.answers) for one in found],
                [one.closed for one in found],
                [_array(one.resolutions) for one in found],
            ],
        )


@internal
def count_consent(actor: Actor, quarters: Sequence[datetime]) -> None:
    if not quarters:
        return
    found = consent.counted(actor, quarters)
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into analytics_consentslot (id, starts_at, opted_in, opted_out)
               select * from unnest(%s::uuid[], %s::timestamptz[], %s::int[], %s::int[])
               on conflict (tenant_id, starts_at) do update
               set opted_in = excluded.opted_in, opted_out = excluded.opted_out""",
            [[uuid7() for _ in found], *([row[n] for row in found] for n in range(3))],
        )


def _array(counts: Sequence[int]) -> str:
    """As PostgreSQL writes one: arrays of arrays cannot be taken apart row by row."""
    return "{" + ",".join(map(str, counts)) + "}"
