from uuid import uuid4

import pytest

from waypost.contacts.rules import Known, Person, Register, merged_sightings, search_terms


def test_user_id_decides_since_numbers_change_hands() -> None:
    by_number = Known(uuid4(), Person(wa_id="628111"))
    by_user_id = Known(uuid4(), Person(user_id="ID.1"))

    found = Register([by_number, by_user_id]).find(Person(wa_id="628111", user_id="ID.1"))

    assert found == by_user_id


def test_number_finds_a_contact_that_never_showed_a_user_id() -> None:
    known = Known(uuid4(), Person(wa_id="628111"))
    assert Register([known]).find(Person(wa_id="628111", user_id="ID.1")) == known


def test_stranger_is_not_found() -> None:
    assert Register([]).find(Person(wa_id="628111")) is None


def test_sighting_fills_in_what_was_missing() -> None:
    known = Known(uuid4(), Person(wa_id="628111", profile_name="Dewi"))
    learned = Register([known]).learned(known, Person("628111", "ID.1", None, "dewi.p", ""))
    assert learned == Person("628111", "ID.1", None, "dewi.p", "Dewi")


def test_number_of_another_contact_is_not_taken_over() -> None:
    owner = Known(uuid4(), Person(wa_id="628111"))
    other = Known(uuid4(), Person(user_id="ID.1"))
    learned = Register([owner, other]).learned(other, Person(wa_id="628111", user_id="ID.1"))
    assert learned.wa_id is None


def test_missing_number_does_not_erase_a_known_one() -> None:
    known = Known(uuid4(), Person(wa_id="628111", user_id="ID.1"))
    assert Register([known]).learned(known, Person(user_id="ID.1")).wa_id == "628111"


def test_sightings_come_in_one_order_whatever_order_they_arrived_in() -> None:
    a, b = Person(wa_id="1"), Person(user_id="ID.9")
    assert merged_sightings([a, b, a]) == merged_sightings([b, a])


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Dewi Pra", "dewi:* & pra:*"),
        ("+62 812", "62812:* | r21826:*"),
        ("0812", "0812:* | r2180:* | r218:*"),
        ("  ", ""),
        ("'; drop table", "drop:* & table:*"),
        ("فاطمة", "فاطمة:*"),
        ("🙂", ""),
    ],
)
def test_what_is_typed_becomes_a_prefix_search(typed: str, terms: str) -> None:
    assert search_terms(typed) == terms
