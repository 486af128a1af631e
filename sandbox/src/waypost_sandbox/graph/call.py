"""One request to the Graph API, and the table of what answers it."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import MANAGEMENT_SCOPE, App, Token

Handler = Callable[["Call"], Awaitable[Any]]


class Edge(Struct):
    handler: Handler
    # What the token must be allowed; None asks for any token.
    scope: str | None
    # Needs no token at all.
    public: bool


EDGES: dict[tuple[str, str, str], Edge] = {}
EDGE_NAMES: set[str] = set()


class Call:
    """One request; `token` and `app` are set before an edge answers (but for public edges)."""

    def __init__(self, world: Sandbox, request: Request, node: str, kind: str, version: str) -> None:
        self.world = world
        self.state = world.state
        self.request = request
        self.node = node
        self.kind = kind
        self.version = version
        # What stood for the * of an edge such as "message_qrdls/*".
        self.rest = ""
        self._token: Token | None = None
        self._app: App | None = None
        self._body: Json | None = None

    def come_from(self, token: Token, app: App) -> None:
        self._token, self._app = token, app

    @property
    def token(self) -> Token:
        assert self._token is not None, "a public edge has no token"
        return self._token

    @property
    def app(self) -> App:
        assert self._app is not None, "a public edge has no app"
        return self._app

    @property
    def now(self) -> float:
        return self.world.clock.now()

    @property
    def query(self) -> dict[str, str]:
        return dict(self.request.query_params)

    async def body(self) -> Json:
        """JSON, or a form whose values may be JSON; anything else is code 100."""
        if self._body is None:
            self._body = await self._read()
        return self._body

    async def given(self) -> Json:
        """Query and body together, for the many calls that take either."""
        return {**self.query, **await self.body()}

    async def _read(self) -> Json:
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


def edge(
    kind: str, method: str, name: str = "", *, scope: str | None = MANAGEMENT_SCOPE, public: bool = False
) -> Callable[[Handler], Handler]:
    """Registers what answers `method /{node of that kind}/{name}`; a last part of * takes anything."""

    def keep(handler: Handler) -> Handler:
        EDGES[kind, method, name] = Edge(handler, scope, public)
        EDGE_NAMES.add(name)
        return handler

    return keep


def answer(world: Sandbox, content: Any, status: int = 200, version: str = "v23.0") -> Response:
    trace = world.ids.trace()
    headers = {
        "facebook-api-version": version,
        "x-fb-request-id": trace,
        "x-fb-trace-id": trace,
        "x-app-usage": '{"call_count":1,"total_cputime":1,"total_time":1}',
    }
    return Response(
        msgspec.json.encode(content), status, headers, media_type="application/json; charset=UTF-8"
    )


def _form_value(text: str) -> Any:
    if text[:1] in ("{", "["):
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError:
            return text
    return text
