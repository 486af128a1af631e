"""Runs the jobs of one tenant that are due, as the worker does, and connects a number as a person does."""

import json
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app as job_queue

from waypost.channels import actions, queries
from waypost.channels.models import Connection
from waypost.channels.schemas import AnswerIn, ChannelOut, ChoiceIn, ConnectionOut, DiscoverIn
from waypost.core.actor import Actor
from waypost_sandbox.testing import WhatsAppSandbox

_MOST = 50


def run_jobs(actor: Actor, *, later: bool = False) -> list[str]:
    """The names of what ran, in order; with `later` also what waits for its time."""
    ran: list[str] = []
    for _ in range(_MOST):
        job = _next(actor.tenant_id, later=later)
        if job is None:
            return ran
        name, arguments = job
        job_queue.tasks[name].func(**arguments)
        ran.append(name)
    raise AssertionError(f"the jobs do not end: {ran}")


def discover(actor: Actor, meta: WhatsAppSandbox, **given: str | None) -> ConnectionOut:
    usual = {
        "access_token": meta.token,
        "app_id": meta.app_id,
        "app_secret": meta.app_secret,
        "waba_id": meta.waba_id,
    }
    row = actions.discover(actor, DiscoverIn(**{**usual, **given}))
    run_jobs(actor)
    return shown(actor, row.id)


def choose(actor: Actor, found: ConnectionOut, phone_number_id: str, **more: str) -> ConnectionOut:
    actions.choose_number(
        actor, found.id, ChoiceIn(phone_number_id=phone_number_id, name="Front desk", **more)
    )
    run_jobs(actor)
    return shown(actor, found.id)


def go_on(actor: Actor, found: ConnectionOut, **answer: str) -> ConnectionOut:
    actions.continue_connection(actor, found.id, AnswerIn(**answer))
    run_jobs(actor)
    return shown(actor, found.id)


def connect(actor: Actor, meta: WhatsAppSandbox, **more: str) -> ChannelOut:
    """The sandbox's first number, all the way."""
    found = choose(actor, discover(actor, meta), meta.phone_number_id, **more)
    assert (found.status, found.channel_id is None) == ("done", False), found
    return queries.channel_shape(actor, found.channel_id)


def shown(actor: Actor, connection_id: UUID) -> ConnectionOut:
    row: Connection = queries.access_connection(actor, connection_id)
    return queries.connection_out(row)


def _next(tenant_id: UUID, *, later: bool) -> tuple[str, dict[str, str]] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """update procrastinate_jobs set status = 'doing' where id = (
                   select min(id) from procrastinate_jobs
                   where status = 'todo' and args->>'tenant_id' = %s and (%s or scheduled_at is null))
               returning task_name, args""",
            [str(tenant_id), later],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    return row[0], row[1] if isinstance(row[1], dict) else json.loads(row[1])
