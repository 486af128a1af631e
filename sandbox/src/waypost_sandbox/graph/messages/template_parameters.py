"""What fills a template's variables: the shape of each parameter, and filling words in."""

import re
from collections.abc import Callable

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.state import Json

VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
LONGEST_PARAMETER = 32768
MOST_PARAMETERS = 100
LONGEST_CODE = 15
MEDIA = ("image", "video", "document", "gif")
# Types that can stand for words.
WORDS = ("text", "currency", "date_time")
_NOT_IN_WORDS = re.compile(r"[\n\t]| {5}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CURRENCY = re.compile(r"[A-Z]{3}")


def read_parameters(component: Json, path: str) -> list[Json]:
    """The parameters of a component, each of a known type and with what that type needs."""
    if component.get("parameters") is None:
        return []
    found = checks.items(component, "parameters", path, 0, MOST_PARAMETERS)
    for number, parameter in enumerate(found):
        where = f"{path}['parameters'][{number}]"
        kind = checks.choice(parameter, "type", where, tuple(_READ))
        checks.text(parameter, "parameter_name", where, 512, required=False)
        _READ[kind](parameter, where)
    return found


def _text(parameter: Json, path: str) -> None:
    checks.text(parameter, "text", path, LONGEST_PARAMETER)


def _currency(parameter: Json, path: str) -> None:
    given = checks.child(parameter, "currency", path)
    path += "['currency']"
    checks.text(given, "fallback_value", path, LONGEST_PARAMETER)
    code = checks.text(given, "code", path, LONGEST_PARAMETER)
    if checks.whole_number(given, "amount_1000", path, -(10**18), 10**18) is None:
        raise checks.Missing(f"{path}['amount_1000']")
    if _CURRENCY.fullmatch(code) is None:
        raise GraphError(132008, f"{path}['code'] is not a currency: {code}")


def _date_time(parameter: Json, path: str) -> None:
    given = checks.child(parameter, "date_time", path)
    checks.text(given, "fallback_value", f"{path}['date_time']", LONGEST_PARAMETER)


def _object(kind: str) -> Callable[[Json, str], None]:
    def read(parameter: Json, path: str) -> None:
        checks.child(parameter, kind, path)

    return read


def _words(kind: str) -> Callable[[Json, str], None]:
    def read(parameter: Json, path: str) -> None:
        checks.text(parameter, kind, path, LONGEST_PARAMETER)

    return read


def _tap_target(parameter: Json, path: str) -> None:
    target = checks.items(parameter, "tap_target_configuration", path, 1, 1)[0]
    checks.web_address(target, "url", "tap_target_configuration")
    checks.text(target, "title", "tap_target_configuration", 200)


def _minutes(parameter: Json, path: str) -> None:
    if checks.whole_number(parameter, "ttl_minutes", path, 1, 43200) is None:
        raise checks.Missing(f"{path}['ttl_minutes']")


_READ: dict[str, Callable[[Json, str], None]] = {
    "text": _text,
    "currency": _currency,
    "date_time": _date_time,
    "location": _object("location"),
    "product": _object("product"),
    "action": _object("action"),
    "limited_time_offer": _object("limited_time_offer"),
    "order_details": _object("order_details"),
    "payload": _words("payload"),
    "coupon_code": _words("coupon_code"),
    "group_id": _words("group_id"),
    "ttl_minutes": _minutes,
    "tap_target_configuration": _tap_target,
    **{kind: _object(kind) for kind in MEDIA},
}


def fill(part: str, text: str, parameters: list[Json], longest: int, *, named: bool) -> str:
    """The words with their variables replaced."""
    names = list(dict.fromkeys(VARIABLE.findall(text)))
    if len(parameters) != len(names):
        raise GraphError(
            132000,
            f"{part}: number of localizable_params ({len(parameters)}) does not match the expected number of "
            f"params ({len(names)})",
        )
    if not names:
        return text
    if named:
        given = [parameter.get("parameter_name") for parameter in parameters]
        if None in given:
            raise GraphError(132012, f"{part}: Parameter name is missing or empty")
        if set(given) != set(names):
            raise GraphError(132012, f"{part}: the parameters must be named {', '.join(names)}.")
        values = {str(p["parameter_name"]): words_of(part, p) for p in parameters}
    else:
        if any("parameter_name" in parameter for parameter in parameters):
            raise GraphError(132012, f"{part}: this template's parameters have no names.")
        in_order = sorted(names, key=lambda name: (len(name), name))
        values = {name: words_of(part, p) for name, p in zip(in_order, parameters, strict=True)}
    filled = VARIABLE.sub(lambda match: values[match.group(1)], text)
    if len(filled) > longest:
        raise GraphError(132005, f"The filled {part} has {len(filled)} characters; {longest} are possible.")
    return filled


def words_of(part: str, parameter: Json) -> str:
    kind = parameter["type"]
    if kind not in WORDS:
        raise GraphError(132012, f"{part}: expected a text parameter, got {kind}.")
    value = str(parameter["text"] if kind == "text" else parameter[kind]["fallback_value"])
    if _NOT_IN_WORDS.search(value):
        raise GraphError(
            132012,
            f"{part}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
        )
    if _CONTROL.search(value):
        raise GraphError(132007, f"{part}: a parameter has control characters.")
    return value


def only(part: str, parameters: list[Json], kind: str) -> Json | None:
    """The one parameter of this type that a part takes; None without any."""
    if not parameters:
        return None
    if len(parameters) > 1:
        raise GraphError(132000, f"{part}: number of params ({len(parameters)}) does not match (1)")
    if parameters[0]["type"] != kind:
        raise GraphError(
            132012, f"{part}: Format mismatch, expected {kind}, received {parameters[0]['type']}"
        )
    return parameters[0]


def at_most(part: str, value: str, longest: int) -> str:
    if len(value) > longest:
        raise GraphError(132008, f"{part} has at most {longest} characters.")
    return value
