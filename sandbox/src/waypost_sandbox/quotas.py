"""How many calls an hour an app may make: for each account, and for what belongs to none."""

from collections import deque
from collections.abc import Callable
from math import ceil

from msgspec import Struct

from waypost_sandbox.state import State
from waypost_sandbox.state.settings import Settings

HOUR_MINUTES = 60
FEW_PER_HOUR = 200
# Once the account has a registered number.
MANY_PER_HOUR = 5000


class Usage(Struct, gc=False):
    used: int
    most: int
    # Until calls are taken again; 0 while they are.
    wait_minutes: int = 0

    @property
    def over(self) -> bool:
        return self.used > self.most

    @property
    def percent(self) -> int:
        return ceil(100 * self.used / self.most)


class MovingHour:
    """Calls of the last sixty minutes, counted by the minute."""

    __slots__ = ("_minutes", "total")

    def __init__(self) -> None:
        self._minutes: deque[tuple[int, int]] = deque()
        self.total = 0

    def add(self, now: float) -> None:
        minute = self._forget(now)
        self.total += 1
        if self._minutes and self._minutes[-1][0] == minute:
            self._minutes[-1] = (minute, self._minutes[-1][1] + 1)
        else:
            self._minutes.append((minute, 1))

    def usage(self, now: float, most: int) -> Usage:
        minute = self._forget(now)
        if self.total <= most:
            return Usage(self.total, most)
        left = self.total
        for then, count in self._minutes:
            left -= count
            if left < most:
                return Usage(self.total, most, then + HOUR_MINUTES - minute)
        return Usage(self.total, most, HOUR_MINUTES)

    def _forget(self, now: float) -> int:
        minute = int(now // 60)
        while self._minutes and self._minutes[0][0] <= minute - HOUR_MINUTES:
            self.total -= self._minutes.popleft()[1]
        return minute


class Quotas:
    """A call that is refused counts as well, so who goes on asking waits longer."""

    def __init__(self, settings: Settings, state: Callable[[], State]) -> None:
        self._settings = settings
        self._state = state
        self._accounts: dict[tuple[str, str], MovingHour] = {}
        self._apps: dict[str, MovingHour] = {}

    def count_account(self, app_id: str, waba_id: str, now: float) -> None:
        self._accounts.setdefault((app_id, waba_id), MovingHour()).add(now)

    def count_app(self, app_id: str, now: float) -> None:
        self._apps.setdefault(app_id, MovingHour()).add(now)

    def of_account(self, app_id: str, waba_id: str, now: float) -> Usage:
        state = self._state()
        numbers = (state.phone_numbers[i] for i in state.wabas[waba_id].phone_numbers)
        most = MANY_PER_HOUR if any(number.registered for number in numbers) else FEW_PER_HOUR
        found = self._accounts.get((app_id, waba_id))
        return Usage(0, most) if found is None else found.usage(now, most)

    def of_app(self, app_id: str, now: float) -> Usage:
        most = self._settings.app_calls_per_hour
        found = self._apps.get(app_id)
        return Usage(0, most) if found is None else found.usage(now, most)

    def reset(self) -> None:
        self._accounts.clear()
        self._apps.clear()
