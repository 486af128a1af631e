"""A connection that breaks comes back by itself; nobody waits for it longer than they said."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
from tests.kit.link import Link

from waypost.kit.pg import DatabaseAway, Keeper


@pytest.fixture
def url(postgres_url) -> str:
    return postgres_url("waypost_ingest")


@pytest.fixture
def link(url: str, tmp_path: Path) -> Iterator[Link]:
    sockets = Path(str(psycopg.conninfo.conninfo_to_dict(url)["host"]))
    found = Link(sockets / ".s.PGSQL.5432", tmp_path / ".s.PGSQL.5432")
    found.mend()
    yield found
    found.cut()


@pytest.fixture
def linked_url(link: Link, tmp_path: Path) -> str:
    return f"host={tmp_path} user=waypost_ingest dbname=waypost"


@asynccontextmanager
async def keeping(url: str) -> AsyncIterator[Keeper]:
    keeper = Keeper(url, name="test")
    keeper.start()
    try:
        yield keeper
    finally:
        await keeper.close()


async def ask(keeper: Keeper, query: str = "select 1", seconds: float = 2) -> list[tuple[object, ...]]:
    return await keeper.execute(query, timeout_seconds=seconds)


async def ask_until_answered(keeper: Keeper, seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            assert await ask(keeper) == [(1,)]
        except DatabaseAway:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
        else:
            return


def test_rows_come_back(url: str) -> None:
    async def story() -> None:
        async with keeping(url) as keeper:
            assert await keeper.execute("select %s::int + 1", [41], timeout_seconds=2) == [(42,)]

    asyncio.run(story())


def test_a_connection_that_the_server_ended_while_idle_is_replaced_unnoticed(url: str, postgres_url) -> None:
    async def story() -> None:
        async with keeping(url) as keeper:
            ((backend,),) = await ask(keeper, "select pg_backend_pid()")
            with psycopg.connect(postgres_url("postgres"), autocommit=True) as admin:
                admin.execute("select pg_terminate_backend(%s)", [backend])
            await asyncio.sleep(0.2)
            assert await ask(keeper) == [(1,)]

    asyncio.run(story())


def test_a_statement_that_takes_too_long_is_given_up_and_the_next_one_works(url: str) -> None:
    async def story() -> None:
        async with keeping(url) as keeper:
            started = time.monotonic()
            with pytest.raises(DatabaseAway):
                await ask(keeper, "select pg_sleep(20)", seconds=0.2)
            assert time.monotonic() - started < 1
            assert await ask(keeper) == [(1,)]

    asyncio.run(story())


def test_while_the_server_is_away_callers_are_refused_at_once_and_it_recovers(
    link: Link, linked_url: str
) -> None:
    async def story() -> None:
        async with keeping(linked_url) as keeper:
            assert await ask(keeper) == [(1,)]
            link.cut()
            with pytest.raises(DatabaseAway):
                await ask(keeper)
            await asyncio.sleep(0.6)
            started = time.monotonic()
            with pytest.raises(DatabaseAway):
                await ask(keeper)
            assert time.monotonic() - started < 0.1
            link.mend()
            await ask_until_answered(keeper)

    asyncio.run(story())


def test_a_server_that_hangs_costs_no_more_than_the_time_given(link: Link, linked_url: str) -> None:
    async def story() -> None:
        async with keeping(linked_url) as keeper:
            assert await ask(keeper) == [(1,)]
            link.freeze()
            started = time.monotonic()
            with pytest.raises(DatabaseAway):
                await ask(keeper, seconds=0.3)
            assert time.monotonic() - started < 1
            link.cut()
            link.mend()
            await ask_until_answered(keeper)

    asyncio.run(story())


def test_a_caller_who_gives_up_does_not_leave_its_answer_to_the_next(url: str) -> None:
    async def story() -> None:
        async with keeping(url) as keeper:
            await ask(keeper)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(ask(keeper, "select 'of the first'::text from pg_sleep(5)"), 0.1)
            await ask_until_answered(keeper)

    asyncio.run(story())


def test_the_reason_carries_no_address_and_no_password(linked_url: str, link: Link) -> None:
    link.cut()

    async def story() -> str:
        async with keeping(linked_url + " password=hunter2") as keeper:
            with pytest.raises(DatabaseAway) as away:
                await ask(keeper)
            return str(away.value)

    assert "hunter2" not in asyncio.run(story())
