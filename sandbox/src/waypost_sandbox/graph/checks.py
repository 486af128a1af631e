"""Small checks with Meta's codes: wrong shape 100, missing child 131008, beyond a limit 131009."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.state.settings import ShapeErrors

Json = dict[str, Any]

LONGEST_URL = 2000
_WHOLE = re.compile(r"-?[0-9]{1,18}")


class Missing(GraphError):
    def __init__(self, path: str) -> None:
        super().__init__(131008, f"The parameter {path} is required.")


class Misshapen(GraphError):
    def __init__(self, details: str) -> None:
        super().__init__(100, details)


class Beyond(GraphError):
    def __init__(self, details: str) -> None:
        super().__init__(131009, details)


@contextmanager
def switched(wanted: ShapeErrors) -> Iterator[None]:
    """Meta mixes 100 and 131009 for what it cannot read; the switch makes both one."""
    try:
        yield
    except (Misshapen, Beyond) as error:
        if wanted == "mixed":
            raise
        raise GraphError(int(wanted), error.details) from error


def at(path: str, name: str) -> str:
    return f"{path}['{name}']" if path else name


def unpacked(value: Any) -> Any:
    """Graph takes an object or a list also as a string of JSON."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value
    return value


def child(parent: Json, name: str, path: str = "") -> Json:
    """The object under `name`, which must be there."""
    found = parent.get(name)
    if found is None:
        raise Missing(at(path, name))
    if not isinstance(found, dict):
        raise Misshapen(f"Param {at(path, name)} must be a JSON object.")
    return found


def optional_child(parent: Json, name: str, path: str = "") -> Json | None:
    return None if parent.get(name) is None else child(parent, name, path)


def items(parent: Json, name: str, path: str, least: int, most: int) -> list[Json]:
    found = parent.get(name)
    if found is None:
        raise Missing(at(path, name))
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Misshapen(f"Param {at(path, name)} must be an array of objects.")
    if not least <= len(found) <= most:
        raise Beyond(f"{at(path, name)} must have {least} to {most} items, it has {len(found)}.")
    return found


def text(parent: Json, name: str, path: str, longest: int, *, required: bool = True) -> str:
    """Words of at most `longest` characters; without them an empty string."""
    found = parent.get(name)
    if found is None or found == "":
        if required:
            raise Missing(at(path, name))
        return ""
    if not isinstance(found, str):
        raise Misshapen(f"Param {at(path, name)} must be a string.")
    if len(found) > longest:
        raise Beyond(f"{at(path, name)} length invalid. Min length: 1, Max length: {longest}")
    return found


def identifier(parent: Json, name: str, path: str, *, required: bool = True) -> str:
    """An id, which clients send as text or as a number."""
    found = parent.get(name)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return text(parent, name, path, 512, required=required)


def choice(parent: Json, name: str, path: str, options: tuple[str, ...], usual: str | None = None) -> str:
    """One of the options; `usual` when there is none."""
    found = parent.get(name)
    if found is None:
        if usual is None:
            raise Missing(at(path, name))
        return usual
    if found not in options:
        wanted = ", ".join(option.upper() for option in options)
        raise Misshapen(f'Param {at(path, name)} must be one of {{{wanted}}} - got "{found}".')
    return str(found)


def yes_or_no(parent: Json, name: str, path: str) -> bool:
    found = parent.get(name)
    if found is None or isinstance(found, bool):
        return bool(found)
    # Graph takes the words as well, as forms send them.
    if found in ("true", "false"):
        return bool(found == "true")
    raise Misshapen(f"Param {at(path, name)} must be a boolean.")


def whole_number(parent: Json, name: str, path: str, least: int, most: int) -> int | None:
    found = parent.get(name)
    if found is None:
        return None
    if isinstance(found, str) and _WHOLE.fullmatch(found):
        found = int(found)
    if not isinstance(found, int) or isinstance(found, bool):
        raise Misshapen(f"Param {at(path, name)} must be an integer.")
    if not least <= found <= most:
        raise Beyond(f"{at(path, name)} must lie between {least} and {most}.")
    return found


def coordinates(parent: Json, path: str) -> tuple[float, float]:
    """Latitude and longitude, as numbers or numeric words."""
    found = []
    for name, most in (("latitude", 90.0), ("longitude", 180.0)):
        given = parent.get(name)
        if given is None:
            raise Missing(at(path, name))
        try:
            value = float(given)
        except (TypeError, ValueError) as error:
            raise Misshapen(f"Param {at(path, name)} must be a number.") from error
        if isinstance(given, bool):
            raise Misshapen(f"Param {at(path, name)} must be a number.")
        if not -most <= value <= most:
            raise Beyond(f"{at(path, name)} must lie between -{most:.0f} and {most:.0f}.")
        found.append(value)
    return found[0], found[1]


def web_address(parent: Json, name: str, path: str, *, required: bool = True) -> str:
    found = text(parent, name, path, LONGEST_URL, required=required)
    if not found and not required:
        return ""
    if not found.startswith(("http://", "https://")) or any(c.isspace() for c in found):
        raise Beyond(f"{at(path, name)} must be an http or https address.")
    return found


def nothing(parent: Json, name: str, path: str) -> None:
    if parent.get(name) is not None:
        raise Beyond(f"{at(path, name)} is not allowed here.")


def different(values: list[str], what: str) -> None:
    if len(set(values)) != len(values):
        raise Beyond(f"{what} must be unique.")
