"""Dashboard & Analytics."""

import csv
import datetime as dt
import io

from waypost.ops.e2e.case import Category, Skipped, expect
from waypost.ops.e2e.world import World, until

DASHBOARDS = Category("Dashboard & Analytics")


def _asked() -> str:
    today = dt.datetime.now(dt.UTC).date()
    return f"first={today - dt.timedelta(days=6)}&last={today}&zone=UTC"


@DASHBOARDS.case("the overview answers with seven days", reads_only=True)
def overview(world: World) -> None:
    shown = world.mine.ask("GET", f"/api/v1/overview?{_asked()}")
    expect(len(shown["series"]) == 7, f"{len(shown['series'])} days")


@DASHBOARDS.case("what came in and went out is counted within two minutes")
def counted(world: World) -> None:
    if not world.has_sandbox:
        raise Skipped("nothing was sent")
    _ = world.conversation

    def is_counted() -> bool:
        return bool(world.mine.ask("GET", f"/api/v1/overview?{_asked()}")["figures"]["received"])

    until(is_counted, "the customer's message to be counted", seconds=120)


@DASHBOARDS.case("the table is CSV", reads_only=True)
def table(world: World) -> None:
    answer = world.mine.call("GET", f"/api/v1/overview/table.csv?{_asked()}")
    head = next(csv.reader(io.StringIO(answer.text)))
    expect(head[:2] == ["starts_at", "number"], f"it begins with {head}")


@DASHBOARDS.case("what waits to be sent is shown", reads_only=True)
def queue(world: World) -> None:
    for channel in world.mine.ask("GET", "/api/v1/channels")[:3]:
        world.mine.ask("GET", f"/api/v1/sending/queue/{channel['id']}")
