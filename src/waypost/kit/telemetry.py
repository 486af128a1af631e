"""Metrics and health: what every process shows to whoever watches over it."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import psycopg
import redis
import structlog
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

_log = structlog.get_logger()

Checks = Mapping[str, str | None]
"""What a process needs → None when it is well, else the reason in words."""

METRICS_TYPE = CONTENT_TYPE_LATEST
READY_SECONDS = 3.0
PROBE_SECONDS = 2
SECONDS_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


def counter(
    name: str, meaning: str, labels: Sequence[str] = (), registry: CollectorRegistry = REGISTRY
) -> Counter:
    return Counter(_ours(name), meaning, labels, registry=registry)


def counted(name: str, meaning: str, label: str, counts: Mapping[str, int]) -> None:
    """A counter that reads `counts` when somebody looks: for where even counting is felt."""
    REGISTRY.register(_Counted(_ours(name), meaning, label, counts))


def gauge(
    name: str, meaning: str, labels: Sequence[str] = (), registry: CollectorRegistry = REGISTRY
) -> Gauge:
    return Gauge(_ours(name), meaning, labels, registry=registry)


def histogram(
    name: str,
    meaning: str,
    labels: Sequence[str] = (),
    buckets: Sequence[float] = SECONDS_BUCKETS,
    registry: CollectorRegistry = REGISTRY,
) -> Histogram:
    return Histogram(_ours(name), meaning, labels, buckets=buckets, registry=registry)


def exposition() -> bytes:
    return generate_latest(REGISTRY)


def readiness(checks: Checks) -> tuple[int, bytes]:
    """Status and body of /health/ready."""
    ok = all(reason is None for reason in checks.values())
    shown = {name: reason or "ok" for name, reason in checks.items()}
    return (200 if ok else 503), msgspec.json.encode({"ok": ok, "checks": shown})


def database_problem(url: str) -> str | None:
    """Why PostgreSQL cannot be used; None when it answers within two seconds."""
    try:
        with psycopg.connect(
            url, autocommit=True, connect_timeout=PROBE_SECONDS, tcp_user_timeout=PROBE_SECONDS * 1000
        ) as connection:
            connection.execute("select 1")
    except (psycopg.Error, OSError) as error:
        return f"PostgreSQL does not answer ({type(error).__name__})"
    return None


def redis_problem(url: str) -> str | None:
    """Why Redis cannot be used; None when it answers within two seconds."""
    try:
        with redis.Redis.from_url(
            url, socket_connect_timeout=PROBE_SECONDS, socket_timeout=PROBE_SECONDS
        ) as client:
            client.ping()
    except (redis.RedisError, OSError) as error:
        return f"Redis does not answer ({type(error).__name__})"
    return None


class HealthServer:
    """/health/live, /health/ready and /metrics of a worker, on a thread of its own."""

    def __init__(self, host: str, port: int, ready: Callable[[], dict[str, str | None]]) -> None:
        self._ready = ready
        self._checker = ThreadPoolExecutor(1, thread_name_prefix="ready")
        self._server = ThreadingHTTPServer((host, port), self._handler())
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, name="health", daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._checker.shutdown(wait=False, cancel_futures=True)

    def checks(self) -> Checks:
        """Within three seconds, also when a check hangs."""
        try:
            return self._checker.submit(self._ready).result(READY_SECONDS)
        except FutureTimeout:
            return {"checks": f"no answer within {READY_SECONDS:g} s"}
        except Exception as error:  # noqa: BLE001 - a check that breaks is an answer too
            return {"checks": type(error).__name__}

    def answer(self, path: str) -> tuple[int, str, bytes]:
        match path.partition("?")[0]:
            case "/health/live":
                return 200, "application/json", b'{"ok":true}'
            case "/health/ready":
                status, body = readiness(self.checks())
                return status, "application/json", body
            case "/metrics":
                return 200, METRICS_TYPE, exposition()
            case _:
                return 404, "application/json", b'{"code":"not_found","detail":"Use /health/ready."}'

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        health = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self) -> None:
                status, kind, body = health.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
                """Probes are not worth a line each."""

        return Handler


def start_health_server(
    port: int, ready: Callable[[], dict[str, str | None]], host: str = "127.0.0.1"
) -> HealthServer | None:
    """Port 0 switches it off. `ready` names what the process needs → None, or why it cannot be used."""
    if port == 0:
        return None
    server = HealthServer(host, port, ready)
    _log.info("health_server_started", port=server.port)
    return server


class _Counted(Collector):
    def __init__(self, name: str, meaning: str, label: str, counts: Mapping[str, int]) -> None:
        self._family = name, meaning, label
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        name, meaning, label = self._family
        family = CounterMetricFamily(name, meaning, labels=[label])
        for value, count in tuple(self._counts.items()):
            family.add_metric([value], count)
        yield family


def _ours(name: str) -> str:
    if not name.startswith("waypost_"):
        raise ValueError(f"metric {name!r} must begin with waypost_")
    return name
