"""The two limits on sending: messages a second of a number, and of a number to one person."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from waypost_sandbox.state import State
from waypost_sandbox.state.accounts import PhoneNumber
from waypost_sandbox.state.settings import Settings

K = TypeVar("K", bound=Hashable)

STANDARD_PER_SECOND = 80.0
HIGH_PER_SECOND = 1000.0
BUSINESS_APP_PER_SECOND = 20.0
PAIR_BURST = 45.0
PAIR_SECONDS = 6.0
# Who waits exactly as long as a token takes is not refused for the last digit of a sum.
ROUNDING = 1e-6


class Buckets(Generic[K]):
    """One bucket of tokens for each key; those that must be full again are forgotten."""

    def __init__(self) -> None:
        self._recent: dict[K, tuple[float, float]] = {}
        self._before: dict[K, tuple[float, float]] = {}
        self._turned_at = 0.0

    def take(self, key: K, now: float, capacity: float, per_second: float, *, always: bool = False) -> bool:
        """Takes one token if there is one; `always` empties the bucket further without asking."""
        # What nobody touched for as long as a bucket takes to fill is as good as new.
        if now - self._turned_at > capacity / per_second:
            self._before, self._recent, self._turned_at = self._recent, {}, now
        left, since = self._recent.get(key) or self._before.get(key) or (capacity, now)
        left = min(capacity, left + (now - since) * per_second)
        enough = left >= 1 - ROUNDING
        self._recent[key] = (max(0.0, left - 1) if enough or always else left, now)
        return enough

    def clear(self) -> None:
        self._recent.clear()
        self._before.clear()
        self._turned_at = 0.0


class Limits:
    def __init__(self, settings: Settings, state: Callable[[], State]) -> None:
        self._settings = settings
        self._state = state
        # By level, since buckets of one size are forgotten together.
        self._throughput: dict[float, Buckets[str]] = {}
        self._pairs: Buckets[tuple[str, str]] = Buckets()

    def take_throughput(self, phone_number_id: str, now: float) -> bool:
        return not self._settings.throughput_limit or self._spend(phone_number_id, now, always=False)

    def count_incoming(self, phone_number_id: str, now: float) -> None:
        """What customers write counts as well, and is never refused."""
        if self._settings.throughput_limit:
            self._spend(phone_number_id, now, always=True)

    def take_pair(self, phone_number_id: str, person: str, now: float) -> bool:
        if not self._settings.pair_limit:
            return True
        return self._pairs.take((phone_number_id, person), now, PAIR_BURST, 1 / PAIR_SECONDS)

    def reset(self) -> None:
        self._throughput.clear()
        self._pairs.clear()

    def _spend(self, phone_number_id: str, now: float, *, always: bool) -> bool:
        level = per_second(self._state().phone_numbers[phone_number_id])
        buckets = self._throughput.setdefault(level, Buckets())
        return buckets.take(phone_number_id, now, level, level, always=always)


def per_second(phone: PhoneNumber) -> float:
    """How many messages a second a number may send and receive."""
    if phone.on_business_app:
        return BUSINESS_APP_PER_SECOND
    return HIGH_PER_SECOND if phone.throughput == "HIGH" else STANDARD_PER_SECOND
