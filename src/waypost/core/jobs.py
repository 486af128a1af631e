"""The job queue: a job is added in the transaction that needs it, and runs as Waypost for one tenant."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import close_old_connections, connection, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from waypost.core.actor import Actor
from waypost.kit import telemetry

CONCURRENCY = 4
SILENT_SECONDS = 60
"""A worker says every ten seconds that it lives."""
MOST_DEATHS = 5
JOBS = telemetry.counter("waypost_jobs_total", "Jobs that ended", ("job", "result"))


def job(name: str, *, retries: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes `function(actor, **arguments)` a job. It may run twice or late; when it raises it is tried again.

    No transaction is open around it: it loads, calls the outside, and records, each by itself.
    """

    def made(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def run(tenant_id: str, **arguments: Any) -> None:
            close_old_connections()
            result = "failed"
            try:
                function(Actor.system(UUID(tenant_id)), **arguments)
                result = "done"
            finally:
                JOBS.labels(name, result).inc()
                close_old_connections()

        retry = RetryStrategy(max_attempts=retries, exponential_wait=3)
        app.task(name=name, retry=retry)(run)
        return function

    return made


def enqueue(actor: Actor, name: str, **arguments: str) -> None:
    """Inside the action that needs it: rolled back with it, seen by the workers when it commits."""
    app.configure_task(name).defer(tenant_id=str(actor.tenant_id), **arguments)


def enqueue_once(actor: Actor, name: str, **arguments: str) -> None:
    """Nothing, when a job with these arguments waits already."""
    lock = " ".join((name, str(actor.tenant_id), *arguments.values()))
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(name, queueing_lock=lock).defer(tenant_id=str(actor.tenant_id), **arguments)


def enqueue_at(actor: Actor, at: datetime, name: str, **arguments: str) -> None:
    """Like `enqueue`, not before `at`."""
    app.configure_task(name, schedule_at=at).defer(tenant_id=str(actor.tenant_id), **arguments)


def periodic(name: str, *, cron: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Runs the function whenever cron (in UTC) says, once for all workers together, for no tenant."""

    def made(function: Callable[[], None]) -> Callable[[], None]:
        @wraps(function)
        def run(timestamp: int) -> None:
            close_old_connections()
            try:
                function()
            finally:
                close_old_connections()

        app.periodic(cron=cron)(app.task(name=name)(run))
        return function

    return made


def enqueue_each(actor: Actor, name: str, arguments: Sequence[dict[str, str]]) -> None:
    """One job for each, in one statement."""
    if arguments:
        tenant_id = str(actor.tenant_id)
        app.configure_task(name).batch_defer(*(dict[str, Any](one, tenant_id=tenant_id) for one in arguments))


_TAKE_BACK = """
    update procrastinate_jobs job
    set status = case when attempts < %s and not exists (
                     select 1 from procrastinate_jobs twin
                     where twin.queueing_lock = job.queueing_lock and twin.status = 'todo')
                 then 'todo' else 'failed' end::procrastinate_job_status,
        attempts = attempts + 1, scheduled_at = now(), worker_id = null
    where status = 'doing' and not exists (
        select 1 from procrastinate_workers worker
        where worker.id = job.worker_id and worker.last_heartbeat > now() - %s * interval '1 second')
"""


@periodic("core.take_back_jobs", cron="* * * * *")
def take_back_jobs() -> None:
    """Jobs whose worker died are run again; one that takes its worker along each time is given up."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, [MOST_DEATHS, SILENT_SECONDS])


def run_worker() -> None:
    """Until SIGTERM or SIGINT; jobs that run are finished first. What succeeded is not kept."""

    async def work() -> None:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's has it
        with app.replace_connector(connector):
            async with app.open_async():
                await app.run_worker_async(
                    concurrency=CONCURRENCY, shutdown_graceful_timeout=20, delete_jobs="successful"
                )

    asyncio.run(work())
