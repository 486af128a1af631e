"""A connection to PostgreSQL that comes back by itself, for edges that must answer while it is away."""

import asyncio
import os
import select
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psycopg
import structlog

_log = structlog.get_logger()

_GRACE_SECONDS = 0.5
"""How long a caller waits for a connection that was lost just now; later callers are refused at once."""
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 1.0

Row = tuple[Any, ...]


class DatabaseAway(Exception):
    """PostgreSQL did not answer in time. Whether a statement that was sent took effect is not known."""


class Keeper:
    """Holds one autocommit connection and opens it anew whenever it breaks."""

    def __init__(self, url: str, *, name: str, connect_timeout_seconds: int = 2) -> None:
        self._url = url
        self._name = name
        self._connect_timeout = connect_timeout_seconds
        self._connection: psycopg.AsyncConnection[Row] | None = None
        self._connected, self._needed = asyncio.Event(), asyncio.Event()
        self._away_since = 0.0
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._away_since = time.monotonic()
        self._needed.set()
        self._loop = asyncio.create_task(self._stay_connected())

    async def close(self) -> None:
        if self._loop:
            self._loop.cancel()
            await asyncio.wait({self._loop})
        if self._connection:
            self._forget(self._connection)

    async def execute(
        self, query: str, parameters: Sequence[Any] = (), *, timeout_seconds: float
    ) -> list[Row]:
        """The rows, or `DatabaseAway`. Any error closes the connection, so that a fail-over is followed.

        The statement is on its way before this first waits: a caller may do other work meanwhile.
        """
        connection = await self._usable()
        limit = asyncio.get_running_loop().call_later(timeout_seconds, _hang_up, connection)
        try:
            cursor = await connection.execute(query.encode(), parameters)
            return await cursor.fetchall() if cursor.description else []
        except (psycopg.Error, OSError) as error:
            self._forget(connection)
            _log.warning("statement_failed", connection=self._name, reason=_reason(error))
            raise DatabaseAway(_reason(error)) from error
        except asyncio.CancelledError:
            self._forget(connection)
            raise
        finally:
            limit.cancel()

    async def _usable(self) -> psycopg.AsyncConnection[Row]:
        if self._connection and _was_closed_by_server(self._connection):
            self._forget(self._connection)
        if self._connection is None:
            patience = self._away_since + _GRACE_SECONDS - time.monotonic()
            if patience <= 0:
                raise DatabaseAway("not connected")
            try:
                await asyncio.wait_for(self._connected.wait(), patience)
            except TimeoutError:
                raise DatabaseAway("not connected") from None
        if self._connection is None:
            raise DatabaseAway("not connected")
        return self._connection

    def _forget(self, connection: psycopg.AsyncConnection[Row]) -> None:
        if connection is self._connection:
            self._connection = None
            self._connected.clear()
            self._away_since = time.monotonic()
            self._needed.set()
        connection.pgconn.finish()

    async def _stay_connected(self) -> None:
        pause, told = _FIRST_PAUSE_SECONDS, False
        while True:
            await self._needed.wait()
            try:
                self._connection = await self._connect()
            except (psycopg.Error, OSError, TimeoutError) as error:
                if not told:
                    _log.warning("database_away", connection=self._name, reason=_reason(error))
                told = True
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
                continue
            if told:
                _log.info("database_back", connection=self._name)
            pause, told = _FIRST_PAUSE_SECONDS, False
            self._needed.clear()
            self._connected.set()

    async def _connect(self) -> psycopg.AsyncConnection[Row]:
        async with asyncio.timeout(self._connect_timeout + 0.5):
            return await psycopg.AsyncConnection.connect(
                self._url,
                autocommit=True,
                connect_timeout=self._connect_timeout,
                application_name=f"waypost-{self._name}",
                keepalives_idle=10,
                keepalives_interval=5,
                keepalives_count=3,
            )


def _hang_up(connection: psycopg.AsyncConnection[Row]) -> None:
    """Ends a wait at once. To ask a silent server politely to cancel would take seconds more."""
    with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def _was_closed_by_server(connection: psycopg.AsyncConnection[Row]) -> bool:
    """An idle connection has nothing to read, unless the server said goodbye."""
    if connection.closed:
        return True
    if connection.pgconn.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        return False
    poller = select.poll()
    poller.register(connection.fileno(), select.POLLIN)
    return bool(poller.poll(0))


def _reason(error: BaseException) -> str:
    sqlstate = getattr(error, "sqlstate", None)
    return f"{type(error).__name__} {sqlstate}" if sqlstate else type(error).__name__
