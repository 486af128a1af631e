"""Jobs live and die with the transaction that adds them."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicDeferrer
from tests.factories import make_actor

from waypost.core import jobs
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock


def count(marker: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where args->>'channel_id' = %s", [marker])
        return cursor.fetchone()[0]


def test_a_job_is_added_when_its_action_commits():
    actor, marker = make_actor(), str(uuid4())
    with tenant_scope(actor.tenant_id):
        jobs.enqueue(actor, "channels.check", channel_id=marker)

    assert count(marker) == 1


def test_a_job_of_a_rolled_back_action_never_existed():
    actor, marker = make_actor(), str(uuid4())
    try:
        with tenant_scope(actor.tenant_id):
            jobs.enqueue(actor, "channels.check", channel_id=marker)
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass

    assert count(marker) == 0


def test_a_job_for_later_waits_for_its_time():
    actor, marker = make_actor(), str(uuid4())
    at = clock.now() + timedelta(hours=1)
    with tenant_scope(actor.tenant_id):
        jobs.enqueue_at(actor, at, "channels.check", channel_id=marker)

    with connection.cursor() as cursor:
        cursor.execute("select scheduled_at from procrastinate_jobs where args->>'channel_id' = %s", [marker])
        assert cursor.fetchone() == (at,)


def test_a_periodic_job_is_added_once_for_all_workers_and_as_the_ordinary_role():
    [periodic] = [
        one
        for one in app.periodic_registry.periodic_tasks.values()
        if one.task.name == "channels.refresh_all"
    ]
    moment = int(clock.now().timestamp()) // 60 * 60

    async def defer() -> None:
        connector = app.connector.get_worker_connector()
        with app.replace_connector(connector):
            async with app.open_async():
                for _ in range(2):
                    deferrer = PeriodicDeferrer(app.periodic_registry)
                    await deferrer.defer_jobs([(periodic, moment)])

    asyncio.run(defer())

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'channels.refresh_all'")
        assert cursor.fetchone() == (1,)


def left_behind(marker: str, *, attempts: int = 0) -> None:
    """A job that a worker had taken when it died."""
    actor = make_actor()
    with tenant_scope(actor.tenant_id):
        jobs.enqueue(actor, "channels.check", channel_id=marker)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '2 minutes') returning id"
        )
        [worker_id] = cursor.fetchone()
        cursor.execute(
            """update procrastinate_jobs set status = 'doing', worker_id = %s, attempts = %s
               where args->>'channel_id' = %s""",
            [worker_id, attempts, marker],
        )


def status_of(marker: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select status from procrastinate_jobs where args->>'channel_id' = %s", [marker])
        return cursor.fetchone()[0]


def test_a_job_whose_worker_died_is_run_again():
    marker = str(uuid4())
    left_behind(marker)
    jobs.take_back_jobs()
    assert status_of(marker) == "todo"


def test_a_job_that_takes_its_workers_along_is_given_up():
    marker = str(uuid4())
    left_behind(marker, attempts=jobs.MOST_DEATHS)
    jobs.take_back_jobs()
    assert status_of(marker) == "failed"


def test_a_job_that_a_living_worker_does_is_left_alone():
    marker = str(uuid4())
    left_behind(marker)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now()")
    jobs.take_back_jobs()
    assert status_of(marker) == "doing"
