"""All that is wrong with one flow.json."""

import re
from typing import Any

import msgspec

from waypost_sandbox.graph.flows.validation.actions import check_actions
from waypost_sandbox.graph.flows.validation.data_models import check_data_model
from waypost_sandbox.graph.flows.validation.layouts import check_carousels, check_layout
from waypost_sandbox.graph.flows.validation.outline import Scene, Screen, outline
from waypost_sandbox.graph.flows.validation.places import Path
from waypost_sandbox.graph.flows.validation.references import check_references
from waypost_sandbox.graph.flows.validation.report import Fault, Report, Version, as_meta_says
from waypost_sandbox.graph.flows.validation.routing import check_routing
from waypost_sandbox.graph.flows.validation.shapes import check_component

Json = dict[str, Any]

SENDABLE = ("2.1", "3.0", "3.1", "4.0", "5.0", "5.1", "6.0", "6.1", "6.2", "6.3", "7.0", "7.1", "7.2", "7.3")
PUBLISHABLE = ("5.1", "6.0", "6.1", "6.2", "6.3", "7.0", "7.1", "7.2", "7.3")
FROZEN = ("1.0", "2.0")
# Not open to this account yet.
COMING = ("7.4", "8.0")
DATA_API = ("3.0", "4.0")
MOST_SCREENS = 100
_VERSION = re.compile(r"\d+\.\d+")
_SCREEN_ID = re.compile(r"[A-Za-z_]+")
_TOP = ("version", "screens", "routing_model", "data_api_version")
_SCREEN = {
    "id": str,
    "title": str,
    "terminal": bool,
    "success": bool,
    "refresh_on_back": bool,
    "data": dict,
    "layout": dict,
    "sensitive": list,
}
_TYPE_NAMES = {str: "string", bool: "boolean", dict: "object", list: "array"}


def check_document(document: bytes) -> list[Json]:
    """Faults in Meta's shape; an empty list for a good flow."""
    try:
        text = document.decode()
        found = msgspec.json.decode(document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = None
    if not isinstance(found, dict):
        return [
            {
                "error": "INVALID_FLOW_JSON",
                "error_type": "FLOW_JSON_ERROR",
                "message": "Flow JSON is not valid.",
                "line_start": 1,
                "line_end": 1,
                "column_start": 1,
                "column_end": 1,
                "pointers": [],
            }
        ]
    return as_meta_says(_faults(found), text)


def version_fault(found: Any) -> str | None:
    """The code for a version that no flow can have."""
    if found is None:
        return "MISSING_FLOW_JSON_VERSION"
    if not isinstance(found, str) or _VERSION.fullmatch(found) is None:
        return "INVALID_FLOW_JSON_VERSION"
    if found in SENDABLE:
        return None
    if found in FROZEN:
        return "UNSUPPORTED_FLOW_JSON_VERSION"
    return "UNAVAILABLE_FLOW_JSON_VERSION" if found in COMING else "INVALID_FLOW_JSON_VERSION"


def _faults(document: Json) -> list[Fault]:
    code = version_fault(document.get("version"))
    if code is not None:
        words = {
            "MISSING_FLOW_JSON_VERSION": "Flow JSON version is not specified.",
            "UNSUPPORTED_FLOW_JSON_VERSION": "Unsupported Flow JSON version.",
            "UNAVAILABLE_FLOW_JSON_VERSION": "The Flow JSON version is not available for your WABA ID.",
        }
        return [Fault(code, words.get(code, "Invalid Flow JSON version."), ("version",))]
    major, _, minor = str(document["version"]).partition(".")
    report = Report((int(major), int(minor)))
    _check_top(report, document)
    screens = outline(document)
    by_id = {screen.id: screen for screen in screens}
    endpoint = "data_api_version" in document
    _check_ids(report, screens)
    for screen in screens:
        scene = Scene(report, by_id, screen, endpoint)
        _check_screen(scene)
        for placed in screen.components:
            check_component(report, placed)
        check_data_model(report, screen)
        check_layout(scene)
        check_references(scene)
        check_actions(scene)
    if screens:
        _check_endings(report, screens)
        check_carousels(report, screens)
        check_routing(report, document, screens, endpoint=endpoint)
    return report.faults


def _check_top(report: Report, document: Json) -> None:
    version: Version = report.version
    known = (*_TOP, "data_channel_uri") if version < (3, 0) else _TOP
    for name in document:
        if name not in known:
            message = f"Property '{name}' cannot be specified at $root."
            report.add("INVALID_PROPERTY_KEY", message, (name,), at_key=True)
    _check_list(report, document.get("screens"))
    data_api = document.get("data_api_version")
    if data_api is not None and data_api not in DATA_API:
        message = "No supported Data API version found for given Flow JSON version."
        report.add("NO_SUPPORTED_DATA_API_VERSION", message, ("data_api_version",))
    if "routing_model" in document and not isinstance(document["routing_model"], dict):
        _wrong_type(report, "object", ("routing_model",))
    uri = document.get("data_channel_uri")
    if version < (3, 0) and uri is not None and not str(uri).startswith(("http://", "https://")):
        message = "Property 'data_channel_uri' should be in 'uri' format."
        report.add("INVALID_PROPERTY_VALUE_FORMAT", message, ("data_channel_uri",))


def _check_list(report: Report, screens: Any) -> None:
    if screens is None:
        report.add("MISSING_REQUIRED_TYPE_PROPERTY", "Required property 'screens' is missing.", ())
    elif not isinstance(screens, list):
        _wrong_type(report, "array", ("screens",))
    elif not screens:
        report.add("MIN_ITEMS_REQUIRED", "Property 'screens' should have at least '1' items.", ("screens",))
    elif len(screens) > MOST_SCREENS:
        message = f"Maximum number of screens allowed per Flow is {MOST_SCREENS} but found {len(screens)}."
        report.add("MAX_SCREENS_NUMBER", message, ("screens",))
    for number, screen in enumerate(screens if isinstance(screens, list) else []):
        if not isinstance(screen, dict):
            _wrong_type(report, "object", ("screens", number))


def _check_ids(report: Report, screens: list[Screen]) -> None:
    seen: set[str] = set()
    for screen in screens:
        path: Path = (*screen.path, "id")
        if "id" not in screen.value:
            report.add("MISSING_REQUIRED_TYPE_PROPERTY", "Required property 'id' is missing.", screen.path)
        elif not screen.id:
            report.add("MIN_CHARS_REQUIRED", "Property 'id' should have at least '1' characters.", path)
        elif _SCREEN_ID.fullmatch(screen.id) is None:
            message = "Property 'id' should only consist of alphabets and underscores."
            report.add("PATTERN_MISMATCH", message, path)
        elif screen.id.upper() == "SUCCESS":
            message = "Screen id cannot be 'success' since it is a reserved keyword."
            report.add("SCREEN_ID_IS_RESERVED_KEYWORD", message, path)
        elif screen.id in seen:
            report.add("DUPLICATE_SCREEN_IDS", f"Duplicate screen id found: {screen.id}.", path)
        seen.add(screen.id)


def _check_screen(scene: Scene) -> None:
    report, screen = scene.report, scene.screen
    value, path = screen.value, screen.path
    for name, found in value.items():
        if name not in _SCREEN or (name == "sensitive" and report.version < (5, 1)):
            message = f"Property '{name}' cannot be specified at screen."
            report.add("INVALID_PROPERTY_KEY", message, (*path, name), at_key=True)
        elif not isinstance(found, _SCREEN[name]):
            _wrong_type(report, _TYPE_NAMES[_SCREEN[name]], (*path, name))
    if "success" in value and not screen.terminal:
        message = "Property 'success' can only be specified on a terminal screen."
        report.add("NOT_KEYWORD_SCHEMA_VALIDATION_FAILED", message, (*path, "success"), at_key=True)
    if value.get("refresh_on_back") is True and not scene.endpoint:
        message = "Property 'refresh_on_back' can be true only when property 'data_api_version' is set."
        report.add("INVALID_PROPERTY_VALUE", message, (*path, "refresh_on_back"))
    sensitive = value.get("sensitive")
    for number, name in enumerate(sensitive if isinstance(sensitive, list) else []):
        if name not in screen.inputs():
            message = f"Invalid value found for property 'sensitive': there is no field '{name}'."
            report.add("INVALID_PROPERTY_VALUE", message, (*path, "sensitive", number))
    layout = value.get("layout")
    if layout is None:
        report.add("MISSING_REQUIRED_TYPE_PROPERTY", "Required property 'layout' is missing.", path)
    elif isinstance(layout, dict):
        _check_frame(report, layout, (*path, "layout"))


def _check_frame(report: Report, layout: Json, path: Path) -> None:
    for name in layout:
        if name not in ("type", "children"):
            message = f"Property '{name}' cannot be specified at layout."
            report.add("INVALID_PROPERTY_KEY", message, (*path, name), at_key=True)
    for name in ("type", "children"):
        if name not in layout:
            report.add("MISSING_REQUIRED_TYPE_PROPERTY", f"Required property '{name}' is missing.", path)
    if "type" in layout and layout["type"] != "SingleColumnLayout":
        report.add("INVALID_PROPERTY_VALUE", "Invalid value found for property 'type'.", (*path, "type"))
    children = layout.get("children")
    if children is not None and not isinstance(children, list):
        _wrong_type(report, "array", (*path, "children"))
    elif children == []:
        message = "Property 'children' should have at least '1' items."
        report.add("MIN_ITEMS_REQUIRED", message, (*path, "children"))


def _check_endings(report: Report, screens: list[Screen]) -> None:
    endings = [screen for screen in screens if screen.terminal]
    if not endings:
        report.add("MISSING_TERMINAL_SCREEN", "Terminal screen is required but not provided.", ("screens",))
        return
    if all(screen.value.get("success") is False for screen in endings):
        message = "At least one terminal screen must have property 'success' set as true."
        report.add("INVALID_PROPERTY_VALUE", message, (*endings[0].path, "success"))
    for screen in endings:
        if not screen.of_type("Footer"):
            message = f"Footer component is missing on terminal screens: {screen.id}."
            report.add("MISSING_FOOTER_ON_TERMINAL_SCREEN", message, screen.path)


def _wrong_type(report: Report, wanted: str, path: Path) -> None:
    message = f"Expected property '{path[-1]}' to be of type {wanted}, but found another."
    report.add("INVALID_PROPERTY_TYPE", message, path)
