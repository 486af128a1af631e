"""Faults to order at the Graph API: before the edge is asked, after it, and in how the answer comes."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from waypost_sandbox.faults import USUAL_CODE
from waypost_sandbox.graph.call import Call, answer
from waypost_sandbox.graph.errors import GraphError

USUAL_DELAY_SECONDS = 1.0
USUAL_TRICKLE_SECONDS = 5.0
DROPS = 20
DESCRIPTORS = Path("/dev/fd")

Late = TypeVar("Late", bound=Response)


class LostAnswer(Response):
    """The connection breaks in the middle of the answer: the sender cannot know."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": bytes(self.body[:1]), "more_body": True})


class SlowAnswer(Response):
    """The answer trickles."""

    seconds = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        size = max(1, -(-len(self.body) // DROPS))
        for at in range(0, len(self.body), size):
            await asyncio.sleep(self.seconds / DROPS)
            piece = bytes(self.body[at : at + size])
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def with_faults(call: Call, ask: Callable[[], Awaitable[Response]]) -> Response:
    """What `ask` answers, unless a rule says otherwise."""
    faults = call.world.faults
    if not faults.rules:
        return await ask()
    request = call.request
    where = (request.method, request.url.path)
    if (rule := faults.request("drop_connection", *where)) is not None:
        await asyncio.sleep(rule.delay_seconds or 0.0)
        hang_up(request)
        return Response(status_code=503)
    if (rule := faults.request("error", *where)) is not None:
        if rule.accepted:
            await ask()
        raise GraphError(rule.code or USUAL_CODE)
    if (rule := faults.request("http_500", *where)) is not None:
        if rule.accepted:
            await ask()
        error = GraphError(2 if rule.status == 503 else USUAL_CODE)
        return answer(call.world, error.body(call.world.ids.trace()), rule.status or 500, call.version)
    response = await ask()
    if (rule := faults.request("delay", *where)) is not None:
        await asyncio.sleep(USUAL_DELAY_SECONDS if rule.delay_seconds is None else rule.delay_seconds)
    if (rule := faults.request("drop_answer", *where)) is not None:
        await asyncio.sleep(rule.delay_seconds or 0.0)
        return _as(LostAnswer, response)
    if (rule := faults.request("slow_body", *where)) is not None:
        slow = _as(SlowAnswer, response)
        slow.seconds = USUAL_TRICKLE_SECONDS if rule.delay_seconds is None else rule.delay_seconds
        return slow
    return response


def hang_up(request: Request) -> None:
    """Closes the connection without a byte. ASGI has no word for it, so the socket is looked for by its peer."""
    # Granian names the port in words.
    peer = [str(part) for part in request.client or ()]
    for descriptor in DESCRIPTORS.iterdir():
        with (
            contextlib.suppress(OSError),
            socket.fromfd(int(descriptor.name), socket.AF_INET, socket.SOCK_STREAM) as found,
        ):
            if [str(part) for part in found.getpeername()[:2]] == peer:
                found.shutdown(socket.SHUT_RDWR)


def _as(kind: type[Late], response: Response) -> Late:
    return kind(getattr(response, "body", b""), response.status_code, dict(response.headers))
