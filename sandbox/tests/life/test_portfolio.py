"""The limit of the portfolio: unique people in a moving day, its steps, and the number's throughput."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox.tests.client import COFFEE, DEWI, wait_for
from sandbox.tests.life.sends import failure_of, send_template, send_text

from waypost_sandbox.life.reach import Moving

HOUR, DAY = 3600, 86_400


@given(st.lists(st.tuples(st.floats(0, 40 * HOUR), st.integers(0, 6)), max_size=80))
def test_a_moving_day_counts_each_person_once_as_long_as_their_last_message_is_in_it(steps):
    moving, now, last = Moving({}, DAY), 1_000_000.0, {}
    for gap, person in steps:
        now += gap
        moving.add(str(person), now)
        last[str(person)] = now
        assert moving.count(now) == sum(when > now - DAY for when in last.values())
    assert moving.count(now + 2 * DAY) == 0
    assert moving.last == {}


@given(st.dictionaries(st.text(min_size=1), st.floats(0, 2 * DAY)))
def test_a_kept_world_counts_on(last):
    expected = sum(when > DAY for when in last.values())
    assert Moving(dict(last), DAY).count(2 * DAY) == expected


def reach(meta, people, number="2001"):
    return [send_template(meta, f"62877{n:08d}", number=number) for n in people]


def codes(receiver, ids):
    first = {}
    for status in receiver.statuses():
        first.setdefault(status["id"], status)
    return [first[i].get("errors", [{}])[0].get("code") for i in ids]


def test_the_251st_person_in_a_day_fails_with_131048_and_those_reached_do_not(accounts, receiver):
    first = reach(accounts, range(250))
    more = reach(accounts, [0, 250], "2003")
    accounts.customer_writes("6287700000251", phone_number_id="2001")
    inside = send_text(accounts, "6287700000251", number="2001")
    accounts.advance(5)
    assert codes(receiver, first) == [None] * 250
    assert codes(receiver, [*more, inside]) == [None, 131048, None]
    accounts.advance(DAY)
    assert failure_of(accounts, receiver, reach(accounts, [250])[0]) is None


def test_the_limit_can_be_switched_off(accounts, receiver):
    accounts.control("/settings", {"portfolio_limit": "off"})
    sent = reach(accounts, range(251))
    accounts.advance(5)
    assert set(codes(receiver, sent)) == {None}


def test_the_limit_may_refuse_at_once(accounts):
    accounts.control("/settings", {"portfolio_limit": "sync"})
    reach(accounts, range(250))
    template = {"name": "tasting_set", "language": {"code": "en_US"}}
    body = {"messaging_product": "whatsapp", "to": "6287700009999", "type": "template", "template": template}
    assert accounts.call("POST", "/v23.0/2001/messages", body).code == 131048


def test_half_of_the_limit_in_seven_days_raises_it_by_one_step_within_six_hours(meta, receiver):
    meta.subscribe(receiver.url, "messages,business_capability_update")
    meta.control("/settings", {"pair_limit": False, "throughput_limit": False})
    for n in range(500):
        send_template(meta, f"62877{n:08d}")
    meta.advance(3 * DAY)
    for n in range(500, 999):
        send_template(meta, f"62877{n:08d}")
    meta.advance(6 * HOUR)
    assert updates(receiver) == []
    send_template(meta, f"62877{1000:08d}")
    meta.advance(6 * HOUR)
    assert updates(receiver)[0] == {
        "max_daily_conversations_per_business": "TIER_10K",
        "max_phone_numbers_per_waba": 25,
    }


def updates(receiver):
    return [value for value in receiver.values() if "max_daily_conversations_per_business" in value]


def test_a_bad_number_keeps_the_limit_where_it_is_and_the_business_is_told_once(meta, receiver):
    meta.subscribe(receiver.url, "account_alerts,business_capability_update")
    meta.control("/settings", {"pair_limit": False, "throughput_limit": False})
    for _ in range(3):
        meta.control(f"/people/{DEWI}/report", {"phone_number_id": COFFEE})
    for n in range(1002):
        send_template(meta, f"62877{n:08d}")
    meta.advance(6 * HOUR)
    # Once for each of the portfolio's accounts.
    told = [value["alert_info"]["alert_type"] for value in receiver.values()]
    assert set(told) == {"INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED"}
    assert len(told) == len(meta.control("/world")["wabas"])


@pytest.fixture
def busy(accounts, receiver):
    accounts.subscribe(receiver.url, "messages,phone_number_quality_update")
    accounts.control("/settings", {"throughput_upgrade_users": 3})
    reach(accounts, range(3), "3001")
    return accounts


def test_a_number_that_reaches_enough_people_is_upgraded_to_a_thousand_a_second(busy, receiver):
    body = {"messaging_product": "whatsapp", "to": DEWI, "text": {"body": "x"}}
    refused = busy.call("POST", "/v23.0/3001/messages", body)
    assert refused.code == 131057
    busy.advance(60)
    assert updates(receiver) == [
        {
            "display_phone_number": "6281100000004",
            "event": "THROUGHPUT_UPGRADE",
            "max_daily_conversations_per_business": "TIER_UNLIMITED",
        }
    ]
    assert busy.call("POST", "/v23.0/3001/messages", body).status == 200


def test_incoming_messages_count_towards_the_throughput(meta):
    meta.control("/settings", {"pair_limit": False})
    begun = time.monotonic()
    for _ in range(90):
        meta.customer_writes()
    answers = [meta.send().status for _ in range(20)]
    if time.monotonic() - begun < 0.9:
        assert 400 in answers
    assert wait_for(lambda: meta.send().status == 200)
