"""What a status says about the price, and what the rate card says."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sandbox.tests.client import ADA, DEWI
from sandbox.tests.life.sends import MARKETING, UTILITY, first_status, price_of, send_template, send_text

from waypost_sandbox.life.rates import market_of, price
from waypost_sandbox.life.timezones import month_of

DAY = 86_400


def test_an_answer_is_free_until_a_thousand_were_sent_from_the_number_this_month(meta, receiver):
    meta.control("/settings", {"pair_limit": False, "throughput_limit": False})
    meta.open_window()
    assert price_of(meta, receiver, send_text(meta, DEWI)) == (False, "free_customer_service", "service")
    for _ in range(999):
        send_text(meta, DEWI)
    assert price_of(meta, receiver, send_text(meta, DEWI)) == (True, "regular", "service")
    meta.advance(32 * DAY)
    meta.open_window()
    assert price_of(meta, receiver, send_text(meta, DEWI)) == (False, "free_customer_service", "service")


@pytest.mark.parametrize("name, category", [(UTILITY, "utility"), (MARKETING, "marketing")])
def test_templates_are_charged_inside_the_window_as_well(meta, receiver, name, category):
    meta.open_window()
    assert price_of(meta, receiver, send_template(meta, DEWI, name)) == (True, "regular", category)


def test_before_october_2026_answers_and_utility_templates_in_the_window_were_free(meta, receiver):
    meta.control("/settings", {"service_charged": False})
    meta.open_window()
    free = "free_customer_service"
    assert price_of(meta, receiver, send_text(meta, DEWI)) == (False, free, "service")
    assert price_of(meta, receiver, send_template(meta, DEWI, UTILITY)) == (False, free, "utility")
    assert price_of(meta, receiver, send_template(meta, ADA, UTILITY)) == (True, "regular", "utility")


def test_the_marketing_api_has_a_category_of_its_own(meta, receiver):
    # New templates take up to ten minutes to be known there.
    meta.advance(700)
    sent = send_template(meta, DEWI, MARKETING, path="marketing_messages")
    assert price_of(meta, receiver, sent) == (True, "regular", "marketing_lite")


CODE = {
    "name": "login_code",
    "language": {"code": "en_US"},
    "components": [{"type": "body", "parameters": [{"type": "text", "text": "481516"}]}],
}


def send_code(meta, to):
    body = {"messaging_product": "whatsapp", "to": to, "type": "template", "template": CODE}
    return meta.call("POST", "/v23.0/2001/messages", body).json["messages"][0]["id"]


def test_authentication_from_abroad_is_its_own_category_where_it_is_announced(accounts, receiver):
    accounts.control("/settings", {"authentication_international": ["IN", "ID"]})
    abroad = (True, "regular", "authentication-international")
    assert price_of(accounts, receiver, send_code(accounts, "919812345678")) == abroad
    assert price_of(accounts, receiver, send_code(accounts, DEWI))[2] == "authentication"
    assert price_of(accounts, receiver, send_code(accounts, ADA))[2] == "authentication"


def test_a_code_that_does_not_arrive_in_ten_minutes_is_dropped(accounts, receiver):
    accounts.control(f"/people/{DEWI}", {"online": False})
    codes = [send_code(accounts, DEWI)]
    accounts.advance(300)
    codes.append(send_code(accounts, DEWI))
    accounts.advance(310)
    accounts.control(f"/people/{DEWI}", {"online": True})
    accounts.advance(2)
    assert [[s["status"] for s in receiver.statuses(i)] for i in codes] == [["sent"], ["sent", "delivered"]]


def test_an_answer_to_an_ad_within_a_day_makes_everything_free_for_72_hours(meta, receiver):
    meta.control(f"/people/{DEWI}/click_ad", {})
    meta.advance(DAY - 60)
    sent = first_status(meta, receiver, send_text(meta, DEWI))
    assert sent["pricing"] == {
        "billable": False,
        "pricing_model": "PMP",
        "type": "free_entry_point",
        "category": "referral_conversion",
    }
    assert sent["conversation"]["origin"] == {"type": "referral_conversion"}
    ends = int(sent["conversation"]["expiration_timestamp"])
    assert abs(ends - int(sent["timestamp"]) - 3 * DAY) <= 1
    meta.advance(3 * DAY - 60)
    assert price_of(meta, receiver, send_template(meta, DEWI))[1] == "free_entry_point"
    meta.advance(120)
    assert price_of(meta, receiver, send_template(meta, DEWI)) == (True, "regular", "marketing")


def test_an_answer_to_an_ad_after_a_day_opens_nothing(meta, receiver):
    meta.control(f"/people/{DEWI}/click_ad", {})
    meta.advance(DAY + 60)
    assert price_of(meta, receiver, send_template(meta, DEWI)) == (True, "regular", "marketing")


def test_the_free_entry_point_may_last_seven_days(meta, receiver):
    meta.control("/settings", {"free_entry_days": 7})
    meta.control(f"/people/{DEWI}/click_ad", {})
    send_text(meta, DEWI)
    meta.advance(6.9 * DAY)
    assert price_of(meta, receiver, send_template(meta, DEWI))[1] == "free_entry_point"


def test_webhooks_from_v24_on_have_a_conversation_only_in_a_free_entry_point(meta, receiver):
    meta.open_window()
    assert "conversation" not in first_status(meta, receiver, send_text(meta, DEWI))


def test_webhooks_up_to_v23_keep_the_conversation_with_another_id_for_each_message(accounts, receiver):
    token = "770011223344557|6a6e0b1c9d8f47e2a3b4c5d6e7f80912"
    url = f"{receiver.url}/old"
    body = {
        "object": "whatsapp_business_account",
        "callback_url": url,
        "verify_token": "v",
        "fields": "messages",
    }
    assert accounts.call("POST", "/v23.0/770011223344557/subscriptions", body, token=token).status == 200
    first, second = (send_template(accounts, DEWI, number="2001") for _ in range(2))
    accounts.advance(2)
    told = {(s["id"], s["status"]): s["conversation"] for s in receiver.statuses() if s.get("conversation")}
    assert told.keys() == {(i, s) for i in (first, second) for s in ("sent", "delivered")}
    assert told[first, "sent"]["origin"] == {"type": "marketing"}
    assert "expiration_timestamp" in told[first, "sent"]
    assert told[first, "delivered"] == {k: told[first, "sent"][k] for k in ("id", "origin")}
    assert told[first, "sent"]["id"] != told[second, "sent"]["id"]


def test_the_price_comes_with_sent_and_one_of_delivered_and_read(meta, receiver):
    meta.open_window()
    meta.control(f"/people/{DEWI}", {"reads": True})
    sent = send_text(meta, DEWI)
    meta.advance()
    assert [("pricing" in s) for s in receiver.statuses(sent)] == [True, True, False]


@pytest.mark.parametrize(
    "who, market, marketing, utility",
    [
        ("6281234567890", "ID", "0.0411", "0.0250"),
        ("31612345678", "NL", "0.1597", "0.0500"),
        ("ID.84519930277416250193", "ID", "0.0411", "0.0250"),
        ("12125550142", "North America", "0.0250", "0.0034"),
        ("14165550142", "North America", "0.0250", "0.0034"),
        ("18095550142", "Rest of Latin America", "0.0740", "0.0113"),
        ("77012345678", "KZ", "0.0604", "0.0180"),
        ("79161234567", "RU", "0.0802", "0.0400"),
        ("35312345678", "Rest of Western Europe", "0.0592", "0.0171"),
        ("24312345678", "Other", "0.0604", "0.0077"),
    ],
)
def test_the_market_follows_from_the_number_or_the_user_id(who, market, marketing, utility):
    assert market_of(who) == market
    assert price("marketing_lite", who, "USD") == Decimal(marketing)
    assert {price(c, who, "USD") for c in ("service", "UTILITY", "authentication")} == {Decimal(utility)}
    assert price("referral_conversion", who, "USD") == 0


def test_authentication_from_abroad_costs_more_where_the_card_says_so():
    assert price("authentication-international", "919812345678", "USD") == Decimal("0.0304")
    assert price("AUTHENTICATION_INTERNATIONAL", "31612345678", "USD") == Decimal("0.0500")


def test_a_month_begins_at_midnight_of_the_accounts_own_time_zone():
    new_year_in_jakarta = datetime(2026, 12, 31, 17, tzinfo=UTC).timestamp()
    assert month_of("66", new_year_in_jakarta - 1) == "2026-12"
    assert month_of("66", new_year_in_jakarta) == "2027-01"
    assert month_of("98", new_year_in_jakarta) == "2026-12"
