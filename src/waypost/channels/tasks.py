"""Jobs of channels."""

from uuid import UUID

from waypost.accounts import queries as accounts
from waypost.channels import actions, asking, queries
from waypost.channels.actions import Checked
from waypost.channels.asking import NO_ANSWER, says
from waypost.channels.queries import AppCredentials, Credentials
from waypost.channels.rules import ends_soon
from waypost.core.actor import Actor
from waypost.core.jobs import job, periodic
from waypost.kit import clock
from waypost.whatsapp import accounts as graph
from waypost.whatsapp.client import GraphClient, GraphError, GraphRefused


@job("channels.check", retries=4)
def check(actor: Actor, channel_id: str) -> None:
    """Ask Meta about the number with its token, and see to it that its webhooks come to us."""
    wanted = _wanted(actor, channel_id)
    if wanted is not None:
        number, app = wanted

        async def ask(client: GraphClient) -> Checked:
            checked = await asking.about(client, number, app, number.token)
            return checked if checked.problem else await _subscribed(client, number, app, checked)

        actions.record_check(actor, UUID(channel_id), asking.run(ask))


@job("channels.refresh", retries=4)
def refresh(actor: Actor, channel_id: str) -> None:
    """What Meta says of the number now; a token that ends soon is exchanged for a longer one."""
    wanted = _wanted(actor, channel_id)
    if wanted is None:
        return
    number, app = wanted
    checked = asking.run(lambda client: asking.about(client, number, app, number.token))
    actions.record_refresh(actor, UUID(channel_id), checked)
    if ends_soon(checked.facts.get("token_expires_at"), clock.now()):
        renewed = asking.run(lambda client: _renewed(client, number, app))
        if renewed is not None and renewed != number.token:
            actions.offer_renewed_token(actor, UUID(channel_id), renewed)


@periodic("channels.refresh_all", cron="17 */6 * * *")
def refresh_all() -> None:
    for tenant_id in accounts.tenant_ids():
        actions.plan_refresh(Actor.system(tenant_id))


@job("channels.rotate_token", retries=6)
def rotate_token(actor: Actor, channel_id: str) -> None:
    """The new token is tried before it takes the place of the present one."""
    wanted, token = _wanted(actor, channel_id), queries.next_token(actor, UUID(channel_id))
    if wanted is None or token is None:
        return
    number, app = wanted

    async def ask(client: GraphClient) -> Checked:
        checked = await asking.about(client, number, app, token)
        if checked.problem:
            return checked
        renewed = Credentials(number.phone_number_id, number.waba_id, token)
        return await _subscribed(client, renewed, app, checked)

    checked = asking.run(ask)
    swapped = actions.swap_token(actor, UUID(channel_id), token, checked)
    if not swapped and checked.problem and not checked.is_refused:
        raise NoAnswer(checked.problem)


class NoAnswer(Exception):
    """Meta could not be asked: the job is tried again."""


def _wanted(actor: Actor, channel_id: str) -> tuple[Credentials, AppCredentials | None] | None:
    number = queries.credentials(actor, [UUID(channel_id)]).get(UUID(channel_id))
    return None if number is None else (number, queries.app_credentials(actor, UUID(channel_id)))


async def _subscribed(
    client: GraphClient, number: Credentials, app: AppCredentials | None, checked: Checked
) -> Checked:
    """An account that this app follows already is left alone: to subscribe again would take away its override."""
    try:
        apps = await graph.subscribers(client, number.waba_id, number.token)
        if app is None or not any(one.app_id == app.meta_app_id for one in apps):
            await client.subscribe(number.waba_id, number.token)
    except GraphRefused as refused:
        return Checked(problem=says(refused), is_refused=True)
    except GraphError:
        return Checked(problem=NO_ANSWER)
    return checked


async def _renewed(client: GraphClient, number: Credentials, app: AppCredentials | None) -> str | None:
    """None where this kind of token cannot be exchanged: then a person is warned."""
    if app is None:
        return None
    try:
        return await graph.extend_token(client, app.meta_app_id, app.secret, number.token)
    except GraphError:
        return None
