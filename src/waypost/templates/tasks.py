"""Jobs of templates."""

import asyncio
from uuid import UUID

import structlog

from waypost.accounts import queries as accounts
from waypost.channels import queries as channels
from waypost.channels.queries import Credentials
from waypost.core.actor import Actor
from waypost.core.jobs import job, periodic
from waypost.kit import clock, env
from waypost.templates import actions
from waypost.templates.actions import Listed
from waypost.whatsapp.client import GraphClient, GraphRefused
from waypost.whatsapp.errors import Retry, Slow, classify
from waypost.whatsapp.templates import TemplateList, TemplateNode, get_template, list_templates

_NO_SUCH_OBJECT = 100

log = structlog.get_logger()


@job("templates.sync", retries=6)
def sync(actor: Actor, channel_id: str) -> None:
    """Take over the list of the channel's WhatsApp account. Trouble on the way is tried again, a refusal is not."""
    account = channels.credentials(actor, [UUID(channel_id)]).get(UUID(channel_id))
    if account is None:
        return
    started = clock.now()
    try:
        found = asyncio.run(_listed(account))
    except GraphRefused as refused:
        _give_up(refused, account)
        return
    actions.record_list(
        actor,
        account.waba_id,
        [_in_our_words(node) for node in found.templates],
        started=started,
        is_complete=not found.unreadable,
    )


@job("templates.refresh", retries=6)
def refresh(actor: Actor, channel_id: str, meta_id: str) -> None:
    """Ask Meta about one template that is known already; when it is gone the whole list is asked for, to be sure."""
    account = channels.credentials(actor, [UUID(channel_id)]).get(UUID(channel_id))
    if account is None:
        return
    started = clock.now()
    try:
        found = asyncio.run(_one(account, meta_id))
    except GraphRefused as refused:
        _give_up(refused, account)
        if refused.code == _NO_SUCH_OBJECT:
            actions.ask_through(actor, UUID(channel_id))
        return
    actions.record_list(actor, account.waba_id, [_in_our_words(found)], started=started, is_complete=False)


@periodic("templates.sync_all", cron="23 */4 * * *")
def sync_all() -> None:
    for tenant_id in accounts.tenant_ids():
        actions.ask_each_account(Actor.system(tenant_id))


def _give_up(refused: GraphRefused, account: Credentials) -> None:
    """Only where trying again cannot help: otherwise the job fails, and comes back."""
    if isinstance(classify(refused.code, refused.details, refused.http_status), Retry | Slow):
        raise refused
    log.warning("templates_not_synced", waba_id=account.waba_id, code=refused.code, details=refused.details)


async def _listed(account: Credentials) -> TemplateList:
    meta = env.meta()
    async with GraphClient(base_url=meta.graph_url, version=meta.graph_version, connections=1) as client:
        return await list_templates(client, account.waba_id, account.token)


async def _one(account: Credentials, meta_id: str) -> TemplateNode:
    meta = env.meta()
    async with GraphClient(base_url=meta.graph_url, version=meta.graph_version, connections=1) as client:
        return await get_template(client, meta_id, account.token)


def _in_our_words(node: TemplateNode) -> Listed:
    category = node.category.lower()
    coming = (node.correct_category or "").lower()
    reason = (node.rejected_reason or "").lower()
    return Listed(
        meta_id=node.id,
        name=node.name,
        language=node.language.replace("-", "_"),
        category=category,
        status=node.status.lower(),
        parameter_format=(node.parameter_format or "positional").lower(),
        components=node.components or [],
        status_reason=reason if reason != "none" else "",
        previous_category=(node.previous_category or "").lower(),
        next_category=coming if coming != category else "",
        quality=((node.quality_score.score if node.quality_score else None) or "unknown").lower(),
    )
