"""Flows of which each breaks one rule of the compiler, with the code that names it."""

import copy

from sandbox.tests.flows.forms import SIMPLE, dynamic

FOOTER = {
    "type": "Footer",
    "label": "Send",
    "on-click-action": {"name": "complete", "payload": {}},
}
CHOICES = [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def screen(*children, version="7.3", footer=FOOTER, data=None, **more):
    """One terminal screen with these components and a footer."""
    value = {
        "id": "ONLY",
        "title": "Only",
        "terminal": True,
        "layout": {"type": "SingleColumnLayout", "children": [*children, *([footer] if footer else [])]},
    }
    if data is not None:
        value["data"] = data
    return {"version": version, "screens": [value | more]}


def complete(payload):
    return FOOTER | {"on-click-action": {"name": "complete", "payload": payload}}


def changed(document, change):
    document = copy.deepcopy(document)
    change(document)
    return document


def action_of(document):
    return document["screens"][0]["layout"]["children"][1]["on-click-action"]


def next_of(document):
    return action_of(document)["next"]


def named(**props):
    return {"type": "TextInput", "name": "x", "label": "X"} | props


TOP = [
    (b"{", "INVALID_FLOW_JSON"),
    ({"screens": []}, "MISSING_FLOW_JSON_VERSION"),
    (screen(version="seven"), "INVALID_FLOW_JSON_VERSION"),
    (screen(version="2024.0"), "INVALID_FLOW_JSON_VERSION"),
    (screen(version="1.0"), "UNSUPPORTED_FLOW_JSON_VERSION"),
    (screen(version="8.0"), "UNAVAILABLE_FLOW_JSON_VERSION"),
    (screen() | {"colour": 1}, "INVALID_PROPERTY_KEY"),
    (screen() | {"data_channel_uri": "https://x.example"}, "INVALID_PROPERTY_KEY"),
    ({"version": "7.3", "screens": []}, "MIN_ITEMS_REQUIRED"),
    ({"version": "7.3", "screens": {}}, "INVALID_PROPERTY_TYPE"),
    ({"version": "7.3"}, "MISSING_REQUIRED_TYPE_PROPERTY"),
    (dynamic() | {"data_api_version": "9.0"}, "NO_SUPPORTED_DATA_API_VERSION"),
]
SCREENS = [
    (screen(id="ONE_1"), "PATTERN_MISMATCH"),
    (screen(id=""), "MIN_CHARS_REQUIRED"),
    (screen(id="SUCCESS"), "SCREEN_ID_IS_RESERVED_KEYWORD"),
    (changed(SIMPLE, lambda d: d["screens"][1].update(id="NAME")), "DUPLICATE_SCREEN_IDS"),
    (screen(title=7), "INVALID_PROPERTY_TYPE"),
    (screen(layout="Wide"), "INVALID_PROPERTY_TYPE"),
    (screen(layout={"type": "Wide", "children": [FOOTER]}), "INVALID_PROPERTY_VALUE"),
    (screen(layout={"type": "SingleColumnLayout", "children": []}), "MIN_ITEMS_REQUIRED"),
    (screen(colour="red"), "INVALID_PROPERTY_KEY"),
    (screen(refresh_on_back=True), "INVALID_PROPERTY_VALUE"),
    (screen(success=False), "INVALID_PROPERTY_VALUE"),
    (screen(sensitive=["nothing"]), "INVALID_PROPERTY_VALUE"),
    (screen(terminal=False), "MISSING_TERMINAL_SCREEN"),
    (
        changed(SIMPLE, lambda d: d["screens"][0].update(success=True)),
        "NOT_KEYWORD_SCHEMA_VALIDATION_FAILED",
    ),
    (screen({"type": "TextBody", "text": "x"}, footer=None), "MISSING_FOOTER_ON_TERMINAL_SCREEN"),
]
COMPONENTS = [
    (screen({"text": "x"}), "MISSING_REQUIRED_TYPE_PROPERTY"),
    (screen({"type": "TextHeading"}), "MISSING_REQUIRED_TYPE_PROPERTY"),
    (screen({"type": "Carousel"}), "INVALID_PROPERTY_VALUE"),
    (screen({"type": "CalendarPicker", "name": "x", "label": "X"}, version="6.0"), "INVALID_PROPERTY_VALUE"),
    (screen({"type": "TextHeading", "text": " "}), "PATTERN_MISMATCH"),
    (screen({"type": "TextHeading", "text": "x" * 81}), "INVALID_PROPERTY_VALUE"),
    (
        screen({"type": "TextHeading", "text": "Dear ${data.x}"}, data={"x": {"type": "string"}}),
        "INVALID_PROPERTY_VALUE",
    ),
    (screen({"type": "TextHeading", "text": 7}), "INVALID_PROPERTY_TYPE"),
    (screen(named(label="x" * 21)), "INVALID_PROPERTY_VALUE"),
    (screen(named(colour="red")), "INVALID_PROPERTY_KEY"),
    (screen(named(**{"label-variant": "large"}), version="6.3"), "INVALID_PROPERTY_KEY"),
    (screen(named(enabled="yes")), "INVALID_PROPERTY_TYPE"),
    (screen(named(**{"input-type": "colour"})), "INVALID_ENUM_VALUE"),
    (screen(named(**{"max-chars": "Hundred"})), "PATTERN_MISMATCH"),
    (screen(named(**{"min-chars": 9, "max-chars": 3})), "MIN_VALUE_GREATER_THAN_MAX"),
    (screen(named(pattern="x")), "INVALID_DEPENDENCIES"),
    (
        screen({"type": "RadioButtonsGroup", "name": "x", "label": "X", "data-source": []}),
        "MIN_ITEMS_REQUIRED",
    ),
    (
        screen(
            {
                "type": "RadioButtonsGroup",
                "name": "x",
                "label": "X",
                "data-source": [{"id": str(n), "title": "T"} for n in range(21)],
            }
        ),
        "MAX_ITEMS_REQUIRED",
    ),
    (
        screen(
            {
                "type": "RadioButtonsGroup",
                "name": "x",
                "label": "X",
                "data-source": [{"id": "a", "title": "T" * 31}],
            }
        ),
        "INVALID_PROPERTY_VALUE",
    ),
    (
        screen({"type": "RadioButtonsGroup", "name": "x", "data-source": CHOICES}),
        "MISSING_REQUIRED_TYPE_PROPERTY",
    ),
    (
        screen({"type": "Dropdown", "name": "x", "label": "X", "data-source": [CHOICES[0]] * 2}),
        "INVALID_PROPERTY_VALUE",
    ),
    (screen({"type": "Image", "src": "no picture"}), "INVALID_PROPERTY_VALUE_FORMAT"),
    (
        screen({"type": "ImageCarousel", "images": [{"src": PIXEL, "alt-text": "x"}] * 4}),
        "MAX_ITEMS_REQUIRED",
    ),
    (
        screen({"type": "PhotoPicker", "name": "x", "label": "X", "max-uploaded-photos": 31}),
        "MAXIMUM_VALUE_REQUIRED",
    ),
    (
        screen({"type": "PhotoPicker", "name": "x", "label": "X", "min-uploaded-photos": -1}),
        "MINIMUM_VALUE_REQUIRED",
    ),
    (
        screen({"type": "DocumentPicker", "name": "x", "label": "X", "allowed-mime-types": ["a/b"]}),
        "INVALID_ENUM_VALUE",
    ),
    (screen(footer=FOOTER | {"label": "x" * 36}), "INVALID_PROPERTY_VALUE"),
    (screen(footer=FOOTER | {"left-caption": "x"}), "INVALID_DEPENDENCIES"),
    (
        screen(footer=FOOTER | {"left-caption": "x", "right-caption": "x", "center-caption": "x"}),
        "NOT_KEYWORD_SCHEMA_VALIDATION_FAILED",
    ),
]
LIMITS = [
    (screen(*[{"type": "TextBody", "text": "x"}] * 50), "MAX_ALLOWED_COMPONENTS_PER_SCREEN"),
    (screen(FOOTER), "MAX_FOOTER_PER_SCREEN"),
    (
        screen(
            *[
                {
                    "type": "EmbeddedLink",
                    "text": "x",
                    "on-click-action": {"name": "open_url", "url": "https://x.example"},
                }
            ]
            * 3
        ),
        "MAX_EMBEDDED_LINK_PER_SCREEN",
    ),
    (screen(*[{"type": "Image", "src": PIXEL}] * 4), "MAX_IMAGE_PER_SCREEN"),
    (screen(*[{"type": "OptIn", "name": f"o{n}", "label": "x"} for n in range(6)]), "MAX_OPT_IN_PER_SCREEN"),
    (
        screen(
            {"type": "PhotoPicker", "name": "a", "label": "A"},
            {"type": "DocumentPicker", "name": "b", "label": "B"},
        ),
        "INVALID_COMPONENT_PLACEMENT",
    ),
    (
        screen({"type": "RichText", "text": "x"}, {"type": "TextBody", "text": "x"}),
        "INVALID_RICHTEXT_PLACEMENT",
    ),
    (screen({"type": "NavigationList", "name": "n", "list-items": []}), "INVALID_COMPONENT_PLACEMENT"),
    (screen(named(), named()), "DUPLICATE_FORM_COMPONENT_NAMES"),
    (screen(named(), version="3.0"), "KEYWORD_ONE_OF"),
    (
        screen(named(), {"type": "Form", "name": "f", "children": [named(name="y")]}),
        "COMPONENTS_OUTSIDE_FORM",
    ),
    (
        screen(
            {
                "type": "Form",
                "name": "f",
                "init-values": {"p": "x"},
                "children": [{"type": "PhotoPicker", "name": "p", "label": "P"}],
            }
        ),
        "NATIVE_COMPONENT_IN_FORM_INIT_VALUES",
    ),
    (
        screen({"type": "Form", "name": "f", "children": [named(**{"init-value": "x"})]}),
        "INVALID_PROPERTY_KEY",
    ),
]
BRANCHES = [
    (
        screen(
            {"type": "If", "condition": "${data.x}", "then": [FOOTER]},
            footer=None,
            data={"x": {"type": "boolean"}},
        ),
        "MISSING_FOOTER_IN_IF_ELSE_BRANCHES",
    ),
    (
        screen(
            {"type": "Switch", "value": "${data.x}", "cases": {"a": [FOOTER], "b": []}},
            footer=None,
            data={"x": {"type": "string"}},
        ),
        "MISSING_FOOTER_IN_SWITCH_BRANCHES",
    ),
    (
        screen(
            {"type": "If", "condition": "${data.x}", "then": [FOOTER], "else": [FOOTER]},
            data={"x": {"type": "boolean"}},
        ),
        "MORE_THAN_ONE_FOOTER",
    ),
    (
        screen({"type": "Switch", "value": "${data.x}", "cases": {}}, data={"x": {"type": "string"}}),
        "MIN_ITEMS_REQUIRED",
    ),
]
ACTIONS = [
    (screen(footer=complete({"x": "${form.gone}"})), "INVALID_ON_CLICK_ACTION_PAYLOAD"),
    (screen(footer=complete({"x": "${data.gone}"})), "INVALID_ON_CLICK_ACTION_PAYLOAD"),
    (
        screen({"type": "PhotoPicker", "name": "p", "label": "P"}, footer=complete({"x": "${form.p}"})),
        "INVALID_ON_CLICK_ACTION_PAYLOAD",
    ),
    (
        screen(
            {"type": "PhotoPicker", "name": "p", "label": "P", "max-uploaded-photos": 1},
            footer=complete({"x": {"y": "${form.p}"}}),
        ),
        "INVALID_ON_CLICK_ACTION_PAYLOAD",
    ),
    (screen(footer=FOOTER | {"on-click-action": {"name": "jump"}}), "INVALID_ENUM_VALUE"),
    (
        screen(footer=FOOTER | {"on-click-action": {"name": "data_exchange", "payload": {}}}),
        "MISSING_REQUIRED_PROPERTY",
    ),
    (
        screen({"type": "EmbeddedLink", "text": "x", "on-click-action": {"name": "complete", "payload": {}}}),
        "INVALID_ENUM_VALUE",
    ),
    (
        screen(
            {
                "type": "EmbeddedLink",
                "text": "x",
                "on-click-action": {"name": "open_url", "url": "https://x.example"},
            },
            version="5.1",
        ),
        "INVALID_ENUM_VALUE",
    ),
    (
        screen(
            {"type": "EmbeddedLink", "text": "x", "on-click-action": {"name": "open_url", "url": "nowhere"}}
        ),
        "INVALID_PROPERTY_VALUE_FORMAT",
    ),
    (
        screen(
            {
                "type": "Dropdown",
                "name": "d",
                "label": "D",
                "data-source": CHOICES,
                "on-select-action": {"name": "update_data", "payload": {"gone": 1}},
            }
        ),
        "INVALID_UPDATE_DATA_ACTION_PAYLOAD",
    ),
    (
        changed(SIMPLE, lambda d: d["screens"][0]["layout"]["children"].__setitem__(1, FOOTER)),
        "INVALID_COMPLETE_ACTION",
    ),
    (changed(SIMPLE, lambda d: next_of(d).update(name="NAME")), "INVALID_NAVIGATE_ACTION_NEXT_SCREEN_NAME"),
    (changed(SIMPLE, lambda d: next_of(d).update(name="GONE")), "INVALID_NAVIGATE_ACTION_NEXT_SCREEN_NAME"),
    (changed(SIMPLE, lambda d: d["screens"][1].pop("data")), "INVALID_NAVIGATE_ACTION_PAYLOAD"),
    (changed(SIMPLE, lambda d: action_of(d)["payload"].clear()), "INVALID_NAVIGATE_ACTION_PAYLOAD"),
    (changed(SIMPLE, lambda d: action_of(d)["payload"].update(extra=1)), "INVALID_NAVIGATE_ACTION_PAYLOAD"),
    (changed(SIMPLE, lambda d: action_of(d)["payload"].update(first=1)), "INVALID_NAVIGATE_ACTION_PAYLOAD"),
]
DATA = [
    (screen(data={"x": {}}), "INVALID_SCREEN_DATA"),
    (screen(data={"x": {"type": 7}}), "INVALID_SCREEN_DATA"),
    (screen(data={"x": {"type": "array"}}), "INVALID_SCREEN_DATA"),
    (screen(data={"x": {"type": "number", "__example__": "7"}}), "INVALID_SCREEN_DATA"),
    (screen(data={"x": {"type": "object", "properties": {"__example__": {}}}}), "INVALID_SCREEN_DATA"),
    (screen({"type": "TextBody", "text": "${data.gone}"}), "INVALID_SCREEN_DYNAMIC_DATA"),
    (
        screen({"type": "TextBody", "text": "${data.x}"}, data={"x": {"type": "boolean"}}),
        "INVALID_SCREEN_DYNAMIC_DATA",
    ),
    (screen({"type": "TextBody", "text": "${screen.GONE.data.x}"}), "INVALID_SCREEN_DATA"),
    (screen({"type": "TextBody", "text": "${screen.ONLY.data.x}"}), "INVALID_SCREEN_DATA"),
    (
        screen(
            {"type": "Dropdown", "name": "d", "label": "D", "data-source": "${data.x}"},
            data={"x": {"type": "array", "items": {"type": "string"}}},
        ),
        "INVALID_SCREEN_DYNAMIC_DATA",
    ),
]
ROUTES = [
    (changed(dynamic(), lambda d: d.pop("routing_model")), "MISSING_REQUIRED_PROPERTY"),
    (dynamic() | {"routing_model": {"NAME": ["DONE"]}}, "INVALID_ROUTING_MODEL"),
    (dynamic() | {"routing_model": {"NAME": ["GONE"], "DONE": []}}, "INVALID_ROUTING_MODEL"),
    (dynamic() | {"routing_model": {"NAME": ["DONE"], "DONE": ["NAME"]}}, "INVALID_ROUTING_MODEL"),
    (dynamic() | {"routing_model": {"NAME": [], "DONE": []}}, "INVALID_ROUTING_MODEL"),
    (
        dynamic() | {"routing_model": {"NAME": ["DONE", *(f"S{n}" for n in range(10))], "DONE": []}},
        "INVALID_ROUTING_MODEL",
    ),
]
