"""The only place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_frozen: datetime | None = None


def now() -> datetime:
    return _frozen or datetime.now(UTC)


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """For tests: inside, it is always this moment, in every thread of the process."""
    global _frozen  # noqa: PLW0603 - one clock per process is the point
    before, _frozen = _frozen, moment
    try:
        yield
    finally:
        _frozen = before
