"""The workers: `inbound`, `outbound`, `relay`, `jobs`. Each stops cleanly when asked."""

import asyncio
import signal
import sys
import threading
from collections.abc import Callable

import django
import structlog

from waypost.kit import env, logging, telemetry

log = structlog.get_logger()


def main(name: str) -> None:
    """Run one worker until SIGTERM or SIGINT; a second signal ends it at once."""
    if name not in _WORKERS:
        sys.exit(f"There is no worker {name}. There are: {', '.join(_WORKERS)}.")
    env.refuse_unknown_variables()
    logging.configure(env.core().log_level, process=f"worker {name}")
    django.setup()
    asked = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda number, _: _ask_to_stop(asked, number))
    if env.core().health_port:
        telemetry.start_health_server(env.core().health_port, _ready(name), env.core().health_host)
    log.info("worker_started")
    _WORKERS[name](asked.is_set)
    log.info("worker_stopped")


def _ask_to_stop(asked: threading.Event, signum: int) -> None:
    asked.set()
    signal.signal(signum, signal.SIG_DFL)


def _run_inbound(stopping: Callable[[], bool]) -> None:
    from waypost.pipeline import inbound  # noqa: PLC0415 - needs django.setup() first

    inbound.run(stopping)


def _run_outbound(stopping: Callable[[], bool]) -> None:
    from waypost.pipeline.outbound import Sender  # noqa: PLC0415 - needs django.setup() first
    from waypost.whatsapp.client import GraphClient  # noqa: PLC0415 - beside the above

    async def send() -> None:
        limits, meta = env.limits(), env.meta()
        async with GraphClient(
            base_url=meta.graph_url, version=meta.graph_version, connections=limits.outbound_in_flight
        ) as client:
            sender = Sender(
                client,
                in_flight=limits.outbound_in_flight,
                deadline_seconds=limits.outcome_deadline_seconds,
            )
            await sender.run(stopping)

    asyncio.run(send())


def _run_relay(stopping: Callable[[], bool]) -> None:
    from waypost.pipeline import relay  # noqa: PLC0415 - needs django.setup() first

    relay.run(stopping, env.redis().url)


def _run_jobs(stopping: Callable[[], bool]) -> None:
    from waypost.core import jobs  # noqa: PLC0415 - needs django.setup() first

    jobs.run_worker()


def _ready(name: str) -> Callable[[], dict[str, str | None]]:
    """What this worker needs: the database always, Redis for the relay."""

    def checks() -> dict[str, str | None]:
        found = {"database": telemetry.database_problem(env.database().url)}
        if name == "relay":
            found["redis"] = telemetry.redis_problem(env.redis().url)
        return found

    return checks


_WORKERS: dict[str, Callable[[Callable[[], bool]], None]] = {
    "inbound": _run_inbound,
    "outbound": _run_outbound,
    "relay": _run_relay,
    "jobs": _run_jobs,
}
