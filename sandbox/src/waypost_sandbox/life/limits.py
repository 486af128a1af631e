"""The two limits on sending: messages a second of a number, and of a number to one person."""

from collections.abc import Hashable
from typing import TypeVar

from waypost_sandbox.state.settings import Settings

K = TypeVar("K", bound=Hashable)

THROUGHPUT_PER_SECOND = 80.0
PAIR_BURST = 45.0
PAIR_SECONDS = 6.0


class Limits:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._throughput: dict[str, tuple[float, float]] = {}
        self._pairs: dict[tuple[str, str], tuple[float, float]] = {}

    def take_throughput(self, phone_number_id: str, now: float) -> bool:
        if not self._settings.throughput_limit:
            return True
        return _take(self._throughput, phone_number_id, now, THROUGHPUT_PER_SECOND, THROUGHPUT_PER_SECOND)

    def take_pair(self, phone_number_id: str, person: str, now: float) -> bool:
        if not self._settings.pair_limit:
            return True
        return _take(self._pairs, (phone_number_id, person), now, PAIR_BURST, 1 / PAIR_SECONDS)

    def reset(self) -> None:
        self._throughput.clear()
        self._pairs.clear()


def _take(
    buckets: dict[K, tuple[float, float]], key: K, now: float, capacity: float, per_second: float
) -> bool:
    left, since = buckets.get(key, (capacity, now))
    left = min(capacity, left + (now - since) * per_second)
    if left < 1:
        buckets[key] = (left, now)
        return False
    buckets[key] = (left - 1, now)
    return True
