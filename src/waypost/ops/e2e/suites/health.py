"""Infrastructure Health."""

import time

from waypost.ops.e2e.case import Category, expect
from waypost.ops.e2e.world import World

HEALTH = Category("Infrastructure Health")
_SLOW_SECONDS = 2.0


@HEALTH.case("the front end answers with the application", reads_only=True)
def front_end(world: World) -> None:
    page = world.visitor().session.get(world.frontend, timeout=20)
    expect(page.status_code == 200, f"{world.frontend} answers {page.status_code}")
    expect("<script" in page.text, "the page loads no application: was the web application built?")


@HEALTH.case("the back end lives and is ready within two seconds", reads_only=True)
def back_end(world: World) -> None:
    for path in ("/health/live", "/health/ready"):
        began = time.monotonic()
        answer = world.visitor().call("GET", path)
        took = time.monotonic() - began
        expect(answer.status_code == 200, f"{path} answers {answer.status_code}: {answer.text[:200]}")
        expect(took < _SLOW_SECONDS, f"{path} took {took:.1f} s")


@HEALTH.case("database and cache are reached by the back end", reads_only=True)
def database_and_cache(world: World) -> None:
    checks = world.visitor().ask("GET", "/health/ready")["checks"]
    expect({"database", "redis"} <= checks.keys(), f"only {', '.join(checks)} are looked at")


@HEALTH.case("the API describes itself", reads_only=True)
def description(world: World) -> None:
    described = world.visitor().ask("GET", "/api/v1/openapi.json")
    expect(len(described["paths"]) > 20, "the description of the API is not whole")


@HEALTH.case("an address that does not exist is refused in words", reads_only=True)
def nothing_here(world: World) -> None:
    answer = world.visitor().ask("GET", "/api/v1/nothing-here", expected=404)
    expect(answer.get("code") == "not_found", "a refusal without a code")
