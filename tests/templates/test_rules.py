"""What a template asks for, what fits it, what is sent and shown. No database."""

import copy
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.templates.examples import MEDIA, values_for

from waypost.templates import rules
from waypost.templates.rules import Standing, components_for, fit, form_of, render, sendable

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
BODY = {
    "type": "BODY",
    "text": "Hi {{1}}, it arrives at {{2}}.",
    "example": {"body_text": [["Ada", "15:30"]]},
}
NAMED = {
    "type": "BODY",
    "text": "Hi {{first_name}}, it arrives at {{eta}}.",
    "example": {
        "body_text_named_params": [
            {"param_name": "first_name", "example": "Ada"},
            {"param_name": "eta", "example": "15:30"},
        ]
    },
}
BUTTONS = {
    "type": "BUTTONS",
    "buttons": [
        {"type": "QUICK_REPLY", "text": "Reschedule"},
        {
            "type": "URL",
            "text": "Track",
            "url": "https://p.example/t/{{1}}",
            "example": ["https://p.example/t/88"],
        },
    ],
}
META = {MEDIA: "1844023391277001"}


def problems(components, values, form="positional") -> dict[str, str]:
    return {one.field: one.message for one in fit(components, form, values)}


def test_the_example_of_the_contract_is_built_exactly():
    components = [
        {"type": "HEADER", "format": "IMAGE"},
        NAMED,
        {"type": "FOOTER", "text": "Post NL"},
        BUTTONS,
    ]
    values = {
        "header": {"media_id": str(MEDIA)},
        "body": {"first_name": "Ada", "eta": "15:30"},
        "buttons": [{"index": 0, "payload": "RESCHEDULE:88"}, {"index": 1, "suffix": "88?src=wa"}],
    }
    assert problems(components, values, "named") == {}
    assert components_for(components, "named", values, META) == [
        {"type": "header", "parameters": [{"type": "image", "image": {"id": "1844023391277001"}}]},
        {
            "type": "body",
            "parameters": [
                {"type": "text", "text": "Ada", "parameter_name": "first_name"},
                {"type": "text", "text": "15:30", "parameter_name": "eta"},
            ],
        },
        {
            "type": "button", "sub_type": "quick_reply", "index": "0",
            "parameters": [{"type": "payload", "payload": "RESCHEDULE:88"}],
        },
        {
            "type": "button", "sub_type": "url", "index": "1",
            "parameters": [{"type": "text", "text": "88?src=wa"}],
        },
    ]  # fmt: skip


def test_a_code_goes_into_the_button_as_well():
    components = [
        {"type": "BODY", "text": "{{1}} is your verification code."},
        {
            "type": "BUTTONS",
            "buttons": [
                {"type": "URL", "text": "Copy", "url": "https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}"}
            ],
        },
    ]  # fmt: skip
    values = {"body": ["482913"]}
    assert problems(components, values) == {}
    assert components_for(components, "positional", values, {})[1] == {
        "type": "button",
        "sub_type": "url",
        "index": "0",
        "parameters": [{"type": "text", "text": "482913"}],
    }


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "body[0]"),
        ({"body": ["Ada"]}, "body[1]"),
        ({"body": ["Ada", "15:30", "x"]}, "body[2]"),
        ({"body": ["Ada", ""]}, "body[1]"),
        ({"body": ["Ada", "15:30\nor later"]}, "body[1]"),
        ({"body": ["Ada", "15:30     or"]}, "body[1]"),
        ({"body": ["Ada", "x" * 1025]}, "body[1]"),
        ({"body": ["a" * 600, "b" * 600]}, "body"),
        ({"body": "Ada"}, "body"),
        ({"body": {"1": "Ada"}}, "body[1]"),
        ({"body": ["Ada", None]}, "body[1]"),
        ({"body": ["Ada", "15:30"], "header": {"text": "x"}}, "header"),
        ({"body": ["Ada", "15:30"], "cards": [{}]}, "cards"),
        ({"body": ["Ada", "15:30"], "offer_expires_at": 5}, "offer_expires_at"),
        ({"body": ["Ada", "15:30"], "colour": "blue"}, "colour"),
        ([], ""),
    ],
)
def test_what_does_not_fit_the_body_is_named(values, field):
    assert field in problems([BODY], values)


@pytest.mark.parametrize(
    ("buttons", "field"),
    [
        ([], "buttons[1].suffix"),
        ([{"index": 1}], "buttons[0].suffix"),
        ([{"index": 1, "suffix": "a"}, {"index": 1, "suffix": "b"}], "buttons[1].index"),
        ([{"index": 7, "suffix": "a"}], "buttons[0].index"),
        ([{"index": True, "suffix": "a"}], "buttons[0].index"),
        ([{"index": 0, "payload": "x" * 257}, {"index": 1, "suffix": "a"}], "buttons[0].payload"),
        ("none", "buttons"),
    ],
)
def test_what_does_not_fit_the_buttons_is_named(buttons, field):
    assert field in problems([BODY, BUTTONS], {"body": ["Ada", "15:30"], "buttons": buttons})


@pytest.mark.parametrize("header", [None, {}, {"text": "x"}, {"media_id": "mine"}])
def test_a_header_with_a_file_wants_a_file(header):
    components = [{"type": "HEADER", "format": "DOCUMENT"}, BODY]
    assert "header.media_id" in problems(components, {"body": ["Ada", "x"], "header": header})


def test_it_is_shown_as_the_contact_sees_it():
    shown = render(
        [
            {"type": "HEADER", "format": "TEXT", "text": "For {{1}}"},
            BODY,
            {"type": "FOOTER", "text": "Bye"},
            BUTTONS,
        ],
        "positional",
        {"header": {"text": "you"}, "body": ["Ada", "15:30"], "buttons": [{"index": 1, "suffix": "88"}]},
    )
    assert (shown.header, shown.body, shown.footer) == ("For you", "Hi Ada, it arrives at 15:30.", "Bye")
    assert [(one.label, one.leads_to) for one in shown.buttons] == [
        ("Reschedule", ""),
        ("Track", "https://p.example/t/88"),
    ]


def test_a_missing_value_shows_as_its_variable():
    assert render([BODY], "positional", {"body": ["Ada"]}).body == "Hi Ada, it arrives at {{2}}."


GOOD = Standing("1", "approved", "utility")


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        (GOOD, None),
        (Standing("2", "approved", "utility"), "template_elsewhere"),
        (Standing("1", "paused", "utility"), "template_paused"),
        (Standing("1", "disabled", "utility"), "template_disabled"),
        (Standing("1", "pending", "utility"), "template_pending"),
        (Standing("1", "rejected", "utility"), "template_rejected"),
        (Standing("1", "limit_exceeded", "utility"), "template_not_approved"),
        (Standing("1", "approved", "utility", is_deleted=True), "template_gone"),
    ],
)
def test_only_an_approved_template_of_the_same_account_may_be_sent(standing, code):
    refusal = sendable(standing, waba_id="1", has_number=True, now=NOW)
    assert (refusal.code if refusal else None) == code


def test_a_code_goes_to_numbers_only():
    code = Standing("1", "approved", "authentication", sends_code=True)
    assert sendable(code, waba_id="1", has_number=False, now=NOW).code == "phone_needed"
    assert sendable(code, waba_id="1", has_number=True, now=NOW) is None


VARIABLES = st.integers(0, 4)
HEADERS = st.sampled_from(["", "TEXT", "TEXT {{1}}", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION"])
BUTTON = st.sampled_from(
    [
        {"type": "QUICK_REPLY", "text": "Yes"},
        {"type": "URL", "text": "Open", "url": "https://e.example"},
        {"type": "URL", "text": "Open", "url": "https://e.example/{{1}}"},
        {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+31"},
        {"type": "COPY_CODE", "example": "SAVE20"},
        {"type": "FLOW", "text": "Form"},
    ]
)


@st.composite
def templates(draw):
    named = draw(st.booleans())
    names = [f"v{n}" if named else str(n + 1) for n in range(draw(VARIABLES))]
    parts = [{"type": "BODY", "text": "Text " + " and ".join(f"{{{{{name}}}}}" for name in names) + " end"}]
    header = draw(HEADERS)
    if header.startswith("TEXT"):
        variable = "{{who}}" if named else "{{1}}"
        parts.insert(0, {"type": "HEADER", "format": "TEXT", "text": header.replace("{{1}}", variable)})
    elif header:
        parts.insert(0, {"type": "HEADER", "format": header})
    if buttons := draw(st.lists(BUTTON, max_size=4)):
        parts.append({"type": "BUTTONS", "buttons": buttons})
    if draw(st.booleans()) and not buttons:
        card = [
            {"type": "HEADER", "format": "IMAGE"},
            {"type": "BODY", "text": "Card {{1}}" if not named else "Card {{c}}"},
        ]
        parts.append({"type": "CAROUSEL", "cards": [{"components": card}] * draw(st.integers(2, 4))})
    return parts, "named" if named else "positional"  # fmt: skip


@given(templates())
def test_values_made_from_the_form_always_fit(template):
    components, named = template
    values = values_for(form_of(components, named))
    assert problems(components, values, named) == {}
    built = components_for(components, named, values, META)
    assert "{{" not in render(components, named, values).body
    assert all(part["type"] in {"header", "body", "button", "carousel"} for part in built)


@given(templates(), st.data())
def test_leaving_any_value_out_is_a_problem_or_allowed(template, data):
    components, named = template
    values = values_for(form_of(components, named))
    if not values:
        return
    name = data.draw(st.sampled_from(sorted(values)))
    less = copy.deepcopy(values)
    del less[name]
    found = problems(components, less, named)
    optional = name == "buttons" and not any(one.required for one in form_of(components, named).part.buttons)
    assert optional == (found == {})
    assert all(field.startswith(name) for field in found)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["header", "body", "buttons", "cards", "index", "media_id", "text", "1"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(templates(), JSON)
def test_no_values_that_can_come_raise(template, values):
    components, named = template
    problems(components, values, named)
    render(components, named, values)
    assert rules.form_of(components, named)
