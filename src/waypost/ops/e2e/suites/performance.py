"""Performance: light probes, no load test (`make bench B=load` is one)."""

import time
from concurrent.futures import ThreadPoolExecutor

from waypost.ops.e2e.case import Category, expect
from waypost.ops.e2e.world import World

PERFORMANCE = Category("Performance")
_MOST_SECONDS = 1.0
_PEOPLE = 100
_AT_ONCE = 20


@PERFORMANCE.case("the API answers within a second, nineteen times of twenty", reads_only=True)
def api(world: World) -> None:
    took = [_seconds(lambda: world.mine.ask("GET", "/api/v1/conversations")) for _ in range(20)]
    expect(_p95(took) < _MOST_SECONDS, f"p95 is {_p95(took):.2f} s")


@PERFORMANCE.case("a hundred people who ask at nearly the same moment are answered", reads_only=True)
def hundred(world: World) -> None:
    me = world.mine
    me.ask("GET", "/api/v1/me")
    with ThreadPoolExecutor(_AT_ONCE) as people:
        took = list(people.map(lambda _: _seconds(lambda: me.ask("GET", "/api/v1/me")), range(_PEOPLE)))
    expect(_p95(took) < 2 * _MOST_SECONDS, f"p95 is {_p95(took):.2f} s")


@PERFORMANCE.case("the page of the application comes within two seconds", reads_only=True)
def page(world: World) -> None:
    took = _seconds(lambda: world.visitor().session.get(world.frontend, timeout=20))
    expect(took < 2 * _MOST_SECONDS, f"it took {took:.1f} s")


@PERFORMANCE.case("the overview answers within a second", reads_only=True)
def overview(world: World) -> None:
    took = _seconds(lambda: world.mine.ask("GET", "/api/v1/overview?first=2026-11-01&last=2026-11-28"))
    expect(took < _MOST_SECONDS, f"it took {took:.2f} s")


def _seconds(call: object) -> float:
    began = time.monotonic()
    call()  # type: ignore[operator]  # given by the cases above
    return time.monotonic() - began


def _p95(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95) - 1]
