"""`waypost ops e2e`: every case, in the order of the checklist; what was made is erased, whatever happens."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from waypost.ops.e2e import report, screens
from waypost.ops.e2e.case import Case, Category, Fails, Outcome, Result, Skipped
from waypost.ops.e2e.suites.access import ACCESS
from waypost.ops.e2e.suites.dashboards import DASHBOARDS
from waypost.ops.e2e.suites.health import HEALTH
from waypost.ops.e2e.suites.performance import PERFORMANCE
from waypost.ops.e2e.suites.security import SECURITY
from waypost.ops.e2e.suites.tenants import TENANTS
from waypost.ops.e2e.suites.whatsapp import WHATSAPP
from waypost.ops.e2e.visitor import Unexpected
from waypost.ops.e2e.world import World

CATEGORIES: tuple[Category, ...] = (HEALTH, ACCESS, WHATSAPP, TENANTS, DASHBOARDS, SECURITY, PERFORMANCE)
ENOUGH = 95.0
"""Percent."""


@dataclass(frozen=True, slots=True)
class Asked:
    frontend: str
    backend: str
    sandbox: str = ""
    reads_only: bool = False
    folder: Path = Path("var/e2e")


def main(asked: Asked) -> int:
    """0 when 95 % or more hold. JUnit, HTML and pictures go into the folder."""
    asked.folder.mkdir(parents=True, exist_ok=True)
    signs_in = (os.environ.get("E2E_EMAIL", ""), os.environ.get("E2E_PASSWORD", ""))
    world = World(asked.frontend, asked.backend, sandbox=asked.sandbox, signs_in=signs_in)
    results: list[Result] = []
    try:
        for result in ran(world, CATEGORIES, reads_only=asked.reads_only):
            results.append(result)
            _say(report.line(result, headed=len(results) == 1 or results[-2].category != result.category))
        pictures = screens.taken(world, asked.folder, reads_only=asked.reads_only)
        results += pictures
        for n, result in enumerate(pictures):
            _say(report.line(result, headed=n == 0))
    finally:
        left = world.erase()
        for problem in left:
            _say(f"\nLEFT BEHIND: {problem}\n")
    (asked.folder / "junit.xml").write_text(report.junit(results))
    (asked.folder / "report.html").write_text(report.html(results, asked.backend))
    _say(report.summary(results, asked.folder))
    return 0 if not left and report.percent(results) >= ENOUGH else 1


def ran(world: World, categories: Sequence[Category], *, reads_only: bool) -> Iterator[Result]:
    needs_somebody = reads_only and not all((os.environ.get("E2E_EMAIL"), os.environ.get("E2E_PASSWORD")))
    for category in categories:
        for case in category.cases:
            if reads_only and not case.reads_only:
                yield Result(category.name, case.says, "skipped", "it writes", 0)
            elif needs_somebody and "mine" in case.run.__code__.co_names:
                why = "nobody is signed in: set E2E_EMAIL and E2E_PASSWORD"
                yield Result(category.name, case.says, "skipped", why, 0)
            else:
                yield _ran(category.name, case, world)


def _ran(category: str, case: Case, world: World) -> Result:
    began = time.monotonic()
    outcome, why = _tried(lambda: case.run(world))
    return Result(category, case.says, outcome, why, time.monotonic() - began)


def _tried(run: Callable[[], None]) -> tuple[Outcome, str]:
    try:
        run()
    except Skipped as reason:
        return "skipped", str(reason)
    except (Fails, Unexpected) as reason:
        return "failed", str(reason)
    except Exception as error:  # noqa: BLE001 - a case that breaks is a case that fails
        return "failed", f"{type(error).__name__}: {error}"
    return "passed", ""


def _say(words: str) -> None:
    sys.stdout.write(words)
    sys.stdout.flush()
