"""One clock for the whole world, with one heap for all that is due: real time, moved forward on request.

A clock that was given a start stands still there and moves on request only, so that the same calls always meet
the same moments.
"""

import asyncio
import heapq
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from itertools import count
from typing import Any

log = logging.getLogger(__name__)

Due = tuple[float, int, Callable[..., None], tuple[Any, ...]]
# Waking once for everything due within two milliseconds costs nothing and saves a timer per message.
TICK_SECONDS = 0.002
# While the clock is moved, what has been sent so far is settled before the time goes on by more than this.
SETTLE_STEP_SECONDS = 1.0
# So much may fall due in one step before the rest of the program gets its turn.
DUE_AT_ONCE = 500


class Clock:
    def __init__(self, start_at: float | None = None) -> None:
        self._start_at = start_at
        # The moment at which the time stands, while it does.
        self._stands_at = start_at
        self._base = time.time() - time.monotonic()
        self._offset = 0.0
        self._due: list[Due] = []
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0
        self._moving = asyncio.Lock()
        self._errands: set[asyncio.Task[None]] = set()
        self._postponed: list[Coroutine[Any, Any, None]] = []

    def now(self) -> float:
        if self._stands_at is not None:
            return self._stands_at
        return self._base + time.monotonic() + self._offset

    @property
    def stands(self) -> bool:
        """The time does not go on by itself: it is being moved, or waits to be."""
        return self._stands_at is not None

    def at(self, when: float, action: Callable[..., None], *arguments: Any) -> None:
        heapq.heappush(self._due, (when, next(self._order), action, arguments))
        self._arm()

    def after(self, seconds: float, action: Callable[..., None], *arguments: Any) -> None:
        self.at(self.now() + seconds, action, *arguments)

    def errand(self, work: Coroutine[Any, Any, None]) -> None:
        """Work in the real world, such as a fetch. While the time stands it waits for its turn: one by one, and
        before the time is moved on."""
        if self._stands_at is not None:
            self._postponed.append(work)
            return
        task = asyncio.get_running_loop().create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    @property
    def waiting(self) -> int:
        return len(self._due)

    @property
    def offset_seconds(self) -> float:
        return self._offset if self._start_at is None else self.now() - self._start_at

    def begin_ahead(self, seconds: float) -> None:
        """Goes on from where the clock of a kept world was."""
        if self._stands_at is not None:
            self._stands_at += seconds
        else:
            self._offset = seconds

    async def advance(self, seconds: float, settle: Callable[[], Awaitable[None]]) -> None:
        """Moves the time; what falls due on the way happens in order, each at its own moment."""
        async with self._moving:
            self._stands_at = self.now()
            target = self._stands_at + seconds
            try:
                await self._move(target, settle)
            finally:
                self._stands_at = target
                if self._start_at is None:
                    self._go_on(target)

    def reset(self) -> None:
        """Back to real time, or to the start, with nothing due."""
        self._due.clear()
        for work in self._postponed:
            work.close()
        self._postponed.clear()
        self._offset = 0.0
        self._stands_at = self._start_at
        self._disarm()

    async def _move(self, target: float, settle: Callable[[], Awaitable[None]]) -> None:
        settled_at = await self._settled(settle)
        happened = 0
        while True:
            when = self._due[0][0] if self._due else target + 1
            if when > min(target, settled_at + SETTLE_STEP_SECONDS):
                # What was sent until now may fail and come due again before the next item.
                settled_at = max(await self._settled(settle), min(when, target))
                if self._due and self._due[0][0] < when:
                    continue
            if when > target:
                return
            _, _, action, arguments = heapq.heappop(self._due)
            self._stands_at = max(self.now(), when)
            self._run(action, arguments)
            happened += 1
            if happened % DUE_AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _settled(self, settle: Callable[[], Awaitable[None]]) -> float:
        if self._errands:
            await asyncio.wait(self._errands)
        while self._postponed:
            try:
                await self._postponed.pop(0)
            except Exception:
                log.exception("an errand failed")
        await settle()
        return self.now()

    def _go_on(self, now: float) -> None:
        self._offset = now - self._base - time.monotonic()
        self._stands_at = None
        postponed, self._postponed = self._postponed, []
        for work in postponed:
            self.errand(work)
        # A timer from before the move would ring as late as if nothing had moved.
        self._disarm()
        self._arm()

    def _arm(self) -> None:
        if not self._due or self._stands_at is not None:
            return
        when = self._due[0][0]
        if self._timer is not None:
            if self._timer_at <= when:
                return
            self._timer.cancel()
        self._timer_at = when
        delay = max(TICK_SECONDS, when - self.now())
        # A day at most: far dates would overflow nothing, but a moved wall clock is noticed.
        self._timer = asyncio.get_running_loop().call_later(min(delay, 86_400.0), self._tick)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        self._timer = None
        if self._stands_at is not None:
            return
        now = self.now()
        while self._due and self._due[0][0] <= now:
            _, _, action, arguments = heapq.heappop(self._due)
            self._run(action, arguments)
        self._arm()

    def _run(self, action: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        try:
            action(*arguments)
        except Exception:
            log.exception("an action of the world failed")
