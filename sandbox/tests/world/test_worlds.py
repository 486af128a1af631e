"""Worlds from YAML: what a file may say, and what it is told when it is wrong."""

import re

import pytest

from waypost_sandbox.testing import running_sandbox
from waypost_sandbox.world import DEFAULT, WorldError, read_world

SMALL = """
apps:
  - {id: "100", secret: s3cret, name: Bakery}
tokens:
  - {value: EAAbakery}
businesses:
  - id: "200"
    name: Bakery
    messaging_limit: TIER_250
    accounts:
      - id: "300"
        name: Bakery
        numbers:
          - {id: "400", display_phone_number: +49 30 1234567, verified_name: Bakery}
customers:
  - {wa_id: "4915155555555", name: Mia, reads: true}
settings: {window: false}
faults:
  - {kind: delay, delay_seconds: 0.2}
"""


def written(folder, text):
    path = folder / "world.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder, text):
    with pytest.raises(WorldError) as caught:
        read_world(written(folder, text))
    return str(caught.value)


def test_the_sandbox_brings_two_accounts_three_numbers_and_twenty_customers():
    state = read_world(None).state
    assert len(state.wabas) == 2
    assert len(state.phone_numbers) == 3
    assert sum(person.known for person in state.people.values()) == 20
    assert any(template.status == "APPROVED" for template in state.templates.values())


def test_a_file_describes_another_world(tmp_path):
    world = read_world(written(tmp_path, SMALL))
    assert world.state.access_token == "EAAbakery"
    assert world.state.businesses["200"].messaging_limit == "TIER_250"
    assert world.state.wabas["300"].phone_numbers == ["400"]
    assert world.state.wabas["300"].subscribed_apps == {"100": None}
    assert world.state.people["4915155555555"].user_id.startswith("DE.")
    assert world.settings.window is False
    assert world.faults[0].kind == "delay"


def test_a_field_that_does_not_exist_is_named_with_those_that_do(tmp_path):
    words = refused(tmp_path, SMALL.replace("reads: true", "raeds: true"))
    assert "customers[0] has no field raeds" in words
    assert "reads" in words


def test_a_value_of_the_wrong_type_is_named_with_its_place(tmp_path):
    assert "customers[0]" in refused(tmp_path, SMALL.replace("reads: true", "reads: 3"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("apps: [", "is not YAML"),
        ("- a list", "must hold apps"),
        ("apps: []", "at least one app"),
        (SMALL.replace("tokens:", "tokens_:"), "has no field tokens_"),
        (
            SMALL.replace('"400", display', '"400", dsplay'),
            "businesses[0].accounts[0].numbers[0] has no field",
        ),
    ],
)
def test_a_broken_file_says_where(tmp_path, text, words):
    assert words in refused(tmp_path, text)


def test_the_command_starts_with_a_world_of_ones_own(tmp_path):
    with running_sandbox("--world", str(written(tmp_path, SMALL))) as sandbox:
        assert sandbox.phone_number_id == "400"
        assert sandbox.token == "EAAbakery"
        sandbox.customer_writes("4915155555555", "Hallo")
        assert sandbox.messages(direction="in")[0]["text"] == "Hallo"


def test_a_reset_brings_the_settings_and_faults_of_the_file_back(tmp_path):
    with running_sandbox("--world", str(written(tmp_path, SMALL))) as sandbox:
        sandbox.settings(window=True)
        sandbox.faults()
        sandbox.reset()
        assert sandbox.control("/settings")["window"] is False
        assert [rule["kind"] for rule in sandbox.control("/faults")["rules"]] == ["delay"]


def test_the_file_that_comes_with_the_sandbox_names_each_customer_once():
    text = DEFAULT.read_text(encoding="utf-8")
    ids = re.findall(r"user_id: ([A-Z]{2}\.\d+)", text)
    assert len(ids) == len(set(ids))


def test_several_accounts_have_the_samples_each_for_itself(tmp_path):
    number = '{id: "40%d", display_phone_number: +49 30 123456%d, verified_name: Bakery}'
    account = '{id: "30%d", name: Bakery, templates: samples, flows: samples, numbers: [' + number + "]}"
    accounts = "[" + ", ".join(account % (n, n, n) for n in range(3)) + "]"
    apps = "apps: [{id: '100', secret: s, name: B}]\ntokens: [{value: EAA}]\n"
    world = read_world(
        written(tmp_path, f"{apps}businesses: [{{id: '200', name: B, accounts: {accounts}}}]\n")
    )
    for found in (world.state.templates, world.state.flows):
        owned = [[one.name for one in found.values() if one.waba_id == f"30{n}"] for n in range(3)]
        assert owned[0]
        assert owned[0] == owned[1] == owned[2]
    for template in world.state.templates.values():
        for component in template.components:
            for button in component.get("buttons", []):
                if "flow_id" in button:
                    assert world.state.flows[button["flow_id"]].waba_id == template.waba_id
