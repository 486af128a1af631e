"""The log loses no event, whatever order transactions commit in."""

import json
from uuid import UUID, uuid4

import psycopg
from django.db import connection
from tests.factories import make_actor

from waypost.core.actor import Actor
from waypost.core.eventlog import emit
from waypost.core.tenancy import tenant_scope
from waypost.kit.events import Event


class Noted(Event, frozen=True, tag="test.noted"):
    number: int


def position_now() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()::text::bigint")
        return cursor.fetchone()[0], 0


def note(actor: Actor, *numbers: int) -> None:
    with tenant_scope(actor.tenant_id):
        emit(actor, *(Noted(number=n) for n in numbers))


def seen_by_relay(postgres_url, after: tuple[int, int], tenant: UUID) -> list[int]:
    with psycopg.connect(postgres_url("waypost_relay")) as relay:
        rows = relay.execute(
            """select payload from core_domainevent
               where (xid, id) > (%s, %s) and tenant_id = %s
                 and xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint order by xid, id""",
            [*after, tenant],
        ).fetchall()
    return [row[0]["number"] for row in rows]


def test_events_of_one_action_keep_their_order(postgres_url):
    actor, before = make_actor(), position_now()
    note(actor, 1, 2, 3)

    assert seen_by_relay(postgres_url, before, actor.tenant_id) == [1, 2, 3]


def test_an_event_of_a_rolled_back_action_never_existed(postgres_url):
    actor, before = make_actor(), position_now()
    try:
        with tenant_scope(actor.tenant_id):
            emit(actor, Noted(number=1))
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass

    assert seen_by_relay(postgres_url, before, actor.tenant_id) == []


def test_a_slow_transaction_is_not_passed_by(postgres_url):
    """It took its place first and commits last: a reader by ids alone would lose it."""
    actor, before = make_actor(), position_now()
    with psycopg.connect(postgres_url("waypost_app")) as slow:
        slow.execute("select set_config('waypost.tenant_id', %s, true)", [str(actor.tenant_id)])
        slow.execute(
            """insert into core_domainevent (stream, type, payload, actor_kind, actor_id)
               values ('audit', 'test.noted', %s, 'user', %s)""",
            [json.dumps({"number": 1}), uuid4()],
        )
        note(actor, 2)
        assert seen_by_relay(postgres_url, before, actor.tenant_id) == []
        slow.commit()

    assert seen_by_relay(postgres_url, before, actor.tenant_id) == [1, 2]


def test_a_tenant_reads_only_its_own_events():
    mine, theirs = make_actor(), make_actor()
    note(mine, 1)
    note(theirs, 2)

    with tenant_scope(mine.tenant_id), connection.cursor() as cursor:
        cursor.execute("select payload->>'number' from core_domainevent")
        assert cursor.fetchall() == [("1",)]
