"""Whether each component has the properties that it may have, with values of their types."""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

from waypost_sandbox.graph.flows.validation.components import COMPONENTS, PAIRS, Prop
from waypost_sandbox.graph.flows.validation.outline import Placed
from waypost_sandbox.graph.flows.validation.places import Path
from waypost_sandbox.graph.flows.validation.report import Report
from waypost_sandbox.sniffing import looks_like

DYNAMIC = re.compile(r"\$\{[^{}]+\}")
LARGEST_IMAGE = 300 * 1024
LARGEST_LIST_IMAGE = 100 * 1024
DROPDOWN_WITH_IMAGES = 100
OPTION = {
    "id": Prop("text", required=True),
    "title": Prop("text", required=True, longest=30),
    "description": Prop("text", longest=300),
    "metadata": Prop("text", longest=20),
    "enabled": Prop("flag"),
    "image": Prop("text", since=(5, 0)),
    "alt-text": Prop("text", since=(5, 0)),
    "color": Prop("text", since=(5, 0)),
    "on-select-action": Prop("action", choices=("update_data",), since=(6, 0)),
    "on-unselect-action": Prop("action", choices=("update_data",), since=(6, 0)),
}
LIST_ITEM = {
    "id": Prop("text", required=True),
    "main-content": Prop("object", required=True),
    "start": Prop("object"),
    "end": Prop("object"),
    "badge": Prop("text", longest=15),
    "tags": Prop("list", most=3),
    "on-click-action": Prop("action", choices=("navigate", "data_exchange")),
}
MAIN_CONTENT = {
    "title": Prop("text", required=True, longest=30),
    "description": Prop("text", longest=20),
    "metadata": Prop("text", longest=80),
}
NAMES = {
    "text": "string",
    "flag": "boolean",
    "whole": "integer",
    "number": "number",
    "list": "array",
    "options": "array",
    "components": "array",
    "paragraphs": "string",
    "object": "object",
    "action": "object",
}
SUPPORTED_DOCUMENTS = re.compile(
    r"application/(gzip|msword|pdf|zip|x-7z-compressed|vnd\.ms-(excel|powerpoint)|"
    r"vnd\.oasis\.opendocument\.(presentation|spreadsheet|text)|vnd\.openxmlformats-officedocument\."
    r"(presentationml\.presentation|spreadsheetml\.sheet|wordprocessingml\.document))|"
    r"image/(avif|gif|heic|heif|jpeg|png|tiff|webp)|text/plain|video/(mp4|mpeg)"
)


def check_component(report: Report, placed: Placed) -> None:
    kind = placed.value.get("type")
    rules = COMPONENTS.get(kind) if isinstance(kind, str) else None
    if kind is None:
        report.add("MISSING_REQUIRED_TYPE_PROPERTY", "Required property 'type' is missing.", placed.path)
        return
    if rules is None or rules.since > report.version:
        message = "Invalid value found for property 'type'."
        report.add("INVALID_PROPERTY_VALUE", message, (*placed.path, "type"))
        return
    check_props(report, placed.value, rules.props, placed.path, str(kind))
    if "Form" in placed.within:
        for name, prop in rules.props.items():
            if prop.outside_form and name in placed.value:
                _strange(report, name, str(kind), placed.path)
    for small, large in PAIRS:
        first, second = placed.value.get(small), placed.value.get(large)
        if isinstance(first, int) and isinstance(second, int) and first > second:
            message = f"{small} cannot be greater than {large} for {kind} {placed.value.get('name', '')}."
            report.add("MIN_VALUE_GREATER_THAN_MAX", message, (*placed.path, small))
    if kind in _ALSO:
        _ALSO[str(kind)](report, placed)


def check_props(report: Report, value: Any, props: dict[str, Prop], path: Path, where: str) -> None:
    for name in value:
        if name != "type" and (name not in props or props[name].since > report.version):
            _strange(report, name, where, path)
    for name, prop in props.items():
        if prop.since > report.version:
            continue
        required_since = prop.required_since
        if name in value:
            check_value(report, name, value[name], prop, (*path, name))
        elif prop.required or (required_since is not None and required_since <= report.version):
            report.add("MISSING_REQUIRED_TYPE_PROPERTY", f"Required property '{name}' is missing.", path)


def check_value(report: Report, name: str, value: Any, prop: Prop, path: Path) -> None:
    if prop.kind == "any":
        return
    if isinstance(value, str) and is_dynamic(value):
        if prop.kind in ("action", "components"):
            _wrong_type(report, prop, "string", path)
        elif value.startswith("`") and report.version < (6, 0):
            report.add(
                "INVALID_PROPERTY_VALUE",
                f"Invalid value found for property '{name}': expressions need Flow JSON 6.0.",
                path,
            )
        return
    if not _is_of_kind(prop, value):
        if prop.kind == "whole" and isinstance(value, str):
            message = (
                f"Property '{name}' should be of type 'number' or have dynamic data format of the form "
                "${screen.data.your_value} or ${data.your_value}."
            )
            report.add("PATTERN_MISMATCH", message, path)
        else:
            _wrong_type(report, prop, _name_of(value), path)
        return
    _check_limits(report, name, value, prop, path)


def is_dynamic(value: str) -> bool:
    """One reference and nothing else, or an expression in backticks."""
    return DYNAMIC.fullmatch(value) is not None or (
        len(value) > 1 and value.startswith("`") and value.endswith("`")
    )


def _check_limits(report: Report, name: str, value: Any, prop: Prop, path: Path) -> None:
    if prop.kind in ("text", "paragraphs"):
        words = "\n".join(value) if isinstance(value, list) else value
        if not words.strip() and (prop.required or name == "label"):
            report.add("PATTERN_MISMATCH", f"Property '{name}' should not be blank or empty string.", path)
        elif prop.choices and words not in prop.choices:
            report.add("INVALID_ENUM_VALUE", f"Value should be one of: [{', '.join(prop.choices)}].", path)
        elif prop.longest is not None and len(words) > prop.longest:
            message = f"Property '{name}' should have at most '{prop.longest}' characters."
            report.add("INVALID_PROPERTY_VALUE", message, path)
        elif DYNAMIC.search(words) and name not in ("condition", "pattern"):
            message = f"Property '{name}' mixes words with dynamic data; put the whole into backticks."
            report.add("INVALID_PROPERTY_VALUE", message, path)
    elif prop.kind in ("list", "options", "components"):
        _check_items(report, name, value, prop, path)
    elif prop.kind == "whole":
        number = int(value)
        if prop.least is not None and number < prop.least:
            message = f"The minimum value allowed for property '{name}' is {prop.least}."
            report.add("MINIMUM_VALUE_REQUIRED", message, path)
        if prop.most is not None and number > prop.most:
            message = f"The maximum value allowed for property '{name}' is {prop.most}."
            report.add("MAXIMUM_VALUE_REQUIRED", message, path)


def _check_items(report: Report, name: str, value: list[Any], prop: Prop, path: Path) -> None:
    if prop.least is not None and len(value) < prop.least:
        message = f"Property '{name}' should have at least '{prop.least}' items."
        report.add("MIN_ITEMS_REQUIRED", message, path)
    if prop.most is not None and len(value) > prop.most:
        message = f"Property '{name}' should have at most '{prop.most}' items."
        report.add("MAX_ITEMS_REQUIRED", message, path)
    for number, item in enumerate(value):
        if prop.choices and item not in prop.choices:
            message = f"Value should be one of: [{', '.join(prop.choices)}]."
            report.add("INVALID_ENUM_VALUE", message, (*path, number))
    if prop.kind == "options":
        _check_options(report, value, path)


def _check_options(report: Report, value: list[Any], path: Path) -> None:
    ids: set[Any] = set()
    for number, item in enumerate(value):
        at: Path = (*path, number)
        if not isinstance(item, dict):
            _wrong_type(report, Prop("object"), _name_of(item), at)
            continue
        check_props(report, item, OPTION, at, "data-source")
        if isinstance(item.get("id"), str):
            if item["id"] in ids:
                message = f"Invalid value found for property 'id': {item['id']} stands twice."
                report.add("INVALID_PROPERTY_VALUE", message, (*at, "id"))
            ids.add(item["id"])
        if "image" in item:
            _check_image(report, item["image"], (*at, "image"), LARGEST_LIST_IMAGE)
        color = item.get("color")
        if isinstance(color, str) and not re.fullmatch(r"#?[0-9a-fA-F]{6}", color):
            message = "Property 'color' should match the pattern '[0-9a-fA-F]{6}'."
            report.add("PATTERN_MISMATCH", message, (*at, "color"))


def _check_image(report: Report, source: Any, path: Path, largest: int) -> None:
    if not isinstance(source, str) or is_dynamic(source):
        return
    try:
        content = base64.b64decode(source.partition("base64,")[2] or source, validate=True)
    except binascii.Error:
        content = b""
    name = str(path[-1])
    if not any(looks_like(kind, content) for kind in ("image/jpeg", "image/png", "image/webp")):
        message = f"Property '{name}' should be in 'base64 image' format."
        report.add("INVALID_PROPERTY_VALUE_FORMAT", message, path)
    elif len(content) > largest:
        message = f"Invalid value found for property '{name}': an image has at most {largest // 1024} KB."
        report.add("INVALID_PROPERTY_VALUE", message, path)


def _footer(report: Report, placed: Placed) -> None:
    left, center, right = (f"{side}-caption" in placed.value for side in ("left", "center", "right"))
    if center and (left or right):
        message = "Properties 'center-caption' and [left-caption,right-caption] must be present exclusively at Footer."
        report.add("NOT_KEYWORD_SCHEMA_VALIDATION_FAILED", message, placed.path)
    elif left != right:
        has, lacks = ("left-caption", "right-caption") if left else ("right-caption", "left-caption")
        message = f"Footer should have property {lacks} when property {has} is present."
        report.add("INVALID_DEPENDENCIES", message, (*placed.path, has), at_key=True)


def _text_input(report: Report, placed: Placed) -> None:
    if "pattern" not in placed.value:
        return
    path = (*placed.path, "pattern")
    if "helper-text" not in placed.value:
        message = "TextInput should have property helper-text when property pattern is present."
        report.add("INVALID_DEPENDENCIES", message, path, at_key=True)
    if placed.value.get("input-type", "text") in ("email", "phone"):
        message = "Property 'pattern' goes with input-type text, number, password and passcode."
        report.add("INVALID_PROPERTY_VALUE", message, path)


def _dropdown(report: Report, placed: Placed) -> None:
    source = placed.value.get("data-source")
    rows = source if isinstance(source, list) else []
    with_images = any(isinstance(row, dict) and "image" in row for row in rows)
    if with_images and len(rows) > DROPDOWN_WITH_IMAGES:
        message = f"Property 'data-source' should have at most '{DROPDOWN_WITH_IMAGES}' items with images."
        report.add("MAX_ITEMS_REQUIRED", message, (*placed.path, "data-source"))


def _image(report: Report, placed: Placed) -> None:
    _check_image(report, placed.value.get("src"), (*placed.path, "src"), LARGEST_IMAGE)


def _image_carousel(report: Report, placed: Placed) -> None:
    images = placed.value.get("images")
    for number, image in enumerate(images if isinstance(images, list) else []):
        at: Path = (*placed.path, "images", number)
        if isinstance(image, dict):
            props = {"src": Prop("text", required=True), "alt-text": Prop("text", required=True)}
            check_props(report, image, props, at, "ImageCarousel")
            _check_image(report, image.get("src"), (*at, "src"), LARGEST_IMAGE)
        else:
            _wrong_type(report, Prop("object"), _name_of(image), at)


def _navigation_list(report: Report, placed: Placed) -> None:
    rows = placed.value.get("list-items")
    own_action = "on-click-action" in placed.value
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        at: Path = (*placed.path, "list-items", number)
        if not isinstance(row, dict):
            _wrong_type(report, Prop("object"), _name_of(row), at)
            continue
        check_props(report, row, LIST_ITEM, at, "list-items")
        if isinstance(row.get("main-content"), dict):
            check_props(report, row["main-content"], MAIN_CONTENT, (*at, "main-content"), "main-content")
        if isinstance(row.get("start"), dict):
            _check_image(report, row["start"].get("image"), (*at, "start", "image"), LARGEST_LIST_IMAGE)
        if own_action and "on-click-action" in row:
            message = (
                "Properties [on-click-action] must be present exclusively at NavigationList or its items."
            )
            report.add("NOT_KEYWORD_SCHEMA_VALIDATION_FAILED", message, (*at, "on-click-action"), at_key=True)


def _document_picker(report: Report, placed: Placed) -> None:
    types = placed.value.get("allowed-mime-types")
    for number, kind in enumerate(types if isinstance(types, list) else []):
        if not isinstance(kind, str) or SUPPORTED_DOCUMENTS.fullmatch(kind) is None:
            message = "Value should be one of the MIME types that a DocumentPicker supports."
            report.add("INVALID_ENUM_VALUE", message, (*placed.path, "allowed-mime-types", number))


_ALSO: dict[str, Callable[[Report, Placed], None]] = {
    "Footer": _footer,
    "TextInput": _text_input,
    "Dropdown": _dropdown,
    "Image": _image,
    "ImageCarousel": _image_carousel,
    "NavigationList": _navigation_list,
    "DocumentPicker": _document_picker,
}


def _strange(report: Report, name: str, where: str, path: Path) -> None:
    message = f"Property '{name}' cannot be specified at {where}."
    report.add("INVALID_PROPERTY_KEY", message, (*path, name), at_key=True)


def _wrong_type(report: Report, prop: Prop, found: str, path: Path) -> None:
    message = f"Expected property '{path[-1]}' to be of type {NAMES[prop.kind]}, but found {found}."
    report.add("INVALID_PROPERTY_TYPE", message, path)


def _is_of_kind(prop: Prop, value: Any) -> bool:
    if prop.kind == "paragraphs":
        return isinstance(value, str) or (
            isinstance(value, list) and all(isinstance(line, str) for line in value)
        )
    if prop.kind == "whole":
        return (isinstance(value, int) and not isinstance(value, bool)) or (
            isinstance(value, str) and value.lstrip("-").isdigit()
        )
    return _name_of(value) == NAMES[prop.kind] or (prop.kind == "number" and _name_of(value) == "integer")


def _name_of(value: Any) -> str:
    for kind, name in ((bool, "boolean"), (str, "string"), (int, "integer"), (float, "number")):
        if isinstance(value, kind):
            return name
    return "null" if value is None else "array" if isinstance(value, list) else "object"
