"""What a case is, and how one is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from waypost.ops.e2e.world import World

Outcome = Literal["passed", "failed", "skipped"]


class Skipped(Exception):
    """The case does not apply here; the text says why."""


class Fails(Exception):
    """What was promised does not hold; the text says what was seen."""


@dataclass(frozen=True, slots=True)
class Case:
    """`reads_only`: may run in production, with nothing but reading."""

    says: str
    run: Callable[[World], None]
    reads_only: bool


@dataclass(slots=True)
class Category:
    name: str
    cases: list[Case] = field(default_factory=list)

    def case(
        self, says: str, *, reads_only: bool = False
    ) -> Callable[[Callable[[World], None]], Callable[[World], None]]:
        def noted(function: Callable[[World], None]) -> Callable[[World], None]:
            self.cases.append(Case(says, function, reads_only))
            return function

        return noted


@dataclass(frozen=True, slots=True)
class Result:
    category: str
    says: str
    outcome: Outcome
    why: str
    seconds: float


def expect(holds: object, otherwise: str) -> None:
    if not holds:
        raise Fails(otherwise)
