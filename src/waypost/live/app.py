"""Server-sent events to browsers: `GET /live/events?ticket=…`, resumed by `Last-Event-ID`."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from waypost.kit import clock, telemetry
from waypost.live import tickets
from waypost.live.hub import AWAY, MOST_CONNECTIONS, Closing, Hub, Item, Refetch, Subscription, TooMany
from waypost.live.stream import START, EventId

PING_SECONDS = 15.0
"""Keeps proxies from closing a quiet connection, and finds browsers that are gone."""
_LONGEST_SECONDS, _JITTER_SECONDS = 30 * 60, 180
_RETRY_MILLISECONDS = 2_000
_LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line for a browser. `splitlines` knows more of them, and would break a text with U+2028."""
_STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


def create(*, secret_key: str, redis_url: str, public_url: str) -> Starlette:
    """`app.state.hub` is there so that whoever stops the process can end the streams first."""
    redis: Redis = Redis.from_url(
        redis_url,
        protocol=2,
        max_connections=MOST_CONNECTIONS + 100,
        socket_connect_timeout=2,
        socket_timeout=10,
        retry=Retry(NoBackoff(), 0),  # a reader must notice that Redis was away: it may have forgotten
    )
    hub = Hub(redis)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        hub.close()
        await redis.aclose()

    async def events(request: Request) -> Response | EventStream:
        ticket = tickets.check(secret_key, request.query_params.get("ticket", ""), clock.now())
        if ticket is None:
            return _refusal("ticket_invalid", 401, "Ask POST /api/v1/live/tickets for a new ticket.")
        seen = request.headers.get("last-event-id") or request.query_params.get("last_event_id")
        return EventStream(hub, ticket, (EventId.parse(seen) or START) if seen else None)

    async def ready(_: Request) -> Response:
        status, body = telemetry.readiness({"redis": await hub.problem()})
        return Response(body, status, media_type="application/json")

    app = Starlette(
        routes=[
            Route("/live/events", events),
            Route("/health/live", _alive),
            Route("/health/ready", ready),
            Route("/metrics", _metrics),
        ],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=_origins(public_url),
                allow_methods=["GET"],
                allow_headers=["Last-Event-ID", "Cache-Control"],
            )
        ],
        lifespan=lifespan,
    )
    app.state.hub = hub
    return app


class EventStream(Response):
    """A response that goes on until the browser leaves, half an hour is over, or the process ends."""

    def __init__(self, hub: Hub, ticket: tickets.Ticket, last_event_id: EventId | None) -> None:
        super().__init__()
        self._hub = hub
        self._ticket = ticket
        self._last_event_id = last_event_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = None
        try:
            async with self._hub.subscribe(
                self._ticket.tenant_id, self._ticket.user_id, self._last_event_id
            ) as subscription:
                await _stream(subscription, self._last_event_id, receive, send)
        except TooMany as error:
            refusal = (
                _refusal("too_many_connections", 429, "Close some of your other windows.")
                if error.of_this_user
                else _refusal("busy", 503, "Too many browsers are connected here. Connect again shortly.")
            )
        except Closing:
            refusal = _refusal("closing", 503, "This process is about to end. Connect again.")
        except AWAY:
            refusal = _refusal("unavailable", 503, "Live updates do not answer. Connect again shortly.")
        if refusal:
            await refusal(scope, receive, send)


async def _stream(
    subscription: Subscription, last_event_id: EventId | None, receive: Receive, send: Send
) -> None:
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + _LONGEST_SECONDS - secrets.randbelow(_JITTER_SECONDS)
    gone = asyncio.create_task(_until_gone(receive))
    gone.add_done_callback(lambda _: subscription.end())
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _STREAM_HEADERS})
        await _send(send, _greeting(None if last_event_id else subscription.seen))
        while loop.time() < ends_at and not gone.done():
            item = await subscription.next(PING_SECONDS)
            if item is not None:
                await _send(send, _written(item))
            elif subscription.is_over:
                break
            else:
                await _send(send, b": ping\n\n")
        if not gone.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    except OSError:
        pass  # the browser has gone
    finally:
        gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(send: Send, text: bytes) -> None:
    await send({"type": "http.response.body", "body": text, "more_body": True})


def _greeting(seen: EventId | None) -> bytes:
    """A newcomer learns where the stream is, and can resume from there before its first event."""
    position = f"id: {seen}\n" if seen else ""
    return f"retry: {_RETRY_MILLISECONDS}\n{position}\n".encode()


def _written(item: Item) -> bytes:
    if isinstance(item, Refetch):
        return f"id: {item.id or ''}\nevent: refetch\ndata: {{}}\n\n".encode()
    lines = "".join(f"data: {line}\n" for line in _LINE_END.split(item.content or "{}"))
    return f"id: {item.id}\nevent: {item.type}\n{lines}\n".encode()


async def _alive(_: Request) -> Response:
    return JSONResponse({"ok": True})


async def _metrics(_: Request) -> Response:
    return Response(telemetry.exposition(), headers={"content-type": telemetry.METRICS_TYPE})


_LOOPBACK = ("localhost", "127.0.0.1")


def _refusal(code: str, status: int, detail: str) -> Response:
    headers: dict[str, Any] = {"Retry-After": "2"} if status == 503 else {}
    return JSONResponse({"code": code, "detail": detail}, status, headers)


def _origins(url: str) -> list[str]:
    """On one machine, by either of its names."""
    parts = urlsplit(url)
    hosts = _LOOPBACK if parts.hostname in _LOOPBACK else (parts.hostname,)
    port = f":{parts.port}" if parts.port else ""
    return [f"{parts.scheme}://{host}{port}" for host in hosts]
