"""The small language in which the shapes of messages are written, and what is said when one does not fit."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

Value = int | float | str | bool | None


class Problem(Struct, frozen=True):
    """Why WhatsApp would not take a message."""

    field: str
    """For instance `interactive.action.buttons[2].reply.title`."""
    limit: int | float | str
    """A figure, or a word: `required`, `text`, `unique`, the values that are possible …"""
    value: Value
    """What was found: the length of what is too long, the count of what is too many, or the value itself."""
    message: str
    """A sentence for the person who wrote it."""


class Place(Struct, frozen=True):
    """Where in a message we are, for machines and in words."""

    path: str
    words: str
    found: list[Problem]
    owner: str = ""
    """In words, what it is a field of."""

    def field(self, name: str, words: str = "{}") -> "Place":
        """`words` may name the outer place: `the title of {}`."""
        return Place(f"{self.path}.{name}", words.format(self.words), self.found, self.words)

    def item(self, index: int, words: str) -> "Place":
        """`words` may name the owner of the list: `row {n} of {}`."""
        here = words.format(self.owner, n=index + 1)
        return Place(f"{self.path}[{index}]", here, self.found, self.owner)

    def say(self, limit: float | str, value: object, rest: str) -> None:
        """`rest` goes on after the place: "has 27 characters; WhatsApp takes 20"."""
        sentence = f"{self.words[0].upper()}{self.words[1:]} {rest}."
        self.found.append(Problem(self.path, limit, shown(value), sentence))

    def beyond(self, most: int, count: int, unit: str) -> None:
        self.say(most, count, f"has {count:,} {unit}; WhatsApp takes {most:,}")


def shown(value: object) -> Value:
    """A value as a problem may carry it: short, and nothing nested."""
    if isinstance(value, str):
        return value if len(value) <= 80 else f"{value[:80]}…"
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**20 else "a huge number"
    return "an object" if isinstance(value, dict) else "a list"


class Shape(Struct, frozen=True):
    def check(self, at: Place, value: Any) -> None:
        """Whatever is wrong with the value is said at its place. The value is there: it is not null."""
        raise NotImplementedError


class Text(Shape, frozen=True):
    most: int
    pattern: re.Pattern[str] | None = None
    must_be: str = ""
    """What the pattern asks for, in words."""
    may_be_empty: bool = False

    def check(self, at: Place, value: Any) -> None:
        if not isinstance(value, str):
            at.say("text", value, "must be text")
        elif not value.strip():
            if not self.may_be_empty:
                at.say("required", value, "is empty")
        elif len(value) > self.most:
            at.beyond(self.most, len(value), "characters")
        elif not _can_be_sent(value):
            at.say("text", "", "has a character that cannot be sent")
        elif self.pattern and not self.pattern.fullmatch(value):
            at.say(self.must_be, value, f"must be {self.must_be}")


class Id(Shape, frozen=True):
    """An id, which may be written as a number."""

    most: int

    def check(self, at: Place, value: Any) -> None:
        if isinstance(value, int) and not isinstance(value, bool):
            if not 0 <= value < 10**20:
                at.say("an id", value, "is no id")
        else:
            Text(self.most).check(at, value)


class Number(Shape, frozen=True):
    """A number, or text that holds one."""

    least: int
    most: int
    whole: bool = True

    def check(self, at: Place, value: Any) -> None:
        number = value
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            number = float(value) if "." in value else int(value)
        if isinstance(number, bool) or not isinstance(number, int if self.whole else int | float):
            at.say("a number", value, f"must be a {'whole ' if self.whole else ''}number")
        elif not self.least <= number <= self.most:
            limit = self.most if number > self.most else self.least
            at.say(limit, value, f"must lie between {self.least:,} and {self.most:,}")


class Choice(Shape, frozen=True):
    options: tuple[str, ...]

    def check(self, at: Place, value: Any) -> None:
        if not isinstance(value, str) or value not in self.options:
            _not_one_of(at, value, self.options)


class YesNo(Shape, frozen=True):
    def check(self, at: Place, value: Any) -> None:
        if not isinstance(value, bool):
            at.say("true or false", value, "must be true or false")


class Never(Shape, frozen=True):
    def check(self, at: Place, value: Any) -> None:
        at.say("absent", value, "does not belong in this message")


class Field(Struct, frozen=True):
    shape: Shape
    words: str
    required: bool


def need(shape: Shape, words: str = "{}") -> Field:
    return Field(shape, words, True)


def may(shape: Shape, words: str = "{}") -> Field:
    return Field(shape, words, False)


def never(words: str) -> Field:
    return Field(Never(), words, False)


Rule = Callable[[Place, dict[str, Any]], None]


class Object(Shape, frozen=True):
    """Fields that are not named here are left alone, as Meta does."""

    fields: dict[str, Field] = {}
    rules: tuple[Rule, ...] = ()
    """Looked at once every field fits."""

    def check(self, at: Place, value: Any) -> None:
        if not isinstance(value, dict):
            at.say("an object", value, "must be an object")
            return
        before = len(at.found)
        for name, field in self.fields.items():
            place = at.field(name, field.words)
            if (given := value.get(name)) is not None:
                field.shape.check(place, given)
            elif field.required:
                place.say("required", None, "is missing")
        if len(at.found) == before:
            for rule in self.rules:
                rule(at, value)


class Items(Shape, frozen=True):
    of: Shape
    each: str
    """In words: `button {n}`, `row {n} of {}`."""
    most: int
    least: int = 1
    unique: dict[str, str] = {}
    """What must differ: its path inside an item, and its name in words."""

    def check(self, at: Place, value: Any) -> None:
        if not isinstance(value, list):
            at.say("a list", value, "must be a list")
            return
        if len(value) > self.most:
            at.say(self.most, len(value), f"has {len(value):,} entries; WhatsApp takes {self.most:,}")
        elif len(value) < self.least:
            at.say(
                self.least, len(value), f"has {_entries(len(value))}; WhatsApp wants at least {self.least}"
            )
        for index, one in enumerate(value[: self.most]):
            self.of.check(at.item(index, self.each), one)
        for path, name in self.unique.items():
            places = [(at.item(i, self.each), one) for i, one in enumerate(value[: self.most])]
            all_different(places, path, name)


class Switch(Shape, frozen=True):
    """An object whose shape hangs on one of its fields."""

    key: str
    words: str
    options: dict[str, Shape]
    ignores_case: bool = False

    def check(self, at: Place, value: Any) -> None:
        if not isinstance(value, dict):
            at.say("an object", value, "must be an object")
            return
        kind = value.get(self.key)
        place = at.field(self.key, self.words)
        if kind is None:
            place.say("required", None, "is missing")
            return
        if self.ignores_case and isinstance(kind, str):
            kind = kind.lower()
        if not isinstance(kind, str) or kind not in self.options:
            _not_one_of(place, kind, tuple(self.options))
        else:
            self.options[kind].check(at, value)


def all_different(places: list[tuple[Place, Any]], path: str, name: str) -> None:
    """The value at `path` inside each of the items differs from that of the others."""
    seen: dict[str, str] = {}
    for place, item in places:
        value = inside(item, path)
        if not isinstance(value, str | int) or isinstance(value, bool) or len(word := str(shown(value))) == 0:
            continue
        word = value if isinstance(value, str) else word
        if word in seen:
            place.field(path).say("unique", value, f"has the same {name} as {seen[word]}")
        else:
            seen[word] = place.words


def inside(item: Any, path: str) -> Any:
    for name in path.split("."):
        item = item.get(name) if isinstance(item, dict) else None
    return item


def dicts(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a list, with their places in it; nothing when it is no list."""
    for index, one in enumerate(value if isinstance(value, list) else ()):
        if isinstance(one, dict):
            yield index, one


def exactly_one(*names: str) -> Rule:
    words = " or ".join(names)

    def rule(at: Place, value: dict[str, Any]) -> None:
        given = [name for name in names if value.get(name) is not None]
        if not given:
            at.say(words, None, f"needs {words}")
        elif len(given) > 1:
            at.say(words, " and ".join(given), f"has {' and '.join(given)}; WhatsApp takes only one of them")

    return rule


def at_least_one(*names: str, of: str) -> Rule:
    def rule(at: Place, value: dict[str, Any]) -> None:
        if not any(value.get(name) for name in names):
            at.say(of, None, f"needs {of}")

    return rule


def _not_one_of(at: Place, value: object, options: tuple[str, ...]) -> None:
    wanted = options[0] if len(options) == 1 else f"{', '.join(options[:-1])} or {options[-1]}"
    at.say(wanted, value, f"must be {wanted}")


def _entries(count: int) -> str:
    return {0: "no entries", 1: "1 entry"}.get(count, f"{count} entries")


def _can_be_sent(value: str) -> bool:
    if value.isascii():
        return "\0" not in value
    return "\0" not in value and not _SURROGATE.search(value)


_SURROGATE = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
