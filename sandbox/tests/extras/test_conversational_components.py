"""Ice breakers and commands."""

import json
import urllib.parse

import pytest
from sandbox.tests.client import COFFEE

PATH = f"/v23.0/{COFFEE}/conversational_automation"
COMMANDS = [{"command_name": "tickets", "command_description": "Book tickets"}]


def commands(count):
    return [{"command_name": f"c{number}", "command_description": "Does it"} for number in range(count)]


def shown(meta):
    found = meta.call("GET", f"/v23.0/{COFFEE}?fields=conversational_automation")
    return found.json["conversational_automation"]


def test_components_are_shown_at_the_number(meta):
    answer = meta.call("POST", PATH, {"prompts": ["Book a repair"], "commands": COMMANDS})
    assert answer.json == {"success": True}
    assert shown(meta) == {"prompts": ["Book a repair"], "commands": COMMANDS}


def test_what_is_not_given_stays(meta):
    meta.call("POST", PATH, {"prompts": ["Book a repair"], "commands": COMMANDS})
    meta.call("POST", PATH, {"prompts": []})
    assert shown(meta) == {"prompts": [], "commands": COMMANDS}


def test_lists_may_come_as_json_in_the_query(meta):
    query = urllib.parse.urlencode({"commands": json.dumps(COMMANDS)})
    assert meta.call("POST", f"{PATH}?{query}").json == {"success": True}
    assert shown(meta)["commands"] == COMMANDS


def test_the_limits_themselves_are_fine(meta):
    longest = [{"command_name": "n" * 32, "command_description": "d" * 256}]
    body = {"prompts": ["p" * 80] * 4, "commands": commands(29) + longest}
    assert meta.call("POST", PATH, body).status == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"prompts": ["p"] * 5}, 100),
        ({"prompts": ["p" * 81]}, 100),
        ({"prompts": ["Hello 👋"]}, 100),
        ({"prompts": [""]}, 131008),
        ({"prompts": "Hello"}, 100),
        ({"commands": commands(31)}, 100),
        ({"commands": [{"command_name": "n" * 33, "command_description": "d"}]}, 100),
        ({"commands": [{"command_name": "n", "command_description": "d" * 257}]}, 100),
        ({"commands": [{"command_name": "n", "command_description": "Party 🎉"}]}, 100),
        ({"commands": [{"command_name": "two words", "command_description": "d"}]}, 100),
        ({"commands": [{"command_name": "n"}]}, 131008),
        ({"commands": commands(1) * 2}, 100),
    ],
)
def test_broken_components_are_refused(meta, body, code):
    assert meta.call("POST", PATH, body).code == code
