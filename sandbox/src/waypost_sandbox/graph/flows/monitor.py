"""Watches the endpoints of flows: alerts, and flows throttled or blocked until the endpoint is well again."""

from collections import Counter
from math import ceil

from msgspec import Struct

from waypost_sandbox.graph.flows.status import change_status, tell
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.flows import Exchange, Flow, Hour

HOUR_SECONDS = 3600
WINDOW_SECONDS = 1800.0
AVAILABILITY_SECONDS = 600.0
MOST_EXCHANGES = 2000
DAYS_KEPT = 90
# Fewer say nothing.
LEAST_REQUESTS = 10
LEAST_PINGS = 3
SLOWEST = "10+"
ERROR_STEPS = (5.0, 10.0, 50.0)
LATENCY_STEPS = (1000.0, 5000.0, 7000.0)
LEAST_AVAILABILITY = 90.0
# error rate, p90 latency in milliseconds, availability: throttled from the first, blocked from the second.
BAD_ERRORS, BAD_LATENCY, BAD_AVAILABILITY = (10.0, 50.0), (5000.0, 7000.0), (90.0, 50.0)
# What went wrong on the way to the endpoint; all else went wrong on the phone.
ENDPOINT_ERRORS = (
    "timeout_error",
    "unexpected_http_status_code",
    "no_http_response_error",
    "cannot_be_served",
    "missing_capability",
)


class Health(Struct):
    """The last half hour; None where there is too little to say."""

    endpoint_errors: float | None
    client_errors: float | None
    p50: float | None
    p90: float | None
    availability: float | None
    requests: int
    failures: Counter[str]


def note(world: Sandbox, flow: Flow, exchange: Exchange) -> None:
    _count(flow, exchange)
    flow.exchanges.append(exchange)
    del flow.exchanges[:-MOST_EXCHANGES]
    judge(world, flow)


def health_of(flow: Flow, now: float) -> Health:
    recent = [one for one in flow.exchanges if one.at > now - WINDOW_SECONDS]
    asked = [one for one in recent if not one.is_ping]
    pings = [one for one in recent if one.is_ping and one.at > now - AVAILABILITY_SECONDS]
    failures = Counter(one.error for one in asked if one.error)
    enough = len(asked) >= LEAST_REQUESTS
    slow = sorted(one.seconds * 1000 for one in asked)
    by_endpoint = sum(count for error, count in failures.items() if error in ENDPOINT_ERRORS)
    return Health(
        endpoint_errors=100 * by_endpoint / len(asked) if enough else None,
        client_errors=100 * (failures.total() - by_endpoint) / len(asked) if enough else None,
        p50=slow[len(slow) // 2] if enough else None,
        p90=slow[ceil(len(slow) * 0.9) - 1] if enough else None,
        availability=100 * sum(not one.error for one in pings) / len(pings)
        if len(pings) >= LEAST_PINGS
        else None,
        requests=len(asked),
        failures=failures,
    )


def _count(flow: Flow, exchange: Exchange) -> None:
    start = int(exchange.at) // HOUR_SECONDS * HOUR_SECONDS
    hour = flow.hours.setdefault(start, Hour())
    for old in [at for at in flow.hours if at < start - DAYS_KEPT * 86_400]:
        del flow.hours[old]
    if exchange.is_ping:
        hour.pings_answered += not exchange.error
        hour.pings_failed += bool(exchange.error)
        return
    hour.requests += 1
    if exchange.error:
        hour.errors[exchange.error] = hour.errors.get(exchange.error, 0) + 1
    seconds = max(1, ceil(exchange.seconds))
    key = str(seconds) if seconds <= 10 else SLOWEST
    hour.latency[key] = hour.latency.get(key, 0) + 1


def judge(world: Sandbox, flow: Flow) -> None:
    """Alerts, and one step of the status in either direction."""
    health = health_of(flow, world.clock.now())
    _alert_of_errors(world, flow, health, "ENDPOINT_ERROR_RATE", health.endpoint_errors, endpoint=True)
    _alert_of_errors(world, flow, health, "CLIENT_ERROR_RATE", health.client_errors, endpoint=False)
    _alert_of_latency(world, flow, health)
    _alert_of_availability(world, flow, health)
    if flow.status not in ("PUBLISHED", "THROTTLED", "BLOCKED"):
        return
    order = ("PUBLISHED", "THROTTLED", "BLOCKED")
    wanted, now_at = _badness(health), order.index(flow.status)
    step = (wanted > now_at) - (wanted < now_at)
    if step:
        change_status(world, flow, order[now_at + step])


def _badness(health: Health) -> int:
    worst = 0
    rates = [rate for rate in (health.endpoint_errors, health.client_errors) if rate is not None]
    for level in (0, 1):
        bad = (
            any(rate >= BAD_ERRORS[level] for rate in rates)
            or (health.p90 is not None and health.p90 >= BAD_LATENCY[level])
            or (health.availability is not None and health.availability < BAD_AVAILABILITY[level])
        )
        worst = level + 1 if bad else worst
    return worst


def _alert_of_errors(
    world: Sandbox, flow: Flow, health: Health, event: str, rate: float | None, *, endpoint: bool
) -> None:
    crossed = _crossed(flow, event, rate, ERROR_STEPS)
    if crossed is None or rate is None:
        return
    state, threshold = crossed
    mine = {
        error: count for error, count in health.failures.items() if (error in ENDPOINT_ERRORS) == endpoint
    }
    errors = [
        {
            "error_type": error.removesuffix("_error").replace("-", "_").upper(),
            "error_rate": round(100 * count / sum(mine.values()), 1),
            "error_count": count,
        }
        for error, count in mine.items()
    ]
    who = "endpoint" if endpoint else "client"
    _alert(
        world,
        flow,
        event,
        f"The flow {who} request error rate has {_moved(state)} the {threshold:g}% threshold in the last "
        "30 minutes.",
        {
            "error_rate": round(rate, 1),
            "threshold": _plain(threshold),
            "alert_state": state,
            "errors": errors,
        },
    )


def _alert_of_latency(world: Sandbox, flow: Flow, health: Health) -> None:
    crossed = _crossed(flow, "ENDPOINT_LATENCY", health.p90, LATENCY_STEPS)
    if crossed is None:
        return
    state, threshold = crossed
    _alert(
        world,
        flow,
        "ENDPOINT_LATENCY",
        f"The flow endpoint latency has {_moved(state)} the p90 threshold of {threshold / 1000:g} seconds in "
        "the last 30 minutes.",
        {
            "p90_latency": round(health.p90 or 0),
            "p50_latency": round(health.p50 or 0),
            "requests_count": health.requests,
            "threshold": _plain(threshold),
            "alert_state": state,
        },
    )


def _alert_of_availability(world: Sandbox, flow: Flow, health: Health) -> None:
    event, found = "ENDPOINT_AVAILABILITY", health.availability
    active = event in flow.alerts
    if found is None or (found < LEAST_AVAILABILITY) == active:
        return
    state = "DEACTIVATED" if active else "ACTIVATED"
    if active:
        del flow.alerts[event]
    else:
        flow.alerts[event] = LEAST_AVAILABILITY
    _alert(
        world,
        flow,
        event,
        f"The flow endpoint availability has {_moved(state)} the {LEAST_AVAILABILITY:g}% threshold in the "
        "last 10 minutes.",
        {"availability": round(found), "threshold": _plain(LEAST_AVAILABILITY), "alert_state": state},
    )


def _crossed(
    flow: Flow, event: str, value: float | None, steps: tuple[float, ...]
) -> tuple[str, float] | None:
    """The alert that begins or ends now, and its threshold."""
    if value is None:
        return None
    before = flow.alerts.get(event, 0.0)
    beyond = max((step for step in steps if value >= step), default=0.0)
    if beyond == before:
        return None
    if beyond:
        flow.alerts[event] = beyond
    else:
        del flow.alerts[event]
    return ("ACTIVATED", beyond) if beyond > before else ("DEACTIVATED", before)


def _alert(world: Sandbox, flow: Flow, event: str, message: str, more: Json) -> None:
    tell(world, flow, {"event": event, "message": message, **more})


def _moved(state: str) -> str:
    return "breached" if state == "ACTIVATED" else "recovered from"


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number
