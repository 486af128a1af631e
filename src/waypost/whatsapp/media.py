"""Files at Meta: where one lies, its bytes, a copy of ours, and taking that back."""

import ipaddress
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver
from msgspec import DecodeError, Struct
from msgspec.json import Decoder
from yarl import URL

from waypost.whatsapp.client import (
    GraphClient,
    GraphError,
    GraphRefused,
    NotSent,
    OutcomeUnknown,
    refusal_or_doubt,
    segment,
)

_CHUNK = 128 * 1024
_MOST_REDIRECTS = 3
_IDLE_SECONDS = 30
_REDIRECTS = {301, 302, 303, 307, 308}


class TooLarge(GraphError):
    """There is more than the caller takes."""


class NotPublic(GraphError):
    """The link leads into a private network. It is not followed."""


class MediaNode(Struct, frozen=True, gc=False):
    """A file as `GET /{media-id}` describes it. The link holds five minutes."""

    url: str
    mime_type: str = ""
    sha256: str = ""
    file_size: int = 0


class _Node(Struct, gc=False):
    url: str
    mime_type: str | None = None
    sha256: str | None = None
    file_size: int | None = None


class _Id(Struct, gc=False):
    id: str


class _Done(Struct, gc=False):
    success: bool = False


_NODE = Decoder(_Node, strict=False)
_ID = Decoder(_Id, strict=False)
_DONE = Decoder(_Done)


async def media_url(client: GraphClient, media_id: str, token: str, phone_number_id: str) -> MediaNode:
    """Asking changes nothing. A file that is not this number's is refused with 100, subcode 33."""
    path = f"{segment(media_id)}?phone_number_id={segment(phone_number_id)}"
    status, body = await client.call("GET", path, token)
    if status == HTTPStatus.OK:
        try:
            node = _NODE.decode(body)
        except DecodeError:
            raise refusal_or_doubt(status, body) from None
        return MediaNode(node.url, node.mime_type or "", node.sha256 or "", node.file_size or 0)
    raise refusal_or_doubt(status, body)


async def download(client: GraphClient, url: str, token: str, into: Path, *, most: int) -> int:
    """The bytes of a link, to a file; how many there were. The token goes to the link's own host only.

    Raises TooLarge, NotPublic, GraphRefused for an answer that is a no, and OutcomeUnknown for half a file.
    """
    async with _session(client) as session:
        return await _followed(session, url, token, into, most, may_be_local=client.is_local)


async def upload(client: GraphClient, phone_number_id: str, token: str, path: Path, mime_type: str) -> str:
    """A copy of the file at Meta; its id holds 30 days, for this number."""
    with path.open("rb") as file:
        form = aiohttp.FormData()
        form.add_field("messaging_product", "whatsapp")
        form.add_field("type", mime_type)
        form.add_field("file", file, filename=_plain_name(mime_type), content_type=mime_type)
        status, body = await client.call("POST", f"{segment(phone_number_id)}/media", token, form)
    if status == HTTPStatus.OK:
        try:
            return _ID.decode(body).id
        except DecodeError:
            pass
    raise refusal_or_doubt(status, body)


async def delete(client: GraphClient, media_id: str, token: str, phone_number_id: str) -> None:
    path = f"{segment(media_id)}?phone_number_id={segment(phone_number_id)}"
    status, body = await client.call("DELETE", path, token)
    if status == HTTPStatus.OK:
        try:
            if _DONE.decode(body).success:
                return
        except DecodeError:
            pass
    raise refusal_or_doubt(status, body)


def _plain_name(mime_type: str) -> str:
    """The name that people see travels in the message; this one is only there to have an ending."""
    return f"file.{mime_type.partition('/')[2].partition(';')[0].replace('vnd.', '').split('.')[-1][:12]}"


class _PublicOnly(AbstractResolver):
    """Names that lead into a private network lead nowhere, also if they do so only at this moment."""

    def __init__(self) -> None:
        self._names = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._names.resolve(host, port, family)
        if public := [one for one in found if is_public(one["host"])]:
            return public
        raise NotPublic(f"{host} is no public address")

    async def close(self) -> None:
        await self._names.close()


def is_public(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (mapped is None or is_public(str(mapped)))


@asynccontextmanager
async def _session(client: GraphClient) -> AsyncIterator[aiohttp.ClientSession]:
    """Its own connections: links lead to other hosts than the Graph API does."""
    resolver = None if client.is_local else _PublicOnly()
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=1, resolver=resolver),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=client.timeout_seconds, connect=5, sock_read=_IDLE_SECONDS),
        auto_decompress=False,
        headers={"User-Agent": "waypost", "Accept-Encoding": "identity"},
    ) as session:
        yield session


async def _followed(
    session: aiohttp.ClientSession, url: str, token: str, into: Path, most: int, *, may_be_local: bool
) -> int:
    host = urlsplit(url).hostname
    trouble: GraphError
    for _ in range(_MOST_REDIRECTS + 1):
        _refuse_private(url, may_be_local=may_be_local)
        headers = {"Authorization": f"Bearer {token}"} if urlsplit(url).hostname == host else {}
        try:
            async with session.get(url, headers=headers, allow_redirects=False) as response:
                if response.status in _REDIRECTS and (to := response.headers.get("Location")):
                    url = str(URL(url).join(URL(to)))
                    continue
                return await _written(response, into, most)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            trouble = NotSent(f"no connection to the file: {type(error).__name__}")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            trouble = OutcomeUnknown(f"the file did not come whole: {type(error).__name__}")
        raise trouble  # outside the handlers: aiohttp's own errors hold the request, and so the token
    raise OutcomeUnknown("the link leads from one to the next without end")


async def _written(response: aiohttp.ClientResponse, into: Path, most: int) -> int:
    if response.status != HTTPStatus.OK:
        if response.status >= 500 or response.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise OutcomeUnknown(f"HTTP {response.status} instead of the file")
        raise GraphRefused(0, f"HTTP {response.status} instead of the file", response.status)
    if (response.content_length or 0) > most:
        raise TooLarge(f"{response.content_length} bytes")
    size = 0
    with into.open("wb") as file:
        async for chunk in response.content.iter_chunked(_CHUNK):
            size += len(chunk)
            if size > most:
                raise TooLarge(f"more than {most} bytes")
            file.write(chunk)
    return size


def _refuse_private(url: str, *, may_be_local: bool) -> None:
    """Names are looked at when they are resolved; addresses that stand in the link itself, here."""
    parts = urlsplit(url)
    if may_be_local:
        if parts.scheme in ("http", "https"):
            return
        raise NotPublic(f"{parts.scheme} is not followed")
    if parts.scheme != "https" or not parts.hostname:
        raise NotPublic("only https is followed")
    try:
        ipaddress.ip_address(parts.hostname)
    except ValueError:
        return
    if not is_public(parts.hostname):
        raise NotPublic(f"{parts.hostname} is no public address")
