"""Golden tables: which forms name one person, what is typed becomes what, and where a number is at home."""

import pytest

from waypost.contacts.rules import candidates, country_of, is_same_line, time_zone_of, time_zones_of, typed

AREA_CODES = [f"{code}" for code in range(11, 100) if code % 10]


@pytest.mark.parametrize("area", AREA_CODES)
@pytest.mark.parametrize("first", "6789")
def test_a_brazilian_mobile_is_known_with_and_without_its_nine(area, first):
    with_nine, without = f"55{area}9{first}7654321", f"55{area}{first}7654321"

    assert candidates(with_nine) == [with_nine, without]
    assert candidates(without) == [without, with_nine]


@pytest.mark.parametrize("area", AREA_CODES)
@pytest.mark.parametrize("first", "012345")
def test_a_brazilian_landline_never_becomes_a_mobile(area, first):
    landline, mobile = f"55{area}{first}7654321", f"55{area}9{first}7654321"

    assert candidates(landline) == [landline]
    assert candidates(mobile) == [mobile]


@pytest.mark.parametrize(
    ("number", "other"),
    [
        ("525512345678", "5215512345678"),
        ("5215512345678", "525512345678"),
        ("523312345678", "5213312345678"),
        ("5219981234567", "529981234567"),
        ("5491143215678", "541143215678"),
        ("5493514321567", "543514321567"),
    ],
)
def test_mexico_and_argentina_have_a_second_form(number, other):
    assert candidates(number) == [number, other]


@pytest.mark.parametrize(
    "number",
    [
        "541143215678",  # may be somebody's landline
        "52551234567",  # a digit short
        "5211234567890",  # no area begins with 1
        "5510987654321",  # no such area
        "5511876543210",  # neither eight nor nine digits after the area that fit
        "390612345678",  # Italy keeps its zero
        "39612345678",
        "2250712345678",  # Ivory Coast, ten digits
        "22507123456",
        "2290197123456",  # Benin
        "77011234567",  # Kazakhstan shares +7
        "79261234567",
        "12125550100",
        "6281234567890",
        "491511234567",
        "31612345678",
        "8801712345678",
    ],
)
def test_everything_else_has_one_form_only(number):
    assert candidates(number) == [number]


def test_a_number_is_taken_as_it_is_written():
    assert candidates("+55 (11) 98765-4321") == ["5511987654321", "551187654321"]
    assert candidates("") == []


def test_argentina_is_one_line_whichever_form_came_first():
    assert is_same_line("541143215678", "5491143215678")
    assert is_same_line("5491143215678", "541143215678")
    assert not is_same_line("541143215678", "541143215679")


@pytest.mark.parametrize(
    ("phone", "region", "digits"),
    [
        ("+62 812-3456-7890", None, "6281234567890"),
        ("6281234567890", None, "6281234567890"),
        ("0812 3456 7890", "ID", "6281234567890"),
        ("(11) 98765-4321", "BR", "5511987654321"),
        ("11 8765-4321", "BR", "551187654321"),
        ("(11) 3265-4321", "BR", "551132654321"),
        ("55 1234 5678", "MX", "525512345678"),
        ("+52 1 55 1234 5678", "BR", "5215512345678"),
        ("011 15 4321-5678", "AR", "5491143215678"),
        ("06 1234 5678", "IT", "390612345678"),
        ("+39 06 1234 5678", "BR", "390612345678"),
        ("0049 1511 2345678", "DE", "4915112345678"),
        ("+1 (212) 555-0100", None, "12125550100"),
        ("٠٨١٢٣٤٥٦٧٨٩٠", "ID", "6281234567890"),
    ],
)
def test_what_is_typed_becomes_digits_with_the_country_code(phone, region, digits):
    assert typed(phone, region) == digits


@pytest.mark.parametrize(
    ("phone", "region"),
    [("", None), ("+", None), ("0812 3456 7890", None), ("12", "ID"), ("call me", "ID"), ("1-800-FLOWERS", "US"),
     ("+999 123 456 789", None), ("+1 212 555 0100 x5", "US"), ("1" * 400, None)],
)  # fmt: skip
def test_what_is_no_number_is_none(phone, region):
    assert typed(phone, region) is None


@pytest.mark.parametrize(
    ("wa_id", "country", "zone"),
    [
        ("551187654321", "BR", "America/Sao_Paulo"),
        ("5511987654321", "BR", "America/Sao_Paulo"),
        ("5592987654321", "BR", "America/Manaus"),
        ("5215512345678", "MX", "America/Mexico_City"),
        ("5491143215678", "AR", "America/Argentina/Buenos_Aires"),
        ("12125550100", "US", "America/New_York"),
        ("919812345678", "IN", "Asia/Kolkata"),
        ("4915112345678", "DE", "Europe/Berlin"),
        ("883510001234", None, "UTC"),
        ("1", None, "UTC"),
    ],
)
def test_a_number_tells_its_country_and_time_zone(wa_id, country, zone):
    assert (country_of(wa_id), time_zone_of(wa_id)) == (country, zone)


def test_a_number_of_a_wide_country_stands_in_the_middle_of_it():
    zones = time_zones_of("61412345678")

    assert zones[0].startswith("Indian/")
    assert time_zone_of("61412345678") == zones[len(zones) // 2]


def test_a_user_id_tells_the_country_where_no_number_does():
    assert country_of(None, "NL.84519930277416250193") == "NL"
    assert country_of("31612345678", "US.1") == "NL"
    assert country_of(None, "84519930277416250193") is None


def test_every_zone_that_numbers_give_is_known_to_the_machine():
    from zoneinfo import available_timezones

    from phonenumbers.tzdata import TIMEZONE_DATA

    from waypost.contacts.rules.numbers import _NOW_CALLED

    given = {_NOW_CALLED.get(zone, zone) for zones in TIMEZONE_DATA.values() for zone in zones}
    assert given - available_timezones() == set()
