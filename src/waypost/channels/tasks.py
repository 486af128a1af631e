"""Jobs of channels."""

from functools import partial
from uuid import UUID

from msgspec.json import encode

from waypost.accounts import queries as accounts
from waypost.channels import actions, asking, profiles, queries
from waypost.channels.actions import Checked
from waypost.channels.asking import NO_ANSWER, is_final, says
from waypost.channels.doctor.causes import CAUSES
from waypost.channels.doctor.collect import collect
from waypost.channels.doctor.diagnose import diagnose as causes_of
from waypost.channels.doctor.diagnose import looked_at
from waypost.channels.doctor.remedies import remedy
from waypost.channels.progress import Progress
from waypost.channels.queries import AppCredentials, Connecting, Credentials, Examined
from waypost.channels.rules import ends_soon
from waypost.channels.steps import take_step
from waypost.core.actor import Actor
from waypost.core.jobs import job, periodic
from waypost.kit import clock
from waypost.whatsapp import accounts as graph
from waypost.whatsapp.client import GraphClient, GraphError, GraphRefused, NotSent

_MOST_STEPS = 20


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


@job("channels.connect", retries=6)
def connect(actor: Actor, connection_id: str) -> None:
    """Step by step until a person is needed. Each step is recorded before the next, so a crash repeats only one."""
    for _ in range(_MOST_STEPS):
        work = queries.connecting(actor, UUID(connection_id))
        if work is None:
            return
        progress = asking.run(partial(_step, work))
        actions.record_progress(actor, UUID(connection_id), work.step, progress)


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


@job("channels.diagnose", retries=3)
def diagnose(actor: Actor, diagnosis_id: str) -> None:
    """Look, say what is wrong, and if nothing stops it send a message and wait for its webhook."""
    row = queries.examination(actor, UUID(diagnosis_id))
    examined = queries.examined(actor, row.channel_id) if row else None
    if row is None or examined is None:
        return
    seen = asking.run(lambda client: collect(client, examined))
    findings = causes_of(seen)
    if actions.record_findings(actor, row.id, findings, looked_at(seen, findings)):
        refused = asking.run(lambda client: _send_test(client, examined, row.id, row.recipient))
        if refused:
            actions.note_test_refused(actor, row.id, refused)


@job("channels.give_up_test", retries=3)
def give_up_test(actor: Actor, diagnosis_id: str) -> None:
    actions.give_up_test(actor, UUID(diagnosis_id))


@job("channels.fix", retries=3)
def fix(actor: Actor, diagnosis_id: str, cause: str) -> None:
    row = queries.examination(actor, UUID(diagnosis_id))
    examined = queries.examined(actor, row.channel_id) if row else None
    wanted = CAUSES[cause].fix
    if row is not None and examined is not None and wanted is not None:
        fixed = asking.run(lambda client: remedy(client, wanted, examined))
        actions.record_fix(actor, row.id, cause, fixed)


@job("channels.change_profile", retries=4)
def change_profile(actor: Actor, channel_id: str) -> None:
    """What customers see: each part by itself, so that one refusal does not hold the others back."""
    wanted, number = queries.wanted_profile(actor, UUID(channel_id)), _wanted(actor, channel_id)
    if number is not None:
        result = asking.run(lambda client: profiles.change(client, number[0], wanted))
        actions.record_profile(actor, UUID(channel_id), wanted, *result)


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
        return Checked(problem=says(refused), is_refused=is_final(refused))
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


async def _step(work: Connecting, client: GraphClient) -> Progress:
    return await take_step(client, work)


async def _send_test(client: GraphClient, examined: Examined, diagnosis_id: UUID, recipient: str) -> str:
    """Why Meta refused it; empty when it was taken, or when nobody knows: then the webhook tells."""
    body = {
        "messaging_product": "whatsapp",
        "to": recipient,
        "type": "text",
        "text": {"body": "This is a test of the connection. You need not answer."},
        "biz_opaque_callback_data": f"{actions.CALLBACK}{diagnosis_id}",
    }
    try:
        await client.send(examined.number.phone_number_id, examined.number.token, encode(body))
    except GraphRefused as refused:
        return says(refused)
    except NotSent:
        return NO_ANSWER
    except GraphError:
        return ""
    return ""
