"""The pace that tickets leave at: numbers, pairs, portfolios, and who goes first. On the real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from waypost.kit import clock
from waypost.pipeline import pacing

pytestmark = pytest.mark.usefixtures("empty_queues")

TENANT, OTHER = uuid4(), uuid4()


@pytest.fixture
def channel() -> UUID:
    return uuid4()


def waiting(
    channel: UUID, count: int = 1, *, priority: int = 0, conversation: UUID | None = None, tenant=TENANT
):
    """Tickets in the order in which they were queued; the messages' ids."""
    ids = [uuid4() for _ in range(count)]
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into messaging_outboundticket
                   (message_id, kind, tenant_id, channel_id, conversation_id, priority)
               select id, 'message', %s, %s, coalesce(%s, gen_random_uuid()), %s
               from unnest(%s::uuid[]) with ordinality as new (id, place) order by place""",
            [tenant, channel, conversation, priority, ids],
        )
    return ids


def pace(channel: UUID, **columns: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into messaging_channelpace (channel_id, tenant_id) values (%s, %s) on conflict do nothing",
            [channel, TENANT],
        )
        for name, value in columns.items():
            cursor.execute(
                f"update messaging_channelpace set {name} = %s where channel_id = %s",
                [value, channel],
            )


def lease(most: int = 1000, bulk: int = 1000) -> list[UUID]:
    return [ticket.message_id for ticket in pacing.lease_tickets(most, bulk, 45)]


def pass_time(seconds: float) -> None:
    """As if so long had passed for the buckets."""
    with connection.cursor() as cursor:
        cursor.execute("update messaging_channelpace set tat = tat - %s * interval '1 second'", [seconds])
        cursor.execute("update messaging_pairpace set tat = tat - %s * interval '1 second'", [seconds])


def done(ids: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from messaging_outboundticket where message_id = any(%s)", [ids])


def test_a_fresh_number_sends_a_burst_and_no_more(channel):
    waiting(channel, 200)
    burst = 80 * pacing.PACE_MARGIN * pacing.PACE_BURST_SECONDS
    assert abs(len(lease()) - burst) <= 2
    assert len(lease()) <= 2


def test_a_second_later_it_sends_what_a_second_allows(channel):
    waiting(channel, 500)
    done(lease())
    pass_time(0.3)
    assert abs(len(lease()) - 0.3 * 80 * pacing.PACE_MARGIN) <= 3


def test_a_rate_is_held_by_many_workers_at_once(channel):
    waiting(channel, 500)

    def one_worker(_: int) -> int:
        try:
            return sum(len(lease(most=50)) for _ in range(5))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        sent = sum(workers.map(one_worker, range(4)))
    assert sent <= 80 * (pacing.PACE_BURST_SECONDS + 1.5)


def test_no_ticket_is_leased_twice(channel):
    pace(channel, per_second=100_000)
    ids = waiting(channel, 300)

    def one_worker(_: int) -> list[UUID]:
        try:
            return [one for _ in range(10) for one in lease(most=40)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        leased = [one for some in workers.map(one_worker, range(4)) for one in some]
    assert len(leased) == len(set(leased))
    assert set(leased) <= set(ids)


def test_numbers_have_their_own_pace(channel):
    fast, slow = channel, uuid4()
    pace(fast, per_second=1000)
    pace(slow, per_second=20)
    waiting(fast, 500)
    of_slow = set(waiting(slow, 500))
    leased = lease()
    assert 6 <= len(of_slow & set(leased)) <= 10
    assert len(leased) > 380


def test_conversations_go_before_campaigns(channel):
    campaign = waiting(channel, 100, priority=20)
    replies = waiting(channel, 5)
    leased = lease(most=10)
    assert set(replies) <= set(leased)
    assert set(leased) - set(replies) <= set(campaign)


def test_an_answer_does_not_wait_for_the_campaign_in_its_own_conversation(channel):
    conversation = uuid4()
    waiting(channel, 1, priority=20, conversation=conversation)
    [reply] = waiting(channel, 1, conversation=conversation)
    assert lease(most=1) == [reply]


def test_answers_in_one_conversation_leave_one_after_the_other(channel):
    conversation = uuid4()
    first, second = waiting(channel, 2, conversation=conversation)
    assert lease() == [first]
    assert lease() == []
    done([first])
    assert lease() == [second]


def test_what_is_sent_to_many_leaves_room_for_conversations(channel):
    pace(channel, per_second=1000)
    waiting(channel, 100, priority=20)
    assert len(lease(most=100, bulk=30)) == 30
    replies = waiting(channel, 100)
    assert set(lease(most=100, bulk=0)) == set(replies)


def test_the_campaign_of_one_tenant_does_not_hold_up_another(channel):
    pace(channel, per_second=1000)
    waiting(channel, 300, priority=20)
    other = uuid4()
    pace(other, per_second=1000)
    theirs = waiting(other, 10, priority=20, tenant=OTHER)
    assert set(theirs) <= set(lease(most=40, bulk=40))


def test_one_person_gets_a_burst_and_then_one_in_six_seconds(channel):
    pace(channel, per_second=1000)
    conversation = uuid4()
    ids = waiting(channel, 60, conversation=conversation)
    sent = 0
    while leased := lease():
        done(leased)
        sent += len(leased)
    assert sent == pacing.PAIR_BURST
    pass_time(pacing.PAIR_SECONDS)
    assert lease() == [ids[sent]]


def test_a_pair_at_its_limit_holds_nobody_else_up(channel):
    pace(channel, per_second=1000)
    conversation = uuid4()
    waiting(channel, 60, conversation=conversation)
    while leased := lease():
        done(leased)
    [other] = waiting(channel)
    assert lease() == [other]


def test_a_portfolio_without_places_holds_campaigns_and_not_answers(channel):
    pace(channel)
    waiting(channel, 5, priority=20)
    pacing.hold_bulk([channel], clock.now() + timedelta(hours=1))
    [reply] = waiting(channel)
    assert lease() == [reply]
    pacing.hold_bulk([channel], clock.now() - timedelta(seconds=1))
    assert len(lease()) == 5


def test_meta_saying_too_fast_stops_the_number_for_a_second_and_slows_it(channel):
    pace(channel)
    waiting(channel, 500)
    pacing.slow_down([channel], 5)
    assert lease() == []
    pass_time(1.5)
    slowed = pacing.PACE_BURST_SECONDS * 80 * pacing.PACE_MARGIN * pacing.SLOWED_SHARE
    assert abs(len(lease()) - slowed) <= 3


def test_messages_that_come_in_count_as_well(channel):
    pace(channel)
    lease()
    pacing.count_incoming({channel: 20})
    waiting(channel, 100)
    assert len(lease()) <= 80 * pacing.PACE_MARGIN * pacing.PACE_BURST_SECONDS - 18


def test_what_did_not_leave_gives_its_tokens_back(channel):
    waiting(channel, 200)
    first = lease()
    done(first)
    pacing.give_back({channel: len(first)})
    assert abs(len(lease()) - len(first)) <= 2


def test_no_more_is_on_its_way_than_may_arrive_at_once(channel):
    waiting(channel, 500)
    on_their_way = lease()
    pass_time(10)
    on_their_way += lease()
    pass_time(10)
    assert (len(on_their_way), lease()) == (80 * pacing.IN_FLIGHT_SECONDS, [])
    done(on_their_way)
    assert len(lease()) > 0


def test_a_call_without_an_answer_does_not_stop_the_number(channel):
    waiting(channel, 500)
    for _ in range(2):
        lease()
        pass_time(10)
    with connection.cursor() as cursor:
        cursor.execute(
            "update messaging_outboundticket set leased_until = leased_until - %s * interval '1 second'",
            [pacing.ANSWERED_SECONDS],
        )
    assert len(lease()) > 0


def test_what_is_held_is_looked_at_when_its_time_comes(channel):
    [message] = waiting(channel)
    with connection.cursor() as cursor:
        cursor.execute(
            "update messaging_outboundticket set held = true, not_before = now() + interval '1 hour'"
        )
    assert (pacing.wake_held(), lease()) == (0, [])
    with connection.cursor() as cursor:
        cursor.execute("update messaging_outboundticket set not_before = now()")
    assert (pacing.wake_held(), lease()) == (1, [message])


def test_rates_are_compared_with_metas_now_and_then(channel):
    pace(channel)
    assert pacing.unchecked() == {TENANT: [channel]}
    assert pacing.unchecked() == {}
    pacing.set_rates({channel: 1000})
    waiting(channel, 500)
    assert len(lease()) > 380


def test_leasing_reads_no_table_whole(channel):
    waiting(channel, 3000, priority=20)
    with connection.cursor() as cursor:
        cursor.execute("analyze messaging_outboundticket")
        cursor.execute("analyze messaging_channelpace")
        cursor.execute("explain " + pacing._LEASE, dict.fromkeys(
            ("most", "bulk", "most_bulk", "seconds", "margin", "burst", "slowed", "in_flight", "answered",
             "pair_seconds", "pair_burst"), 1
        ))  # fmt: skip
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on messaging_outboundticket" not in plan, plan
