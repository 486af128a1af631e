"""The life of a message in words: what happened, and what the reader can do next. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TITLES = {
    "queued": "Queued",
    "held": "Held back",
    "left": "Sent to Meta",
    "accepted": "Meta accepted it",
    "again": "Meta asked to try later",
    "unknown": "Meta's answer was lost",
    "sent": "Sent",
    "delivered": "Delivered",
    "read": "Read",
    "played": "Played",
    "failed": "Failed",
    "reconciled": "Found in Meta's records",
}
ORDER = tuple(TITLES)


@dataclass(frozen=True, slots=True)
class Step:
    attempt: int
    what: str
    at: str
    title: str
    content: Mapping[str, Any]


def steps_of(life: Mapping[str, Any]) -> list[Step]:
    """In the order in which they happened; those of the same moment in the order in which they must."""
    found = []
    for key, content in life.items():
        attempt, _, name = key.partition("/")
        what = name.split()[0]
        if attempt.isdigit() and what in TITLES:
            found.append(Step(int(attempt), what, str(content.get("at", "")), TITLES[what], content))
    return sorted(found, key=lambda step: (step.attempt, step.at[:19], ORDER.index(step.what), step.at))


def next_moves(status: str, failure_code: str, *, can_retry: bool) -> list[str]:
    """What a screen offers: `retry`, `send_template`, `check_channel`, `open_consent`, `wait`."""
    if status in {"queued", "sending", "unknown"}:
        return ["wait"]
    if status != "failed":
        return []
    if failure_code in {"window_closed", "131047"}:
        return ["send_template"]
    if failure_code in {"opted_out", "no_opt_in", "131050"}:
        return ["open_consent"]
    if failure_code in {"channel_paused", "channel_disconnected", "190", "131042", "131031", "133010"}:
        return ["check_channel", *(["retry"] if can_retry else [])]
    return ["retry"] if can_retry else []
