"""Every fifteen seconds: the quarters that something happened in, counted anew."""

from waypost.accounts.permissions import outside_tenants
from waypost.analytics import actions, queries
from waypost.core import jobs
from waypost.core.actor import Actor
from waypost.core.jobs import job, periodic


@job("analytics.recount", retries=3)
def recount(actor: Actor) -> None:
    while actions.recount(actor) == actions.AT_ONCE:
        pass


@periodic("analytics.recount_all", cron="* * * * * */15")
@outside_tenants
def recount_all() -> None:
    for tenant_id in queries.stale_tenants():
        jobs.enqueue_once(Actor.system(tenant_id), "analytics.recount")
