"""Two templates compared, by what they were sent and how they were taken."""

from types import SimpleNamespace

import pytest

from waypost_sandbox.graph.templates.comparing import compare_templates
from waypost_sandbox.state import State
from waypost_sandbox.state.templates import Template

TODAY = 20_000
NOW = TODAY * 86_400 + 3600


def template(template_id, sent, verdicts):
    return Template(
        template_id,
        "1",
        f"note_{template_id}",
        "en_US",
        "UTILITY",
        "APPROVED",
        [],
        days={TODAY - 1: [sent, 0], TODAY - 40: [5000, 0]},
        verdicts={f"person {n}": (NOW - 60.0, how) for n, how in enumerate(verdicts)},
    )


@pytest.fixture
def call():
    state = State("", {}, {}, {}, {}, {})
    for found in (
        template("11", 1273, ["blocked"]),
        template("12", 1042, ["reported"] * 3 + ["blocked"] * 2),
    ):
        state.templates[found.id] = found
    query = {"template_ids": "[11]", "start": str(NOW - 7 * 86_400), "end": str(NOW)}
    return SimpleNamespace(state=state, node="12", query=query)


def run(coroutine):
    with pytest.raises(StopIteration) as done:
        coroutine.send(None)
    return done.value.value


def test_the_better_one_comes_first(call):
    blocks, sends, reasons = run(compare_templates(call))["data"]
    assert blocks == {"metric": "BLOCK_RATE", "type": "RELATIVE", "order_by_relative_metric": ["11", "12"]}
    assert sends["number_values"] == [{"key": "12", "value": 1042}, {"key": "11", "value": 1273}]
    assert reasons["string_values"] == [
        {"key": "12", "value": "SPAM"},
        {"key": "11", "value": "NO_REASON_GIVEN"},
    ]


def test_times_may_be_counted_in_milliseconds(call):
    call.query |= {name: call.query[name] + "000" for name in ("start", "end")}
    assert run(compare_templates(call))["data"][1]["number_values"][0]["value"] == 1042
