"""Conditions of If: `${form.age} > 18 && !(${data.closed})`."""

import re
from collections.abc import Callable

_TOKEN = re.compile(
    r"\s*(?:(?P<reference>\$\{[^{}]+\})|(?P<string>'(?:[^'\\]|\\.)*')|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<boolean>true\b|false\b)|(?P<operator>==|!=|<=|>=|&&|\|\||[<>!()]))"
)
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
BOOLEAN = "boolean"

# What an operand is: its type (None when unknown), and whether it is written out.
Operand = tuple[str | None, bool]


class ConditionError(Exception):
    """The sentence says what is wrong."""


class Condition:
    def __init__(self, words: str, type_of: Callable[[str], str | None]) -> None:
        """Raises ConditionError."""
        self._type_of = type_of
        self._tokens = self._read(words)
        self._at = 0
        if not self._tokens:
            raise ConditionError("Expected property 'condition' to contain at least one operand.")
        kind, literal = self._either()
        if self._at < len(self._tokens):
            kind_of, sign = self._tokens[self._at]
            if sign == ")":
                raise ConditionError("Missing opening parenthesis for the closing parenthesis.")
            raise ConditionError(f"Missing operator before '{sign}' ({kind_of}).")
        if literal:
            raise ConditionError(
                "The only operand is a literal value. Expected single operand to be a boolean."
            )
        if kind not in (BOOLEAN, None):
            raise ConditionError("Expected single operand to be a boolean.")

    def _read(self, words: str) -> list[tuple[str, str]]:
        tokens, at = [], 0
        end = len(words.rstrip())
        while at < end:
            found = _TOKEN.match(words, at)
            if found is None:
                if words[at:].lstrip().startswith("'"):
                    raise ConditionError("Missing closing quote for string.")
                raise ConditionError(f"Unexpected character '{words[at:].lstrip()[0]}' found at column {at}.")
            tokens.append((str(found.lastgroup), str(found.group(str(found.lastgroup)))))
            at = found.end()
        return tokens

    def _next_is(self, *operators: str) -> str | None:
        token = self._tokens[self._at][1] if self._at < len(self._tokens) else ""
        is_operator = self._at < len(self._tokens) and self._tokens[self._at][0] == "operator"
        return token if is_operator and token in operators else None

    def _either(self) -> Operand:
        return self._joined("||", self._both)

    def _both(self) -> Operand:
        return self._joined("&&", self._compared)

    def _joined(self, operator: str, part: Callable[[], Operand]) -> Operand:
        found = part()
        while self._next_is(operator):
            self._at += 1
            other = part()
            for kind, _ in (found, other):
                if kind not in (BOOLEAN, None):
                    raise ConditionError(
                        f"Wrong positioning of operator '{operator}'. It takes booleans only."
                    )
            if found[1] and other[1]:
                raise ConditionError("An operator cannot have literals on both sides.")
            found = (BOOLEAN, False)
        return found

    def _compared(self) -> Operand:
        left = self._single()
        operator = self._next_is(*COMPARISONS)
        if operator is None:
            return left
        self._at += 1
        right = self._single()
        if left[1] and right[1]:
            raise ConditionError("An operator cannot have literals on both sides.")
        if operator not in ("==", "!="):
            for kind, _ in (left, right):
                if kind not in ("number", None):
                    raise ConditionError(f"Invalid operator '{operator}': it compares numbers.")
        elif None not in (left[0], right[0]) and left[0] != right[0]:
            raise ConditionError("Type mismatch in an equality operation.")
        return BOOLEAN, False

    def _single(self) -> Operand:
        if self._at >= len(self._tokens):
            raise ConditionError("Missing operand after last operator.")
        kind, sign = self._tokens[self._at]
        self._at += 1
        if kind == "reference":
            found = self._type_of(sign)
            return ("number" if found == "integer" else found), False
        if kind != "operator":
            return kind, True
        if sign == "!":
            inner = self._single()
            if inner[0] not in (BOOLEAN, None):
                raise ConditionError("Wrong positioning of operator '!'. It takes booleans only.")
            return BOOLEAN, inner[1]
        if sign != "(":
            raise ConditionError(f"Wrong positioning of operator '{sign}'.")
        if self._next_is(")"):
            raise ConditionError("Found invalid empty parentheses.")
        found_inside = self._either()
        if not self._next_is(")"):
            raise ConditionError("Missing closing parenthesis.")
        self._at += 1
        return found_inside
