"""${data.x}, ${form.y} and ${screen.S.form.y}: whether what they name is there and of the right type."""

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from waypost_sandbox.graph.flows.validation.components import COMPONENTS
from waypost_sandbox.graph.flows.validation.data_models import schema_at
from waypost_sandbox.graph.flows.validation.outline import Scene
from waypost_sandbox.graph.flows.validation.places import Path, walk
from waypost_sandbox.graph.flows.validation.shapes import DYNAMIC

_NAME = re.compile(r"\$\{([^{}\[\]]+)")
# Components whose parts are looked at by themselves.
_PARTS = ("children", "then", "else", "cases")
_ACTIONS = ("on-click-action", "on-select-action", "on-unselect-action")
# kind of a property → types of data that it takes
_TAKES = {
    "text": ("string",),
    "paragraphs": ("string", "array"),
    "flag": ("boolean",),
    "whole": ("number", "integer", "string"),
    "number": ("number", "integer"),
    "list": ("array",),
    "options": ("array",),
    "object": ("object",),
}

# Other fields give a string; a calendar one or two.
_FORM_TYPES: dict[str, str | None] = {
    "OptIn": "boolean",
    "CheckboxGroup": "array",
    "ChipsSelector": "array",
    "PhotoPicker": "array",
    "DocumentPicker": "array",
    "CalendarPicker": None,
}


class Reference(Struct):
    text: str
    # Of another screen, or None for the one where it stands.
    screen: str | None
    # "data" or "form"
    store: str
    steps: list[str]


def references(value: str) -> Iterator[Reference]:
    for found in DYNAMIC.finditer(value):
        name = _NAME.match(found.group())
        steps = name.group(1).strip(". ").split(".") if name else []
        screen = None
        if steps[:1] == ["screen"]:
            screen = steps[1] if len(steps) > 1 else ""
            steps = steps[2:]
        yield Reference(found.group(), screen, steps[0] if steps else "", steps[1:])


def check_references(scene: Scene) -> None:
    """Those in properties; payloads of actions are looked at with the actions."""
    for placed in scene.screen.components:
        rules = COMPONENTS.get(placed.type)
        for name, value in placed.value.items():
            if name in _PARTS or name in _ACTIONS:
                continue
            for path, inner in walk(value, (*placed.path, name)):
                if isinstance(inner, str) and not _in_action(path[len(placed.path) :]):
                    _check_all(scene, inner, path)
            whole = isinstance(value, str) and DYNAMIC.fullmatch(value) is not None
            if whole and rules is not None and name in rules.props:
                _check_type(scene, next(references(value)), rules.props[name].kind, (*placed.path, name))


def _in_action(steps: Path) -> bool:
    return any(step in _ACTIONS for step in steps)


def _check_all(scene: Scene, words: str, path: Path) -> None:
    for reference in references(words):
        fault = missing(scene, reference)
        if fault is not None:
            is_global = reference.screen is not None
            error = "INVALID_SCREEN_DATA" if is_global else "INVALID_SCREEN_DYNAMIC_DATA"
            scene.report.add(error, fault, path)


def missing(scene: Scene, reference: Reference) -> str | None:
    """Why a reference leads nowhere."""
    text = reference.text
    target = scene.seen(reference.screen)
    if target is None or (reference.screen is not None and target is scene.screen):
        return _out_of_sight(scene, reference)
    if reference.screen is not None and scene.report.version < (4, 0):
        return f"Global dynamic data '{text}' needs Flow JSON 4.0."
    if reference.store not in ("data", "form") or not reference.steps:
        return f"Invalid value found: '{text}' names neither data nor a field."
    if reference.store == "data" and schema_at(target.data, reference.steps) is None:
        return f"Missing dynamic data '{text}' in the data model for screen '{target.id}'."
    if reference.store == "form" and reference.steps[0] not in target.inputs():
        return f"Missing Form component {text} for screen '{target.id}'."
    return None


def _out_of_sight(scene: Scene, reference: Reference) -> str:
    start = f"Global dynamic data '{reference.text}' used on screen '{scene.screen.id}' is invalid since "
    if reference.screen == scene.screen.id:
        return f"{start}the screen represents current screen. Convert expression to local referencing."
    return f"{start}screen '{reference.screen}' is missing in the Flow JSON."


def type_of(scene: Scene, reference: Reference) -> str | None:
    """The type of what is referred to, as far as it is known."""
    target = scene.seen(reference.screen)
    if target is None or not reference.steps:
        return None
    if reference.store == "data":
        schema = schema_at(target.data, reference.steps)
        return str(schema.get("type")) if schema is not None else None
    placed = target.inputs().get(reference.steps[0])
    if placed is None or len(reference.steps) > 1:
        return None
    return _FORM_TYPES.get(placed.type, "string")


def _check_type(scene: Scene, reference: Reference, kind: str, path: Path) -> None:
    found = type_of(scene, reference)
    takes = _TAKES.get(kind)
    if found is None or takes is None or path[-1] in ("condition", "value"):
        return
    if found not in takes:
        message = f"Expected '{reference.text}' to be of type '{takes[0]}'."
        scene.report.add("INVALID_SCREEN_DYNAMIC_DATA", message, path)
    elif kind == "options":
        _check_options_schema(scene, reference, path)


def _check_options_schema(scene: Scene, reference: Reference, path: Path) -> None:
    target = scene.seen(reference.screen)
    schema = schema_at(target.data, reference.steps) if target is not None else None
    items: Any = schema.get("items") if schema is not None else None
    properties = items.get("properties") if isinstance(items, dict) else None
    for name in ("id", "title"):
        if not isinstance(properties, dict) or name not in properties:
            message = f"Data model schema is invalid for '{reference.text}'. Missing schema for {name}."
            scene.report.add("INVALID_SCREEN_DYNAMIC_DATA", message, path)
