"""Numbers in every way of writing them, user ids, and what the answer says."""

import pytest
from sandbox.tests.client import DEWI, LENA


@pytest.mark.parametrize(
    "to, wa_id",
    [
        ("+62 812-3456-7890", DEWI),
        ("(62) 812 3456.7890", DEWI),
        # Mobiles of Brazil lost the ninth digit in most areas, and kept it in the oldest.
        ("+55 31 98765-4321", "553187654321"),
        ("+55 31 8765-4321", "553187654321"),
        ("+55 11 8765-4321", "5511987654321"),
        ("+55 11 3765-4321", "551137654321"),
        ("+52 55 1234 5678", "5215512345678"),
        ("+52 1 55 1234 5678", "5215512345678"),
        ("+54 9 11 2345 6789", "5491123456789"),
        ("+54 11 2345 6789", "541123456789"),
    ],
)
def test_a_number_is_answered_with_whatsapps_own_form_of_it(meta, to, wa_id):
    assert meta.send(to).json["contacts"] == [{"input": to, "wa_id": wa_id}]


def test_both_forms_of_a_number_are_one_person(meta):
    first = meta.send("+54 9 11 2345 6789").json["contacts"][0]["wa_id"]
    assert meta.send("+54 11 2345 6789").json["contacts"][0]["wa_id"] == first


def test_without_plus_a_number_may_count_as_one_of_the_own_country(meta):
    assert meta.send("81234567890").json["contacts"][0]["wa_id"] == "81234567890"
    meta.control("/settings", {"prefix_bare_numbers": True})
    assert meta.send("0812-3456-7890").json["contacts"][0]["wa_id"] == DEWI
    assert meta.send(f"+{DEWI}").json["contacts"][0]["wa_id"] == DEWI


def test_a_user_id_is_answered_without_a_number(meta):
    answer = meta.post_message({"recipient": LENA, "type": "text", "text": {"body": "x"}})
    assert answer.json["contacts"] == [{"input": LENA, "user_id": LENA}]


def test_the_number_wins_over_the_user_id(meta):
    answer = meta.send(recipient=LENA)
    assert answer.json["contacts"] == [{"input": DEWI, "wa_id": DEWI, "user_id": "ID.84519930277416250193"}]


def test_a_username_is_no_recipient(meta):
    assert meta.post_message({"recipient": "lena.k", "type": "text", "text": {"body": "x"}}).code == 100
