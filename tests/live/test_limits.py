"""One slow, greedy or absent browser costs the others nothing."""

import json
import os
import time
from pathlib import Path
from uuid import UUID

from tests.kit.running import Running, running, until
from tests.live.browser import Browser, Stream, ticket

PUBLIC_URL = "http://127.0.0.1:8000"


def metric(live: Running, name: str) -> float:
    text = live.ask("GET", "/metrics").body.decode()
    return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name))


def resident_megabytes(live: Running) -> float:
    pages = int(Path(f"/proc/{live.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def test_a_browser_that_does_not_read_is_dropped_and_memory_stays_small(
    tenant_id: UUID, stream: Stream, tmp_path
) -> None:
    with (
        running("live", tmp_path) as live,
        Browser(live, ticket(tenant_id)) as slow,
        Browser(live, ticket(tenant_id, "budi")) as quick,
    ):
        before = resident_megabytes(live)
        for start in range(1, 20_001, 100):
            stream.add_many(start, 100, "x" * 2_000)
            for n in range(start, start + 100):
                assert quick.next_event().id == f"{n}-1"
            stream.keep_newest(2_000)
        until(lambda: metric(live, 'waypost_live_refetches_total{reason="slow"}') == 1)
        assert resident_megabytes(live) - before < 30

        last = None
        while (event := slow.next_event()) is not None:
            last = event
        assert last.type == "refetch"
        until(lambda: metric(live, "waypost_live_connections") == 1)


def test_whoever_leaves_is_forgotten(tenant_id: UUID, tmp_path) -> None:
    with running("live", tmp_path, changes="import waypost.live.app as a; a.PING_SECONDS = 0.2") as live:
        browsers = [Browser(live, ticket(tenant_id, f"user-{n}")) for n in range(10)]
        assert metric(live, "waypost_live_connections") == 10
        for browser in browsers:
            browser.close()
        until(lambda: metric(live, "waypost_live_connections") == 0)


def test_one_person_may_not_open_windows_without_end(tenant_id: UUID, tmp_path) -> None:
    fewer = "import waypost.live.hub as h; h.MOST_CONNECTIONS_OF_ONE_USER = 2"
    with (
        running("live", tmp_path, changes=fewer) as live,
        Browser(live, ticket(tenant_id)),
        Browser(live, ticket(tenant_id)),
        Browser(live, ticket(tenant_id)) as third,
        Browser(live, ticket(tenant_id, "budi")) as colleague,
    ):
        assert (third.status, third.refusal["code"]) == (429, "too_many_connections")
        assert colleague.status == 200


def test_the_page_of_this_installation_may_read_and_no_other(live: Running, tenant_id: UUID) -> None:
    with Browser(live, ticket(tenant_id), origin=PUBLIC_URL) as ours:
        assert ours.headers["access-control-allow-origin"] == PUBLIC_URL
    with Browser(live, ticket(tenant_id), origin="https://elsewhere.example") as theirs:
        assert "access-control-allow-origin" not in theirs.headers
    asked = live.ask(
        "OPTIONS",
        "/live/events",
        Origin=PUBLIC_URL,
        Access_Control_Request_Method="GET",
        Access_Control_Request_Headers="last-event-id",
    )
    assert asked.status == 200
    assert "last-event-id" in asked.headers["access-control-allow-headers"].lower()


def test_refused_browsers_may_read_why(live: Running) -> None:
    with Browser(live, "forged", origin=PUBLIC_URL) as browser:
        assert browser.headers["access-control-allow-origin"] == PUBLIC_URL


def test_when_asked_to_stop_streams_end_and_the_process_leaves_at_once(tenant_id: UUID, tmp_path) -> None:
    with (
        running("live", tmp_path) as live,
        Browser(live, ticket(tenant_id)) as one,
        Browser(live, ticket(tenant_id, "budi")) as other,
    ):
        started = time.monotonic()
        live.process.terminate()
        assert one.next_event() is None
        assert other.next_event() is None
        assert live.process.wait(10) == 0
        assert time.monotonic() - started < 5
        assert "Traceback" not in live.log


def test_health_and_metrics_are_shown(live: Running) -> None:
    assert json.loads(live.ask("GET", "/health/live").body) == {"ok": True}
    assert live.ask("GET", "/health/ready").json == {"ok": True, "checks": {"redis": "ok"}}
    assert "waypost_live_connections" in live.ask("GET", "/metrics").body.decode()
