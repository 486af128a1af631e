"""Looking at everything that the diagnosis goes by: Meta's side over the Graph API, and our own address."""

from collections.abc import Awaitable
from typing import TypeVar

from waypost.channels.doctor.evidence import Evidence, Refusal
from waypost.channels.doctor.probe import probe
from waypost.channels.queries import Examined
from waypost.kit import clock, env
from waypost.whatsapp import accounts
from waypost.whatsapp.client import GraphClient, GraphRefused, NotSent, OutcomeUnknown

T = TypeVar("T")


async def collect(client: GraphClient, examined: Examined) -> Evidence:
    """Nothing is changed at Meta, and a question that fails stops none of the others."""
    app, number = examined.app, examined.number
    on_its_own = accounts.app_token(app.meta_app_id, app.secret)
    handshake, signed = await probe(
        app.webhook_url,
        app.verify_token,
        app.secret,
        must_be_https="facebook.com" in env.meta().graph_url,
    )
    try:
        _, secret_refusal = await _asked(accounts.check_app_secret(client, app.meta_app_id, app.secret))
        by = number.token if secret_refusal else on_its_own
        token, token_refusal = await _asked(accounts.debug_token(client, number.token, by))
        found, number_refusal = await _asked(accounts.number(client, number.phone_number_id, number.token))
        account, account_refusal = await _asked(accounts.account(client, number.waba_id, number.token))
        apps, _ = await _asked(accounts.subscribers(client, number.waba_id, number.token))
        subscription = None
        if secret_refusal is None:
            subscription, _ = await _asked(accounts.subscription(client, app.meta_app_id, app.secret))
        meta_answers = True
    except (NotSent, OutcomeUnknown):
        meta_answers = False
        token = found = account = apps = subscription = None
        token_refusal = secret_refusal = number_refusal = account_refusal = None
    return Evidence(
        now=clock.now().timestamp(),
        app_id=app.meta_app_id,
        waba_id=number.waba_id,
        phone_number_id=number.phone_number_id,
        webhook_url=app.webhook_url,
        meta_answers=meta_answers,
        token=token,
        token_refusal=_of_token(token_refusal, number_refusal),
        secret_refusal=secret_refusal,
        number=found,
        number_refusal=number_refusal,
        account=account,
        account_refusal=account_refusal,
        apps=tuple(apps) if apps is not None else None,
        subscription=subscription,
        handshake=handshake,
        signed=signed,
        restrictions=examined.restrictions,
        last_refusal=examined.last_refusal,
        handshake_refused_at=examined.handshake_refused_at,
        last_webhook_at=examined.last_webhook_at,
    )


def _of_token(of_debug: Refusal | None, of_number: Refusal | None) -> Refusal | None:
    """To be asked about a token Meta may refuse for reasons that say nothing of it; to use it, it may not."""
    for refusal in (of_debug, of_number):
        if refusal is not None and refusal.code == 190:
            return refusal
    return None


async def _asked(question: Awaitable[T]) -> tuple[T | None, Refusal | None]:
    try:
        return await question, None
    except GraphRefused as refused:
        return None, Refusal(refused.code, refused.details, refused.subcode)
