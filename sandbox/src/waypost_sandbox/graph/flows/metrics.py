"""What a flow's endpoint did: requests, errors, latency and availability, by day or hour."""

from datetime import UTC, datetime

from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.flows import Flow, Hour

LEAST_REQUESTS = 250
HOUR_SECONDS = 3600
# granularity → the length of a step, and how far back it goes
GRANULARITIES: dict[str, tuple[float, int]] = {
    "DAY": (DAY_SECONDS, 90),
    "HOUR": (HOUR_SECONDS, 30),
    "LIFETIME": (0.0, 90),
}
NAMES = (
    "ENDPOINT_REQUEST_COUNT",
    "ENDPOINT_REQUEST_ERROR",
    "ENDPOINT_REQUEST_ERROR_RATE",
    "ENDPOINT_REQUEST_LATENCY_SECONDS_CEIL",
    "ENDPOINT_AVAILABILITY",
)


def metric_view(flow: Flow, arguments: dict[str, str], now: float) -> Json:
    name = arguments.get("name", "").strip().upper()
    granularity = arguments.get("granularity", "").strip().upper()
    if name not in NAMES:
        raise GraphError(100, f"Param name must be one of {{{', '.join(NAMES)}}}.")
    if granularity not in GRANULARITIES:
        raise GraphError(100, f"Param granularity must be one of {{{', '.join(GRANULARITIES)}}}.")
    step, days = GRANULARITIES[granularity]
    oldest = now - days * DAY_SECONDS
    since = _day(arguments.get("since"), oldest)
    until = min(_day(arguments.get("until"), now) + DAY_SECONDS, now) if "until" in arguments else now
    if since < oldest - DAY_SECONDS or since > until:
        raise GraphError(100, f"since must be a date of the last {days} days, and not after until.")
    if sum(hour.requests for hour in flow.hours.values()) < LEAST_REQUESTS:
        raise GraphError(
            139006, user=("Metrics threshold is not reached", "Not enough data to provide metrics")
        )
    cells: dict[float, list[Hour]] = {}
    for start, hour in sorted(flow.hours.items()):
        if since <= start + HOUR_SECONDS and start <= until:
            cells.setdefault(start // step * step if step else since, []).append(hour)
    points = [
        {
            "timestamp": datetime.fromtimestamp(start, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "data": _data(name, hours),
        }
        for start, hours in cells.items()
    ]
    return {"name": name, "granularity": granularity, "data_points": points}


def _day(found: str | None, usual: float) -> float:
    if found is None:
        return usual
    try:
        return datetime.strptime(found.strip(), "%Y-%m-%d").replace(tzinfo=UTC).timestamp()
    except ValueError as error:
        raise GraphError(100, "since and until must be dates such as 2026-09-30.") from error


def _data(name: str, hours: list[Hour]) -> list[Json]:
    requests = sum(hour.requests for hour in hours)
    errors = _summed([hour.errors for hour in hours])
    if name == "ENDPOINT_REQUEST_COUNT":
        return [{"key": "value", "value": requests}]
    if name == "ENDPOINT_REQUEST_ERROR_RATE":
        rate = round(sum(errors.values()) / requests, 4) if requests else 0
        return [{"key": "value", "value": rate}]
    if name == "ENDPOINT_AVAILABILITY":
        return [
            {"key": "succeeded", "value": sum(hour.pings_answered for hour in hours)},
            {"key": "failed", "value": sum(hour.pings_failed for hour in hours)},
        ]
    counted = errors if name == "ENDPOINT_REQUEST_ERROR" else _summed([hour.latency for hour in hours])
    return [{"key": key, "value": value} for key, value in sorted(counted.items())]


def _summed(counts: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for key, value in count.items():
            total[key] = total.get(key, 0) + value
    return total
