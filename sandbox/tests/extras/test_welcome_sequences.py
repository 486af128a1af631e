"""Welcome message sequences of ads, one set for each app."""

import json
import urllib.parse

import pytest
from sandbox.tests.client import WABA

PATH = f"/v23.0/{WABA}/welcome_message_sequences"
CONTENT = {
    "text": "Welcome!",
    "autofill_message": {"content": "Hello! Can I get more info?"},
    "ice_breakers": [{"title": "Prices"}, {"title": "Opening hours"}],
}


def form(meta, method="POST", **values):
    """As Meta's own samples do it: a form whose values stand in quotation marks."""
    content = urllib.parse.urlencode(values).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return meta.call(method, PATH, content, headers=kind)


@pytest.fixture
def sequence(meta):
    made = form(meta, name='"Driver sign-up"', welcome_message_sequence=json.dumps(CONTENT))
    return made.json["sequence_id"]


def test_a_sequence_is_listed_with_its_content(meta, sequence):
    rows = meta.call("GET", PATH).json["data"]
    assert [(row["sequence_id"], row["name"], row["is_used_in_ad"]) for row in rows] == [
        (sequence, "Driver sign-up", False)
    ]
    assert json.loads(rows[0]["welcome_message_sequence"]) == CONTENT
    assert meta.call("GET", f"{PATH}?sequence_id={sequence}").json["data"] == rows


def test_a_sequence_is_changed_and_deleted(meta, sequence):
    assert form(meta, sequence_id=f'"{sequence}"', name="Riders").json == {"success": True}
    assert meta.call("GET", PATH).json["data"][0]["name"] == "Riders"
    assert form(meta, "DELETE", sequence_id=sequence).json == {"success": True}
    assert meta.call("GET", PATH).json["data"] == []


def test_a_sequence_in_an_ad_cannot_be_changed_or_deleted(meta, sequence):
    meta.control(f"/welcome_message_sequences/{sequence}", {"is_used_in_ad": True})
    assert form(meta, sequence_id=sequence, name="Riders").code == 4027012
    assert form(meta, "DELETE", sequence_id=sequence).code == 4027012


def test_another_app_does_not_see_it(meta, sequence):
    assert meta.call("GET", PATH, token="EAAotherApp").json == {"data": []}
    unseen = meta.call("GET", f"{PATH}?sequence_id={sequence}", token="EAAotherApp")
    assert unseen.code == 4027017


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "n"}, 4027010),
        ({"welcome_message_sequence": json.dumps(CONTENT)}, 4027010),
        ({"name": "n", "welcome_message_sequence": "{"}, 4027001),
        ({"name": "n", "welcome_message_sequence": "{}"}, 4027001),
        ({"name": "n", "welcome_message_sequence": '{"text":"t","ice_breakers":["Prices"]}'}, 4027001),
        ({"name": "n", "welcome_message_sequence": '{"text":"t","autofill_message":"Hi"}'}, 4027001),
        ({"sequence_id": "186473890", "name": "n"}, 4027017),
    ],
)
def test_broken_sequences_are_refused(meta, values, code):
    assert form(meta, **values).code == code


def test_deleting_needs_an_id(meta):
    assert meta.call("DELETE", PATH).code == 4027010
