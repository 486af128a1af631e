"""One clock for the whole world: real time, moved forward on request, with one heap for all that is due."""

import asyncio
import heapq
import logging
import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

log = logging.getLogger(__name__)

Due = tuple[float, int, Callable[..., None], tuple[Any, ...]]
# Waking once for everything due within two milliseconds costs nothing and saves a timer per message.
TICK_SECONDS = 0.002
# While the clock is moved, what has been sent so far is settled before the time goes on by more than this.
SETTLE_STEP_SECONDS = 1.0


class Clock:
    def __init__(self) -> None:
        self._start = time.time() - time.monotonic()
        self._offset = 0.0
        self._moving_at: float | None = None
        self._due: list[Due] = []
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0
        self._moving = asyncio.Lock()

    def now(self) -> float:
        if self._moving_at is not None:
            return self._moving_at
        return self._start + time.monotonic() + self._offset

    def at(self, when: float, action: Callable[..., None], *arguments: Any) -> None:
        heapq.heappush(self._due, (when, next(self._order), action, arguments))
        self._arm()

    def after(self, seconds: float, action: Callable[..., None], *arguments: Any) -> None:
        self.at(self.now() + seconds, action, *arguments)

    @property
    def waiting(self) -> int:
        return len(self._due)

    @property
    def offset_seconds(self) -> float:
        return self._offset

    async def advance(self, seconds: float, settle: Callable[[], Awaitable[None]]) -> None:
        """Moves the time; what falls due on the way happens in order, each at its own moment."""
        async with self._moving:
            await settle()
            target = self.now() + seconds
            self._moving_at = settled_at = self.now()
            try:
                while True:
                    when = self._due[0][0] if self._due else target + 1
                    if when > min(target, settled_at + SETTLE_STEP_SECONDS):
                        # What was sent until now may fail and come due again before the next item.
                        await settle()
                        settled_at = max(settled_at, min(when, target))
                        if self._due and self._due[0][0] < when:
                            continue
                    if when > target:
                        break
                    _, _, action, arguments = heapq.heappop(self._due)
                    self._moving_at = max(self._moving_at, when)
                    self._run(action, arguments)
                self._moving_at = target
            finally:
                self._offset = target - self._start - time.monotonic()
                self._moving_at = None
                self._arm()

    def reset(self) -> None:
        """Back to real time, with nothing due."""
        self._due.clear()
        self._offset = 0.0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        if not self._due or self._moving_at is not None:
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

    def _tick(self) -> None:
        self._timer = None
        if self._moving_at is not None:
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
