"""What buttons and choices do: navigate, data_exchange, complete, update_data, open_url."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from waypost_sandbox.graph.flows.validation.components import COMPONENTS, PICKERS, Prop
from waypost_sandbox.graph.flows.validation.data_models import fits
from waypost_sandbox.graph.flows.validation.outline import Placed, Scene, Screen
from waypost_sandbox.graph.flows.validation.places import Path, walk
from waypost_sandbox.graph.flows.validation.references import missing, references, type_of
from waypost_sandbox.graph.flows.validation.shapes import DYNAMIC, LIST_ITEM, OPTION, check_props

Json = dict[str, Any]
SINCE = {"update_data": (6, 0), "open_url": (6, 0)}
PAYLOAD = Prop("object", required=True)
SHAPES = {
    "navigate": {
        "name": Prop("text", required=True),
        "next": Prop("object", required=True),
        "payload": PAYLOAD,
    },
    "data_exchange": {"name": Prop("text", required=True), "payload": Prop("object")},
    "complete": {"name": Prop("text", required=True), "payload": PAYLOAD},
    "update_data": {"name": Prop("text", required=True), "payload": PAYLOAD},
    "open_url": {"name": Prop("text", required=True), "url": Prop("text", required=True)},
}
NEXT = {"type": Prop("text", required=True), "name": Prop("text", required=True)}


class Action(Struct):
    value: Json
    path: Path
    placed: Placed
    choices: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.value.get("name"))

    @property
    def payload(self) -> Json:
        found = self.value.get("payload")
        return found if isinstance(found, dict) else {}

    @property
    def next_screen(self) -> str:
        found = self.value.get("next")
        return str(found.get("name")) if isinstance(found, dict) else ""


def actions(screen: Screen) -> Iterator[Action]:
    for placed in screen.components:
        rules = COMPONENTS.get(placed.type)
        yield from _of(placed.value, rules.props if rules else {}, placed.path, placed)
        for name, props in (("data-source", OPTION), ("list-items", LIST_ITEM)):
            rows = placed.value.get(name)
            for number, row in enumerate(rows if isinstance(rows, list) else []):
                if isinstance(row, dict):
                    yield from _of(row, props, (*placed.path, name, number), placed)


def _of(value: Json, props: dict[str, Prop], path: Path, placed: Placed) -> Iterator[Action]:
    for name, prop in props.items():
        if prop.kind == "action" and isinstance(value.get(name), dict):
            yield Action(value[name], (*path, name), placed, prop.choices)


def check_actions(scene: Scene) -> None:
    report = scene.report
    for action in actions(scene.screen):
        choices = [name for name in action.choices if SINCE.get(name, report.version) <= report.version]
        if "name" not in action.value:
            report.add("MISSING_REQUIRED_TYPE_PROPERTY", "Required property 'name' is missing.", action.path)
            continue
        if action.name not in choices:
            message = f"Value should be one of: [{', '.join(choices)}]."
            report.add("INVALID_ENUM_VALUE", message, (*action.path, "name"))
            continue
        check_props(report, action.value, SHAPES[action.name], action.path, action.name)
        _check_payload(scene, action)
        _CHECKS[action.name](scene, action)


def _check_complete(scene: Scene, action: Action) -> None:
    if not scene.screen.terminal:
        message = "On-click-action 'complete' can only be configured on a terminal screen."
        scene.report.add("INVALID_COMPLETE_ACTION", message, action.path)


def _check_exchange(scene: Scene, action: Action) -> None:
    if not scene.endpoint:
        message = "The property 'data_api_version' is required for data_exchange action."
        scene.report.add("MISSING_REQUIRED_PROPERTY", message, (*action.path, "name"))


def _check_update(scene: Scene, action: Action) -> None:
    strange = [name for name in action.payload if name not in scene.screen.data]
    if strange:
        message = f"Following fields are missing in the screen's data model: [{', '.join(strange)}]."
        scene.report.add("INVALID_UPDATE_DATA_ACTION_PAYLOAD", message, (*action.path, "payload"))


def _check_url(scene: Scene, action: Action) -> None:
    url = action.value.get("url")
    if isinstance(url, str) and not url.startswith(("http://", "https://", "${", "`")):
        message = "Property 'url' should be in 'uri' format."
        scene.report.add("INVALID_PROPERTY_VALUE_FORMAT", message, (*action.path, "url"))


def _check_payload(scene: Scene, action: Action) -> None:
    for path, value in walk(action.payload, (*action.path, "payload")):
        for reference in references(value) if isinstance(value, str) else ():
            fault = missing(scene, reference)
            if fault is not None:
                scene.report.add("INVALID_ON_CLICK_ACTION_PAYLOAD", fault, path)
                continue
            target = scene.seen(reference.screen)
            is_field = reference.store == "form" and target is not None
            field = target.inputs().get(reference.steps[0]) if is_field and target else None
            if field is not None and field.type in PICKERS:
                _check_picker(scene, action, field, path)


def _check_picker(scene: Scene, action: Action, field: Placed, path: Path) -> None:
    kind = field.type
    most = "max-uploaded-photos" if kind == "PhotoPicker" else "max-uploaded-documents"
    message = None
    if action.name == "navigate":
        message = f"The {kind} component's value is not allowed in the payload of the navigate action."
    elif len(path) != len(action.path) + 2:
        message = (
            f"The {kind} can only be used as the value of a top-level string property in the action payload."
        )
    elif action.name == "complete" and field.value.get(most, 30) != 1:
        message = (
            f"In the complete action payload, {kind} can only be used if the value of the '{most}' property "
            "doesn't exceed 1."
        )
    if message is not None:
        scene.report.add("INVALID_ON_CLICK_ACTION_PAYLOAD", message, path)


def _check_navigate(scene: Scene, action: Action) -> None:
    report, screens, screen = scene.report, scene.screens, scene.screen
    found = action.value.get("next")
    if not isinstance(found, dict):
        return
    check_props(report, {**found}, NEXT, (*action.path, "next"), "next")
    if "type" not in found:
        report.add(
            "MISSING_REQUIRED_TYPE_PROPERTY", "Required property 'type' is missing.", (*action.path, "next")
        )
    elif found["type"] not in ("screen", "plugin"):
        message = "Value should be one of: [screen, plugin]."
        report.add("INVALID_ENUM_VALUE", message, (*action.path, "next", "type"))
    path: Path = (*action.path, "next", "name")
    if action.next_screen == screen.id:
        message = f"Same screen navigation is not allowed. Loop detected at [{screen.id}]."
        report.add("INVALID_NAVIGATE_ACTION_NEXT_SCREEN_NAME", message, path)
    elif action.next_screen not in screens:
        message = f"Unknown screen ids found: [{action.next_screen}]."
        report.add("INVALID_NAVIGATE_ACTION_NEXT_SCREEN_NAME", message, path)
    elif found.get("type") == "screen":
        _check_handover(scene, action)


def _check_handover(scene: Scene, action: Action) -> None:
    """What is passed on must be what the next screen declares."""
    report, screens, screen = scene.report, scene.screens, scene.screen
    target = screens[action.next_screen]
    path: Path = (*action.path, "payload")
    error = "INVALID_NAVIGATE_ACTION_PAYLOAD"
    if action.payload and not target.data:
        report.add(error, f"No data model is defined in the next screen '{target.id}'.", path)
        return
    extra = [name for name in action.payload if name not in target.data]
    lacking = [name for name in target.data if name not in action.payload]
    if extra:
        report.add(
            error,
            f"Following fields are missing in the next screen's data model: [{', '.join(extra)}].",
            path,
        )
    # An endpoint may have given the rest before.
    if lacking and not scene.endpoint:
        message = (
            "Following fields are expected in the next screen's data model but missing in payload: "
            f"[{', '.join(lacking)}]."
        )
        report.add(error, message, path)
    for name, value in action.payload.items():
        schema = target.data.get(name)
        if not isinstance(schema, dict):
            continue
        wanted = str(schema.get("type"))
        if isinstance(value, str) and DYNAMIC.fullmatch(value):
            given = type_of(scene, next(references(value)))
            wrong = given is not None and _plain(given) != _plain(wanted)
        else:
            given = "another type"
            wrong = not (isinstance(value, str) and "${" in value) and not fits(schema, value)
        if wrong:
            message = (
                f"Schema of payload data at '{name}' on screen '{screen.id}' is not matching with schema of "
                f"data model field on screen '{target.id}'. Property is expecting '{wanted}' but got '{given}'."
            )
            report.add(error, message, (*path, name))


def _plain(kind: str) -> str:
    return "number" if kind == "integer" else kind


_CHECKS = {
    "navigate": _check_navigate,
    "complete": _check_complete,
    "data_exchange": _check_exchange,
    "update_data": _check_update,
    "open_url": _check_url,
}
