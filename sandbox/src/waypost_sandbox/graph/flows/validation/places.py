"""Where in a JSON text each value stands."""

import json
import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

Path = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t\r\n]*")
_ATOM = re.compile(r'"(?:[^"\\]|\\.)*"|[^ \t\r\n,\]}]+')


class Place(Struct, frozen=True):
    """From the first character to the last; lines and columns count from one."""

    line_start: int
    line_end: int
    column_start: int
    column_end: int


class Places:
    """Reads a text that is known to be valid JSON once more, for the places of its values."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._values: dict[Path, tuple[int, int]] = {}
        self._keys: dict[Path, tuple[int, int]] = {}
        self._value(self._skip(0), ())

    def value(self, path: Path) -> Place:
        """Of the value, or of the nearest one around it."""
        while path and path not in self._values:
            path = path[:-1]
        return self._place(*self._values[path])

    def key(self, path: Path) -> Place:
        return self._place(*self._keys[path]) if path in self._keys else self.value(path)

    def _place(self, start: int, end: int) -> Place:
        first, last = self._line(start), self._line(end - 1)
        return Place(
            line_start=first + 1,
            line_end=last + 1,
            column_start=start - self._lines[first] + 1,
            column_end=end - self._lines[last],
        )

    def _line(self, at: int) -> int:
        low, high = 0, len(self._lines)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._lines[middle] <= at else (low, middle)
        return low

    def _skip(self, at: int) -> int:
        found = _BLANK.match(self._text, at)
        return found.end() if found else at

    def _atom(self, at: int) -> int:
        found = _ATOM.match(self._text, at)
        return found.end() if found else at + 1

    def _value(self, start: int, path: Path) -> int:
        kind = self._text[start]
        end = self._many(start, path, named=kind == "{") if kind in "{[" else self._atom(start)
        self._values[path] = (start, end)
        return end

    def _many(self, start: int, path: Path, *, named: bool) -> int:
        at, number = self._skip(start + 1), 0
        while self._text[at] not in "}]":
            below: Path = (*path, number)
            if named:
                end = self._atom(at)
                below = (*path, json.loads(self._text[at:end]))
                self._keys[below] = (at, end)
                # Past the colon.
                at = self._skip(self._skip(end) + 1)
            at, number = self._skip(self._value(at, below)), number + 1
            if self._text[at] == ",":
                at = self._skip(at + 1)
        return at + 1


def written(path: Path) -> str:
    """As Meta writes it: screens[0].layout.children[2].label."""
    words = ""
    for step in path:
        words += f"[{step}]" if isinstance(step, int) else f".{step}" if words else step
    return words


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value, from the outside in."""
    yield path, value
    below: Iterator[tuple[str | int, Any]] = iter(())
    if isinstance(value, dict):
        below = iter(value.items())
    elif isinstance(value, list):
        below = iter(enumerate(value))
    for step, inner in below:
        yield from walk(inner, (*path, step))
