"""How tokens come to be, are looked at and end."""

from waypost_sandbox.graph.account_telling import tell_partner
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.nodes import view
from waypost_sandbox.graph.tokens import good_token, proof_of
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.accounts import (
    MANAGEMENT_SCOPE,
    MESSAGING_SCOPE,
    TAKEN_BACK,
    App,
    Token,
    TokenKind,
    User,
)

SCOPES = (
    MANAGEMENT_SCOPE,
    MESSAGING_SCOPE,
    "whatsapp_business_manage_events",
    "business_management",
    "catalog_management",
    "ads_read",
)
LONG_SECONDS = 60 * DAY_SECONDS
BUSINESS_SCOPES = [MANAGEMENT_SCOPE, MESSAGING_SCOPE]
# Subcodes of 100 for a login code.
CODE_EXPIRED, CODE_USED = 36007, 36009


def mint(
    world: Sandbox,
    app_id: str,
    user_id: str,
    scopes: list[str],
    *,
    kind: TokenKind = "SYSTEM_USER",
    seconds: float = 0.0,
    waba_ids: list[str] | None = None,
) -> Token:
    """A new token; without `seconds` it never expires."""
    now = world.clock.now()
    token = Token(
        value=f"EAA{world.ids.text(60).replace('-', 'Z').replace('_', 'B')}",
        kind=kind,
        app_id=app_id,
        user_id=user_id,
        scopes=scopes,
        waba_ids=waba_ids or [],
        issued_at=now,
        expires_at=now + seconds if seconds else 0.0,
    )
    world.state.add_token(token)
    return token


@edge("oauth", "GET", "access_token", scope=None, public=True)
@edge("oauth", "POST", "access_token", scope=None, public=True)
async def access_token(call: Call) -> Json:
    """By grant: the app's own token, a longer one for a token, a business token for a code."""
    given = await call.given()
    app = _app(call, given)
    grant = given.get("grant_type", "authorization_code")
    if grant == "client_credentials":
        return {"access_token": f"{app.id}|{app.secret}", "token_type": "bearer"}
    if grant == "fb_exchange_token":
        return _prolong(call, app, given)
    if grant != "authorization_code":
        raise GraphError(100, message=f"(#100) Unsupported grant_type: {grant}")
    return _exchange(call, app, str(given.get("code") or ""))


@edge("oauth", "GET", "revoke", scope=None, public=True)
@edge("oauth", "POST", "revoke", scope=None, public=True)
async def revoke(call: Call) -> Json:
    given = await call.given()
    app = _app(call, given)
    by = good_token(call.world, str(given.get("access_token") or ""))
    token = call.state.tokens.get(str(given.get("revoke_token") or ""))
    if by.app_id != app.id or token is None or token.app_id != app.id:
        raise GraphError(100, message="(#100) The token to revoke does not belong to this app.")
    token.revoked, token.revoked_as = True, TAKEN_BACK
    # Meta answers the word here, not the boolean.
    return {"success": "true"}


@edge("debug_token", "GET", scope=None)
async def debug_token(call: Call) -> Json:
    value = call.query.get("input_token", "")
    if not value:
        raise GraphError(100, message="(#100) The parameter input_token is required")
    token = call.state.tokens.get(value)
    if token is None:
        try:
            token = good_token(call.world, value)
        except GraphError:
            error = {"code": 190, "message": f"Malformed access token {value}"}
            return {"data": {"error": error, "is_valid": False, "scopes": []}}
    if token.app_id != call.app.id:
        raise GraphError(
            100,
            message="(#100) You must provide an app access_token, or a user access_token that is an owner "
            "or developer of the app",
        )
    return {"data": _about(call, token)}


@edge("user", "POST", "access_tokens", scope=None)
async def create_system_token(call: Call) -> Json:
    """Another token of a system user, for the app named; its proof is always asked for."""
    given = await call.given()
    user = call.state.users[call.node]
    if not user.system:
        raise GraphError(100, message="(#100) Only a system user can be given tokens.")
    if call.token.user_id != user.id and not _admin(call):
        raise GraphError(200, message="(#200) Only an admin system user may make tokens of others.")
    app = call.state.apps.get(str(given.get("business_app") or ""))
    if app is None or app.id != call.app.id:
        raise GraphError(
            100, message="(#100) Param business_app must be an app that the system user has installed"
        )
    if given.get("appsecret_proof") != proof_of(call.token.value, app.secret):
        raise GraphError(100, message="Invalid appsecret_proof provided in the API argument")
    scopes = [scope for scope in str(given.get("scope") or "").replace(" ", "").split(",") if scope]
    strange = [scope for scope in scopes if scope not in SCOPES]
    if strange or not scopes:
        raise GraphError(
            100, message=f"(#100) Param scope: invalid scopes: {', '.join(strange) or 'none given'}"
        )
    long = LONG_SECONDS if _yes(given.get("set_token_expires_in_60_days")) else 0.0
    return {"access_token": mint(call.world, app.id, user.id, scopes, seconds=long).value}


@edge("user", "GET", scope=None)
async def user_node(call: Call) -> Json:
    return _user(call, call.state.users[call.node])


@edge("me", "GET", scope=None)
async def me(call: Call) -> Json:
    user = call.state.users.get(call.token.user_id)
    if user is None:
        app: Json = {"name": call.app.name, "id": call.app.id}
        return app
    return _user(call, user)


def _user(call: Call, user: User) -> Json:
    readers = {
        "id": lambda _, user, __: user.id,
        "name": lambda _, user, __: user.name,
        "role": lambda _, user, __: "ADMIN" if user.admin else "EMPLOYEE",
    }
    return view(call, user, readers, ("name",), "User")


def _app(call: Call, given: Json) -> App:
    """Raises 101 for an app that there is not, and 1 for a wrong secret."""
    app = call.state.apps.get(str(given.get("client_id") or ""))
    if app is None:
        raise GraphError(
            101,
            message="Error validating application. Cannot get application info due to a system error.",
        )
    if given.get("client_secret") != app.secret:
        raise GraphError(1, message="Error validating client secret.")
    return app


def _prolong(call: Call, app: App, given: Json) -> Json:
    """A token for sixty days more; the old one lives until its own end."""
    old = good_token(call.world, str(given.get("fb_exchange_token") or ""))
    if old.app_id != app.id or old.kind == "APP":
        raise GraphError(100, message="(#100) The token to exchange does not belong to this app.")
    never = old.kind == "SYSTEM_USER" and not _yes(given.get("set_token_expires_in_60_days"))
    seconds = 0.0 if never else LONG_SECONDS
    new = mint(
        call.world,
        app.id,
        old.user_id,
        list(old.scopes),
        kind=old.kind,
        seconds=seconds,
        waba_ids=old.waba_ids,
    )
    answer: Json = {"access_token": new.value, "token_type": "bearer"}
    if seconds:
        answer["expires_in"] = int(seconds)
    return answer


def _exchange(call: Call, app: App, value: str) -> Json:
    code = call.state.login_codes.get(value)
    if code is None or code.app_id != app.id:
        raise GraphError(100, message="Invalid verification code format.")
    if code.used:
        raise GraphError(100, subcode=CODE_USED, message="This authorization code has been used.")
    if code.expires_at <= call.now:
        raise GraphError(100, subcode=CODE_EXPIRED, message="This authorization code has expired.")
    code.used = True
    for waba_id in code.waba_ids:
        tell_partner(call.world, app, waba_id, "PARTNER_APP_INSTALLED")
    user_id = call.world.ids.node()
    token = mint(call.world, app.id, user_id, list(BUSINESS_SCOPES), waba_ids=list(code.waba_ids))
    return {"access_token": token.value, "token_type": "bearer"}


def _about(call: Call, token: Token) -> Json:
    world = call.world
    about: Json = {
        "app_id": token.app_id,
        "type": token.kind,
        "application": call.app.name,
        "data_access_expires_at": 0,
        "expires_at": int(token.expires_at),
        "is_valid": True,
        "issued_at": int(token.issued_at),
        "scopes": token.scopes,
    }
    if token.kind == "APP":
        return {name: about[name] for name in ("app_id", "type", "application", "is_valid", "scopes")}
    about["granular_scopes"] = [_granular(scope, token.waba_ids) for scope in token.scopes]
    about["user_id"] = token.user_id
    try:
        good_token(world, token.value)
    except GraphError as error:
        why = {"code": 190, "message": error.message, "subcode": error.subcode}
        about |= {"error": why, "is_valid": False}
    return about


def _granular(scope: str, waba_ids: list[str]) -> Json:
    """Without target_ids the scope holds for everything."""
    return {"scope": scope, "target_ids": waba_ids} if waba_ids else {"scope": scope}


def _admin(call: Call) -> bool:
    user = call.state.users.get(call.token.user_id)
    return user is not None and user.admin


def _yes(value: object) -> bool:
    return str(value).lower() in ("true", "1")
