"""Conversations that join and part with their contacts: which messages went where, as rows, set-wise."""

from typing import Any
from uuid import UUID

from django.db import connection

from waypost.contacts.actions import Parted, Union
from waypost.messaging.rules import ANSWERING, ASKS_NOTHING, NOT_COUNTED_AS_UNREAD

_UNCOUNTED = sorted(NOT_COUNTED_AS_UNREAD)
_WAITING: dict[str, Any] = {"asks_nothing": sorted(ASKS_NOTHING), "answering": list(ANSWERING)}


def join(union: Union) -> None:
    """Every conversation of the other contact joins the kept one's on its channel, or changes hands whole."""
    with connection.cursor() as cursor:
        _lock(union.kept_id, union.other_id)
        cursor.execute(
            """insert into messaging_mergedconversation
                   (id, merge_id, conversation_id, channel_id, went_whole, unread_before, kept_unread_before,
                    kept_free_entry_until)
               select gen_random_uuid(), %s, o.id, o.channel_id, k.id is null, o.unread_count,
                      coalesce(k.unread_count, 0), k.free_entry_until
               from messaging_conversation o
               left join messaging_conversation k on k.contact_id = %s and k.channel_id = o.channel_id
               where o.contact_id = %s and o.merged_at is null""",
            [union.merge_id, union.kept_id, union.other_id],
        )
        cursor.execute(
            """insert into messaging_mergedmessage (id, merge_id, message_id)
               select gen_random_uuid(), %s, m.id
               from messaging_message m join messaging_mergedconversation c on c.conversation_id = m.conversation_id
               where c.merge_id = %s""",
            [union.merge_id, union.merge_id],
        )
        cursor.execute(
            """update messaging_message m set conversation_id = k.id
               from messaging_mergedconversation c
               join messaging_conversation k on k.channel_id = c.channel_id and k.contact_id = %s
               where c.merge_id = %s and not c.went_whole and m.conversation_id = c.conversation_id""",
            [union.kept_id, union.merge_id],
        )
        cursor.execute(
            """update messaging_conversation k
               set unread_count = k.unread_count + o.unread_count,
                   last_inbound_at = greatest(k.last_inbound_at, o.last_inbound_at),
                   waiting_since = least(k.waiting_since, o.waiting_since),
                   free_entry_until = greatest(k.free_entry_until, o.free_entry_until),
                   last_message_id = case when (o.last_message_at, o.last_message_id)
                                               > (k.last_message_at, k.last_message_id)
                                          then o.last_message_id else k.last_message_id end,
                   last_message_at = greatest(k.last_message_at, o.last_message_at)
               from messaging_mergedconversation c
               join messaging_conversation o on o.id = c.conversation_id
               where c.merge_id = %s and not c.went_whole
                 and k.channel_id = c.channel_id and k.contact_id = %s""",
            [union.merge_id, union.kept_id],
        )
        cursor.execute(
            """update messaging_conversation o
               set contact_id = case when c.went_whole then %s else o.contact_id end,
                   unread_count = case when c.went_whole then o.unread_count else 0 end,
                   merged_at = case when c.went_whole then null else now() end
               from messaging_mergedconversation c
               where c.merge_id = %s and o.id = c.conversation_id""",
            [union.kept_id, union.merge_id],
        )
    _share_openings(union)
    _follow_with_tickets(union.kept_id, union.other_id)


def _share_openings(union: Union) -> None:
    """Who was reached as one is reached as both: writing to the kept one takes no other place."""
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into messaging_opening (id, portfolio_id, contact_id, opened_at)
               select gen_random_uuid(), portfolio_id, %s, opened_at from messaging_opening where contact_id = %s
               on conflict (tenant_id, portfolio_id, contact_id) do update
               set opened_at = greatest(messaging_opening.opened_at, excluded.opened_at)""",
            [union.kept_id, union.other_id],
        )


_WHOSE = """
    whose as (
        select id, conversation_id, channel_id, sent_at,
               first_value(is_others) over (partition by channel_id, turn order by sent_at, id) as is_others
        from (
            select m.id, m.conversation_id, m.channel_id, m.sent_at,
                   case when r.id is not null then true
                        when m.direction = 'in' or m.peer is not null then coalesce(m.peer = any(%(peers)s), false)
                        else false end as is_others,
                   count(*) filter (where r.id is not null or m.direction = 'in' or m.peer is not null
                                          or m.sent_at <= %(merged_at)s)
                       over (partition by m.channel_id order by m.sent_at, m.id) as turn
            from messaging_message m
            join messaging_conversation c on c.id = m.conversation_id
            left join messaging_mergedmessage r on r.merge_id = %(merge_id)s and r.message_id = m.id
            where c.contact_id in (%(kept_id)s, %(other_id)s)) turns)
"""
"""Every message of both contacts, and whether it is the other's. Recorded ones are; what came in since says who it
came from; what went out since (without a word on whom to) answers what stands before it."""


def part(parted: Parted) -> None:
    """Every message that was the other's, or came since from one of its ids, goes back to its conversation."""
    _lock(parted.kept_id, parted.other_id)
    values: dict[str, Any] = {
        "merge_id": parted.merge_id,
        "kept_id": parted.kept_id,
        "other_id": parted.other_id,
        "merged_at": parted.merged_at,
        "peers": _peers(parted),
        "uncounted": _UNCOUNTED,
    }
    with connection.cursor() as cursor:
        unread = _unread_of_other(values)
        cursor.execute(
            """update messaging_conversation o set contact_id = %(other_id)s
               from messaging_mergedconversation c
               where c.merge_id = %(merge_id)s and c.went_whole and o.id = c.conversation_id""",
            values,
        )
        cursor.execute(
            "update messaging_conversation set merged_at = null where contact_id = %(other_id)s", values
        )
        cursor.execute(
            f"""with {_WHOSE}
                insert into messaging_conversation
                    (id, channel_id, contact_id, last_message_at, unread_count, created_at)
                select gen_random_uuid(), channel_id,
                       case when is_others then %(other_id)s::uuid else %(kept_id)s::uuid end, '-infinity', 0, now()
                from whose group by channel_id, is_others
                on conflict do nothing""",  # noqa: S608 - a constant of this file
            values,
        )
        cursor.execute(
            f"""with {_WHOSE}
                update messaging_message m set conversation_id = home.id
                from whose
                join messaging_conversation home on home.channel_id = whose.channel_id
                     and home.contact_id = case when whose.is_others then %(other_id)s::uuid else %(kept_id)s::uuid end
                where m.id = whose.id and whose.conversation_id <> home.id""",  # noqa: S608 - a constant of this file
            values,
        )
        cursor.execute(
            """update messaging_conversation k set free_entry_until = c.kept_free_entry_until
               from messaging_mergedconversation c join messaging_conversation o on o.id = c.conversation_id
               where c.merge_id = %(merge_id)s and not c.went_whole and k.channel_id = c.channel_id
                 and k.contact_id = %(kept_id)s and k.free_entry_until = o.free_entry_until""",
            values,
        )
        counted: dict[str, Any] = {"channels": list(unread), "unread": list(unread.values())}
        cursor.execute(_RECOUNTED, {**values, **_WAITING, **counted})
    _follow_with_tickets(parted.kept_id, parted.other_id)


_RECOUNTED = """
    with told as (
        select c.id, max(c.last_inbound_at) over (partition by c.channel_id) as newest_inbound_at,
               sum(c.unread_count) over (partition by c.channel_id) as unread, c.contact_id, c.channel_id
        from messaging_conversation c where c.contact_id in (%(kept_id)s, %(other_id)s)),
    said as (
        select told.id,
               (select m.id from messaging_message m where m.conversation_id = told.id
                order by m.sent_at desc, m.id desc limit 1) as last_message_id,
               (select max(m.sent_at) from messaging_message m where m.conversation_id = told.id) as last_message_at,
               (select least(max(m.sent_at), told.newest_inbound_at) from messaging_message m
                where m.conversation_id = told.id and m.direction = 'in') as last_inbound_at,
               (select min(m.sent_at) from messaging_message m
                where m.conversation_id = told.id and m.direction = 'in' and m.kind <> all(%(asks_nothing)s)
                  and m.sent_at > coalesce((select max(a.sent_at) from messaging_message a
                      where a.conversation_id = told.id and a.direction = 'out'
                        and (a.origin = any(%(answering)s) or a.author_kind = 'app')), '-infinity'))
                   as waiting_since,
               case when told.contact_id = %(other_id)s then of_other.unread
                    else told.unread - of_other.unread end as unread
        from told
        join unnest(%(channels)s::uuid[], %(unread)s::int[]) as of_other (channel_id, unread) using (channel_id))
    update messaging_conversation c
    set last_message_id = said.last_message_id,
        last_message_at = coalesce(said.last_message_at, c.last_message_at),
        last_inbound_at = said.last_inbound_at,
        waiting_since = said.waiting_since,
        unread_count = greatest(said.unread, 0)
    from said where c.id = said.id
"""


def _unread_of_other(values: dict[str, Any]) -> dict[UUID, int]:
    """Channel that the other wrote on → how much is unread of it, before anything is moved back.

    Where nobody has read anything since the merge, it is what was unread then and what came since; else the
    newest messages are the unread ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""with {_WHOSE},
                counted as (
                    select whose.channel_id, whose.is_others,
                           m.id > %(merge_id)s as is_since,
                           row_number() over (partition by whose.channel_id
                                              order by m.sent_at desc, m.id desc) as place
                    from whose join messaging_message m on m.id = whose.id
                    where m.direction = 'in' and m.kind <> all(%(uncounted)s)),
                joint as (
                    select channel_id, sum(unread_count) as unread from messaging_conversation
                    where contact_id = %(kept_id)s and merged_at is null group by channel_id),
                before as (
                    select channel_id, sum(unread_before) as others, max(kept_unread_before) as kept
                    from messaging_mergedconversation where merge_id = %(merge_id)s group by channel_id)
                select joint.channel_id,
                       case when joint.unread = coalesce(before.others, 0) + coalesce(before.kept, joint.unread)
                                 + count(*) filter (where is_since)
                            then coalesce(before.others, 0) + count(*) filter (where is_since and is_others)
                            else count(*) filter (where place <= joint.unread and is_others) end
                from joint left join before using (channel_id) left join counted using (channel_id)
                group by joint.channel_id, joint.unread, before.others, before.kept
                having before.others is not null or bool_or(is_others)""",  # noqa: S608 - a constant
            values,
        )
        return {row[0]: row[1] for row in cursor.fetchall()}


def _peers(parted: Parted) -> list[str]:
    """Every id that the accounts of the other contact had, now or once."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select distinct value from contacts_identity
               where contact_id = %s and account_id = any(%s) and kind in ('wa_id', 'user_id')""",
            [parted.other_id, list(parted.accounts)],
        )
        return [row[0] for row in cursor.fetchall()]


def _lock(*contact_ids: UUID) -> None:
    """Conversations, then messages, each in one order: two writers cannot wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from messaging_conversation where contact_id = any(%s) order by id for update",
            [list(contact_ids)],
        )
        conversations = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "select 1 from messaging_message where conversation_id = any(%s) order by id for update",
            [conversations],
        )


def _follow_with_tickets(*contact_ids: UUID) -> None:
    """What waits to be sent keeps its turn, in the conversation that it now belongs to."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update messaging_outboundticket t set conversation_id = m.conversation_id
               from messaging_message m join messaging_conversation c on c.id = m.conversation_id
               where c.contact_id = any(%s) and t.message_id = m.id and t.conversation_id <> m.conversation_id""",
            [list(contact_ids)],
        )
