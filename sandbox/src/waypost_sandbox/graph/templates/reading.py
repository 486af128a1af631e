"""Small readers of what a client wrote in a template."""

import unicodedata
from typing import Any

import msgspec

from waypost_sandbox.graph.templates.refusals import misshapen, missing, too_long
from waypost_sandbox.state import Json

EMOJI_BLOCKS = ((0x1F000, 0x1FAFF), (0x2600, 0x27BF))


def parsed(value: Any) -> Any:
    """Forms and queries carry lists and objects as JSON text."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value
    return value


def objects(parent: Json, name: str) -> list[Json]:
    found = parsed(parent.get(name))
    if found is None:
        raise missing(name)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise misshapen(f"Param {name} must be an array of objects.")
    return found


def names(given: Json, name: str) -> list[str]:
    """A JSON array, or words with commas between them."""
    found = parsed(given.get(name))
    if found is None or found == "":
        return []
    if isinstance(found, list):
        return [str(item) for item in found]
    return [part.strip() for part in str(found).split(",")]


def option(parent: Json, name: str, options: tuple[str, ...], usual: str | None = None) -> str:
    """One of the options, in capitals whatever the client wrote."""
    found = parent.get(name)
    if found is None:
        if usual is None:
            raise missing(name)
        return usual
    word = str(found).upper()
    if word not in options:
        raise misshapen(f'Param {name} must be one of {{{", ".join(options)}}} - got "{found}".')
    return word


def text(parent: Json, name: str, what: str, longest: int) -> str:
    """Words that must be there, of at most `longest` characters."""
    found = parent.get(name)
    if found is None:
        raise missing(name)
    if not isinstance(found, str):
        raise misshapen(f"Param {name} must be a string.")
    if not found.strip():
        raise missing(name)
    if len(found) > longest:
        raise too_long(what, longest)
    return found


def number(parent: Json, name: str, least: int, most: int) -> int | None:
    found = parent.get(name)
    if found is None or found == "":
        return None
    if isinstance(found, str) and found.lstrip("-").isdigit():
        found = int(found)
    if not isinstance(found, int) or isinstance(found, bool):
        raise misshapen(f"Param {name} must be an integer.")
    if not least <= found <= most:
        raise misshapen(f"Param {name} must lie between {least} and {most}.")
    return found


def switch(parent: Json, name: str) -> bool:
    found = parent.get(name)
    if found in (None, False, "false"):
        return False
    if found in (True, "true"):
        return True
    raise misshapen(f"Param {name} must be a boolean.")


def emojis(words: str) -> int:
    return sum(any(low <= ord(c) <= high for low, high in EMOJI_BLOCKS) for c in words)


def is_plain(words: str) -> bool:
    """One line without emojis."""
    return not any(unicodedata.category(c) == "Cc" for c in words) and emojis(words) == 0
