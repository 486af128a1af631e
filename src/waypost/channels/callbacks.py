"""Seeing to it that a number's webhooks come to us: the app, its fields, and the address for this number.

Several tenants may use one Meta app, and each has an address of its own. So the app's own address is left to
whoever set it first, and an account, or where that is taken a single number, gets ours by an override.
"""

from waypost.channels.queries import AppCredentials, Credentials
from waypost.channels.rules import WEBHOOK_FIELDS
from waypost.whatsapp import accounts
from waypost.whatsapp.account_values import Subscription
from waypost.whatsapp.client import GraphClient


async def set_up(client: GraphClient, app: AppCredentials, number: Credentials, override: str) -> str:
    """What was done, in a sentence. `override` is auto, account or number."""
    own = await subscribe_fields(client, app)
    apps = await accounts.subscribers(client, number.waba_id, number.token)
    mine = next((one for one in apps if one.app_id == app.meta_app_id), None)
    is_taken = mine is not None and mine.override not in ("", app.webhook_url)
    if override == "number" or (override == "auto" and is_taken):
        if mine is None:
            await accounts.subscribe_account(client, number.waba_id, number.token)
        await override_number(client, app, number)
        told = "Webhooks of this number come to us."
    else:
        if mine is None or mine.override != app.webhook_url:
            await override_account(client, app, number)
        told = "Webhooks of this account come to us."
    if own.callback_url != app.webhook_url:
        told += (
            " The app's own news (names, quality, bans) go elsewhere: Meta is asked for them every few hours."
        )
    return told


async def subscribe_fields(client: GraphClient, app: AppCredentials) -> Subscription:
    """The app hears all that we need, unless its own address is somebody else's: that is not ours to change."""
    found = await accounts.subscription(client, app.meta_app_id, app.secret)
    if found is not None and found.callback_url not in ("", app.webhook_url):
        return found
    fields = found.fields if found else ()
    if found and found.callback_url and set(WEBHOOK_FIELDS) <= set(fields):
        return found
    wanted = tuple(dict.fromkeys((*fields, *WEBHOOK_FIELDS)))
    await accounts.subscribe_app(
        client,
        app.meta_app_id,
        app.secret,
        url=app.webhook_url,
        verify_token=app.verify_token,
        fields=wanted,
    )
    return Subscription(app.webhook_url, wanted)


async def override_account(client: GraphClient, app: AppCredentials, number: Credentials) -> None:
    await accounts.subscribe_account(
        client, number.waba_id, number.token, override=app.webhook_url, verify_token=app.verify_token
    )


async def override_number(client: GraphClient, app: AppCredentials, number: Credentials) -> None:
    await accounts.override_number(
        client,
        number.phone_number_id,
        number.token,
        override=app.webhook_url,
        verify_token=app.verify_token,
    )
