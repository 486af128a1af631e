"""`waypost doctor`: looks at everything that Waypost needs, and says what to do about what is wrong."""

import sys
from collections.abc import Iterator

from waypost.ops.looks import configuration, database, machine, neighbours
from waypost.ops.looks.finding import Finding, Look, examine

_LOOKS: tuple[Look, ...] = (
    database.database, database.queues, neighbours.cache, neighbours.processes, machine.disk, machine.load,
)  # fmt: skip
_SHOWN = {"well": "ok   ", "warns": "LOOK ", "wrong": "WRONG"}


def main() -> int:
    """Prints a line per finding; 1 when something is wrong."""
    count = 0
    for one in findings():
        said = f"{one.found}. {one.remedy}" if one.remedy else one.found
        sys.stdout.write(f"{_SHOWN[one.verdict]}  {one.what:<12} {said}\n")
        count += one.verdict == "wrong"
    sys.stdout.write("\nAll is well.\n" if not count else f"\n{count} to put right.\n")
    return 1 if count else 0


def findings() -> Iterator[Finding]:
    """Without settings nothing else can be looked at."""
    of_settings = list(examine([configuration.settings]))
    yield from of_settings
    if all(one.verdict != "wrong" for one in of_settings):
        yield from examine(_LOOKS)
