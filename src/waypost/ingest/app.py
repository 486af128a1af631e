"""Receives Meta's webhooks: checks the signature, stores the raw bytes, and only then answers 200."""

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

import structlog

from waypost.ingest import replies, signature
from waypost.ingest.apps import App, Apps
from waypost.ingest.replies import Refused, Reply
from waypost.ingest.store import Full, NotStored, Store
from waypost.kit import telemetry
from waypost.kit.crypto import Vault
from waypost.kit.pg import DatabaseAway, Keeper

_log = structlog.get_logger()

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_LIMIT = 3 * 1024 * 1024
"""Meta's own limit for a webhook."""
READ_SECONDS = 20.0
_READY_SECONDS = 2.0
_MOST_CHALLENGE = 256
_WEBHOOK_PATH = "/webhooks/whatsapp/"
_MOST_WARNED = 1_000


class Ingest:
    """The ASGI application. It holds nothing that may be lost: what is answered 200 is on disk."""

    def __init__(self, database_url: str, vault: Vault) -> None:
        self._writing = Keeper(database_url, name="ingest-write")
        self._reading = Keeper(database_url, name="ingest-read")
        self._store = Store(self._writing)
        self._apps = Apps(self._reading, vault)
        self._warned: dict[str, float] = {}
        self._reads: dict[asyncio.Task[Any], float] = {}
        self._clock: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live_and_die(receive, send)
            return
        try:
            reply = await self._reply(scope, receive)
        except Refused as refused:
            reply = refused.reply
        except Full:
            reply = replies.BUSY
        except (DatabaseAway, NotStored):
            reply = replies.AWAY
        except Exception:  # noqa: BLE001 - the last net: Meta gets an answer and sends again
            _log.exception("request_failed")
            reply = replies.FAILED
        reply.count()
        await send(reply.start)
        await send(reply.body)

    async def start(self) -> None:
        """Starts also while the database is away: until it is back, the answer is 503."""
        self._writing.start()
        self._reading.start()
        self._store.start()
        self._clock = asyncio.create_task(self._end_slow_reads())

    async def stop(self) -> None:
        if self._clock:
            self._clock.cancel()
        await self._store.close()
        await self._writing.close()
        await self._reading.close()

    async def _live_and_die(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        path, method = scope["path"], scope["method"]
        if not path.startswith(_WEBHOOK_PATH):
            return await self._reply_to_operator(path)
        key = path[len(_WEBHOOK_PATH) :]
        if method == "POST":
            return await self._receive(key, scope, receive)
        if method == "GET":
            return await self._verify(key, scope)
        return replies.WRONG_METHOD

    async def _receive(self, key: str, scope: Scope, receive: Receive) -> Reply:
        app = await self._apps.find(key)
        if app is None:
            raise Refused(replies.UNKNOWN_KEY)
        digest, length = _signature_and_length(scope["headers"])
        if digest is None:
            raise self._refused(key, app, replies.NOT_SIGNED)
        if length > BODY_LIMIT:
            raise self._refused(key, app, replies.TOO_LARGE)
        body = await self._read(receive)
        if not signature.is_signed(body, digest, app.secrets()):
            await self._look_again(key, app, digest, body)
        if not body:
            raise self._refused(key, app, replies.EMPTY)
        await self._store.append(app.tenant_id, app.id, body)
        return replies.STORED

    async def _look_again(self, key: str, app: App, digest: bytes, body: bytes) -> None:
        """The secret may have been changed since we read it; fail closed when it was not."""
        current = await self._apps.refresh(key)
        if current is None:
            raise Refused(replies.UNKNOWN_KEY)
        secrets = current.secrets()
        if not signature.is_signed(body, digest, secrets):
            raise self._refused(key, app, replies.WRONG_SIGNATURE if secrets else replies.NO_SECRET)

    async def _read(self, receive: Receive) -> bytes:
        """The whole body. Bytes are counted as they come, because a length may be a lie."""
        size = 0
        parts: list[bytes] = []
        task = asyncio.current_task()
        assert task is not None
        self._reads[task] = time.monotonic()
        try:
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise Refused(replies.GONE)
                part: bytes = message.get("body", b"")
                if size + len(part) > BODY_LIMIT:
                    raise Refused(replies.TOO_LARGE)
                if not message.get("more_body"):
                    return b"".join((*parts, part)) if parts else part
                self._store.reserve(len(part))
                size += len(part)
                parts.append(part)
        except asyncio.CancelledError:
            if task.cancelling():  # by our clock
                task.uncancel()
                raise Refused(replies.TOO_SLOW) from None
            raise Refused(replies.GONE) from None  # the server's word for a client that went away
        finally:
            del self._reads[task]
            self._store.release(size)

    async def _end_slow_reads(self) -> None:
        """One clock for all reads: a timer for each request costs more than its signature."""
        while True:
            await asyncio.sleep(1)
            limit = time.monotonic() - READ_SECONDS
            for task in [task for task, started in self._reads.items() if started < limit]:
                task.cancel()

    async def _verify(self, key: str, scope: Scope) -> Reply:
        asked = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=20)
        mode, token, challenge = (
            asked.get(f"hub.{name}", [""])[0] for name in ("mode", "verify_token", "challenge")
        )
        if mode != "subscribe" or not token or not 0 < len(challenge) <= _MOST_CHALLENGE:
            return replies.NOT_VERIFIED
        app = None
        for find in (self._apps.find, self._apps.refresh):  # the token may be newer than what we remember
            app = await find(key)
            if app and app.verify_token and hmac.compare_digest(app.verify_token.encode(), token.encode()):
                _log.info("webhook_verified", app_id=str(app.id))
                return replies.challenge(challenge)
        if app is not None:
            await self._apps.note_refused_handshake(key)
        return replies.NOT_VERIFIED

    async def _reply_to_operator(self, path: str) -> Reply:
        match path:
            case "/health/live":
                return replies.health(200, b'{"ok":true}')
            case "/health/ready":
                return replies.health(*telemetry.readiness(await self._checks()))
            case "/metrics":
                return replies.metrics()
        return replies.NO_SUCH_PATH

    async def _checks(self) -> dict[str, str | None]:
        reading, writing = await asyncio.gather(_problem(self._reading), _problem(self._writing))
        writer = None if self._store.is_writing() else "not running"
        return {"database": reading, "database_for_writing": writing, "writer": writer}

    def _refused(self, key: str, app: App, reply: Reply) -> Refused:
        """Tell the operator, once a second for each app: whoever sends rubbish must not fill the log."""
        now = time.monotonic()
        if now - self._warned.get(key, -1.0) >= 1.0:
            if len(self._warned) >= _MOST_WARNED:
                self._warned.clear()
            self._warned[key] = now
            _log.warning("webhook_refused", app_id=str(app.id), status=reply.status)
        return Refused(reply)


def _signature_and_length(headers: Iterable[tuple[bytes, bytes]]) -> tuple[bytes | None, int]:
    given = None
    length = 0
    for name, value in headers:
        if name == b"x-hub-signature-256":
            given = value
        elif name == b"content-length" and value.isdigit():
            length = int(value[:12])
    return signature.parse_header(given), length


async def _problem(keeper: Keeper) -> str | None:
    try:
        await keeper.execute("select 1", timeout_seconds=_READY_SECONDS)
    except DatabaseAway as away:
        return str(away)
    return None
