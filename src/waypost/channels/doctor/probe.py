"""Asking our own public address what Meta asks it: the handshake, and a body signed with the app's secret."""

import asyncio
import hashlib
import hmac
import secrets
import ssl
from urllib.parse import urlsplit

import aiohttp

from waypost.channels.doctor.evidence import Probe

_TIMEOUT = aiohttp.ClientTimeout(total=10)
_LONGEST = 4096
_INGEST_LOOKS_AGAIN_SECONDS = 1.1


async def probe(url: str, verify_token: str, secret: str, *, must_be_https: bool) -> tuple[Probe, Probe]:
    """The handshake's answer, and that of a signed body. The body is empty, so nothing of it is stored."""
    if must_be_https and urlsplit(url).scheme != "https":
        bad = Probe("tls", "it does not begin with https.")
        return bad, bad
    async with aiohttp.ClientSession(timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()) as session:
        handshake, signed = await _handshake(session, url, verify_token), await _signed(session, url, secret)
        if "refused" in (handshake.state, signed.state):
            # ingest looks for a secret or a token that was changed at most once a second
            await asyncio.sleep(_INGEST_LOOKS_AGAIN_SECONDS)
            handshake, signed = (
                await _handshake(session, url, verify_token),
                await _signed(session, url, secret),
            )
        return handshake, signed


async def _handshake(session: aiohttp.ClientSession, url: str, verify_token: str) -> Probe:
    challenge = secrets.token_hex(8)
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
    status, body = await _ask(session, "GET", url, params=query)
    if isinstance(status, Probe):
        return status
    if status == 200 and body == challenge:
        return Probe()
    return Probe("refused" if status == 403 else "wrong_place", f"HTTP {status} to Meta's question.")


async def _signed(session: aiohttp.ClientSession, url: str, secret: str) -> Probe:
    signature = hmac.new(secret.encode(), b"", hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
    status, body = await _ask(session, "POST", url, headers=headers)
    if isinstance(status, Probe):
        return status
    if status in (200, 400) and "wrong_signature" not in body:
        return Probe()
    return Probe("refused" if status == 401 else "wrong_place", f"HTTP {status} to a signed webhook.")


async def _ask(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    params: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int | Probe, str]:
    try:
        async with session.request(
            method, url, params=params, headers=headers, allow_redirects=False
        ) as answer:
            return answer.status, (await answer.content.read(_LONGEST)).decode(errors="replace")
    except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, ssl.SSLError) as error:
        return Probe("tls", str(error)), ""
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        return Probe("unreachable", str(error) or type(error).__name__), ""
