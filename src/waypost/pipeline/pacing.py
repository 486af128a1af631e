"""Leasing what waits to go to Meta, at the pace that Meta allows: whoever holds the ticket may send it.

Four limits hold over any number of workers, since they live in rows that a lease locks: the number's
throughput and the pair's (both as a bucket of tokens, kept as the moment when what was taken is paid for), the
portfolio's new people a day (`bulk_after`), and Meta's own word that we were too fast (`slowed_until`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from waypost.messaging.rules import BULK_PRIORITY

PACE_MARGIN = 0.985
"""Of Meta's rate: our clock and the way to Meta are not exact."""
PACE_BURST_SECONDS = 0.5
"""What may leave at once after a pause, as seconds of the rate; Meta's own bucket holds a second."""
IN_FLIGHT_SECONDS = 0.5
"""What may be on its way unanswered, as seconds of the rate: after a stall it all arrives at once. With the burst
it stays below what Meta's bucket holds."""
ANSWERED_SECONDS = 2
"""A call that is older is not counted as being on its way."""
SLOWED_SHARE = 0.8
PAIR_SECONDS = 6.05
PAIR_BURST = 40
"""Meta lets 45 leave at once to one person, then one in six seconds."""
BULK_SHARE = 0.75
"""Of the sends in flight: the rest is kept for conversations."""
DEFER_SECONDS = 3
"""Whoever waits longer than this is put aside, and not looked at with every lease."""


@dataclass(frozen=True, slots=True)
class Ticket:
    message_id: UUID
    kind: str
    tenant_id: UUID
    channel_id: UUID
    attempts: int
    age_seconds: float


def lease_tickets(most: int, most_bulk: int, lease_seconds: int) -> list[Ticket]:
    """The next tickets of all tenants: conversations before campaigns, each number at its own pace, and one
    ticket per conversation, so that answers leave in the order they were written."""
    with connection.cursor() as cursor:
        _ensure_paces(cursor)
        cursor.execute(
            _LEASE,
            {
                "most": most,
                "bulk": BULK_PRIORITY,
                "most_bulk": most_bulk,
                "seconds": lease_seconds,
                "margin": PACE_MARGIN,
                "burst": PACE_BURST_SECONDS,
                "slowed": SLOWED_SHARE,
                "in_flight": IN_FLIGHT_SECONDS,
                "answered": ANSWERED_SECONDS,
                "pair_seconds": PAIR_SECONDS,
                "pair_burst": PAIR_BURST,
            },
        )
        return [Ticket(*row) for row in cursor.fetchall()]


_WAITING = """
    with recursive waiting as (
        (select channel_id from messaging_outboundticket
         where leased_until is null and not awaits_status and not held order by channel_id limit 1)
        union all
        select (select t.channel_id from messaging_outboundticket t
                where t.leased_until is null and not t.awaits_status and not t.held
                  and t.channel_id > waiting.channel_id order by t.channel_id limit 1)
        from waiting where waiting.channel_id is not null)
"""
"""A loose index scan: one step per number that has something to send, however much that is."""

_LEASE = (
    _WAITING  # noqa: S608 - constants of this file
    + """,
    paced as materialized (
        select p.channel_id, p.bulk_after, p.per_second, s.step, b.paid_at
        from messaging_channelpace p,
             lateral (select interval '1 second'
                          / (p.per_second * %(margin)s
                             * case when p.slowed_until > clock_timestamp() then %(slowed)s else 1 end)) s (step),
             lateral (select greatest(p.tat, clock_timestamp() - %(burst)s * interval '1 second')) b (paid_at)
        where p.channel_id in (select channel_id from waiting where channel_id is not null)
        for update of p skip locked),
    allowed as (
        select channel_id, bulk_after,
               greatest(0, least(%(most)s,
                                 floor(extract(epoch from clock_timestamp() - paid_at) / extract(epoch from step)),
                                 ceil(per_second * %(in_flight)s) - on_their_way.count))::int as allowance
        from paced, lateral (
            select count(*) from messaging_outboundticket t
            where t.channel_id = paced.channel_id
              and t.leased_until > now() + (%(seconds)s - %(answered)s) * interval '1 second'
              and t.leased_until <= now() + %(seconds)s * interval '1 second') on_their_way),
    next as materialized (
        select t.*
        from allowed a, lateral (
            select t.message_id, t.kind, t.priority, t.position, t.channel_id, t.conversation_id
            from messaging_outboundticket t
            left join messaging_pairpace pair on pair.conversation_id = t.conversation_id
            where t.channel_id = a.channel_id and t.leased_until is null and not t.awaits_status and not t.held
              and t.not_before <= now()
              and (t.priority < %(bulk)s or a.bulk_after is null or a.bulk_after <= now())
              and (pair.tat is null or t.kind <> 'message'
                   or pair.tat <= clock_timestamp() + %(pair_seconds)s * (%(pair_burst)s - 1) * interval '1 second')
              and not exists (
                  select 1 from messaging_outboundticket earlier
                  where earlier.conversation_id = t.conversation_id and earlier.kind = 'message'
                    and t.kind = 'message' and not earlier.awaits_status
                    and earlier.priority <= t.priority and earlier.position < t.position)
            order by t.priority, t.position limit a.allowance) t),
    turns as (
        select next.*, row_number() over (partition by channel_id order by priority, position) as turn from next),
    places as (
        select turns.*, row_number() over (partition by priority >= %(bulk)s order by turn, position) as place
        from turns),
    fair as (
        select message_id, kind from places
        where priority < %(bulk)s or place <= %(most_bulk)s
        order by priority, turn, position limit %(most)s),
    leased as (
        update messaging_outboundticket t
        set leased_until = now() + %(seconds)s * interval '1 second', attempts = t.attempts + 1
        from fair where t.message_id = fair.message_id and t.kind = fair.kind
          and t.leased_until is null
        returning t.message_id, t.kind, t.tenant_id, t.channel_id, t.conversation_id, t.attempts, t.created_at),
    spent as (
        update messaging_channelpace p
        set tat = paced.paid_at + taken.count * paced.step
        from paced join (select channel_id, count(*) from leased group by channel_id) taken using (channel_id)
        where p.channel_id = paced.channel_id),
    paired as (
        insert into messaging_pairpace as pair (conversation_id, tat)
        select conversation_id, clock_timestamp() + count(*) * %(pair_seconds)s * interval '1 second'
        from leased where kind = 'message' group by conversation_id
        on conflict (conversation_id) do update
        set tat = greatest(pair.tat, clock_timestamp()) + (excluded.tat - clock_timestamp()))
    select message_id, kind, tenant_id, channel_id, attempts,
           extract(epoch from now() - created_at)::float8
    from leased
"""
)


def keep(message_ids: Sequence[UUID], seconds: int) -> None:
    """Leases of messages whose files go to Meta first, which may take its time."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_outboundticket set leased_until = now() + %s * interval '1 second'
               where message_id = any(%s) and leased_until is not null""",
            [seconds, list(message_ids)],
        )


def _ensure_paces(cursor: object) -> None:
    cursor.execute(  # type: ignore[attr-defined]
        _WAITING  # noqa: S608 - constants of this file
        + """insert into messaging_channelpace (channel_id, tenant_id)
             select channel_id, (select t.tenant_id from messaging_outboundticket t
                                 where t.channel_id = waiting.channel_id and t.leased_until is null
                                   and not t.awaits_status and not t.held limit 1)
             from waiting
             where channel_id is not null
               and not exists (select 1 from messaging_channelpace p where p.channel_id = waiting.channel_id)
             on conflict do nothing"""
    )


def unchecked() -> dict[UUID, list[UUID]]:
    """tenant → channels whose rate nobody compared with Meta's for a while; who asks has to."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_channelpace set checked_at = now()
               where channel_id in (select channel_id from messaging_channelpace
                                    where checked_at < now() - interval '30 seconds'
                                    limit 500 for update skip locked)
               returning tenant_id, channel_id"""
        )
        found: dict[UUID, list[UUID]] = {}
        for tenant_id, channel_id in cursor.fetchall():
            found.setdefault(tenant_id, []).append(channel_id)
    return found


def set_rates(per_second: Mapping[UUID, float]) -> None:
    """What Meta allows each number; written only where it differs."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_channelpace p set per_second = new.rate
               from unnest(%s::uuid[], %s::float8[]) as new (channel_id, rate)
               where p.channel_id = new.channel_id and p.per_second <> new.rate""",
            [list(per_second), list(per_second.values())],
        )


def give_back(unsent: Mapping[UUID, int]) -> None:
    """Tokens of tickets that did not leave after all: by channel."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_channelpace p
               set tat = p.tat - new.count * interval '1 second' / (p.per_second * %s)
               from unnest(%s::uuid[], %s::int[]) as new (channel_id, count)
               where p.channel_id = new.channel_id""",
            [PACE_MARGIN, list(unsent), list(unsent.values())],
        )


def count_incoming(received: Mapping[UUID, int]) -> None:
    """What contacts write counts against the number's throughput as well."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_channelpace p
               set tat = greatest(p.tat, clock_timestamp() - %s * interval '1 second')
                         + new.count * interval '1 second' / (p.per_second * %s)
               from unnest(%s::uuid[], %s::int[]) as new (channel_id, count)
               where p.channel_id = new.channel_id""",
            [PACE_BURST_SECONDS, PACE_MARGIN, list(received), list(received.values())],
        )


def slow_down(channel_ids: Sequence[UUID], seconds: float) -> None:
    """Meta said that we were too fast: a pause of a second, then slower for a while."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_channelpace
               set tat = greatest(tat, clock_timestamp() + interval '1 second'),
                   slowed_until = clock_timestamp() + greatest(%s, 30) * interval '1 second'
               where channel_id = any(%s)""",
            [seconds, list(channel_ids)],
        )


def hold_bulk(channel_ids: Sequence[UUID], until: datetime) -> None:
    """The portfolio has no place left: what the business starts itself waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update messaging_channelpace set bulk_after = %s where channel_id = any(%s)",
            [until, list(channel_ids)],
        )


def wake_held() -> int:
    """Tickets whose time has come are looked at again; pairs that are paid for are forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_outboundticket set held = false
               where (message_id, kind) in (
                   select message_id, kind from messaging_outboundticket
                   where held and not_before <= now() order by not_before limit 5000 for update skip locked)"""
        )
        woken = cursor.rowcount
        cursor.execute(
            """delete from messaging_pairpace where conversation_id in (
                   select conversation_id from messaging_pairpace where tat < now() - interval '10 seconds'
                   limit 5000 for update skip locked)"""
        )
        return int(woken)


def lapsed_tickets(deadline_seconds: int) -> list[tuple[UUID, UUID, bool]]:
    """(tenant, message, awaits status) of tickets whose worker died, or whose status never came."""
    with connection.cursor() as cursor:
        cursor.execute(
            """delete from messaging_outboundticket
               where kind <> 'message' and created_at < now() - interval '1 minute'"""
        )
        cursor.execute(
            """select tenant_id, message_id, awaits_status from messaging_outboundticket
               where kind = 'message'
                 and (leased_until < now()
                      or (awaits_status and not_before < now() - %s * interval '1 second'))
               order by leased_until limit 1000""",
            [deadline_seconds],
        )
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def drop_signals(message_ids: Sequence[UUID]) -> None:
    """Read receipts and typing end with their try, whatever came of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from messaging_outboundticket where message_id = any(%s) and kind <> 'message'",
            [list(message_ids)],
        )
