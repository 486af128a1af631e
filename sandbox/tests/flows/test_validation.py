"""What is wrong with a flow.json: each rule of the compiler by a document that breaks it."""

import copy
import json

import pytest
from sandbox.tests.flows.broken import (
    ACTIONS,
    BRANCHES,
    CHOICES,
    COMPONENTS,
    DATA,
    LIMITS,
    PIXEL,
    ROUTES,
    SCREENS,
    TOP,
    changed,
    complete,
    screen,
)
from sandbox.tests.flows.forms import SIMPLE, dynamic

from waypost_sandbox.graph.flows.validation.check import check_document
from waypost_sandbox.sample_flow import DOCUMENT


def faults(document):
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return [row["error"] for row in check_document(content)]


@pytest.mark.parametrize("document", [SIMPLE, dynamic(), screen(), DOCUMENT.read_bytes()])
def test_good_flows_have_no_faults(document):
    assert faults(document) == []


def test_every_kind_of_component_can_be_right():
    inputs = [
        {"type": "TextHeading", "text": "Heading"},
        {"type": "TextSubheading", "text": "Subheading"},
        {"type": "TextBody", "text": ["A", "B"], "markdown": True, "font-weight": "bold"},
        {"type": "TextCaption", "text": "`'Dear ' ${form.name}`", "strikethrough": True},
        {"type": "TextInput", "name": "name", "label": "Name", "pattern": "[a-z]+", "helper-text": "Small"},
        {"type": "TextArea", "name": "note", "label": "Note", "max-length": "300"},
        {"type": "CheckboxGroup", "name": "many", "label": "Many", "data-source": CHOICES},
        {"type": "RadioButtonsGroup", "name": "one", "label": "One", "data-source": CHOICES},
        {"type": "ChipsSelector", "name": "chips", "label": "Chips", "data-source": CHOICES},
        {"type": "Dropdown", "name": "list", "label": "List", "data-source": "${data.rows}"},
        {"type": "DatePicker", "name": "day", "label": "Day", "min-date": "2026-01-01"},
        {
            "type": "CalendarPicker",
            "name": "span",
            "label": {"start-date": "From", "end-date": "To"},
            "mode": "range",
        },
        {
            "type": "OptIn",
            "name": "yes",
            "label": "Yes",
            "on-click-action": {"name": "open_url", "url": "https://x.example"},
        },
        {
            "type": "EmbeddedLink",
            "text": "More",
            "on-click-action": {"name": "open_url", "url": "https://x.example"},
        },
        {"type": "Image", "src": PIXEL, "height": 100, "scale-type": "cover"},
        {"type": "ImageCarousel", "images": [{"src": PIXEL, "alt-text": "A dot"}]},
        {"type": "PhotoPicker", "name": "photo", "label": "Photo", "max-uploaded-photos": 1},
        {
            "type": "If",
            "condition": "${form.yes} && (${form.name} != '')",
            "then": [{"type": "TextBody", "text": "x"}],
        },
        {"type": "Switch", "value": "${form.one}", "cases": {"a": [{"type": "TextBody", "text": "x"}]}},
    ]
    rows = {
        "type": "array",
        "items": {"type": "object", "properties": {"id": {"type": "string"}, "title": {"type": "string"}}},
        "__example__": CHOICES,
    }
    footer = complete({"photo": "${form.photo}", "name": "${form.name}"})
    assert check_document(json.dumps(screen(*inputs, footer=footer, data={"rows": rows})).encode()) == []


def test_terms_stand_alone_with_their_footer():
    assert faults(screen({"type": "RichText", "text": "# Terms"})) == []


def test_a_navigation_list_leads_on():
    items = [
        {
            "id": "a",
            "main-content": {"title": "A"},
            "on-click-action": {
                "name": "navigate",
                "next": {"type": "screen", "name": "ONLY"},
                "payload": {},
            },
        }
    ]
    first = {
        "id": "FIRST",
        "layout": {
            "type": "SingleColumnLayout",
            "children": [{"type": "NavigationList", "name": "nav", "list-items": items}],
        },
    }
    document = screen()
    document["screens"].insert(0, first)
    assert faults(document) == []


@pytest.mark.parametrize(
    ("document", "error"),
    [*TOP, *SCREENS, *COMPONENTS, *LIMITS, *BRANCHES, *ACTIONS, *DATA, *ROUTES],
)
def test_a_broken_rule_is_named_by_its_code(document, error):
    assert error in faults(document)


@pytest.mark.parametrize(
    "condition",
    [
        " ",
        "( )",
        "573 == 376",
        "true",
        "${data.words}",
        "${data.flag} &&",
        "(${data.flag}",
        "${data.flag})",
        "${data.flag} ${data.flag}",
        "${data.words} == 'open",
        "${data.words} > 5",
        "${data.words} == 5",
        "${data.words} || ${data.flag}",
        "!${data.words}",
        "${data.flag} # 1",
    ],
)
def test_a_condition_that_cannot_be_decided_is_refused(condition):
    data = {"words": {"type": "string"}, "flag": {"type": "boolean"}, "count": {"type": "number"}}
    branch = {"type": "If", "condition": condition, "then": [{"type": "TextBody", "text": "x"}]}
    found = faults(screen(branch, data=data))
    assert {"INVALID_PROPERTY_VALUE", "PATTERN_MISMATCH"} & set(found)


@pytest.mark.parametrize(
    "condition",
    [
        "${data.flag}",
        "!(${data.count} >= 5) || ${data.words} != 'a'",
        "(${data.flag} == true) && ${data.flag}",
    ],
)
def test_a_good_condition_has_no_faults(condition):
    data = {"words": {"type": "string"}, "flag": {"type": "boolean"}, "count": {"type": "number"}}
    branch = {"type": "If", "condition": condition, "then": [{"type": "TextBody", "text": "x"}]}
    assert faults(screen(branch, data=data)) == []


def test_the_entry_screen_must_lead_to_all_others():
    document = changed(SIMPLE, lambda d: d["screens"].append(copy.deepcopy(d["screens"][1]) | {"id": "LOST"}))
    assert faults(document) == ["INVALID_ROUTING_MODEL"]


def test_a_hundred_screens_are_the_most():
    document = screen()
    document["screens"] *= 101
    assert "MAX_SCREENS_NUMBER" in faults(document)


def test_deep_nesting_is_no_flow():
    assert faults(b'{"a":' * 100_000) == ["INVALID_FLOW_JSON"]
