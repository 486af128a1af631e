"""Jobs of templates."""

import asyncio
from uuid import UUID

from waypost.accounts import queries as accounts
from waypost.channels import queries as channels
from waypost.channels.queries import Credentials
from waypost.core import jobs
from waypost.core.actor import Actor
from waypost.core.jobs import job, periodic
from waypost.kit import clock, env
from waypost.templates import actions
from waypost.templates.actions import AtMeta
from waypost.whatsapp import templates as graph
from waypost.whatsapp.client import GraphClient


@job("templates.sync", retries=6)
def sync(actor: Actor, channel_id: str) -> None:
    """The list of the channel's account, whole. A refusal is tried again: the doctor tells people of it."""
    number = channels.credentials(actor, [UUID(channel_id)]).get(UUID(channel_id))
    if number is None:
        return
    asked_at = clock.now()
    found = asyncio.run(_listed(number))
    actions.record_list(actor, number.waba_id, [_at_meta(one) for one in found], asked_at)


@periodic("templates.sync_all", cron="23 */4 * * *")
def sync_all() -> None:
    """Webhooks may be lost: the lists are asked for now and then all the same."""
    for tenant_id in accounts.tenant_ids():
        actor = Actor.system(tenant_id)
        for channel_id in channels.one_of_each_account(actor):
            jobs.enqueue(actor, "templates.sync", channel_id=str(channel_id))


async def _listed(number: Credentials) -> list[graph.Template]:
    meta = env.meta()
    async with GraphClient(base_url=meta.graph_url, version=meta.graph_version, connections=2) as client:
        return await graph.list_templates(client, number.waba_id, number.token)


def _at_meta(one: graph.Template) -> AtMeta:
    reason = one.rejected_reason or ""
    return AtMeta(
        meta_id=one.id,
        name=one.name,
        language=one.language,
        category=one.category.lower(),
        previous_category=(one.previous_category or "").lower(),
        status=one.status.lower(),
        status_reason="" if reason == "NONE" else reason,
        parameter_format=(one.parameter_format or "POSITIONAL").lower(),
        components=one.components,
        quality=(one.quality_score.score if one.quality_score else "").lower(),
    )
