"""One tenant's stream in Redis: its ids, its entries, and whether a reader has missed some."""

from typing import Any, NamedTuple, Self
from uuid import UUID

from redis.asyncio import Redis

_MOST_AT_ONCE = 500
_MOST_KEPT = 4_000
"""The writer trims to about 2,000: more than twice that is never there to be read."""


class EventId(NamedTuple):
    """`<xid>-<n>`: ordered as the database committed them."""

    xid: int
    n: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        xid, dash, n = text.partition("-")
        if not (dash and xid.isascii() and xid.isdigit() and n.isascii() and n.isdigit()):
            return None
        found = cls(int(xid), int(n))
        return found if max(found) < 2**64 else None

    def __str__(self) -> str:
        return f"{self.xid}-{self.n}"


START = EventId(0, 0)


class LiveEvent(NamedTuple):
    id: EventId
    type: str
    content: str
    """JSON, as the relay wrote it."""


class TenantStream:
    def __init__(self, redis: Redis, tenant_id: UUID) -> None:
        self._redis = redis
        self._name = f"live:{tenant_id}"

    async def newest(self) -> EventId | None:
        entries: Any = await self._redis.xrevrange(self._name, count=1)
        return _first_id(entries)

    async def oldest(self) -> EventId | None:
        entries: Any = await self._redis.xrange(self._name, count=1)
        return _first_id(entries)

    async def has_missed(self, seen: EventId) -> bool:
        """Whether what came after `seen` may be incomplete: trimmed away, or Redis began anew."""
        oldest, newest = await self.oldest(), await self.newest()
        if oldest is None or newest is None:
            return True
        return seen < oldest or seen > newest

    async def between(self, seen: EventId, last: EventId) -> list[LiveEvent]:
        """After `seen`, up to and including `last`."""
        entries: Any = await self._redis.xrange(self._name, f"({seen}", str(last), count=_MOST_KEPT)
        return [_event(*entry) for entry in entries]

    async def wait_after(self, seen: EventId, milliseconds: int) -> list[LiveEvent]:
        found: Any = await self._redis.xread({self._name: str(seen)}, count=_MOST_AT_ONCE, block=milliseconds)
        return [_event(*entry) for _, entries in found or () for entry in entries]


def _first_id(entries: list[tuple[bytes, Any]]) -> EventId | None:
    return EventId.parse(entries[0][0].decode()) if entries else None


def _event(entry_id: bytes, fields: dict[bytes, bytes]) -> LiveEvent:
    parsed = EventId.parse(entry_id.decode())
    assert parsed is not None, "Redis writes ids as <n>-<n>"
    return LiveEvent(parsed, fields.get(b"type", b"message").decode(), fields.get(b"data", b"{}").decode())
