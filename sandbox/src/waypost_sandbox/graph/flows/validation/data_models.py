"""The data that each screen declares, in JSON Schema with an example."""

from typing import Any

from waypost_sandbox.graph.flows.validation.outline import Screen
from waypost_sandbox.graph.flows.validation.places import Path
from waypost_sandbox.graph.flows.validation.report import Report

Json = dict[str, Any]
TYPES = ("string", "number", "integer", "boolean", "array", "object")


def check_data_model(report: Report, screen: Screen) -> None:
    for name, schema in screen.data.items():
        path: Path = (*screen.path, "data", name)
        _check_schema(report, schema, path, top=True)
        if isinstance(schema, dict) and "__example__" in schema and not fits(schema, schema["__example__"]):
            message = (
                f"Invalid data model schema. Expected property '__example__' to be of type "
                f"{schema.get('type')}, but found another."
            )
            report.add("INVALID_SCREEN_DATA", message, (*path, "__example__"))


def _check_schema(report: Report, schema: Any, path: Path, *, top: bool = False) -> None:
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict) or "type" not in schema:
        report.add("INVALID_SCREEN_DATA", "Missing the definition of property 'type'.", path)
        return
    kind = schema["type"]
    if not isinstance(kind, str):
        report.add(
            "INVALID_SCREEN_DATA", "Expected the property 'type' to be of type string.", (*path, "type")
        )
        return
    if kind not in TYPES:
        report.add("INVALID_SCREEN_DATA", f"Value should be one of: [{', '.join(TYPES)}].", (*path, "type"))
    if not top and "__example__" in schema:
        message = "Property '__example__' is allowed only as a top level property of data model."
        report.add("INVALID_SCREEN_DATA", message, (*path, "__example__"), at_key=True)
    if kind == "array":
        _check_array(report, schema, path)
    properties = schema.get("properties")
    for name, inner in (properties if isinstance(properties, dict) else {}).items():
        below: Path = (*path, "properties", name)
        if name == "__example__":
            message = "Property '__example__' is allowed only as a top level property of data model."
            report.add("INVALID_SCREEN_DATA", message, below, at_key=True)
        else:
            _check_schema(report, inner, below)


def _check_array(report: Report, schema: Json, path: Path) -> None:
    if "items" not in schema:
        report.add("INVALID_SCREEN_DATA", "Missing the schema for property 'items' in array.", path)
    elif not isinstance(schema["items"], bool | dict):
        message = "Expected the property 'items' to be of type boolean or object."
        report.add("INVALID_SCREEN_DATA", message, (*path, "items"))
    else:
        _check_schema(report, schema["items"], (*path, "items"))


def schema_at(data: Json, steps: list[str]) -> Json | None:
    """What is declared under user.address.city; None when nothing is."""
    schema: Any = data.get(steps[0])
    for step in steps[1:]:
        properties = schema.get("properties") if isinstance(schema, dict) else None
        if not isinstance(properties, dict):
            return None
        schema = properties.get(step)
    return schema if isinstance(schema, dict) else None


def fits(schema: Any, value: Any) -> bool:
    """Whether a value has the shape that was declared for it."""
    if not isinstance(schema, dict):
        return True
    kind = schema.get("type")
    if kind == "array":
        return isinstance(value, list) and all(fits(schema.get("items"), item) for item in value)
    if kind == "object":
        properties = schema.get("properties")
        known = properties if isinstance(properties, dict) else {}
        return isinstance(value, dict) and all(
            fits(inner, value[name]) for name, inner in known.items() if name in value
        )
    if kind in ("number", "integer"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    wanted = {"string": str, "boolean": bool}.get(str(kind))
    return wanted is None or isinstance(value, wanted)
