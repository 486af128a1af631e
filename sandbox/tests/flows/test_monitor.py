"""Alerts about endpoints, by what was measured."""

from types import SimpleNamespace

import pytest

from waypost_sandbox.graph.flows.monitor import note
from waypost_sandbox.state.flows import Exchange, Flow


class World:
    """As much of the world as the monitor needs: the time, and what is told."""

    def __init__(self):
        self.now, self.values = 10_000.0, []
        self.clock = SimpleNamespace(now=lambda: self.now)
        self.deliveries = SimpleNamespace(tell=lambda update: self.values.append(update.value))

    def alerts(self, event):
        found = [value for value in self.values if value["event"] == event]
        return [(value["threshold"], value["alert_state"]) for value in found]


@pytest.fixture
def world():
    return World()


@pytest.fixture
def flow():
    return Flow(id="1", waba_id="2", name="claim", categories=["OTHER"], status="PUBLISHED")


def exchange(world, flow, count=1, seconds=0.1, error="", *, is_ping=False):
    for _ in range(count):
        note(world, flow, Exchange(world.now, seconds, error, is_ping))


def test_slow_answers_raise_latency_alerts_at_one_five_and_seven_seconds(world, flow):
    for seconds in (0.1, 1.5, 5.5, 8.0):
        world.now += 1801
        exchange(world, flow, 10, seconds)
    assert world.alerts("ENDPOINT_LATENCY") == [(1000, "ACTIVATED"), (5000, "ACTIVATED"), (7000, "ACTIVATED")]
    (last,) = [v for v in world.values if v.get("p90_latency") == 8000]
    assert (last["p50_latency"], last["requests_count"]) == (8000, 10)


def test_an_alert_ends_when_the_endpoint_is_well_again(world, flow):
    exchange(world, flow, 9)
    exchange(world, flow, 1, error="timeout_error")
    world.now += 1801
    exchange(world, flow, 10)
    assert world.alerts("ENDPOINT_ERROR_RATE") == [(10, "ACTIVATED"), (10, "DEACTIVATED")]


def test_failed_health_checks_raise_an_availability_alert_and_throttle(world, flow):
    exchange(world, flow, 3, is_ping=True)
    exchange(world, flow, 1, error="no_http_response_error", is_ping=True)
    assert world.alerts("ENDPOINT_AVAILABILITY") == [(90, "ACTIVATED")]
    assert next(v for v in world.values if "availability" in v)["availability"] == 75
    assert flow.status == "THROTTLED"


def test_no_flow_goes_from_published_to_blocked_at_once(world, flow):
    exchange(world, flow, 9, error="timeout_error")
    assert flow.status == "PUBLISHED"
    exchange(world, flow, 1, error="timeout_error")
    assert flow.status == "THROTTLED"
    exchange(world, flow, 1, error="timeout_error")
    assert flow.status == "BLOCKED"


def test_a_few_requests_say_nothing(world, flow):
    exchange(world, flow, 9, error="timeout_error")
    assert world.values == []


def test_drafts_are_neither_throttled_nor_blocked(world, flow):
    flow.status = "DRAFT"
    exchange(world, flow, 20, error="timeout_error")
    assert flow.status == "DRAFT"
