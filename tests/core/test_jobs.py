"""Jobs live and die with the transaction that adds them."""

from uuid import uuid4

from django.db import connection
from tests.factories import make_actor

from waypost.core import jobs
from waypost.core.tenancy import tenant_scope


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
