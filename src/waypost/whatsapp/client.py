"""The Graph API over HTTP: one call, and an honest word on how it ended.

Nothing is retried here, not even a connection that Meta had closed meanwhile: what was written may have
been received. Only the caller knows whether sending again does harm.
"""

from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import ip_address
from types import TracebackType
from typing import Annotated, Any, Self
from urllib.parse import quote, urlencode

import aiohttp
from msgspec import DecodeError, Meta, Struct
from msgspec.json import Decoder, encode
from msgspec.structs import astuple
from yarl import URL

from waypost.whatsapp import wire

_INVALID_TOKEN = 190
_DETAILS_LENGTH = 1000


class GraphError(Exception):
    """A call did not succeed. Its text never holds the token."""


class GraphRefused(GraphError):
    """Meta answered no. `waypost.whatsapp.errors` says what that means."""

    def __init__(
        self, code: int, details: str, http_status: int, *, subcode: int | None = None, trace_id: str = ""
    ) -> None:
        super().__init__(f"{code}: {details} (HTTP {http_status}, trace {trace_id or '-'})")
        self.code = code
        self.details = details
        self.http_status = http_status
        self.subcode = subcode
        self.trace_id = trace_id


class NotSent(GraphError):
    """It certainly never reached Meta: no connection could be had."""


class OutcomeUnknown(GraphError):
    """It was sent, or may have been, and no answer that can be trusted came back."""


class Accepted(Struct, frozen=True, gc=False):
    """Meta took it. That is not delivery: statuses tell what became of it. Read receipts have no `wamid`."""

    wamid: str | None
    wa_id: str | None = None
    """WhatsApp's own form of the number that it was sent to."""
    user_id: str | None = None
    message_status: str | None = None


class PhoneNumber(Struct, frozen=True, gc=False):
    """A business number as Meta shows it to the holder of the token."""

    id: str
    display_phone_number: str = ""
    verified_name: str = ""
    quality_rating: str = ""
    status: str = ""
    code_verification_status: str = ""
    platform_type: str = ""


class _Node(Struct, gc=False):
    """A phone number as it comes: any of its fields may be null."""

    id: str
    display_phone_number: str | None = None
    verified_name: str | None = None
    quality_rating: str | None = None
    status: str | None = None
    code_verification_status: str | None = None
    platform_type: str | None = None


class _Sent(Struct, gc=False):
    id: str
    message_status: str | None = None


class _Recipient(Struct, gc=False):
    wa_id: str | None = None
    user_id: str | None = None


class _Answer(Struct, gc=False):
    messages: list[_Sent] = []
    contacts: list[_Recipient] = []
    success: bool = False


class _Error(Struct, gc=False):
    code: Annotated[int, Meta(ge=-(2**31), lt=2**31)]
    message: Any = None
    error_data: Any = None
    error_subcode: Any = None
    error_user_msg: Any = None
    fbtrace_id: Any = None


class _Refusal(Struct, gc=False):
    error: _Error


_ANSWER = Decoder(_Answer)
_REFUSAL = Decoder(_Refusal, strict=False)
_NODE = Decoder(_Node)
_OBJECT = Decoder(dict[str, Any])
_NODE_FIELDS = ",".join(_Node.__struct_fields__)


class GraphClient:
    """Keeps connections to Meta open, at most `connections` of them. Use it in `async with`."""

    def __init__(
        self,
        *,
        base_url: str,
        version: str,
        connections: int,
        timeout_seconds: float = 30,
        connect_seconds: float = 5,
    ) -> None:
        if not base_url.startswith(("https://", "http://")):
            raise ValueError(f"the Graph address must begin with https:// (or http://), not {base_url!r}")
        self._root = "/".join(part.strip("/") for part in (base_url, version) if part)
        self.is_local = is_loopback(URL(base_url).host or "")
        """A sandbox on this machine: only then may a link of its files lead to this machine too."""
        self.timeout_seconds = timeout_seconds
        self._connections = connections
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, connect=connect_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._connections,
                keepalive_timeout=10,  # sooner than Meta: who reuses a closed connection loses the answer
                ttl_dns_cache=60,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self._timeout,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, phone_number_id: str, token: str, payload: bytes) -> Accepted:
        """Send a message, a read receipt or a typing indicator: a body from `waypost.whatsapp.payloads`."""
        status, body = await self.call("POST", f"{segment(phone_number_id)}/messages", token, payload)
        if status == HTTPStatus.OK:
            try:
                answer = _ANSWER.decode(body)
            except DecodeError:
                raise refusal_or_doubt(status, body) from None
            if answer.messages:
                sent = answer.messages[0]
                to = answer.contacts[0] if answer.contacts else _Recipient()
                return Accepted(sent.id, to.wa_id, to.user_id, sent.message_status)
            if answer.success:
                return Accepted(None)
        raise refusal_or_doubt(status, body)

    async def phone_number(self, phone_number_id: str, token: str) -> PhoneNumber:
        """What Meta knows of a number. It changes nothing, so it may be asked again after any error."""
        path = f"{segment(phone_number_id)}?fields={_NODE_FIELDS}"
        status, body = await self.call("GET", path, token)
        if status == HTTPStatus.OK:
            try:
                return _phone_number(_NODE.decode(body))
            except DecodeError:
                pass
        raise refusal_or_doubt(status, body)

    async def subscribe(self, waba_id: str, token: str) -> None:
        """Have this account's webhooks sent to the token's app. Doing it again changes nothing."""
        status, body = await self.call("POST", f"{segment(waba_id)}/subscribed_apps", token)
        if status == HTTPStatus.OK:
            try:
                if _ANSWER.decode(body).success:
                    return
            except DecodeError:
                pass
        raise refusal_or_doubt(status, body)

    async def read(self, path: str, token: str) -> bytes:
        """What Meta answers to a GET that it accepts. It changes nothing: it may be asked again after any error."""
        status, body = await self.call("GET", path, token)
        if status == HTTPStatus.OK:
            return wire.storable(body)
        raise refusal_or_doubt(status, body)

    async def ask(
        self,
        method: str,
        path: str,
        token: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Any other edge: the object that it answers. `path` is made of ids and words that are known."""
        asked = f"{path}?{urlencode(query)}" if query else path
        sent = body if isinstance(body, bytes) or body is None else encode(body)
        status, answer = await self.call(method, asked, token, sent, headers)
        if status == HTTPStatus.OK:
            try:
                return _OBJECT.decode(wire.storable(answer))
            except (DecodeError, UnicodeDecodeError, RecursionError):
                pass
        raise refusal_or_doubt(status, answer)

    async def call(
        self,
        method: str,
        path: str,
        token: str,
        body: bytes | aiohttp.FormData | None = None,
        more: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """Status and body of one call, for the modules beside this one: bytes are JSON, a form is a file."""
        if self._session is None:
            raise RuntimeError("use GraphClient in `async with`")
        if not token or not token.isascii() or not token.isprintable():
            raise GraphRefused(_INVALID_TOKEN, "The access token has characters that no token has.", 401)
        headers = {"Authorization": f"Bearer {token}"}
        if not isinstance(body, aiohttp.FormData):
            headers["Content-Type"] = "application/json"
        headers |= more or {}
        trouble: GraphError
        try:
            async with self._session.request(
                method,
                URL(f"{self._root}/{path}", encoded=True),
                data=body,
                headers=headers,
                allow_redirects=False,  # a redirect would carry message and token elsewhere
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            trouble = NotSent(f"no connection to Meta: {error}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            trouble = OutcomeUnknown(f"no answer from Meta: {type(error).__name__}")
        raise trouble  # outside the handlers: aiohttp's own errors hold the request, and so the token


def _phone_number(node: _Node) -> PhoneNumber:
    return PhoneNumber(*(value or "" for value in astuple(node)))


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def segment(node_id: str) -> str:
    """An id as one segment of a path: a strange one must not lead elsewhere."""
    if node_id.isascii() and node_id.isdecimal():
        return node_id
    return quote(node_id, safe="").replace(".", "%2E") or "-"


def refusal_or_doubt(status: int, body: bytes) -> GraphError:
    """Only an error in Meta's own shape is a no; anything else may come from a machine in between."""
    try:
        error = _REFUSAL.decode(wire.storable(body)).error
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return OutcomeUnknown(f"HTTP {status} with {len(body)} bytes that are no answer of Meta's")
    data = error.error_data if isinstance(error.error_data, dict) else {}
    said = (data.get("details"), error.error_user_msg, error.message)
    return GraphRefused(
        error.code,
        next((words[:_DETAILS_LENGTH] for words in said if isinstance(words, str) and words), ""),
        status,
        subcode=error.error_subcode if isinstance(error.error_subcode, int) else None,
        trace_id=error.fbtrace_id if isinstance(error.fbtrace_id, str) else "",
    )
