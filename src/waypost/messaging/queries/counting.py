"""Messages counted: what the overview is made of, and what lies behind each of its figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from waypost.core.actor import Actor, internal
from waypost.messaging.rules import STATUS_RANK

CAUSE = "coalesce(m.failure_code::text, nullif(m.life->(m.attempt || '/failed')->>'gate', ''), 'not_sent')"


@dataclass(frozen=True, slots=True)
class Counted:
    """One number in one quarter of an hour."""

    channel_id: UUID
    starts_at: datetime
    received: int
    sent: int
    delivered: int
    read: int
    failed: int
    failures: dict[str, int]
    answers: list[int]
    """By place among the bounds."""
    closed: int
    resolutions: list[int]


@internal
def counted(actor: Actor, slots: Sequence[tuple[UUID, datetime]], bounds: Sequence[int]) -> list[Counted]:
    """Each quarter, counted from the messages themselves. `bounds` part seconds into places."""
    values: dict[str, Any] = {
        "channels": [one[0] for one in slots],
        "starts": [one[1] for one in slots],
        "bounds": list(bounds),
        "delivered": STATUS_RANK["delivered"],
        "read": STATUS_RANK["read"],
        "received": STATUS_RANK["received"],
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, values)
        return [
            Counted(*[*row[:7], _object(row[7]), _places(row[8], bounds), row[9], _places(row[10], bounds)])
            for row in cursor.fetchall()
        ]


def _object(value: str | None) -> dict[str, int]:
    return msgspec.json.decode(value, type=dict[str, int]) if value else {}


def _places(value: str | None, bounds: Sequence[int]) -> list[int]:
    counts = _object(value)
    return [counts.get(str(place), 0) for place in range(len(bounds) + 1)]


# `offset 0` keeps each quarter a look into the index: joined as sets, the planner reads every message
_COUNTED = f"""
with slots as (
    select * from unnest(%(channels)s::uuid[], %(starts)s::timestamptz[]) as s (channel_id, starts_at)),
messages as materialized (
    select s.channel_id, s.starts_at, m.direction, m.status_rank, m.status,
           case when m.answered_after is not null
                then width_bucket(m.answered_after, %(bounds)s::int[]) end as place,
           case when m.status = 'failed' then {CAUSE} end as cause
    from slots s cross join lateral (
        select * from messaging_message m where m.channel_id = s.channel_id
            and m.sent_at >= s.starts_at and m.sent_at < s.starts_at + interval '15 minutes' offset 0) m),
sums as (
    select channel_id, starts_at,
           count(*) filter (where direction = 'in') as received,
           count(*) filter (where direction = 'out') as sent,
           count(*) filter (where direction = 'out' and status_rank >= %(delivered)s
                            and status_rank < %(received)s) as delivered,
           count(*) filter (where direction = 'out' and status_rank >= %(read)s
                            and status_rank < %(received)s) as read,
           count(*) filter (where status = 'failed') as failed
    from messages group by channel_id, starts_at),
failures as (
    select channel_id, starts_at, jsonb_object_agg(cause, n) as failures
    from (select channel_id, starts_at, cause, count(*) as n from messages
          where cause is not null group by 1, 2, 3) x group by 1, 2),
answers as (
    select channel_id, starts_at, jsonb_object_agg(place, n) as answers
    from (select channel_id, starts_at, place, count(*) as n from messages
          where place is not null group by 1, 2, 3) x group by 1, 2),
-- a conversation closes a day after the contact's last word, if no other came
last_words as (
    select s.channel_id, s.starts_at, m.conversation_id, max(m.sent_at) as said_at
    from slots s cross join lateral (
        select * from messaging_message m where m.channel_id = s.channel_id and m.direction = 'in'
            and m.sent_at >= s.starts_at - interval '1 day'
            and m.sent_at < s.starts_at - interval '1 day' + interval '15 minutes'
            and m.sent_at <= now() - interval '1 day' offset 0) m
    group by 1, 2, 3),
closed as (
    select l.*, (
        select max(began.sent_at) from (
            select i.sent_at, lag(i.sent_at) over (order by i.sent_at) as before
            from messaging_message i where i.conversation_id = l.conversation_id and i.direction = 'in'
                 and i.sent_at <= l.said_at) began
        where began.before is null or began.sent_at - began.before > interval '1 day') as began_at
    from last_words l
    where (select n.id from messaging_message n where n.conversation_id = l.conversation_id
           and n.direction = 'in' and n.sent_at > l.said_at and n.sent_at <= l.said_at + interval '1 day'
           order by n.sent_at limit 1) is null),
resolved as (
    select c.channel_id, c.starts_at, width_bucket(extract(epoch from (
               select max(o.sent_at) from messaging_message o
               where o.conversation_id = c.conversation_id and o.direction = 'out'
                 and (o.origin in ('person', 'api', 'flow')) and o.sent_at >= c.began_at
                 and o.sent_at <= c.said_at + interval '1 day') - c.began_at)::int, %(bounds)s::int[]) as place
    from closed c),
resolutions as (
    select channel_id, starts_at, sum(n) as closed,
           jsonb_object_agg(place, n) filter (where place is not null) as resolutions
    from (select channel_id, starts_at, place, count(*) as n from resolved group by 1, 2, 3) x group by 1, 2)
select s.channel_id, s.starts_at, coalesce(sums.received, 0), coalesce(sums.sent, 0), coalesce(sums.delivered, 0),
       coalesce(sums.read, 0), coalesce(sums.failed, 0), failures.failures, answers.answers,
       coalesce(resolutions.closed, 0)::int, resolutions.resolutions
from slots s
left join sums using (channel_id, starts_at) left join failures using (channel_id, starts_at)
left join answers using (channel_id, starts_at) left join resolutions using (channel_id, starts_at)
"""  # noqa: S608 - a constant of this file


@dataclass(frozen=True, slots=True)
class Now:
    open: int
    waiting: int
    waiting_since: datetime | None


@internal
def standing_now(actor: Actor, channel_ids: Sequence[UUID]) -> Now:
    """How many conversations are open, and wait for an answer, at this moment. No channels: all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select (select count(*) from messaging_conversation
                       where last_inbound_at > now() - interval '1 day' and merged_at is null
                         and (%(all)s or channel_id = any(%(channels)s::uuid[]))),
                      count(*), min(waiting_since)
               from messaging_conversation
               where waiting_since is not null and merged_at is null
                 and (%(all)s or channel_id = any(%(channels)s::uuid[]))""",
            {"all": not channel_ids, "channels": list(channel_ids)},
        )
        return Now(*cursor.fetchone())
