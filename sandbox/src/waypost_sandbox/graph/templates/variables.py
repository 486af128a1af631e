"""The variables of a template: where they may stand, and the examples they need."""

import re
import unicodedata
from typing import Any

from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.templates.reading import parsed
from waypost_sandbox.graph.templates.refusals import (
    TOO_MANY_VARIABLES,
    VARIABLE_AT_AN_END,
    missing_fields,
    refusal,
)

VARIABLE = re.compile(r"\{\{([a-z0-9_]+)\}\}")
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_NEIGHBOURS = re.compile(r"\}\}\s*\{\{")
_WORD = re.compile(r"\w+")
LONGEST_NAME = 64
# These write without spaces; so many of their letters count as a word.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
_UNSPACED_LETTERS = 2


def variables(words: str) -> list[str]:
    """Each once, in the order of their first place."""
    return list(dict.fromkeys(VARIABLE.findall(words)))


def format_problem(words: str, *, named: bool) -> str | None:
    """What is wrong with the way variables are written, if anything."""
    rest = VARIABLE.sub("", words)
    if "{{" in rest or "}}" in rest:
        return "A variable is written {{1}} or {{name}}, without spaces, capitals or special characters."
    found = variables(words)
    if named:
        wrong = [name for name in found if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME]
        if wrong:
            return f"{{{{{wrong[0]}}}}} is not a name: lowercase letters, digits and underscores."
        return None
    if any(not name.isdigit() for name in found):
        return "Variables of the format POSITIONAL are numbers: {{1}}, {{2}}."
    if {int(name) for name in found} != set(range(1, len(found) + 1)) or any(n[0] == "0" for n in found):
        return "Variables must be numbered from {{1}} without a gap."
    return None


def are_adjacent(words: str) -> bool:
    return _NEIGHBOURS.search(words) is not None


def check_place(words: str) -> None:
    """Raises for a variable at an end, and for too many of them among too few words."""
    places = list(VARIABLE.finditer(words))
    if not places:
        return
    if not _says_something(words[: places[0].start()]) or not _says_something(words[places[-1].end() :]):
        raise refusal(
            VARIABLE_AT_AN_END,
            "Leading or trailing parameters not allowed",
            "Variables can't be at the start or end of the template.",
        )
    if count_words(VARIABLE.sub(" ", words)) < 2 * len(places) + 1:
        raise refusal(
            TOO_MANY_VARIABLES,
            "Parameters words ratio exceeds limit",
            "This template has too many variables for its length. Reduce the number of variables or increase "
            "the message length.",
        )


def count_words(words: str) -> int:
    count = 0.0
    for word in _WORD.findall(words):
        unspaced = sum(unicodedata.name(c, "").startswith(_UNSPACED) for c in word)
        count += unspaced / _UNSPACED_LETTERS if unspaced else 1
    return int(count)


def check_examples(component: str, words: str, example: Any, field: str, *, named: bool) -> None:
    """`field` is header_text or body_text; with names it is header_text_named_params or the like."""
    wanted = variables(words)
    if not wanted:
        return
    example = parsed(example)
    if not isinstance(example, dict):
        raise missing_fields(component, "example")
    if named:
        _check_named(component, wanted, example.get(f"{field}_named_params"), f"{field}_named_params")
        return
    given = example.get(field)
    if isinstance(given, str):
        given = [given]
    elif field == "body_text":
        # A list of lists, one of them for each example.
        given = given[0] if isinstance(given, list) and len(given) == 1 else None
    if not isinstance(given, list) or not all(isinstance(value, str) and value for value in given):
        raise missing_fields(component, f"example.{field}")
    if len(given) != len(wanted):
        raise _count(component, len(wanted), len(given))


def _check_named(component: str, wanted: list[str], given: Any, field: str) -> None:
    if not isinstance(given, list) or not all(isinstance(row, dict) and row.get("example") for row in given):
        raise missing_fields(component, f"example.{field}")
    found = [str(row.get("param_name")) for row in given]
    if len(found) != len(wanted):
        raise _count(component, len(wanted), len(found))
    if set(found) != set(wanted):
        raise missing_fields(component, f"example.{field} for {', '.join(wanted)}")


def _count(component: str, wanted: int, given: int) -> GraphError:
    return missing_fields(component, f"example: {given} values for {wanted} variables")


def _says_something(part: str) -> bool:
    """Punctuation is ignored when Meta looks for variables at the ends."""
    return any(not c.isspace() and c not in "~`" and unicodedata.category(c)[0] != "P" for c in part)
