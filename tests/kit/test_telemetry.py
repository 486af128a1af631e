"""What a worker shows to whoever watches over it."""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from waypost.kit import telemetry


@contextmanager
def health(ready: Callable[[], dict[str, str | None]]) -> Iterator[Callable[[str], tuple[int, bytes]]]:
    server = telemetry.HealthServer("127.0.0.1", 0, ready)

    def ask(path: str) -> tuple[int, bytes]:
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()

    try:
        yield ask
    finally:
        server.stop()


def test_a_worker_with_all_it_needs_is_ready() -> None:
    with health(lambda: {"database": None}) as ask:
        status, body = ask("/health/ready")
        assert (status, json.loads(body)) == (200, {"ok": True, "checks": {"database": "ok"}})


def test_a_worker_that_lacks_something_says_what_and_is_still_alive() -> None:
    with health(lambda: {"database": None, "redis": "Redis does not answer"}) as ask:
        status, body = ask("/health/ready")
        assert status == 503
        assert json.loads(body)["checks"] == {"database": "ok", "redis": "Redis does not answer"}
        assert ask("/health/live") == (200, b'{"ok":true}')


def test_a_check_that_hangs_or_breaks_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "READY_SECONDS", 0.2)

    def hang() -> dict[str, str | None]:
        time.sleep(1)
        return {}

    def fail() -> dict[str, str | None]:
        raise RuntimeError("a secret")

    with health(hang) as ask:
        assert ask("/health/ready")[0] == 503
    with health(fail) as ask:
        status, body = ask("/health/ready")
        assert (status, json.loads(body)["checks"]) == (503, {"checks": "RuntimeError"})


def test_metrics_are_shown_and_other_paths_are_not_found() -> None:
    with health(dict) as ask:
        assert b"process_cpu_seconds_total" in ask("/metrics")[1]
        assert ask("/elsewhere")[0] == 404


def test_port_zero_switches_the_health_server_off() -> None:
    assert telemetry.start_health_server(0, dict) is None


def test_metrics_bear_our_name() -> None:
    with pytest.raises(ValueError, match="waypost_"):
        telemetry.counter("requests", "Requests.", registry=CollectorRegistry())


def test_a_database_that_answers_has_no_problem(postgres_url) -> None:
    assert telemetry.database_problem(postgres_url("waypost_app")) is None


def test_a_database_that_is_away_is_a_sentence_without_its_address(tmp_path: Path) -> None:
    problem = telemetry.database_problem(f"postgresql://me:hunter2@/waypost?host={tmp_path}")
    assert problem == "PostgreSQL does not answer (OperationalError)"


def test_redis_answers_or_its_absence_is_a_sentence(tmp_path: Path) -> None:
    from waypost.kit import env

    assert telemetry.redis_problem(env.redis().url) is None
    assert (
        telemetry.redis_problem(f"unix://{tmp_path}/none.sock") == "Redis does not answer (ConnectionError)"
    )
