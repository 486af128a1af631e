"""The gate, rule by rule; no database, no clock."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.messaging.gate import (
    WINDOW,
    Allowed,
    Attempt,
    Deferred,
    Policy,
    Recipient,
    Refused,
    Sender,
    decide,
    decide_all,
    in_window,
    quiet_until,
    window_closes_at,
)

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
ANSWER = Attempt(
    purpose="service",
    is_template=False,
    recipient=Recipient(id=uuid4(), last_inbound_at=NOW - timedelta(hours=1)),
    sender=Sender(),
)
OFFER = Attempt(
    purpose="marketing",
    is_template=True,
    origin="campaign",
    recipient=Recipient(id=uuid4(), consent={"marketing": "in"}, time_zone="America/Sao_Paulo"),
    sender=Sender(portfolio_id="200300400", headroom=10),
    opens=True,
)


def changed(attempt: Attempt, **parts: object) -> Attempt:
    """`recipient__blocked=True` changes the part of a part."""
    for name, value in parts.items():
        part, _, inner = name.partition("__")
        new = replace(getattr(attempt, part), **{inner: value}) if inner else value
        attempt = replace(attempt, **{part: new})
    return attempt


def code_of(attempt: Attempt, now: datetime = NOW) -> str:
    decision = decide(attempt, now)
    return "allowed" if isinstance(decision, Allowed) else decision.code


def test_an_answer_inside_the_window_is_allowed_and_every_check_has_its_verdict() -> None:
    decision = decide(ANSWER, NOW)
    assert isinstance(decision, Allowed)
    assert [(one.check, one.result) for one in decision.verdicts] == [
        (check, "passed")
        for check in (
            "channel", "contact", "window", "template", "consent", "quiet_hours", "frequency", "portfolio_limit",
            "budget",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"sender__status": "disconnected"}, "channel_disconnected"),
        ({"sender__status": "paused"}, "channel_paused"),
        ({"sender__status": "failed"}, "channel_paused"),
        ({"sender__status": "checking"}, "allowed"),
        ({"recipient__reachable": False}, "contact_unreachable"),
        ({"recipient__blocked": True}, "contact_blocked"),
        ({"recipient__last_inbound_at": None}, "window_closed"),
        ({"recipient__last_inbound_at": NOW - WINDOW}, "window_closed"),
        ({"recipient__last_inbound_at": NOW - WINDOW + timedelta(seconds=1)}, "allowed"),
        ({"recipient__consent": {"marketing": "out", "utility": "out"}}, "allowed"),
        ({"recipient__consent": {"service": "out"}}, "opted_out"),
    ],
)
def test_an_answer(parts: dict[str, object], code: str) -> None:
    assert code_of(changed(ANSWER, **parts)) == code


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({}, "allowed"),
        ({"template_refusal": ("template_paused", "this template is paused.")}, "template_paused"),
        ({"recipient__consent": {}}, "no_opt_in"),
        ({"recipient__consent": {}, "policy": Policy(marketing_needs_opt_in=False)}, "allowed"),
        ({"recipient__consent": {"marketing": "out"}}, "opted_out"),
        (
            {"recipient__consent": {"marketing": "out"}, "policy": Policy(marketing_needs_opt_in=False)},
            "opted_out",
        ),
        ({"recipient__capped_until": NOW + timedelta(hours=1)}, "whatsapp_cap"),
        ({"recipient__capped_until": NOW}, "allowed"),
        ({"recipient__marketing_lately": 2, "policy": Policy(cap_messages=2)}, "frequency_cap"),
        ({"recipient__marketing_lately": 1, "policy": Policy(cap_messages=2)}, "allowed"),
        ({"recipient__marketing_lately": 99}, "allowed"),
        ({"sender__headroom": 0}, "portfolio_limit"),
        ({"sender__headroom": 0, "opens": False}, "allowed"),
        ({"sender__headroom": None}, "allowed"),
        ({"sender__budget_left": Decimal("0.05"), "price": Decimal("0.0625")}, "budget_spent"),
        ({"sender__budget_left": Decimal("0.0625"), "price": Decimal("0.0625")}, "allowed"),
        ({"sender__budget_left": Decimal(0), "price": Decimal(0)}, "allowed"),
    ],
)
def test_an_offer(parts: dict[str, object], code: str) -> None:
    assert code_of(changed(OFFER, **parts)) == code


@pytest.mark.parametrize("purpose", ["utility", "authentication"])
def test_updates_and_codes_need_no_opt_in_but_respect_an_opt_out(purpose: str) -> None:
    assert code_of(changed(OFFER, purpose=purpose, recipient__consent={})) == "allowed"
    assert code_of(changed(OFFER, purpose=purpose, recipient__consent={purpose: "out"})) == "opted_out"


def test_the_answer_to_stop_itself_still_goes_out() -> None:
    said_stop = changed(ANSWER, origin="confirmation", recipient__consent={"service": "out"})
    assert code_of(said_stop) == "allowed"


def test_a_template_needs_no_window() -> None:
    assert code_of(changed(OFFER, recipient__last_inbound_at=None)) == "allowed"


def test_a_closed_window_says_when_it_closed_and_what_to_do() -> None:
    refused = decide(changed(ANSWER, recipient__last_inbound_at=NOW - WINDOW), NOW)
    assert isinstance(refused, Refused)
    assert "closed at 14:05 UTC on 23 November. Send a template" in refused.reason


QUIET = Policy(quiet_from=time(21), quiet_to=time(8))


def test_quiet_hours_are_those_of_the_contact() -> None:
    at_night = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # 22:30 in São Paulo
    held = decide(changed(OFFER, policy=QUIET), at_night)
    assert isinstance(held, Deferred)
    assert held.until == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert "Waits until 08:00 where the contact is" in held.reason
    awake = changed(OFFER, policy=QUIET, recipient__time_zone="Asia/Jakarta")  # 08:30 there
    assert code_of(awake, at_night) == "allowed"


def test_quiet_hours_are_for_marketing_only() -> None:
    at_night = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    assert code_of(changed(OFFER, policy=QUIET, purpose="utility"), at_night) == "allowed"


def test_a_zone_that_nobody_knows_counts_as_utc() -> None:
    assert code_of(changed(OFFER, policy=QUIET, recipient__time_zone="Mars/Base")) == "allowed"


def test_what_is_refused_is_not_deferred() -> None:
    at_night = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    opted_out = changed(OFFER, policy=QUIET, recipient__consent={"marketing": "out"})
    decision = decide(opted_out, at_night)
    assert isinstance(decision, Refused)
    assert {one.check: one.result for one in decision.verdicts}["quiet_hours"] == "deferred"


def test_the_latest_of_several_deferrals_counts() -> None:
    at_night = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    free_at = datetime(2026, 11, 24, 20, tzinfo=UTC)
    full = changed(OFFER, policy=QUIET, sender__headroom=0, sender__headroom_at=free_at)
    decision = decide(full, at_night)
    assert isinstance(decision, Deferred)
    assert (decision.until, decision.code) == (free_at, "portfolio_limit")


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1)),
    st.sampled_from(["America/Sao_Paulo", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "UTC"]),
    st.integers(0, 23),
    st.integers(0, 23),
)
def test_the_end_of_quiet_hours_is_ahead_within_a_day_and_not_quiet(moment, zone, begin, end) -> None:
    if begin == end:
        return
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    ends = quiet_until(local, time(begin), time(end))
    if ends is not None:
        assert timedelta() < ends.astimezone(UTC) - local.astimezone(UTC) <= timedelta(hours=25)
        assert quiet_until(ends, time(begin), time(end)) is None


def test_a_batch_gives_each_place_of_a_portfolio_once() -> None:
    people = [changed(OFFER, recipient__id=uuid4(), sender__headroom=2) for _ in range(4)]
    decisions = decide_all([people[0], people[0], *people[1:]], NOW)
    assert [type(one).__name__ for one in decisions] == [
        "Allowed",
        "Allowed",
        "Allowed",
        "Deferred",
        "Deferred",
    ]


def test_a_batch_spends_the_budget_once() -> None:
    dear = changed(OFFER, price=Decimal(1), sender__budget_left=Decimal("2.5"))
    decisions = decide_all([changed(dear, recipient__id=uuid4()) for _ in range(4)], NOW)
    assert [type(one).__name__ for one in decisions] == ["Allowed", "Allowed", "Refused", "Refused"]


def test_portfolios_do_not_share_places() -> None:
    other = changed(OFFER, recipient__id=uuid4(), sender__portfolio_id="999", sender__headroom=1)
    mine = changed(OFFER, sender__headroom=1)
    assert all(isinstance(one, Allowed) for one in decide_all([mine, other], NOW))


def test_the_window_follows_the_last_message() -> None:
    assert window_closes_at(None) is None
    assert window_closes_at(NOW) == NOW + timedelta(hours=24)
    assert not in_window(None, NOW)
    assert in_window(NOW - timedelta(hours=23), NOW)
