"""One log, many readers. Writing an event is part of the change it announces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from django.db import connection

from waypost.core.actor import Actor
from waypost.kit.events import Event

Stream = Literal["audit", "activity"]
"""`audit` is kept for years; `activity` (what customers and agents do all day) for days."""


@dataclass(frozen=True, slots=True)
class Logged:
    xid: int
    id: int
    tenant_id: UUID
    type: str
    actor_kind: str
    actor_id: UUID
    payload: str
    happened_at: datetime


def emit(actor: Actor, *events: Event, stream: Stream = "audit") -> None:
    """Add facts to the log, in the transaction that made them true."""
    if not events:
        return
    with connection.cursor() as cursor:
        # one statement for any number of events; one document, since an array's elements are quoted one by one
        cursor.execute(
            """insert into core_domainevent (stream, type, payload, actor_kind, actor_id)
               select %s, event->>'type', event - 'type', %s, %s
               from jsonb_array_elements(%s::jsonb) with ordinality as new (event, position)
               order by position""",
            [stream, actor.kind, actor.id, msgspec.json.encode(events).decode()],
        )


def follow(after: tuple[int, int], limit: int = 500) -> Sequence[Logged]:
    """The next events of all tenants, in an order that loses none.

    Ids alone would lose some: a slow transaction commits a smaller id after the reader has passed it.
    So nothing is read from transactions as young as the oldest that is still open.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """select xid, id, tenant_id, type, actor_kind, actor_id, payload::text, happened_at
               from core_domainevent
               where (xid, id) > (%s, %s) and xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
               order by xid, id limit %s""",
            [*after, limit],
        )
        return [Logged(*row) for row in cursor.fetchall()]


def reached(reader: str) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("select xid, event_id from core_eventcursor where reader = %s", [reader])
        row: Any = cursor.fetchone()
    return row or (0, 0)


def note_reached(reader: str, position: tuple[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into core_eventcursor (reader, xid, event_id) values (%s, %s, %s)
               on conflict (reader) do update set xid = excluded.xid, event_id = excluded.event_id""",
            [reader, *position],
        )
