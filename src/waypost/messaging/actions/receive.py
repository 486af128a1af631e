"""Recording what contacts wrote: set-wise, once each, whatever order or number of times it comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

import msgspec
from django.db import connection
from msgspec import Raw

from waypost.contacts import actions as contacts
from waypost.core.actor import Actor, internal
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.ids import uuid7
from waypost.media import actions as media
from waypost.media.rules import Kind as FileKind
from waypost.messaging import queries
from waypost.messaging.arrivals import Arrival
from waypost.messaging.conversations import find_or_make
from waypost.messaging.events import MessageReceived, PastRecorded
from waypost.messaging.rules import (
    ASKS_NOTHING,
    NOT_COUNTED_AS_UNREAD,
    STATUS_RANK,
    counts_for_window,
)
from waypost.messaging.waiting import note_answers


@dataclass(frozen=True, slots=True)
class Recorded:
    """An arrival that was new, and where it went."""

    message_id: UUID
    conversation_id: UUID
    contact_id: UUID
    arrival: Arrival


@internal
def record_arrivals(actor: Actor, arrivals: Sequence[Arrival]) -> list[Recorded]:
    """The messages that were new, in the order they came."""
    arrivals = [one for one in arrivals if one.person.wa_id or one.person.user_id]
    if not arrivals:
        return []
    contact_ids = contacts.recognize(actor, [one.person for one in arrivals])
    pairs = [(one.channel_id, contact_ids[one.person.key]) for one in arrivals]
    conversation_ids = find_or_make(pairs)
    new = _insert(arrivals, [conversation_ids[pair] for pair in pairs], _files(actor, arrivals))
    _advance_conversations(new)
    _tell_of_past(actor, [one for _, one in new if one.is_past])
    told = [message_id for message_id, one in new if not one.is_past]
    if told:
        emit(
            actor,
            *(
                MessageReceived(
                    conversation=conversation.model_dump(mode="json"), message=message.model_dump(mode="json")
                )
                for conversation, message in queries.shapes_of(actor, told)
            ),
            stream="activity",
        )
    found = []
    for message_id, one in new:
        contact_id = contact_ids[one.person.key]
        found.append(Recorded(message_id, conversation_ids[one.channel_id, contact_id], contact_id, one))
    return found


def _tell_of_past(actor: Actor, past: Sequence[Arrival]) -> None:
    """Screens need not hear of each; counters need to know from when they are."""
    emit(
        actor,
        *(
            PastRecorded(channel_id=channel_id, moments=sorted({one.sent_at for one in past}))
            for channel_id in {one.channel_id for one in past}
        ),
        stream="activity",
    )


def _files(actor: Actor, arrivals: Sequence[Arrival]) -> list[UUID | None]:
    """Of each its file, which a job fetches at once: Meta's address for it lives five minutes."""
    expected = [
        media.Arrival(
            channel_id=one.channel_id,
            meta_media_id=one.file.id,
            kind=cast("FileKind", one.kind),
            mime_type=one.file.mime_type or "",
            sha256=one.file.sha256 or "",
            filename=one.file.filename or "",
            is_voice=bool(one.file.voice),
        )
        for one in arrivals
        if one.file
    ]
    found = media.expect(actor, expected) if expected else {}
    return [found.get((one.channel_id, one.file.id)) if one.file else None for one in arrivals]


def _insert(
    arrivals: Sequence[Arrival], conversation_ids: Sequence[UUID], files: Sequence[UUID | None]
) -> list[tuple[UUID, Arrival]]:
    """Those that were new. Repeats fall out at the unique constraint on (channel, wamid); only the file of a past
    message, which comes after its place holder, takes that one's place."""
    ids = [uuid7() for _ in arrivals]
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into messaging_message
                   (id, conversation_id, channel_id, direction, kind, text, content, media_id, wamid, context_wamid,
                    status, status_rank, failure_reason, author_kind, author_name, peer, attempt,
                    sent_at)
               select id, conversation_id, channel_id, direction, kind, text, content::jsonb, media_id, wamid,
                      context_wamid, status, rank, '', case direction when 'in' then 'contact' else 'app' end,
                      author_name, peer, 1, sent_at
               from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[],
                           %s::uuid[], %s::text[], %s::text[], %s::text[], %s::smallint[], %s::text[],
                           %s::text[], %s::timestamptz[])
                    as new (id, conversation_id, channel_id, direction, kind, text, content, media_id, wamid,
                            context_wamid, status, rank, author_name, peer, sent_at)
               on conflict (tenant_id, channel_id, wamid) where wamid is not null do update
               set kind = excluded.kind, text = excluded.text, content = excluded.content,
                   media_id = excluded.media_id
               where messaging_message.kind = 'unknown' and excluded.media_id is not null
               returning id""",
            [
                ids,
                list(conversation_ids),
                [one.channel_id for one in arrivals],
                [one.direction for one in arrivals],
                [one.kind for one in arrivals],
                [_storable(one.text) for one in arrivals],
                [_content(one.content) for one in arrivals],
                list(files),
                [one.wamid for one in arrivals],
                [one.context_wamid for one in arrivals],
                [one.status for one in arrivals],
                [STATUS_RANK[one.status] for one in arrivals],
                [_storable(one.author_name) for one in arrivals],
                [one.person.user_id or one.person.wa_id for one in arrivals],
                [one.sent_at for one in arrivals],
            ],
        )
        new = {row[0] for row in cursor.fetchall()}
    return [(message_id, one) for message_id, one in zip(ids, arrivals, strict=True) if message_id in new]


def _advance_conversations(new: Sequence[tuple[UUID, Arrival]]) -> None:
    """The conversation moves to its newest message; an old one that arrives late changes only the count."""
    if not new:
        return
    ids = [message_id for message_id, _ in new]
    past = [message_id for message_id, one in new if one.is_past]
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """with latest as (
                   select distinct on (conversation_id) conversation_id, id, sent_at
                   from messaging_message where id = any(%s)
                   order by conversation_id, sent_at desc, id desc),
               counted as (
                   select conversation_id, max(sent_at) filter (where direction = 'in') as heard_at,
                          count(*) filter (where direction = 'in' and kind <> all(%s) and id <> all(%s)) as unread,
                          min(sent_at) filter (where direction = 'in' and kind <> all(%s) and id <> all(%s)) as asked_at
                   from messaging_message where id = any(%s) group by conversation_id)
               update messaging_conversation c
               set last_message_id = case when latest.sent_at >= c.last_message_at then latest.id
                                          else c.last_message_id end,
                   last_message_at = greatest(c.last_message_at, latest.sent_at),
                   last_inbound_at = greatest(c.last_inbound_at, least(counted.heard_at, %s)),
                   unread_count = c.unread_count + counted.unread,
                   waiting_since = coalesce(c.waiting_since, counted.asked_at)
               from latest join counted using (conversation_id)
               where c.id = latest.conversation_id""",
            [
                ids,
                sorted(NOT_COUNTED_AS_UNREAD),
                past,
                sorted(ASKS_NOTHING),
                past,
                ids,
                counts_for_window(now, now),
            ],
        )
    note_answers([message_id for message_id, one in new if one.direction == "out" and not one.is_past])


def _content(content: Raw | None) -> str | None:
    return None if content is None else _storable(msgspec.json.encode(content).decode(), escaped=True)


def _storable(text: str, *, escaped: bool = False) -> str:
    """PostgreSQL's text takes every character but NUL."""
    return text.replace("\\u0000", "\\ufffd") if escaped else text.replace("\x00", "\ufffd")
