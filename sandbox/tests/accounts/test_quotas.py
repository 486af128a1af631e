"""How many calls an hour are answered, and what the headers say of it."""

import json

import pytest
from sandbox.tests.accounts.access import refused
from sandbox.tests.client import COFFEE, WABA, start_sandbox, stop_sandbox

from waypost_sandbox.quotas import MovingHour

PHONES = ("118833445566001", "118833445566002")


@pytest.fixture
def unregistered(meta):
    for phone in PHONES:
        meta.control(f"/phone_numbers/{phone}", {"registered": False})
    return meta


def usage(answer):
    (row,) = json.loads(answer.headers["x-business-use-case-usage"])[WABA]
    return row


def test_the_headers_say_how_much_of_the_quota_is_used(unregistered):
    rows = [usage(unregistered.call("GET", f"/v23.0/{WABA}")) for _ in range(4)]
    assert [row["call_count"] for row in rows] == [1, 1, 2, 2]
    assert rows[0]["type"] == "whatsapp_business_management"
    assert rows[0]["estimated_time_to_regain_access"] == 0


def test_without_a_registered_number_two_hundred_calls_an_hour_are_answered(unregistered):
    for _ in range(100):
        unregistered.call("GET", f"/v23.0/{COFFEE}")
        unregistered.call("GET", f"/v23.0/{WABA}/phone_numbers")
    over = unregistered.call("GET", f"/v23.0/{WABA}/subscribed_apps")
    assert refused(over) == (400, 80007, None)
    assert usage(over)["call_count"] == 101
    assert 58 <= usage(over)["estimated_time_to_regain_access"] <= 60
    # What is not counted is answered still.
    assert unregistered.call("GET", f"/v23.0/{COFFEE}/settings").status == 200
    unregistered.advance(3660)
    assert unregistered.call("GET", f"/v23.0/{WABA}").status == 200


def test_a_registered_number_brings_five_thousand(meta):
    for _ in range(205):
        answer = meta.call("GET", f"/v23.0/{WABA}")
    assert answer.status == 200
    assert usage(answer)["call_count"] == 5


def test_an_app_has_a_quota_of_its_own(meta):
    # Subscribing to webhooks was the first.
    meta.control("/settings", {"app_calls_per_hour": 4})
    answers = [meta.call("GET", f"/v23.0/{COFFEE}/settings") for _ in range(4)]
    assert [json.loads(a.headers["x-app-usage"])["call_count"] for a in answers] == [50, 75, 100, 125]
    assert [a.status for a in answers[:3]] == [200, 200, 200]
    assert refused(answers[3]) == (400, 4, None)
    meta.control("/settings", {"app_calls_per_hour": 20_000})


def test_messages_count_for_no_hourly_quota(meta):
    before = meta.send().headers
    assert "x-business-use-case-usage" not in before
    assert (
        json.loads(before["x-app-usage"])["call_count"]
        == json.loads(meta.send().headers["x-app-usage"])["call_count"]
    )


def test_a_sandbox_without_limits_has_no_quotas():
    process, meta = start_sandbox("--no-limits")
    try:
        meta.control("/settings", {"app_calls_per_hour": 1})
        assert {meta.call("GET", f"/v23.0/{COFFEE}/settings").status for _ in range(3)} == {200}
    finally:
        stop_sandbox(process)


def test_the_hour_moves_by_the_minute():
    hour = MovingHour()
    for minute in range(60):
        hour.add(minute * 60.0)
    assert hour.usage(3599.0, 60).used == 60
    assert hour.usage(3600.0, 60).used == 59
    hour.add(3600.0)
    # Two must be forgotten before another one fits.
    assert hour.usage(3600.0, 59).wait_minutes == 2
