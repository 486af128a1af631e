"""What stands in `?fields=`: names with arguments and names within, as in `a,b.limit(3){c,d}`."""

import re
from typing import Any

from msgspec import Struct, field

_ARGUMENT = re.compile(r"\.\s*(\w+)\s*\(([^)]*)\)")
_OPENING, _CLOSING = "([{", ")]}"


class Field(Struct):
    name: str
    arguments: dict[str, str] = field(default_factory=dict)
    # What stood between braces.
    inner: str = ""


def read_fields(text: str) -> list[Field]:
    return [_read(part) for part in _split(text)]


def _split(text: str) -> list[str]:
    """At the commas that stand within no brackets."""
    parts, depth, current = [], 0, ""
    for character in text:
        depth += (character in _OPENING) - (character in _CLOSING)
        if character == "," and depth <= 0:
            parts.append(current)
            current = ""
        else:
            current += character
    parts.append(current)
    return [part.strip() for part in parts if part.strip()]


def _read(part: str) -> Field:
    outer, _, inner = part.partition("{")
    name = re.split(r"[.(]", outer, maxsplit=1)[0].strip()
    return Field(name, dict(_ARGUMENT.findall(outer)), inner.rpartition("}")[0])


def narrowed(value: Any, inner: str) -> Any:
    """Of an object or a list only what stood between the braces, and the id."""
    if not inner:
        return value
    if isinstance(value, list):
        return [narrowed(item, inner) for item in value]
    if not isinstance(value, dict):
        return value
    if "data" in value:
        return {**value, "data": narrowed(value["data"], inner)}
    wanted = {field.name: field.inner for field in read_fields(inner)}
    found = {name: narrowed(value[name], deeper) for name, deeper in wanted.items() if name in value}
    return found | {"id": value["id"]} if "id" in value else found
