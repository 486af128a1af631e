"""`waypost ops health`: HEALTHY, DEGRADED or UNHEALTHY, with the reasons, for people, programs and dashboards."""

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

import django
import msgspec

from waypost.ops.looks import configuration, database, machine, neighbours
from waypost.ops.looks.finding import Finding, Look, examine

Format = Literal["text", "json", "junit"]
Health = Literal["HEALTHY", "DEGRADED", "UNHEALTHY"]
EXIT: dict[Health, int] = {"HEALTHY": 0, "DEGRADED": 1, "UNHEALTHY": 2}

_LOOKS: tuple[Look, ...] = (
    neighbours.processes, database.database, neighbours.cache, database.queues, neighbours.certificates,
    neighbours.graph, neighbours.storage, machine.disk, machine.load,
)  # fmt: skip
_SHOWN = {"well": "ok   ", "warns": "LOOK ", "wrong": "WRONG"}


def main(shown: Format = "text", *, watch_seconds: float = 0) -> int:
    """The exit code of the last look: 0, 1 or 2."""
    while True:
        found = examined()
        health = health_of(found)
        sys.stdout.write(_PRINTED[shown](health, found))
        sys.stdout.flush()
        if not watch_seconds:
            return EXIT[health]
        time.sleep(watch_seconds)


def examined() -> list[Finding]:
    of_settings = list(examine([configuration.settings]))
    if any(one.verdict == "wrong" for one in of_settings):
        return of_settings
    django.setup()
    return [*of_settings, *examine(_LOOKS)]


def health_of(found: Sequence[Finding]) -> Health:
    verdicts = {one.verdict for one in found}
    if "wrong" in verdicts:
        return "UNHEALTHY"
    return "DEGRADED" if "warns" in verdicts else "HEALTHY"


def text(health: Health, found: Sequence[Finding]) -> str:
    lines = [f"{_SHOWN[one.verdict]}  {one.what:<12} {one.found}{_took(one)}" for one in found]
    reasons = [f"  {one.what}: {one.found}. {one.remedy}" for one in found if one.verdict != "well"]
    moment = time.strftime("%Y-%m-%d %H:%M:%S %z")
    return "\n".join([*lines, "", f"Overall status: {health} ({moment})", *reasons, ""])


def as_json(health: Health, found: Sequence[Finding]) -> str:
    shown = {"status": health, "at": time.time(), "findings": [asdict(one) for one in found]}
    return msgspec.json.encode(shown).decode() + "\n"


def junit(_health: Health, found: Sequence[Finding]) -> str:
    failures = sum(one.verdict == "wrong" for one in found)
    suite = Element("testsuite", name="waypost health", tests=str(len(found)), failures=str(failures))
    for one in found:
        case = SubElement(suite, "testcase", classname="health", name=one.what, time=f"{one.seconds:.3f}")
        if one.verdict == "wrong":
            SubElement(case, "failure", message=one.found).text = one.remedy
        elif one.verdict == "warns":
            SubElement(case, "system-out").text = f"{one.found}. {one.remedy}"
    return tostring(suite, encoding="unicode") + "\n"


def _took(one: Finding) -> str:
    return f" ({one.seconds * 1000:.0f} ms)" if 0 < one.seconds < 10 else ""


_PRINTED = {"text": text, "json": as_json, "junit": junit}
