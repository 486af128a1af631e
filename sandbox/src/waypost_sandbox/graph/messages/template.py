"""An approved template, filled in for a message."""

import re

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.content import Checked
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.templates import Template

_VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
LONGEST_BODY = 1024


def check_template(state: State, waba_id: str, content: Json) -> tuple[Checked, Template]:
    """The filled text, and the template."""
    name = checks.text(content, "name", "template", 512)
    language = checks.text(checks.child(content, "language", "template."), "code", "template['language']", 20)
    template = _find(state, waba_id, name, language)
    given = content.get("components") or []
    if not isinstance(given, list) or not all(isinstance(part, dict) for part in given):
        raise GraphError(100, "Param template['components'] must be an array of objects.")
    for part in given:
        if part.get("parameters"):
            checks.items(part, "parameters", "component", 1, 100)
    parameters = {str(part.get("type", "")).lower(): part.get("parameters") or [] for part in given}
    shown: Json = {"header": "", "body": "", "footer": "", "kind": "template", "buttons": []}
    for part in template.components:
        kind = str(part["type"]).lower()
        if kind == "buttons":
            shown["buttons"] = _buttons(part["buttons"], given)
        elif kind in ("header", "body") and "text" in part:
            shown[kind] = _fill(kind, part["text"], parameters.get(kind, []))
        elif kind == "footer":
            shown["footer"] = part["text"]
    if len(shown["body"]) > LONGEST_BODY:
        raise GraphError(
            132005, f"The filled body has {len(shown['body'])} characters; {LONGEST_BODY} are possible."
        )
    return Checked(shown["body"], shown), template


def _find(state: State, waba_id: str, name: str, language: str) -> Template:
    for template in state.templates_of(waba_id):
        if template.name == name and template.language == language:
            if template.status == "PAUSED":
                raise GraphError(132015)
            if template.status == "DISABLED":
                raise GraphError(132016)
            if template.status == "APPROVED":
                return template
    raise GraphError(132001, f"template name ({name}) does not exist in {language}")


def _fill(kind: str, text: str, parameters: list[Json]) -> str:
    names = list(dict.fromkeys(_VARIABLE.findall(text)))
    if len(parameters) != len(names):
        raise GraphError(
            132000,
            f"{kind}: number of localizable_params ({len(parameters)}) does not match the expected number of "
            f"params ({len(names)})",
        )
    values: dict[str, str] = {}
    for name, parameter in zip(names, parameters, strict=True):
        value = parameter.get("text") if parameter.get("type") == "text" else None
        if not isinstance(value, str) or not value:
            raise GraphError(132012, f"{kind}: the parameter {name} must be a text.")
        if re.search(r"[\n\t]| {5}", value):
            raise GraphError(
                132012, f"{kind}: a parameter has no new line, tab or more than four spaces in a row."
            )
        values[str(parameter.get("parameter_name") or name)] = value
    return _VARIABLE.sub(lambda match: values.get(match.group(1), match.group()), text)


def _buttons(buttons: list[Json], given: list[Json]) -> list[Json]:
    payloads = {
        str(part.get("index")): (part.get("parameters") or [{}])[0].get("payload")
        for part in given
        if str(part.get("type", "")).lower() == "button"
    }
    return [
        {"id": payloads.get(str(number)) or button["text"], "title": button["text"], "url": button.get("url")}
        for number, button in enumerate(buttons)
    ]
