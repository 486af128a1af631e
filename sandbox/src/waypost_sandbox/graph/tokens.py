"""Whose call it is: the token, its app, and what it may touch."""

from starlette.requests import Request

from waypost_sandbox.graph.call import Call, Edge
from waypost_sandbox.graph.errors import GraphError, not_visible
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state.accounts import App, Token


async def authenticate(call: Call, wanted: Edge) -> None:
    """Raises 104 without a token, 190 for a bad one, 100/33 for a node that it cannot see, 200 without the scope."""
    value = await token_value(call.request)
    if not value:
        if wanted.public:
            return
        raise GraphError(104, message="(#104) An access token is required to request this resource.")
    token = good_token(call.world, value)
    call.come_from(token, call.state.apps[token.app_id])
    waba_id = call.state.waba_of(call.kind, call.node)
    if token.waba_ids and waba_id is not None and waba_id not in token.waba_ids:
        raise not_visible(call.node, call.request.method)
    if wanted.scope is not None and wanted.scope not in token.scopes:
        raise GraphError(200, message=f"(#200) Permissions error: {wanted.scope} is required.")


async def token_value(request: Request) -> str:
    header = request.headers.get("authorization", "")
    scheme, _, token = header.partition(" ")
    if scheme.lower() in ("bearer", "oauth") and token.strip():
        return token.strip()
    token = request.query_params.get("access_token", "")
    if not token and request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        await request.body()
        token = str((await request.form()).get("access_token") or "")
    return token


def good_token(world: Sandbox, value: str) -> Token:
    state = world.state
    token = state.tokens.get(value)
    if token is None:
        app = _app_of(world, value)
        if app is None:
            raise _invalid("The access token could not be decrypted.", 467)
        return Token(value=value, kind="APP", app_id=app.id, user_id="", scopes=[])
    if value == state.access_token and world.settings.access != "valid":
        raise _invalid(
            "Session has expired or was invalidated.", 463 if world.settings.access == "expired" else 460
        )
    if token.revoked:
        raise _invalid("The session was invalidated.", 460)
    if token.expires_at and token.expires_at < world.clock.now():
        raise _invalid("Session has expired.", 463)
    return token


def _app_of(world: Sandbox, value: str) -> App | None:
    """An app's own token is its id and secret."""
    app_id, _, secret = value.partition("|")
    app = world.state.apps.get(app_id)
    return app if app is not None and app.secret == secret else None


def _invalid(reason: str, subcode: int) -> GraphError:
    return GraphError(190, subcode=subcode, message=f"Error validating access token: {reason}")
