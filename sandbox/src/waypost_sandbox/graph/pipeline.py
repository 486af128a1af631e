"""What every Graph request goes through, in Meta's order: path, token, node, fault, edge."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from waypost_sandbox.graph.errors import GraphError, not_visible
from waypost_sandbox.ids import new_trace_id
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import App, Json

log = logging.getLogger(__name__)

_VERSION = re.compile(r"v(\d{1,3})\.\d")
OLDEST_VERSION, NEWEST_VERSION = 17, 25
# Nodes without an id.
SPECIAL = {"debug_token", "oauth"}

Handler = Callable[["Call"], Awaitable[Any]]
EDGES: dict[tuple[str, str, str], Handler] = {}
_EDGE_NAMES: set[str] = set()


class Call:
    """One request after its token and its node were found good."""

    def __init__(self, world: Sandbox, request: Request, node: str, kind: str, version: str) -> None:
        self.world = world
        self.state = world.state
        self.request = request
        self.node = node
        self.kind = kind
        self.version = version
        self.token = ""
        self.app: App | None = None

    @property
    def query(self) -> dict[str, str]:
        return dict(self.request.query_params)

    async def body(self) -> Json:
        """JSON, or a form whose values may be JSON; anything else is code 100."""
        raw = await self.request.body()
        if not raw:
            return {}
        kind = self.request.headers.get("content-type", "")
        if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
            form = await self.request.form()
            return {key: _form_value(value) for key, value in form.items() if isinstance(value, str)}
        try:
            body = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise GraphError(100, f"The body is not valid JSON: {error}") from error
        if not isinstance(body, dict):
            raise GraphError(100, "The body must be a JSON object.")
        return body


class LostAnswer(Response):
    """The connection breaks in the middle of the answer: the sender cannot know."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json; charset=UTF-8"), (b"content-length", b"512")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


def edge(kind: str, method: str, name: str = "") -> Callable[[Handler], Handler]:
    def keep(handler: Handler) -> Handler:
        EDGES[kind, method, name] = handler
        _EDGE_NAMES.add(name)
        return handler

    return keep


def answer(content: Any, status: int = 200, version: str = "v23.0") -> Response:
    trace = new_trace_id()
    headers = {
        "facebook-api-version": version,
        "x-fb-request-id": trace,
        "x-fb-trace-id": trace,
        "x-app-usage": '{"call_count":1,"total_cputime":1,"total_time":1}',
    }
    return Response(
        msgspec.json.encode(content), status, headers, media_type="application/json; charset=UTF-8"
    )


async def graph(request: Request) -> Response:
    world: Sandbox = request.app.state.world
    version = "v23.0"
    try:
        version, node, edge_name = _path(request.path_params["path"])
        call = Call(world, request, node, _kind(world, node), version)
        call.token = await _token(request)
        call.app = _authenticate(world, call.token)
        return await _with_faults(world, request, _handler(call, edge_name), call)
    except GraphError as error:
        return answer(error.body(), error.status, version)
    except Exception:
        log.exception("the sandbox failed at %s %s", request.method, request.url.path)
        return answer(GraphError(131000).body(), 500, version)


async def _with_faults(world: Sandbox, request: Request, handler: Handler, call: Call) -> Response:
    faults = world.faults
    if not faults.rules:
        return _as_response(await handler(call), call.version)
    method, path = request.method, request.url.path
    if (rule := faults.answer("error", method, path)) is not None:
        raise GraphError(rule.code or 131000)
    if faults.answer("http_500", method, path) is not None:
        return answer(GraphError(131000).body(), 500, call.version)
    response = _as_response(await handler(call), call.version)
    if (rule := faults.answer("delay", method, path)) is not None:
        await asyncio.sleep(rule.delay_seconds if rule.delay_seconds is not None else 1.0)
    if (rule := faults.answer("drop_answer", method, path)) is not None:
        if rule.delay_seconds:
            await asyncio.sleep(rule.delay_seconds)
        return LostAnswer()
    return response


def _handler(call: Call, edge_name: str) -> Handler:
    handler = EDGES.get((call.kind, call.request.method, edge_name))
    if handler is None:
        raise not_visible(call.node, call.request.method)
    return handler


def _as_response(result: Any, version: str) -> Response:
    return result if isinstance(result, Response) else answer(result, version=version)


def _path(path: str) -> tuple[str, str, str]:
    parts = [part for part in path.split("/") if part]
    version = f"v{OLDEST_VERSION}.0"
    if parts and (found := _VERSION.fullmatch(parts[0])) is not None:
        version = parts.pop(0)
        if not OLDEST_VERSION <= int(found.group(1)) <= NEWEST_VERSION:
            raise GraphError(
                2635,
                message=f"(#2635) You are calling version {version} of the Graph API. Use v17.0 to v25.0.",
            )
    name = "/".join(parts[1:])
    if not parts or name not in _EDGE_NAMES:
        raise GraphError(2500, message=f"Unknown path components: /{name or path}")
    return version, parts[0], name


def _kind(world: Sandbox, node: str) -> str:
    state = world.state
    if node in state.phone_numbers:
        return "phone"
    if node in state.wabas:
        return "waba"
    if node in state.media:
        return "media"
    if node in state.apps:
        return "app"
    return node if node in SPECIAL else ""


async def _token(request: Request) -> str:
    header = request.headers.get("authorization", "")
    scheme, _, token = header.partition(" ")
    if scheme.lower() in ("bearer", "oauth") and token.strip():
        return token.strip()
    token = request.query_params.get("access_token", "")
    if not token and request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        await request.body()
        token = str((await request.form()).get("access_token") or "")
    if not token and "client_secret" not in request.query_params:
        raise GraphError(104, message="(#104) An access token is required to request this resource.")
    return token


def _authenticate(world: Sandbox, token: str) -> App | None:
    """The app when the token is an app's own; none for the business's token."""
    state = world.state
    if token == state.access_token:
        if world.settings.access == "valid":
            return None
        raise GraphError(
            190,
            subcode=463 if world.settings.access == "expired" else 460,
            message="Error validating access token: Session has expired or was invalidated.",
        )
    app_id, _, secret = token.partition("|")
    app = state.apps.get(app_id)
    if app is not None and app.secret == secret:
        return app
    if not token:
        return None
    raise GraphError(
        190, subcode=467, message="Error validating access token: The access token could not be decrypted."
    )


def _form_value(text: str) -> Any:
    if text[:1] in ("{", "["):
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError:
            return text
    return text
