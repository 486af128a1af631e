"""The webhooks of the contract fit the shapes and broken ones do not: so we know that the shapes are right."""

import copy
import json
from pathlib import Path

import pytest
from sandbox.tests.shapes.webhook import wrongs

SOURCE = Path(__file__).with_name("examples.jsonl")
EXAMPLES = {
    row["name"]: row["webhook"] for row in map(json.loads, SOURCE.read_text(encoding="utf-8").splitlines())
}


def places(value, path=()):
    """The way to every value inside."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, key), item
        yield from places(item, (*path, key))


def changed(webhook, path, value):
    broken = copy.deepcopy(webhook)
    at = broken
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return broken


def of_another_type(value):
    if isinstance(value, bool):
        return "true"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return int(value) if value.isdigit() else 7
    return "something"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_the_contract_fit(name):
    assert wrongs(EXAMPLES[name]) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_example_fits_with_an_unknown_key_anywhere(name):
    webhook = EXAMPLES[name]
    objects = [((), webhook), *((path, item) for path, item in places(webhook) if isinstance(item, dict))]
    fitting = [path for path, _ in objects if wrongs(changed(webhook, (*path, "colour"), "blue")) == []]
    assert fitting == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_example_fits_with_a_value_of_another_type(name):
    webhook = EXAMPLES[name]
    broken = ((path, changed(webhook, path, of_another_type(item))) for path, item in places(webhook))
    assert [path for path, other in broken if wrongs(other) == []] == []
