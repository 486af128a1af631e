"""What the buttons of the doctor do at Meta. Each may be pressed twice."""

from collections.abc import Awaitable, Callable, Mapping

from waypost.channels import callbacks
from waypost.channels.asking import says
from waypost.channels.doctor.fixed import Fixed
from waypost.channels.facts import entity_id
from waypost.channels.queries import Examined
from waypost.whatsapp import accounts
from waypost.whatsapp.client import GraphClient, GraphError, GraphRefused


async def remedy(client: GraphClient, fix: str, examined: Examined) -> Fixed:
    try:
        return await _REMEDIES[fix](client, examined)
    except GraphRefused as refused:
        return Fixed(False, says(refused), refused_code=refused.code, details=refused.details)
    except GraphError:
        return Fixed(False, "Meta could not be reached. Try again in a minute.")


async def _subscribe_app(client: GraphClient, examined: Examined) -> Fixed:
    return Fixed(True, await callbacks.set_up(client, examined.app, examined.number, "auto"))


async def _subscribe_fields(client: GraphClient, examined: Examined) -> Fixed:
    subscription = await callbacks.subscribe_fields(client, examined.app)
    if subscription.callback_url != examined.app.webhook_url:
        return Fixed(
            False, "The app's own address is another one: subscribe the fields in the App Dashboard."
        )
    return Fixed(True, "The app sends all that is needed to our address.")


async def _replace_number_override(client: GraphClient, examined: Examined) -> Fixed:
    await callbacks.override_number(client, examined.app, examined.number)
    return Fixed(True, "Webhooks of this number come to us.")


async def _replace_account_override(client: GraphClient, examined: Examined) -> Fixed:
    await callbacks.override_account(client, examined.app, examined.number)
    return Fixed(True, "Webhooks of this account come to us.")


async def _register(client: GraphClient, examined: Examined) -> Fixed:
    """With the PIN that the action has kept."""
    await accounts.register(client, examined.number.phone_number_id, examined.number.token, examined.pin)
    return Fixed(True, "The number is registered for sending.")


async def _use_right_account(client: GraphClient, examined: Examined) -> Fixed:
    number = await accounts.number(client, examined.number.phone_number_id, examined.number.token)
    actual = entity_id(number.health_status, "WABA")
    if not actual:
        return Fixed(False, "Meta does not say which account the number belongs to. Connect it anew.")
    return Fixed(True, f"The channel uses the account {actual}.", waba_id=actual)


async def _renew_token(client: GraphClient, examined: Examined) -> Fixed:
    app = examined.app
    token = await accounts.extend_token(client, app.meta_app_id, app.secret, examined.number.token)
    return Fixed(True, "Meta gave a longer token. It is used once it is checked.", token=token)


_REMEDIES: Mapping[str, Callable[[GraphClient, Examined], Awaitable[Fixed]]] = {
    "subscribe_app": _subscribe_app,
    "subscribe_fields": _subscribe_fields,
    "replace_number_override": _replace_number_override,
    "replace_account_override": _replace_account_override,
    "set_account_override": _replace_account_override,
    "register": _register,
    "use_right_account": _use_right_account,
    "renew_token": _renew_token,
}
