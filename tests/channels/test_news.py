"""What a webhook about an account means. No database."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from waypost.channels.facts import STOPS_EVERYTHING
from waypost.channels.news import News, holds, news_of, stopped_by
from waypost.channels.rules import ends_soon, messages_per_second, tier_of, unique_people
from waypost.whatsapp.webhook import parse

PAYLOADS = Path(__file__).parents[1] / "payloads"
NOW = datetime(2026, 9, 11, tzinfo=UTC)


def news(field: str, **value: object) -> News | None:
    change = {"field": field, "value": value}
    [event] = parse(json.dumps({"entry": [{"id": "104220871", "time": 1, "changes": [change]}]}).encode())
    return news_of(event)


def captured(name: str) -> News | None:
    [event] = parse((PAYLOADS / f"{name}.json").read_bytes())
    return news_of(event)


@pytest.mark.parametrize(
    "state,cause", [("DISABLE", "banned"), ("REINSTATE", ""), ("SCHEDULE_FOR_DISABLE", "")]
)
def test_only_a_ban_pauses(state, cause):
    told = news("account_update", event="DISABLED_UPDATE", ban_info={"waba_ban_state": state})

    assert told.pause_cause == cause


def test_a_ban_that_is_announced_is_told_with_its_day():
    assert "September 10, 2026" in captured("account_disabled").changes["last_problem"]


def test_reinstatement_ends_the_pause_of_a_ban_only():
    told = news("account_update", event="DISABLED_UPDATE", ban_info={"waba_ban_state": "REINSTATE"})

    assert told.ends_causes == ("banned",)


def test_a_restriction_of_everything_pauses_until_its_end():
    row = {"restriction_type": STOPS_EVERYTHING, "expiration": 1789600000}
    told = news("account_update", event="ACCOUNT_RESTRICTION", restriction_info=[row])

    assert told.pause_cause == "restricted"
    assert "16 September 2026" in told.pause_says


def test_a_restriction_on_beginning_conversations_lets_answers_go_on():
    told = captured("account_restriction")

    assert told.pause_cause == ""
    assert told.changes["restrictions"] == [
        {"kind": "RESTRICTED_BIZ_INITIATED_MESSAGING", "until": 1789600000}
    ]


def test_an_account_that_took_our_access_back_pauses_with_metas_reason():
    told = captured("partner_removed")

    assert (told.waba_id, told.pause_cause) == ("104220871", "gone")
    assert "PRIMARY_INACTIVITY" in told.pause_says


def test_the_account_of_a_partners_webhook_is_the_one_it_names():
    """Its entry has the id of a portfolio."""
    told = news("account_update", event="PARTNER_REMOVED", waba_info={"waba_id": "77"})

    assert told.waba_id == "77"


def test_a_limit_is_news_for_the_whole_portfolio():
    told = captured("capability")

    assert (told.is_of_portfolio, told.changes) == (True, {"messaging_limit": "TIER_2K"})


def test_more_throughput_is_a_thousand_a_second():
    assert captured("number_quality").changes == {
        "throughput_level": "HIGH",
        "messages_per_second": 1000,
        "messaging_limit": "TIER_UNLIMITED",
    }


def test_a_declined_name_says_which_and_why():
    told = captured("number_name")

    assert told.changes["name_status"] == "DECLINED"
    assert "Vis!!! (NAME_FORMAT_UNACCEPTABLE)" in told.changes["last_problem"]


def test_somebody_who_wants_the_pin_off_is_told_of():
    assert "61555800011" in captured("security").changes["last_problem"]


@pytest.mark.parametrize(
    "name", ["account_alert", "account_violation", "account_review", "business_username"]
)
def test_the_others_change_something(name):
    assert captured(name).changes


def test_news_that_mean_nothing_here_change_nothing():
    assert news("account_update", event="AD_ACCOUNT_LINKED") is None


@pytest.mark.parametrize("value", [None, [], "x", {"waba_ban_state": 7}])
def test_odd_values_do_no_harm(value):
    news("account_update", event="DISABLED_UPDATE", ban_info=value)
    news("account_update", event="ACCOUNT_RESTRICTION", restriction_info=value)
    news("business_capability_update", max_daily_conversations_per_business=value)
    news("account_alerts", alert_info=value)


def test_a_restriction_ends_at_its_time():
    over = {"kind": STOPS_EVERYTHING, "until": int(NOW.timestamp()) - 1}
    on = {"kind": STOPS_EVERYTHING, "until": None}

    assert (holds(over, NOW), holds(on, NOW)) == (False, True)
    assert stopped_by([over], NOW) is None
    assert stopped_by([over, on], NOW).cause == "restricted"


@pytest.mark.parametrize(
    "level,app,rate",
    [("STANDARD", False, 80), ("HIGH", False, 1000), ("NOT_APPLICABLE", False, 20), ("HIGH", True, 20)],
)
def test_throughput(level, app, rate):
    assert messages_per_second(level, is_on_business_app=app) == rate


@pytest.mark.parametrize(
    "tier,people",
    [("TIER_250", 250), ("TIER_2K", 2000), ("TIER_UNLIMITED", None), ("", None), ("TIER_OF_2030", 250)],
)
def test_limits(tier, people):
    assert unique_people(tier) == people


def test_a_limit_as_a_number_is_the_tier_of_that_size():
    assert (tier_of(2000), tier_of("TIER_10K"), tier_of(None)) == ("TIER_2K", "TIER_10K", "")


def test_a_token_that_has_ended_does_not_end_soon():
    assert not ends_soon(datetime(2026, 9, 10, tzinfo=UTC), NOW)
    assert ends_soon(datetime(2026, 9, 18, tzinfo=UTC), NOW)
    assert not ends_soon(datetime(2026, 9, 19, tzinfo=UTC), NOW)
    assert not ends_soon(None, NOW)
