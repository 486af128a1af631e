"""The overview equals a recount and is quick: a million messages, several zones, through changes of clocks."""

import os
import statistics
import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bench.report import at_least, at_most, note
from bench.stage import Stage

MESSAGES = int(os.environ.get("MESSAGES", "1000000"))
CHUNK = 250_000
SINCE, UNTIL = datetime(2026, 2, 20, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
RANGES = (
    ("America/New_York", date(2026, 3, 1), date(2026, 3, 31)),
    ("America/New_York", date(2026, 10, 25), date(2026, 11, 7)),
    ("Europe/Berlin", date(2026, 3, 20), date(2026, 4, 10)),
    ("Asia/Kathmandu", date(2026, 5, 1), date(2026, 5, 31)),
    ("Australia/Lord_Howe", date(2026, 4, 1), date(2026, 4, 30)),
    ("Pacific/Chatham", date(2026, 9, 20), date(2026, 10, 5)),
    ("UTC", date(2026, 2, 20), date(2026, 11, 19)),
)
ASKED = 40


def main() -> None:
    with Stage(durable=False) as stage:
        stage.use_django()
        from tests.factories import make_actor, make_channel

        owner = make_actor()
        channels = [make_channel(owner).id for _ in range(4)]
        generate(owner, channels)
        count(owner)
        compare(owner)
        ask(owner)


def generate(owner, channels) -> None:
    from bench import truth
    from waypost.core.tenancy import tenant_scope

    with tenant_scope(owner.tenant_id):
        truth.make_conversations(channels, 5_000)
    began = time.perf_counter()
    for n in range(0, MESSAGES, CHUNK):
        with tenant_scope(owner.tenant_id):
            truth.generate(min(CHUNK, MESSAGES - n), SINCE, UNTIL)
    note("messages", MESSAGES, "messages")
    note("generated in", time.perf_counter() - began, "s")
    analyze()


def analyze() -> None:
    import psycopg
    from django.db import connection

    owner_url = os.environ["WAYPOST_DATABASE_URL"].replace("waypost_app", "waypost_owner")
    connection.close()
    with psycopg.connect(owner_url, autocommit=True) as database:
        database.execute("analyze")


def count(owner) -> None:
    """Through the marks and the job's own action, as in production."""
    from bench import truth
    from waypost.analytics import actions, rules
    from waypost.core.actor import Actor
    from waypost.core.tenancy import tenant_scope

    with tenant_scope(owner.tenant_id):
        quarters = truth.touched_quarters()
    actions.mark({(owner.tenant_id, rules.Touched(*one)) for one in quarters})
    system, began, took = Actor.system(owner.tenant_id), time.perf_counter(), []
    while True:
        at = time.perf_counter()
        if not actions.recount(system):
            break
        took.append(time.perf_counter() - at)
    note("quarters counted", len(quarters), "quarters")
    note("messages counted a second", MESSAGES / (time.perf_counter() - began), "messages/s")
    note("counting 200 quarters, median", statistics.median(took) * 1000, "ms")
    analyze()


def compare(owner) -> None:
    from bench import truth
    from waypost.analytics import queries
    from waypost.analytics.queries import Asked

    figures = wrong = 0
    for zone, first, last in RANGES:
        shown = queries.overview(owner, Asked(first, last, zone))
        found = truth.shown_by_day(shown, ZoneInfo(zone))
        expected = truth.by_day(owner.tenant_id, zone, first, last)
        for day, counts in found.items():
            for name, value in counts.items():
                figures += 1
                wrong += value != expected.get(day, {}).get(name, 0)
        causes = truth.causes(owner.tenant_id, zone, first, last)
        figures += len(causes) + 1
        wrong += sum(causes.get(one.code) != one.count for one in shown.causes)
        wrong += shown.figures.answers != len(truth.answer_seconds(owner.tenant_id, zone, first, last))
    at_least("figures compared with a recount", figures, "figures", 1000)
    at_most("figures that differ", wrong, "figures", 0)


def ask(owner) -> None:
    """A month by the day, a week by the hour, all of it by the day; and the recount of a month, for comparison."""
    from bench import truth
    from waypost.analytics import queries
    from waypost.analytics.queries import Asked

    asked = {
        "a month by the day": Asked(date(2026, 10, 15), date(2026, 11, 13), "America/New_York"),
        "a week by the hour": Asked(date(2026, 11, 1), date(2026, 11, 7), "Asia/Kathmandu", "hour"),
        "nine months by the day": Asked(date(2026, 2, 20), date(2026, 11, 19), "Europe/Berlin"),
    }
    for name, one in asked.items():
        took = sorted(seconds(lambda one=one: queries.overview(owner, one)) for _ in range(ASKED))
        at_most(f"{name}, p95", took[int(ASKED * 0.95)] * 1000, "ms", 200)
    behind = asked["a month by the day"]
    for figure in ("sent", "failed", "answers"):
        took = sorted(
            seconds(lambda figure=figure: queries.behind(owner, behind, figure, cause="", cursor=None))
            for _ in range(10)
        )
        note(f"what lies behind '{figure}', p95", took[-1] * 1000, "ms")
    month = ("America/New_York", date(2026, 10, 15), date(2026, 11, 13))
    note("the same month recounted", seconds(lambda: truth.by_day(owner.tenant_id, *month)) * 1000, "ms")


def seconds(call) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
