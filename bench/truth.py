"""What the overview should say, counted another way: straight from the messages, with PostgreSQL's own time zones."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from waypost.core.tenancy import tenant_scope

FIGURES = ("received", "sent", "delivered", "read", "failed", "answers", "closed")

_GENERATE = """
with new as (
    select n, gen_random_uuid() as id,
           v.id as conversation_id, v.channel_id,
           %(since)s::timestamptz + random() * (%(until)s::timestamptz - %(since)s::timestamptz) as sent_at,
           random() as d, random() as s, random() as c, random() as w
    from generate_series(1, %(count)s) as n
    join lateral (select id, channel_id from (
        select id, channel_id, row_number() over (order by id) as r from messaging_conversation) all_of
        where all_of.r = 1 + n %% %(conversations)s) v on true)
insert into messaging_message (id, conversation_id, channel_id, direction, kind, text, status, status_rank,
    failure_code, failure_reason, author_kind, author_name, origin, purpose, answered_after, attempt, life, sent_at)
select id, conversation_id, channel_id, case when d < 0.45 then 'in' else 'out' end, 'text', 'Generated',
       case when d < 0.45 then 'received' when s < 0.05 then 'failed' when s < 0.2 then 'sent'
            when s < 0.5 then 'delivered' else 'read' end,
       case when d < 0.45 then 100 when s < 0.05 then 40 when s < 0.2 then 30 when s < 0.5 then 50 else 60 end,
       case when d >= 0.45 and s < 0.04 then (array[131026, 131047, 131049, 130472])[1 + (c * 4)::int %% 4] end,
       '', case when d < 0.45 then 'contact' else 'user' end, '',
       case when c < 0.7 then 'person' else 'campaign' end, 'service',
       case when d >= 0.45 and w < 0.4 then (w * w * w * 200000)::int end, 1,
       case when d >= 0.45 and s >= 0.04 and s < 0.045
            then '{"1/failed": {"gate": "window_closed"}}'::jsonb else '{}'::jsonb end, sent_at
from new
"""


def make_conversations(channel_ids: list[UUID], each: int) -> None:
    """Inside an open tenant: people, and a conversation with each."""
    with connection.cursor() as cursor:
        cursor.execute(
            """with people as (
                   insert into contacts_contact (id, name, wa_id, username, profile_name, language, time_zone,
                                                 created_at)
                   select gen_random_uuid(), '', '62' || (1000000000 + n), '', 'Person ' || n, '', '', now()
                   from generate_series(1, %s) as n returning id)
               insert into messaging_conversation (id, channel_id, contact_id, last_message_at, unread_count,
                                                   created_at)
               select gen_random_uuid(), channel_id, people.id, now(), 0, now()
               from people cross join unnest(%s::uuid[]) as channel_id""",
            [each, channel_ids],
        )


def generate(count: int, since: datetime, until: datetime) -> None:
    """Inside an open tenant: so many messages at random moments, of every status."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from messaging_conversation")
        values = {"count": count, "since": since, "until": until, "conversations": cursor.fetchone()[0]}
        cursor.execute(_GENERATE, values)


def touched_quarters() -> list[tuple[UUID, datetime]]:
    """Inside an open tenant: every quarter that a message stands in, or that a window ended in."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select distinct channel_id, date_bin('15 minutes', at, '2000-01-01Z')
               from (select channel_id, sent_at as at from messaging_message
                     union all select channel_id, sent_at + interval '1 day' from messaging_message
                               where direction = 'in') moments where at <= now()"""
        )
        return cursor.fetchall()


def by_day(tenant_id: UUID, zone: str, first: date, last: date) -> dict[date, dict[str, int]]:
    """Each day of a zone, from the messages."""
    values = {"zone": zone, "first": first, "last": last}
    days: dict[date, dict[str, int]] = {}
    with tenant_scope(tenant_id), connection.cursor() as cursor:
        cursor.execute(_DAYS, values)
        for day, *counts in cursor.fetchall():
            days[day] = dict(zip(FIGURES[:-1], counts, strict=True))
        cursor.execute(_CLOSED, values)
        for day, closed in cursor.fetchall():
            days.setdefault(day, {})["closed"] = closed
    return days


def causes(tenant_id: UUID, zone: str, first: date, last: date) -> dict[str, int]:
    with tenant_scope(tenant_id), connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(failure_code::text, life->'1/failed'->>'gate', 'not_sent'), count(*)
               from messaging_message
               where status = 'failed' and (sent_at at time zone %(zone)s)::date between %(first)s and %(last)s
               group by 1""",
            {"zone": zone, "first": first, "last": last},
        )
        return dict(cursor.fetchall())


def answer_seconds(tenant_id: UUID, zone: str, first: date, last: date) -> list[int]:
    with tenant_scope(tenant_id), connection.cursor() as cursor:
        cursor.execute(
            """select answered_after from messaging_message
               where answered_after is not null
                 and (sent_at at time zone %(zone)s)::date between %(first)s and %(last)s order by 1""",
            {"zone": zone, "first": first, "last": last},
        )
        return [row[0] for row in cursor.fetchall()]


def shown_by_day(overview: Any, zone: Any) -> dict[date, dict[str, int]]:
    """The overview's own series, for comparing."""
    return {
        one.starts_at.astimezone(zone).date(): {
            name: getattr(one, name) for name in FIGURES if name != "answers"
        }
        for one in overview.series
    }


_DAYS = """
select (sent_at at time zone %(zone)s)::date, count(*) filter (where direction = 'in'),
       count(*) filter (where direction = 'out'),
       count(*) filter (where status in ('delivered', 'read', 'played')),
       count(*) filter (where status in ('read', 'played')), count(*) filter (where status = 'failed'),
       count(answered_after)
from messaging_message
where (sent_at at time zone %(zone)s)::date between %(first)s and %(last)s group by 1
"""
# the last words of sessions: messages of a contact with none of theirs in the day after
_CLOSED = """
select ((sent_at + interval '1 day') at time zone %(zone)s)::date, count(*)
from (select sent_at, lead(sent_at) over (partition by conversation_id order by sent_at) as next
      from messaging_message where direction = 'in') words
where (next is null or next - sent_at > interval '1 day') and sent_at <= now() - interval '1 day'
  and ((sent_at + interval '1 day') at time zone %(zone)s)::date between %(first)s and %(last)s
group by 1
"""
