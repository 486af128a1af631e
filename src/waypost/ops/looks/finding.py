"""One thing that was looked at: how it is, and what to do when it is not well."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["well", "warns", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` is empty where all is well. `seconds` is how long the look took, or what it measured."""

    what: str
    verdict: Verdict
    found: str
    remedy: str = ""
    seconds: float = 0.0


Look = Callable[[], Iterable[Finding]]


def well(what: str, found: str, *, seconds: float = 0.0) -> Finding:
    return Finding(what, "well", found, seconds=seconds)


def warns(what: str, found: str, remedy: str, *, seconds: float = 0.0) -> Finding:
    return Finding(what, "warns", found, remedy, seconds)


def wrong(what: str, found: str, remedy: str, *, seconds: float = 0.0) -> Finding:
    return Finding(what, "wrong", found, remedy, seconds)


def examine(looks: Iterable[Look]) -> Iterator[Finding]:
    """A look that breaks is a finding itself: the others still count."""
    for look in looks:
        try:
            yield from look()
        except Exception as error:  # noqa: BLE001 - whatever it is, the examination goes on
            what = look.__name__.strip("_").replace("_", " ")
            found = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
            yield wrong(what, f"could not be looked at ({found})", "Report this: it is a fault of Waypost.")


def timed() -> Callable[[], float]:
    """Seconds since this was called."""
    began = time.perf_counter()
    return lambda: time.perf_counter() - began
