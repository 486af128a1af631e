"""Periods in any zone, through the changes of clocks; what an event touches; times read from counts."""

import itertools
import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.analytics import rules
from waypost.analytics.rules import Touched

NEW_YORK, KATHMANDU, LORD_HOWE = (
    ZoneInfo(name) for name in ("America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")
)
CHANNEL = uuid4()


def hours(day: date, zone: ZoneInfo) -> int:
    return len(rules.periods(day, day, zone, "hour")) - 1


@pytest.mark.parametrize(
    "day, zone, expected",
    [
        (date(2026, 3, 7), NEW_YORK, 24),
        (date(2026, 3, 8), NEW_YORK, 23),
        (date(2026, 11, 1), NEW_YORK, 25),
        (date(2026, 11, 1), KATHMANDU, 24),
    ],
)
def test_a_day_has_as_many_hours_as_its_clocks_showed(day, zone, expected):
    assert hours(day, zone) == expected


def test_a_clock_that_goes_back_half_an_hour_makes_a_short_period():
    starts = rules.periods(date(2026, 4, 5), date(2026, 4, 5), LORD_HOWE, "hour")

    assert starts[-1] - starts[0] == timedelta(hours=24, minutes=30)
    assert min(b - a for a, b in itertools.pairwise(starts)) == timedelta(minutes=30)


@given(st.sampled_from(sorted(available_timezones())), st.dates(date(2021, 1, 1), date(2030, 1, 1)))
def test_days_and_hours_of_every_zone_begin_on_a_quarter_and_leave_no_gap(name, day):
    zone = ZoneInfo(name)
    days = rules.periods(day, day + timedelta(days=2), zone, "day")
    by_hour = rules.periods(day, day + timedelta(days=2), zone, "hour")

    assert all(one == rules.quarter_of(one) for one in (*days, *by_hour))
    assert (days[0], days[-1]) == (by_hour[0], by_hour[-1])
    assert sorted(set(by_hour)) == by_hour


def test_the_range_before_is_as_long():
    assert rules.range_before(date(2026, 11, 8), date(2026, 11, 14)) == (date(2026, 11, 1), date(2026, 11, 7))


def payload(sent_at: datetime) -> str:
    shown = {"conversation": {"channel": {"id": str(CHANNEL)}}, "message": {"sent_at": sent_at.isoformat()}}
    return json.dumps(shown)


def test_what_was_received_touches_its_quarter_and_the_one_its_window_ends_in():
    at = datetime(2026, 11, 23, 10, 20, tzinfo=UTC)

    found = set(rules.touched("message.received", payload(at), at + timedelta(seconds=2)))

    assert found == {
        Touched(CHANNEL, datetime(2026, 11, 23, 10, 15, tzinfo=UTC)),
        Touched(CHANNEL, datetime(2026, 11, 24, 10, 15, tzinfo=UTC)),
    }


def test_what_was_received_hours_late_touches_everything_since():
    at = datetime(2026, 11, 23, 10, 20, tzinfo=UTC)

    found = set(rules.touched("message.received", payload(at), at + timedelta(hours=2)))

    assert len(found) == 1 + 26 * 4


def test_a_status_touches_the_quarter_of_its_message():
    at = datetime(2026, 11, 23, 10, 20, tzinfo=UTC)
    said = json.dumps({"channel_id": str(CHANNEL), "sent_at": at.isoformat(), "status": "read"})

    [found] = rules.touched("message.status_changed", said, at + timedelta(days=2))

    assert found == Touched(CHANNEL, datetime(2026, 11, 23, 10, 15, tzinfo=UTC))


@pytest.mark.parametrize("kind", ["member.invited", "message.status_changed", "a.kind_of_the_future"])
def test_what_changes_no_figure_touches_nothing(kind):
    assert list(rules.touched(kind, "{}", datetime(2026, 11, 23, tzinfo=UTC))) == []


@given(st.lists(st.integers(0, 100_000), min_size=1), st.sampled_from([0.5, 0.9]))
def test_a_share_lies_in_the_place_of_the_value_that_it_stands_for(seconds, share):
    counts = [0] * (len(rules.BOUNDS) + 1)
    for one in seconds:
        counts[rules.place_of(one)] += 1

    shown = rules.share_below(counts, share)

    ordered = sorted(seconds)
    true = ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]
    place = rules.place_of(true)
    low = rules.BOUNDS[place - 1] if place else 0
    high = rules.BOUNDS[place] if place < len(rules.BOUNDS) else rules.BOUNDS[-1]
    assert low <= shown <= high


def test_of_nothing_there_is_no_median():
    assert rules.share_below([0] * 14, 0.5) is None
