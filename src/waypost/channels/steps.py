"""The steps of a guided connection at Meta. Each looks first and then does what is missing, so it may run again."""

from collections.abc import Awaitable, Callable, Mapping

from waypost.channels import asking, callbacks
from waypost.channels.asking import says
from waypost.channels.facts import is_registered, moment
from waypost.channels.progress import Progress, fails, waits
from waypost.channels.queries import AppCredentials, Connecting, Credentials
from waypost.channels.rules import ConnectionStep, missing_scopes, new_pin
from waypost.whatsapp import accounts
from waypost.whatsapp.account_values import Number
from waypost.whatsapp.client import GraphClient, GraphRefused

WRONG_PIN, NOT_VERIFIED = 133005, 133006
_NEW_TOKEN = "Make a token in Business Settings (System users), and begin again with it."  # noqa: S105 - a sentence


async def take_step(client: GraphClient, work: Connecting) -> Progress:
    """A refusal that a step did not foresee ends it in Meta's words; it can be tried again from there."""
    try:
        return await _STEPS[work.step](client, work)
    except GraphRefused as refused:
        return fails(work.step, says(refused), "Put that right, then try again.")


async def _signup(client: GraphClient, work: Connecting) -> Progress:
    secret = work.app.secret if work.app else work.app_secret
    try:
        token = await accounts.exchange_code(client, work.app_id, secret, work.code)
    except GraphRefused as refused:
        return fails(
            "signup",
            f"Meta did not take the code: {refused.details}",
            "Open Meta's window again: a code lives for 30 seconds.",
        )
    return Progress(step="token", says="Meta gave a token for this business.", token=token, forgets=("code",))


async def _token(client: GraphClient, work: Connecting) -> Progress:
    """Whose it is, whether it works, and what it may."""
    asker = accounts.app_token(work.app.meta_app_id, work.app.secret) if work.app else work.token
    try:
        facts = await accounts.debug_token(client, work.token, asker)
    except GraphRefused as refused:
        return fails("token", f"Meta does not take this token: {says(refused)}", _NEW_TOKEN)
    if not facts.is_valid:
        why = facts.error.message if facts.error else "it is not valid."
        return fails("token", f"Meta does not take this token: {why}", _NEW_TOKEN)
    if work.app_id and facts.app_id != work.app_id:
        return fails(
            "token",
            f"This token belongs to the app {facts.app_id} ({facts.application}), not to {work.app_id}.",
            "Take the token and the secret of the same app, and begin again.",
        )
    if missing := missing_scopes(facts.scopes):
        return fails("token", f"This token lacks {', '.join(missing)}.", _NEW_TOKEN)
    return Progress(
        step="accounts",
        says=f"The token of the app {facts.application or facts.app_id} works.",
        meta_app_id=facts.app_id,
        waba_ids=list(dict.fromkeys((*work.waba_ids, *facts.account_ids()))),
        token_scopes=list(facts.scopes),
        token_expires_at=moment(facts.expires_at),
    )


async def _accounts(client: GraphClient, work: Connecting) -> Progress:
    """The numbers of every account that the token names, or that the person did."""
    if not work.waba_ids:
        return waits(
            "accounts",
            "This token may see every account of its business, but Meta does not list them for it.",
            "Enter the id of the WhatsApp account: Business Settings, Accounts, WhatsApp accounts.",
        )
    numbers, unseen = [], []
    for waba_id in work.waba_ids:
        try:
            account = await accounts.account(client, waba_id, work.token)
            found = await accounts.numbers_of(client, waba_id, work.token)
        except GraphRefused:
            unseen.append(waba_id)
            continue
        numbers += [_found(number, waba_id, account.name) for number in found]
    if not numbers:
        what = (
            f"The token cannot see the account {', '.join(unseen)}."
            if unseen
            else "The account has no number yet."
        )
        return waits("accounts", what, "Check the id, or add a number in WhatsApp Manager, and try again.")
    told = f"Found {_some(len(numbers), 'number')} in {_some(len(work.waba_ids) - len(unseen), 'account')}."
    if any(one["phone_number_id"] == work.phone_number_id for one in numbers):
        return Progress(step="secret", says=told, numbers=numbers)
    return Progress(
        step="choose", status="waiting", says=told, remedy="Choose the number to connect.", numbers=numbers
    )


def _some(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


async def _secret(client: GraphClient, work: Connecting) -> Progress:
    """Webhooks are believed by the app's secret, so it must be right before anything is set up."""
    secret = work.app_secret or (work.app.secret if work.app else "")
    if not secret:
        return waits(
            "secret",
            "To receive messages, the app's secret is needed.",
            f"Enter it: App Dashboard of {work.app_id}, Settings, Basic, App secret.",
        )
    try:
        await accounts.check_app_secret(client, work.app_id, secret)
    except GraphRefused as refused:
        return waits(
            "secret",
            f"Meta says that this is not the secret of the app {work.app_id}: {refused.details}",
            "Copy it again: App Dashboard, Settings, Basic, App secret.",
            forgets=("app_secret",),
        )
    return Progress(
        step="subscribe",
        says="The app's secret is right.",
        app_secret=secret,
        makes_channel=True,
        forgets=("app_secret",),
    )


async def _subscribe(client: GraphClient, work: Connecting) -> Progress:
    app, number = _both(work)
    told = await callbacks.set_up(client, app, number, str(work.choice.get("override") or "auto"))
    return Progress(step="method", says=told)


async def _method(client: GraphClient, work: Connecting) -> Progress:
    """Whether the number's owner must still prove that it is theirs, by a code."""
    number = await accounts.number(client, work.phone_number_id, work.token)
    if number.code_verification_status == "VERIFIED" or is_registered(number):
        return Progress(step="register", says="The number is verified.")
    method = str(work.choice.get("code_method") or "")
    if not method:
        return waits(
            "method",
            "Meta wants to know that the number is yours.",
            "Choose how the code shall come: by SMS or by a call.",
        )
    language = str(work.choice.get("language") or "en_US")
    try:
        await accounts.request_code(
            client, work.phone_number_id, work.token, method=method, language=language
        )
    except GraphRefused as refused:
        return waits(
            "method", f"Meta sent no code: {refused.details}", "Try the other way, or wait twelve hours."
        )
    return waits("code", f"Meta sends a code to {number.display_phone_number}.", "Enter the six digits.")


async def _code(client: GraphClient, work: Connecting) -> Progress:
    if not work.code:
        return waits("code", "Meta has sent a code.", "Enter the six digits, or ask for another code.")
    try:
        await accounts.verify_code(client, work.phone_number_id, work.token, work.code.replace("-", ""))
    except GraphRefused as refused:
        number = await accounts.number(client, work.phone_number_id, work.token)
        if number.code_verification_status != "VERIFIED":
            return waits(
                "code",
                f"Meta did not take the code: {refused.details}",
                "Enter it again, or ask for another code.",
                forgets=("code",),
            )
    return Progress(step="register", says="The number is verified.", forgets=("code",))


async def _register(client: GraphClient, work: Connecting) -> Progress:
    """The PIN is kept before Meta hears it: a crash in between must not lose it."""
    number = await accounts.number(client, work.phone_number_id, work.token)
    if is_registered(number):
        return Progress(step="connected", says="The number is registered.", forgets=("pin",))
    if not work.pin and number.is_pin_enabled:
        return waits(
            "pin",
            "This number has a PIN of two-step verification already.",
            "Enter its six digits. Nobody knows them? Reset the PIN in WhatsApp Manager.",
        )
    if not work.pin:
        return Progress(step="register", pin=new_pin())
    return await _registered(client, work)


async def _registered(client: GraphClient, work: Connecting) -> Progress:
    try:
        await accounts.register(client, work.phone_number_id, work.token, work.pin)
    except GraphRefused as refused:
        if refused.code == WRONG_PIN:
            return waits(
                "pin",
                "The PIN is wrong.",
                "Enter the one that was set for this number, or reset it in WhatsApp Manager.",
                forgets=("pin",),
            )
        if refused.code == NOT_VERIFIED:
            return Progress(step="method", says="Meta wants this number to be verified again.")
        return fails("register", says(refused), "Try again then.")
    return Progress(step="connected", says="The number is registered for sending.")


async def _connected(client: GraphClient, work: Connecting) -> Progress:
    app, number = _both(work)
    checked = await asking.about(client, number, app, work.token)
    if checked.problem:
        return fails("connected", checked.problem, "Try again.")
    if checked.standstill:
        told = f"The number is connected, but nothing can be sent: {checked.standstill.says}"
        return Progress(step="connected", status="done", ok=False, says=told, checked=checked)
    return Progress(
        step="connected",
        status="done",
        says=f"{checked.display_phone_number} is connected.",
        remedy="Let the connection doctor send a test message, to see a webhook come back.",
        checked=checked,
    )


def _both(work: Connecting) -> tuple[AppCredentials, Credentials]:
    assert work.app is not None, "the secret step comes before"
    return work.app, Credentials(work.phone_number_id, work.waba_id, work.token)


def _found(number: Number, waba_id: str, waba_name: str) -> dict[str, object]:
    return {
        "phone_number_id": number.id,
        "waba_id": waba_id,
        "waba_name": waba_name,
        "display_phone_number": number.display_phone_number,
        "verified_name": number.verified_name,
        "number_status": number.status,
        "code_verification_status": number.code_verification_status,
        "is_on_business_app": number.is_on_biz_app,
    }


async def _nothing(client: GraphClient, work: Connecting) -> Progress:
    """A person's turn."""
    return Progress(step=work.step, status="waiting")


_STEPS: Mapping[ConnectionStep, Callable[[GraphClient, Connecting], Awaitable[Progress]]] = {
    "signup": _signup,
    "token": _token,
    "accounts": _accounts,
    "choose": _nothing,
    "secret": _secret,
    "subscribe": _subscribe,
    "method": _method,
    "code": _code,
    "register": _register,
    "pin": _nothing,
    "connected": _connected,
}
