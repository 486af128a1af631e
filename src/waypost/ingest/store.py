"""Where webhooks become durable: requests that wait at the same time share one commit."""

import asyncio
import time
from typing import NamedTuple
from uuid import UUID

import structlog

from waypost.kit import telemetry
from waypost.kit.pg import DatabaseAway, Keeper

_log = structlog.get_logger()

_INSERT = """
insert into pipeline_ingestedwebhook (tenant_id, app_id, lane, body)
select * from unnest(%b::uuid[], %b::uuid[], %b::smallint[], %b::bytea[])
"""
_COMMIT_SECONDS = 5.0
_MOST_WAITING, _MOST_WAITING_BYTES = 10_000, 96 * 1024 * 1024
_MOST_IN_COMMIT, _MOST_BYTES_IN_COMMIT = 1_000, 16 * 1024 * 1024

MAY_HOLD_MESSAGES, ONLY_STATUSES = 0, 1

_batch_rows = telemetry.histogram(
    "waypost_ingest_batch_rows",
    "Webhooks that shared a commit.",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000),
)
_commit_seconds = telemetry.histogram("waypost_ingest_commit_seconds", "How long commits took.")
_waiting = telemetry.gauge("waypost_ingest_waiting", "Webhooks waiting for their commit.")
_waiting_bytes = telemetry.gauge("waypost_ingest_waiting_bytes", "Bytes of the webhooks in memory.")


class Full(Exception):
    """More is waiting than memory should hold; Meta sends again."""


class NotStored(Exception):
    """The commit failed, or whether it succeeded is not known. Sending again does no harm."""


class _Waiting(NamedTuple):
    tenant_id: UUID
    app_id: UUID
    lane: int
    body: bytes
    stored: asyncio.Future[None]


class Store:
    """Group commit without a timer: while one commit runs, the requests that arrive make up the next."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._queue: list[_Waiting] = []
        self._rows = self._bytes = 0
        self._wake = asyncio.Event()
        self._closing = False
        self._writer: asyncio.Task[None] | None = None
        _waiting.set_function(lambda: self._rows)
        _waiting_bytes.set_function(lambda: self._bytes)

    def start(self) -> None:
        self._writer = asyncio.create_task(self._write())

    async def close(self) -> None:
        """Returns when everything that waits is stored or refused."""
        self._closing = True
        self._wake.set()
        if self._writer:
            await self._writer

    def is_writing(self) -> bool:
        return self._writer is not None and not self._writer.done()

    def reserve(self, size: int) -> None:
        """Count bytes that are still being read; give them back with `release`."""
        if self._bytes + size > _MOST_WAITING_BYTES:
            raise Full
        self._bytes += size

    def release(self, size: int) -> None:
        self._bytes -= size

    async def append(self, tenant_id: UUID, app_id: UUID, body: bytes) -> None:
        """Returns once the webhook is on disk."""
        size = len(body)
        if self._closing or self._rows >= _MOST_WAITING or self._bytes + size > _MOST_WAITING_BYTES:
            raise Full
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(tenant_id, app_id, lane_of(body), body, stored))
        self._rows += 1
        self._bytes += size
        self._wake.set()
        await stored

    async def _write(self) -> None:
        while self._queue or not self._closing:
            if not self._queue:
                self._wake.clear()
                await self._wake.wait()
                continue
            batch = self._next_batch()
            problem = await self._commit(batch)
            self._rows -= len(batch)
            for waiting in batch:
                self._bytes -= len(waiting.body)
                if waiting.stored.done():  # its client has gone
                    continue
                if problem is None:
                    waiting.stored.set_result(None)
                else:
                    waiting.stored.set_exception(NotStored(problem))

    def _next_batch(self) -> list[_Waiting]:
        queue, size, rows = self._queue, 0, 0
        for waiting in queue:
            size += len(waiting.body)
            if rows and (size > _MOST_BYTES_IN_COMMIT or rows >= _MOST_IN_COMMIT):
                break
            rows += 1
        self._queue = queue[rows:]
        return queue[:rows]

    async def _commit(self, batch: list[_Waiting]) -> str | None:
        """None, or why nothing of the batch may be acknowledged."""
        tenant_ids, app_ids, lanes, bodies, _ = zip(*batch, strict=True)
        started = time.perf_counter()
        try:
            await self._keeper.execute(
                _INSERT,
                [list(tenant_ids), list(app_ids), list(lanes), list(bodies)],
                timeout_seconds=_COMMIT_SECONDS,
            )
        except DatabaseAway as away:
            return str(away)
        except Exception as error:  # noqa: BLE001 - the writer serves everybody: it must outlive a surprise
            _log.exception("commit_failed", rows=len(batch))
            return type(error).__name__
        _commit_seconds.observe(time.perf_counter() - started)
        _batch_rows.observe(len(batch))
        return None


def lane_of(body: bytes) -> int:
    """Statuses come in floods and may wait; whatever may hold a customer's message may not."""
    only_statuses = b'"statuses":[' in body and b'"messages":[' not in body
    return ONLY_STATUSES if only_statuses else MAY_HOLD_MESSAGES
