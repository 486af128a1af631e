"""Jobs of the main flow: what never came, and what is old enough to go."""

from waypost.accounts import queries as accounts
from waypost.core import jobs
from waypost.core.actor import Actor
from waypost.core.jobs import job, periodic
from waypost.pipeline import journal, missing


@job("pipeline.reconcile", retries=2)
def reconcile(actor: Actor) -> None:
    missing.reconcile(actor)


@periodic("pipeline.reconcile_all", cron="*/10 * * * *")
def reconcile_all() -> None:
    for tenant_id in accounts.tenant_ids():
        jobs.enqueue(Actor.system(tenant_id), "pipeline.reconcile")


@job("pipeline.forget_old", retries=3)
def forget_old(actor: Actor) -> None:
    while journal.forget_old(actor):
        pass


@periodic("pipeline.forget_all", cron="41 2 * * *")
def forget_all() -> None:
    for tenant_id in accounts.tenant_ids():
        jobs.enqueue(Actor.system(tenant_id), "pipeline.forget_old")
