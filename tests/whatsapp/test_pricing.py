"""What a message will cost, by its category and where it goes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.whatsapp.pricing import RATES, estimate, market

MARKETS = {
    "31612345678": "Netherlands",
    "+31612345678": "Netherlands",
    "NL.84519930277416250193": "Netherlands",
    "NL.ENT.1181579921288": "Netherlands",
    "5511987654321": "Brazil",
    "12015550123": "North America",
    "14165550123": "North America",
    "18095550123": "Rest of Latin America",
    "17875550123": "Rest of Latin America",
    "12425550123": "Other",
    "79161234567": "Russia",
    "77011234567": "Kazakhstan",
    "85251234567": "Hong Kong",
    "8613812345678": "Rest of Asia Pacific",
    "3541234567": "Other",
    "IS.1": "Other",
    "KE.1": "Rest of Africa",
    "254712345678": "Rest of Africa",
    "40712345678": "Romania",
    "420601123456": "Rest of Central & Eastern Europe",
    "9731234567": "Rest of Middle East",
    "41791234567": "Rest of Western Europe",
}


@pytest.mark.parametrize("address", MARKETS)
def test_a_number_or_user_id_has_its_market(address):
    assert market(address) == MARKETS[address]


@pytest.mark.parametrize(
    ("category", "price"),
    [
        ("marketing", "0.0118"),
        ("MARKETING", "0.0118"),
        ("marketing_lite", "0.0118"),
        ("utility", "0.0014"),
        ("authentication", "0.0014"),
        ("service", "0.0014"),
        ("group_service", "0.0014"),
        ("authentication-international", "0.0304"),
    ],
)
def test_each_category_has_its_price(category, price):
    assert estimate(category, "919812345678") == Decimal(price)


def test_where_there_is_no_international_price_the_plain_one_holds():
    assert estimate("authentication_international", "31612345678") == Decimal("0.0500")


@pytest.mark.parametrize(
    ("category", "address"),
    [("referral_conversion", "31612345678"), ("marketing", ""), ("marketing", "who?"), ("utility", "12.3")],
)
def test_what_is_not_known_has_no_price(category, address):
    assert estimate(category, address) is None


def test_the_card_is_complete():
    assert len(RATES) == 39 + 8
    assert all(0 < rates.utility < rates.marketing < 1 for rates in RATES.values())


@given(st.text(max_size=20), st.text(max_size=20))
def test_nothing_raises(category, address):
    estimate(category, address)
