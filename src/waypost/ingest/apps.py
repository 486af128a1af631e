"""Which Meta app a webhook's path names, and the secrets that sign its webhooks."""

import asyncio
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import structlog

from waypost.kit import clock
from waypost.kit.crypto import CannotOpen, Vault
from waypost.kit.pg import DatabaseAway, Keeper, Row

_log = structlog.get_logger()
_T = TypeVar("_T")

_QUERY = """
select app_id, tenant_id, secret, previous_secret, previous_secret_until, verify_token
from channels_webhook_app(%s)
"""
_NOTE_REFUSED = "select channels_note_refused_handshake(%s)"
_KEY_FORM = re.compile(r"[A-Za-z0-9_-]{8,128}")
_FRESH_SECONDS, _ABSENT_SECONDS, _REFRESH_SECONDS = 10.0, 2.0, 1.0
_MOST_KNOWN = _MOST_ABSENT = 10_000
_MOST_LOOKUPS = 200
"""Strangers who guess keys may not queue more questions; apps in the cache are served all the while."""
_LOOKUP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class App:
    id: UUID
    tenant_id: UUID
    secret: bytes | None
    previous_secret: bytes | None
    previous_secret_until: datetime | None
    verify_token: str

    def secrets(self) -> tuple[bytes, ...]:
        if self.secret is None:
            return ()
        if self.previous_secret and self.previous_secret_until and self.previous_secret_until > clock.now():
            return (self.secret, self.previous_secret)
        return (self.secret,)


class Apps:
    """Remembers apps for ten seconds and unknown keys for two; both lists are bounded."""

    def __init__(self, keeper: Keeper, vault: Vault) -> None:
        self._keeper = keeper
        self._vault = vault
        self._known: dict[str, tuple[App, float]] = {}
        self._absent: dict[str, float] = {}
        self._lookups: dict[str, asyncio.Task[App | None]] = {}

    async def find(self, key: str) -> App | None:
        now = time.monotonic()
        if (hit := self._known.get(key)) and now - hit[1] < _FRESH_SECONDS:
            return hit[0]
        if now - self._absent.get(key, -_ABSENT_SECONDS) < _ABSENT_SECONDS:
            return None
        return await self._look_up(key)

    async def refresh(self, key: str) -> App | None:
        """For when what we remember did not fit (a rotated secret, a new app): once a second for a key."""
        now = time.monotonic()
        if (hit := self._known.get(key)) and now - hit[1] < _REFRESH_SECONDS:
            return hit[0]
        if now - self._absent.get(key, -_REFRESH_SECONDS) < _REFRESH_SECONDS:
            return None
        return await self._look_up(key)

    async def note_refused_handshake(self, key: str) -> None:
        """For the connection doctor: Meta was told another verify token than ours."""
        with suppress(DatabaseAway):
            await self._keeper.execute(_NOTE_REFUSED, [key], timeout_seconds=_LOOKUP_SECONDS)

    async def _look_up(self, key: str) -> App | None:
        if not _KEY_FORM.fullmatch(key):
            return None
        running = self._lookups.get(key)
        if running is None:
            if len(self._lookups) >= _MOST_LOOKUPS:
                raise DatabaseAway("too many look-ups are waiting")
            running = self._lookups[key] = asyncio.create_task(self._ask(key))
            running.add_done_callback(lambda _: self._lookups.pop(key, None))
        return await asyncio.shield(running)

    async def _ask(self, key: str) -> App | None:
        rows = await self._keeper.execute(_QUERY, [key], timeout_seconds=_LOOKUP_SECONDS)
        self._known.pop(key, None)
        self._absent.pop(key, None)
        if not rows:
            _remember(self._absent, key, time.monotonic(), _MOST_ABSENT)
            return None
        app = self._opened(rows[0])
        _remember(self._known, key, (app, time.monotonic()), _MOST_KNOWN)
        return app

    def _opened(self, row: Row) -> App:
        app_id, tenant_id, secret, previous, until, verify_token = row
        return App(
            id=app_id,
            tenant_id=tenant_id,
            secret=self._open(secret, f"channels_app:{app_id}:secret"),
            previous_secret=self._open(previous, f"channels_app:{app_id}:previous_secret"),
            previous_secret_until=until,
            verify_token=verify_token or "",
        )

    def _open(self, sealed: bytes | None, context: str) -> bytes | None:
        if not sealed:
            return None
        try:
            return self._vault.open(bytes(sealed), context).encode() or None
        except CannotOpen as error:
            _log.error("app_secret_cannot_be_opened", of=context, reason=str(error))
            return None


def _remember(cache: dict[str, _T], key: str, value: _T, most: int) -> None:
    """A key is put at the end whenever it is looked up, so the first is the one not asked for the longest."""
    cache[key] = value
    while len(cache) > most:
        del cache[next(iter(cache))]
