"""Blocks and reports of the last seven days make a number YELLOW or RED."""

import pytest
from sandbox.tests.client import COFFEE

from waypost_sandbox.life.quality import rating
from waypost_sandbox.state.accounts import PhoneNumber

DAY = 86_400.0


def quality(meta):
    return meta.call("GET", f"/v23.0/{COFFEE}?fields=quality_rating").json["quality_rating"]


def test_blocks_and_reports_lower_the_rating_and_a_week_restores_it(meta):
    people = [p["wa_id"] or p["user_id"] for p in meta.control("/people")["people"]]
    assert quality(meta) == "GREEN"
    for person in people[:2]:
        meta.control(f"/people/{person}/block", {"phone_number_id": COFFEE})
    meta.control(f"/people/{people[0]}/report", {"phone_number_id": COFFEE})
    assert quality(meta) == "YELLOW"
    for person in people[:2]:
        meta.control(f"/people/{person}/report", {"phone_number_id": COFFEE})
    assert quality(meta) == "RED"
    meta.advance(8 * DAY)
    assert quality(meta) == "GREEN"


def number(**fields):
    return PhoneNumber(id="1", waba_id="1", display_phone_number="+1", verified_name="x", **fields)


@pytest.mark.parametrize(
    "verdicts, arrived, expected",
    [
        ([], {}, "GREEN"),
        ([(100 * DAY, 1.0)] * 3, {}, "YELLOW"),
        ([(100 * DAY, 1.0)] * 3, {100: 1000}, "GREEN"),
        ([(100 * DAY, 1.0)] * 60, {100: 1000}, "RED"),
        ([(94 * DAY, 1.0)] * 6, {}, "GREEN"),
        ([(92 * DAY, 1.0)] * 50, {}, "GREEN"),
        ([(100 * DAY, 1.0)] * 60, {90: 5000}, "RED"),
    ],
)
def test_recent_verdicts_weigh_more_and_are_measured_by_what_arrived(verdicts, arrived, expected):
    assert rating(number(verdicts=verdicts, arrived=arrived), 100 * DAY) == expected
