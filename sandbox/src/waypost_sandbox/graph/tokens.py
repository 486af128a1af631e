"""Whose call it is: the token, its app, and what it may touch."""

import hashlib
import hmac

from waypost_sandbox.graph.call import MULTIPART, Call, Edge
from waypost_sandbox.graph.errors import GraphError, not_visible
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import State
from waypost_sandbox.state.accounts import MESSAGING_SCOPE, PASSWORD_CHANGED, TAKEN_BACK, App, Token

EXPIRED = 463
# Whoever has one of these may do everything with an account.
EVERY_TASK = {"MANAGE", "FULL_CONTROL", "DEVELOP"}
NODE_TASKS = {
    "phone": {"MANAGE_PHONE", "MANAGE_PHONE_ASSETS"},
    "template": {"MANAGE_TEMPLATES"},
    "flow": {"MANAGE_EXTENSIONS"},
}
_REASONS = {
    EXPIRED: "Session has expired.",
    PASSWORD_CHANGED: "The session has been invalidated because the user changed their password "
    "or Facebook has changed the session for security reasons.",
    TAKEN_BACK: "The session was invalidated explicitly using an API call.",
}


async def authenticate(call: Call, wanted: Edge) -> None:
    """Raises 104, 190 or 0 for its token, 100/33 for what that cannot see, 10 or 200 for what it may not do."""
    if wanted.public:
        return
    value = await _token_value(call)
    if not value:
        raise GraphError(104, message="(#104) An access token is required to request this resource.")
    token = good_token(call.world, value)
    app = call.state.apps[token.app_id]
    if app.disabled:
        raise GraphError(0)
    call.come_from(token, app)
    await _check_proof(call, token, app)
    _check_node(call, token, app)
    _check_scope(call, wanted, token)


def good_token(world: Sandbox, value: str) -> Token:
    """Raises 190 for a token that is unknown, expired or revoked."""
    state = world.state
    token = state.tokens.get(value)
    if token is None:
        app = _app_of(world, value)
        if app is None:
            raise GraphError(
                190, subcode=TAKEN_BACK, message="Invalid OAuth access token - Cannot parse access token"
            )
        return Token(value=value, kind="APP", app_id=app.id, user_id="", scopes=[])
    if value == state.access_token and world.settings.access != "valid":
        raise _invalid(EXPIRED if world.settings.access == "expired" else PASSWORD_CHANGED)
    if token.revoked:
        raise _invalid(token.revoked_as)
    if token.expires_at and token.expires_at <= world.clock.now():
        raise _invalid(EXPIRED)
    return token


def may_touch(state: State, token: Token, waba_id: str) -> bool:
    """A business token knows its client's accounts only, an employee those that it was assigned to."""
    if token.waba_ids and waba_id not in token.waba_ids:
        return False
    user = state.users.get(token.user_id)
    return user is None or user.admin or user.id in state.wabas[waba_id].assigned_users


def proof_of(value: str, secret: str) -> str:
    """The appsecret_proof of a token."""
    return hmac.new(secret.encode(), value.encode(), hashlib.sha256).hexdigest()


async def _token_value(call: Call) -> str:
    """From the query, the header, or the body: a client with a header of its own may name another for one call."""
    if given := call.query.get("access_token"):
        return given
    scheme, _, token = call.request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in ("bearer", "oauth") and token.strip():
        return token.strip()
    return await _of_body(call, "access_token")


async def _of_body(call: Call, name: str) -> str:
    if call.method == "GET" or call.kind == "upload":
        return ""
    try:
        return str((await call.body()).get(name) or "")
    except GraphError as error:
        if error.status == 413:
            raise
        # Whose call it is comes first; the body is refused where it is used.
        return ""


async def _check_proof(call: Call, token: Token, app: App) -> None:
    proof = call.query.get("appsecret_proof", "")
    if not proof and (app.require_proof or call.content_type != MULTIPART):
        proof = await _of_body(call, "appsecret_proof")
    if not proof:
        if app.require_proof and token.kind != "APP":
            raise GraphError(100, message="API calls from the server require an appsecret_proof argument")
    elif not hmac.compare_digest(proof.encode(), proof_of(token.value, app.secret).encode()):
        raise GraphError(100, message="Invalid appsecret_proof provided in the API argument")


def _check_node(call: Call, token: Token, app: App) -> None:
    state, kind, node = call.state, call.kind, call.node
    waba_id = state.waba_of(kind, node)
    if waba_id is not None:
        seen = may_touch(state, token, waba_id)
    elif kind == "app":
        seen = node == app.id
    elif kind == "business":
        own = [waba for waba in state.wabas.values() if node in (waba.business_id, *waba.shared_with)]
        seen = not own or any(may_touch(state, token, waba.id) for waba in own)
    else:
        seen = True
    if not seen:
        raise not_visible(node, call.method)
    if kind == "phone" and state.phone_numbers[node].deleted_at:
        raise GraphError(33)


def _check_scope(call: Call, wanted: Edge, token: Token) -> None:
    if wanted.scope is None:
        return
    if wanted.scope not in token.scopes:
        if wanted.scope == MESSAGING_SCOPE:
            raise GraphError(10, message="(#10) Application does not have permission for this action")
        raise GraphError(200, message=f"(#200) Requires {wanted.scope} permission to manage the object")
    user = call.state.users.get(token.user_id)
    if user is not None and not user.admin and call.method != "GET":
        _check_tasks(call, wanted, user.id)


def _check_tasks(call: Call, wanted: Edge, user_id: str) -> None:
    """An employee changes only what its tasks in the account name."""
    waba_id = call.state.waba_of(call.kind, call.node)
    if waba_id is None:
        return
    enough = {"MESSAGING"} if wanted.scope == MESSAGING_SCOPE else NODE_TASKS.get(call.kind, set())
    if (EVERY_TASK | enough).isdisjoint(call.state.wabas[waba_id].assigned_users[user_id]):
        raise GraphError(
            200,
            message="(#200) You do not have the necessary permissions required to act on behalf of this "
            "WhatsApp Business Account",
        )


def _app_of(world: Sandbox, value: str) -> App | None:
    """An app's own token is its id and secret."""
    app_id, _, secret = value.partition("|")
    app = world.state.apps.get(app_id)
    return app if app is not None and app.secret == secret else None


def _invalid(subcode: int) -> GraphError:
    return GraphError(190, subcode=subcode, message=f"Error validating access token: {_REASONS[subcode]}")
