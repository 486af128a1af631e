"""The list of what is wrong."""

from typing import Any

import msgspec
from msgspec import Struct

from waypost_sandbox.graph.flows.validation.places import Path, Places, written

Json = dict[str, Any]
MOST_REPORTED = 200

Version = tuple[int, int]


class Fault(Struct):
    error: str
    message: str
    path: Path
    # Points at the name of the property instead of its value.
    at_key: bool = False


class Report:
    """Gathers faults; the rules write into it."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.faults: list[Fault] = []

    def add(self, error: str, message: str, path: Path, *, at_key: bool = False) -> None:
        if len(self.faults) < MOST_REPORTED:
            self.faults.append(Fault(error, message, path, at_key))


def as_meta_says(faults: list[Fault], text: str) -> list[Json]:
    if not faults:
        return []
    places = Places(text)
    rows = []
    for fault in faults:
        found = places.key(fault.path) if fault.at_key else places.value(fault.path)
        place = msgspec.structs.asdict(found)
        rows.append(
            {
                "error": fault.error,
                "error_type": "FLOW_JSON_ERROR",
                "message": fault.message,
                **place,
                "pointers": [{**place, "path": written(fault.path)}],
            }
        )
    return rows
