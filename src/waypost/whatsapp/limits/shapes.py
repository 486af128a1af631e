"""How a limit is written down, and how a value is held against it. Never raises, whatever the value."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MISSING = object()


@dataclass(frozen=True, slots=True)
class Problem:
    """What WhatsApp would refuse: the field by Meta's own names, the limit, what was given, and a sentence."""

    field: str
    limit: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Text:
    """1 to `longest` characters."""

    label: str
    longest: int
    required: bool = True
    may_be_empty: bool = False
    pattern: Callable[[str], bool] | None = None
    says: str = ""
    """What a text must be that does not fit the pattern."""

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        if _absent(value):
            if self.required:
                yield missing(path, self.label)
        elif not isinstance(value, str):
            yield Problem(path, "text", _shown(value), f"{self.label} must be text.")
        elif not value.strip() and not self.may_be_empty:
            yield Problem(path, "not empty", "", f"{self.label} is empty.")
        elif len(value) > self.longest:
            said = f"{self.label} has {len(value):,} characters; WhatsApp takes {self.longest:,}."
            yield Problem(path, str(self.longest), str(len(value)), said)
        elif self.pattern and value and not self.pattern(value):
            yield Problem(path, self.says, value[:80], f"{self.label} must be {self.says}.")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or a text of one where Meta takes both."""

    label: str
    low: float
    high: float
    required: bool = True
    whole: bool = False

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        if _absent(value):
            if self.required:
                yield missing(path, self.label)
            return
        number = _number(value, whole=self.whole)
        if number is None:
            yield Problem(path, "number", _shown(value), f"{self.label} must be a number.")
        elif not self.low <= number <= self.high:
            said = f"{self.label} is {value}; WhatsApp takes {self.low:g} to {self.high:g}."
            yield Problem(path, f"{self.low:g} to {self.high:g}", _shown(value), said)


@dataclass(frozen=True, slots=True)
class Flag:
    label: str
    required: bool = False

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        if not _absent(value) and not isinstance(value, bool):
            yield Problem(path, "true or false", _shown(value), f"{self.label} must be true or false.")


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    words: tuple[str, ...]
    required: bool = True

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        if _absent(value):
            if self.required:
                yield missing(path, self.label)
        elif value not in self.words:
            words = ", ".join(self.words)
            yield Problem(path, words, _shown(value), f"{self.label} must be one of: {words}.")


@dataclass(frozen=True, slots=True)
class Anything:
    label: str = ""
    required: bool = False

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        if self.required and _absent(value):
            yield missing(path, self.label)


@dataclass(frozen=True, slots=True)
class Object:
    """`also` looks at several parts together, once each of them is right by itself."""

    label: str
    parts: "Mapping[str, Shape]"
    required: bool = True
    also: Callable[[Mapping[str, Any], str], Iterator[Problem]] | None = None

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        if _absent(value):
            if self.required:
                yield missing(path, self.label)
            return
        if not isinstance(value, Mapping):
            yield Problem(path, "object", _shown(value), f"{self.label} must be an object.")
            return
        found = False
        for name, shape in self.parts.items():
            for problem in shape.problems(value.get(name, MISSING), f"{path}.{name}" if path else name):
                found = True
                yield problem
        if self.also and not found:
            yield from self.also(value, path)


@dataclass(frozen=True, slots=True)
class Items:
    """`unique` are parts that no two items may share, as a path of keys with their label."""

    label: str
    each: "Shape"
    fewest: int
    most: int
    required: bool = True
    unique: Sequence[tuple[tuple[str, ...], str]] = field(default_factory=tuple)

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        if _absent(value):
            if self.required:
                yield missing(path, self.label)
            return
        if not isinstance(value, list):
            yield Problem(path, "list", _shown(value), f"{self.label} must be a list.")
            return
        if not self.fewest <= len(value) <= self.most:
            span = str(self.most) if self.fewest == self.most else f"{self.fewest} to {self.most}"
            said = f"{self.label}: there are {len(value)}; WhatsApp takes {span}."
            yield Problem(path, span, str(len(value)), said)
        found = False
        for index, item in enumerate(value[: self.most + 1]):
            for problem in self.each.problems(item, f"{path}[{index}]"):
                found = True
                yield _numbered(problem, index)
        if not found:
            yield from self._repeats(value, path)

    def _repeats(self, value: list[Any], path: str) -> Iterator[Problem]:
        for keys, label in self.unique:
            seen: set[str] = set()
            for index, item in enumerate(value):
                part = item
                for key in keys:
                    part = part.get(key) if isinstance(part, Mapping) else None
                if isinstance(part, str) and part in seen:
                    place = ".".join((f"{path}[{index}]", *keys))
                    yield Problem(place, "unique", part[:80], f"{label} “{part[:40]}” is there twice.")
                elif isinstance(part, str):
                    seen.add(part)


Shape = Text | Number | Flag | Choice | Anything | Object | Items


def missing(path: str, label: str) -> Problem:
    return Problem(path, "required", "", f"{label} is missing.")


def is_web_address(value: str) -> bool:
    return value.startswith(("http://", "https://")) and len(value) > len("https://")


def _absent(value: Any) -> bool:
    return value is MISSING or value is None


def _number(value: Any, *, whole: bool) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value) if isinstance(value, int | float | str) else None
    except (ValueError, OverflowError):
        return None
    if number is None or not math.isfinite(number) or (whole and not number.is_integer()):
        return None
    return number


def _shown(value: Any) -> str:
    return str(value)[:80] if isinstance(value, str | int | float | bool) else type(value).__name__


def _numbered(problem: Problem, index: int) -> Problem:
    """`{n}` in a label is the place in its list, counted as people do; the innermost list is replaced first."""
    if "{n}" not in problem.message:
        return problem
    return Problem(
        problem.field, problem.limit, problem.value, problem.message.replace("{n}", str(index + 1))
    )
