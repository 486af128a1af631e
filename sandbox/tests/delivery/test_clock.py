"""The one clock: moved forward, standing, or going on by itself."""

import asyncio
import time

from sandbox.tests.client import DEWI
from sandbox.tests.delivery.theatre import DAY, START, play

from waypost_sandbox.clock import Clock


async def nothing():
    pass


def test_what_falls_due_on_the_way_happens_in_order_at_its_own_moment():
    clock, seen = Clock(1000.0), []

    def note(name):
        seen.append((name, clock.now()))

    clock.after(30, note, "later")
    clock.after(10, note, "first")
    clock.after(10, note, "second")
    clock.after(20, lambda: clock.after(5, note, "between"))
    clock.after(31, note, "not yet")
    asyncio.run(clock.advance(30, nothing))
    assert seen == [("first", 1010), ("second", 1010), ("between", 1025), ("later", 1030)]
    assert (clock.now(), clock.waiting) == (1030, 1)


def test_what_was_sent_is_settled_before_a_second_has_passed():
    clock, settled = Clock(0.0), []

    async def settle():
        settled.append(clock.now())

    for seconds in (0.1, 0.5, 3, 3.5, 60):
        clock.after(seconds, lambda: None)
    asyncio.run(clock.advance(100, settle))
    assert settled == [0.0, 0.5, 3.5, 60]


def test_an_action_that_fails_does_not_stop_the_others():
    clock, seen = Clock(0.0), []
    clock.after(1, lambda: 1 / 0)
    clock.after(2, seen.append, "went on")
    asyncio.run(clock.advance(3, nothing))
    assert seen == ["went on"]


def test_the_time_waits_for_errands():
    clock, done = Clock(), []

    async def fetch():
        await asyncio.sleep(0.02)
        clock.after(1, done.append, "fetched")

    async def act():
        clock.errand(fetch())
        await clock.advance(2, nothing)

    asyncio.run(act())
    assert done == ["fetched"]


def test_while_the_time_stands_errands_wait_for_their_turn():
    clock, done = Clock(0.0), []

    async def fetch(name, seconds):
        await asyncio.sleep(seconds)
        done.append(name)

    async def act():
        clock.errand(fetch("slow", 0.02))
        clock.errand(fetch("quick", 0))
        await asyncio.sleep(0.03)
        assert done == []
        await clock.advance(0, nothing)

    asyncio.run(act())
    assert done == ["slow", "quick"]


def test_real_time_goes_on_after_it_was_moved():
    async def act():
        clock, seen = Clock(), []
        await clock.advance(DAY, nothing)
        ahead = clock.now() - time.time()
        clock.after(0.01, seen.append, "by itself")
        await asyncio.sleep(0.05)
        return ahead, seen

    ahead, seen = asyncio.run(act())
    assert abs(ahead - DAY) < 1
    assert seen == ["by itself"]


def test_a_standing_clock_begins_anew_with_the_world():
    async def act(theatre):
        await theatre.send()
        await theatre.advance(DAY)
        assert theatre.world.clock.now() == START + DAY
        await theatre.control("/reset", {})
        assert theatre.world.clock.now() == START

    play(act)


def test_a_day_of_statuses_retries_and_readings_passes_in_a_moment():
    async def act(theatre):
        await theatre.customer_writes()
        await theatre.changes(DEWI, online=False)
        for _ in range(200):
            await theatre.send()
        await theatre.advance(DAY / 2)
        await theatre.changes(DEWI, online=True, reads=True)
        await theatre.advance(DAY / 2)

    began = time.monotonic()
    theatre = play(act, answers=[500] * 20)
    assert time.monotonic() - began < 5
    moments = [int(found["timestamp"]) for found in theatre.receiver.statuses()]
    assert len(moments) == 600
    assert {found["status"] for found in theatre.receiver.statuses()} == {"sent", "delivered", "read"}
