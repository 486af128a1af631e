"""One request to the Graph API, and the table of what answers it."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import MANAGEMENT_SCOPE, App, Token

Handler = Callable[["Call"], Awaitable[Any]]

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
LARGEST_BODY = 4 * 1024 * 1024
# Files come in forms; what takes them has limits of its own.
LARGEST_FORM = 128 * 1024 * 1024


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
        self.method = "GET" if request.method == "HEAD" else request.method
        self.node = node
        self.kind = kind
        self.version = version
        # What stood for the * of an edge such as "message_qrdls/*".
        self.rest = ""
        # What the answer carries besides the usual headers.
        self.headers: dict[str, str] = {}
        # The body as it came, once something has read it.
        self.raw = b""
        self._token: Token | None = None
        self._app: App | None = None
        self._body: Json | None = None
        self._unreadable: GraphError | None = None
        self._query: dict[str, str] | None = None

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
        if self._query is None:
            raw = self.request.scope["query_string"]
            self._query = dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True)) if raw else {}
        return self._query

    @property
    def content_type(self) -> str:
        return self.request.headers.get("content-type", "").partition(";")[0].strip().lower()

    async def body(self) -> Json:
        """JSON, or a form whose values may be JSON; anything else is code 100."""
        if self._unreadable is not None:
            raise self._unreadable
        if self._body is None:
            try:
                self._body = await self._read()
            except GraphError as error:
                self._unreadable = error
                raise
        return self._body

    async def given(self) -> Json:
        """Query and body together, for the many calls that take either."""
        return {**self.decoded_query(), **await self.body()}

    def decoded_query(self) -> Json:
        """The query with its JSON values read."""
        return {name: _form_value(value) for name, value in self.query.items()}

    async def _read(self) -> Json:
        kind = self.content_type
        check_size(self.request, LARGEST_FORM if kind == MULTIPART else LARGEST_BODY)
        if kind in (FORM, MULTIPART):
            return await self._read_form()
        self.raw = raw = await _bytes(self.request)
        if not raw:
            return {}
        try:
            body = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise GraphError(100, f"The body is not valid JSON: {error}") from error
        if not isinstance(body, dict):
            raise GraphError(100, "The body must be a JSON object.")
        return body

    async def _read_form(self) -> Json:
        if self.content_type == FORM:
            self.raw = await self.request.body()
        try:
            form = await self.request.form()
        except HTTPException as error:
            raise GraphError(100, f"The form cannot be read: {error.detail}") from error
        return {key: _form_value(value) for key, value in form.items() if isinstance(value, str)}


def edge(
    kind: str, method: str, name: str = "", *, scope: str | None = MANAGEMENT_SCOPE, public: bool = False
) -> Callable[[Handler], Handler]:
    """Registers what answers `method /{node of that kind}/{name}`; a last part of * takes anything."""

    def keep(handler: Handler) -> Handler:
        EDGES[kind, method, name] = Edge(handler, scope, public)
        EDGE_NAMES.add(name)
        return handler

    return keep


def check_size(request: Request, most: int) -> None:
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise _too_large(most)


async def _bytes(request: Request) -> bytes:
    """The whole body, but never more than a client could mean."""
    pieces, size = [], 0
    async for piece in request.stream():
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_BODY:
            raise _too_large(LARGEST_BODY)
    return b"".join(pieces)


def _too_large(most: int) -> GraphError:
    return GraphError(1, f"The body is larger than {most} bytes.", status=413)


def answer(
    world: Sandbox,
    content: Any,
    status: int = 200,
    version: str = "v23.0",
    *,
    more: dict[str, str] | None = None,
    trace: str = "",
) -> Response:
    trace = trace or world.ids.trace()
    body = msgspec.json.encode(content)
    response = Response(None, status)
    # Set at once, since this runs for every message.
    response.body = body
    response.raw_headers = [
        (b"content-type", b"application/json; charset=UTF-8"),
        (b"content-length", b"%d" % len(body)),
        (b"facebook-api-version", version.encode()),
        (b"x-fb-request-id", trace.encode()),
        (b"x-fb-trace-id", trace.encode()),
        (b"x-fb-rev", b"1027715834"),
        (b"x-fb-debug", (trace[:0:-1] + trace + "==").encode()),
        (b"access-control-allow-origin", b"*"),
        (b"cache-control", b"private, no-cache, no-store, must-revalidate"),
    ]
    for name, value in (more or {}).items():
        response.raw_headers.append((name.encode(), value.encode()))
    return response


def refuse(world: Sandbox, error: GraphError, version: str, more: dict[str, str] | None = None) -> Response:
    trace = world.ids.trace()
    headers = dict(more or {})
    if error.status == 401:
        headers["www-authenticate"] = 'OAuth "Facebook Platform" "invalid_token"'
    return answer(world, error.body(trace), error.status, version, more=headers, trace=trace)


def _form_value(text: str) -> Any:
    if text[:1] in ("{", "["):
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError:
            return text
    return text
