"""Tokens to order, and what Embedded Signup leaves behind."""

import msgspec
from starlette.requests import Request

from waypost_sandbox.control.routing import body, route
from waypost_sandbox.graph.account_telling import portfolio_of, tell_partner
from waypost_sandbox.graph.adding_numbers import new_number
from waypost_sandbox.graph.oauth import BUSINESS_SCOPES, mint
from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.people.shared_numbers import shared
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.accounts import (
    PASSWORD_CHANGED,
    TAKEN_BACK,
    App,
    Business,
    LoginCode,
    Token,
    TokenKind,
    User,
    Waba,
)

CODE_SECONDS = 30.0
# New clients that a partner may take on within a week, at first and once it is verified.
FEW_CLIENTS, MANY_CLIENTS, CLIENTS_SECONDS = 10, 200, 7 * DAY_SECONDS
WHY = {"password_changed": PASSWORD_CHANGED, "taken_back": TAKEN_BACK}


class Order(msgspec.Struct, forbid_unknown_fields=True):
    """A token as it is wanted; without anything one like the world's first."""

    app_id: str | None = None
    kind: TokenKind = "SYSTEM_USER"
    # Someone new when there is no such user.
    user_id: str | None = None
    scopes: list[str] = msgspec.field(default_factory=lambda: list(BUSINESS_SCOPES))
    # 0 means never.
    expires_in_seconds: float = 0.0
    # The only accounts it may touch; empty means all.
    waba_ids: list[str] = msgspec.field(default_factory=list)
    # False is an employee, who sees assigned accounts only.
    admin: bool = True


class Named(msgspec.Struct, forbid_unknown_fields=True):
    token: str
    reason: str = "password_changed"


class Signup(msgspec.Struct, forbid_unknown_fields=True):
    """A client that goes through Embedded Signup, with an account and a number of its own."""

    app_id: str | None = None
    business_name: str = "Client"
    waba_name: str = "Client"
    # Without one there is only the account, as with FINISH_ONLY_WABA.
    display_phone_number: str | None = "+44 20 7946 0123"
    verified_name: str = "Client"
    on_business_app: bool = False


async def list_tokens(request: Request, world: Sandbox) -> Json:
    return {"tokens": msgspec.to_builtins(list(world.state.tokens.values()))}


async def make_token(request: Request, world: Sandbox) -> Json:
    raw = await request.body()
    order = msgspec.json.decode(raw, type=Order) if raw else Order()
    app = _app(world, order.app_id)
    for waba_id in order.waba_ids:
        if waba_id not in world.state.wabas:
            raise NotPossibleError(f"There is no account {waba_id}. GET /_sandbox/world lists them.")
    user_id = order.user_id or world.ids.node()
    if user_id not in world.state.users:
        world.state.users[user_id] = User(
            id=user_id, name="System user", system=order.kind == "SYSTEM_USER", admin=order.admin
        )
    token = mint(
        world,
        app.id,
        user_id,
        order.scopes,
        kind=order.kind,
        seconds=order.expires_in_seconds,
        waba_ids=order.waba_ids,
    )
    return {"access_token": token.value, "user_id": user_id}


async def revoke_token(request: Request, world: Sandbox) -> Json:
    wanted = await body(request, Named)
    if wanted.reason not in WHY:
        raise NotPossibleError(f"reason must be one of {', '.join(WHY)}.")
    token = _token(world, wanted.token)
    token.revoked, token.revoked_as = True, WHY[wanted.reason]
    return {"success": True}


async def expire_token(request: Request, world: Sandbox) -> Json:
    _token(world, (await body(request, Named)).token).expires_at = world.clock.now()
    return {"success": True}


async def sign_up(request: Request, world: Sandbox) -> Json:
    """The code of the login and the message of the window; the code lives for thirty seconds, once."""
    raw = await request.body()
    wanted = msgspec.json.decode(raw, type=Signup) if raw else Signup()
    state, app = world.state, _app(world, wanted.app_id)
    _check_clients(world, app)
    business = Business(id=world.ids.node(), name=wanted.business_name, messaging_limit="TIER_250")
    waba = Waba(
        id=world.ids.node(),
        name=wanted.waba_name,
        business_id=business.id,
        shared_with=[portfolio_of(world, app).id],
    )
    state.businesses[business.id], state.wabas[waba.id] = business, waba
    data: Json = {"waba_id": waba.id, "business_id": business.id}
    data |= {"ad_account_ids": [], "page_ids": [], "dataset_ids": []}
    event = "FINISH_ONLY_WABA"
    if wanted.display_phone_number is not None:
        data["phone_number_id"], event = _number(world, waba, wanted), "FINISH"
    if wanted.on_business_app:
        event = "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING"
    code = f"AQ{world.ids.text(64)}{world.ids.text(64)}"
    state.login_codes[code] = LoginCode(
        value=code,
        app_id=app.id,
        business_id=business.id,
        waba_ids=[waba.id],
        expires_at=world.clock.now() + CODE_SECONDS,
    )
    tell_partner(world, app, waba.id, "PARTNER_ADDED")
    message = {"type": "WA_EMBEDDED_SIGNUP", "event": event, "data": data}
    return {"code": code, "expires_in_seconds": CODE_SECONDS, "message": message}


def _check_clients(world: Sandbox, app: App) -> None:
    since = world.clock.now() - CLIENTS_SECONDS
    recent = sum(
        code.app_id == app.id and code.expires_at > since for code in world.state.login_codes.values()
    )
    most = MANY_CLIENTS if portfolio_of(world, app).verified else FEW_CLIENTS
    if world.settings.api_quotas and recent >= most:
        raise NotPossibleError(f"A partner takes on {most} new clients within seven days.")


def _number(world: Sandbox, waba: Waba, wanted: Signup) -> str:
    """The code was entered in the window already; what is left is registering."""
    shown = wanted.display_phone_number or ""
    phone = new_number(world.state, world.ids.node(), waba.id, shown, wanted.verified_name)
    phone.verification = "VERIFIED"
    if wanted.on_business_app:
        phone.on_business_app = phone.registered = True
        phone.onboarded_at = world.clock.now()
        shared(world, phone)
    return phone.id


def _app(world: Sandbox, app_id: str | None) -> App:
    found = world.state.apps.get(app_id or next(iter(world.state.apps)))
    if found is None:
        raise NotPossibleError(f"There is no app {app_id}.")
    return found


def _token(world: Sandbox, value: str) -> Token:
    token = world.state.tokens.get(value)
    if token is None:
        raise NotPossibleError("There is no such token. GET /_sandbox/tokens lists them.")
    return token


ROUTES = [
    route("/tokens", list_tokens, "GET"),
    route("/tokens", make_token, "POST"),
    route("/tokens/revoke", revoke_token, "POST"),
    route("/tokens/expire", expire_token, "POST"),
    route("/embedded_signups", sign_up, "POST"),
]
