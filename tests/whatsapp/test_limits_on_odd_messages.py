"""Whatever is wrong with a message is said in a sentence, and nothing in it raises."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sendable import (
    GOOD,
    at,
    card,
    problems,
    reply_card,
    template,
    template_button,
    text_value,
)

from waypost.whatsapp import limits
from waypost.whatsapp.limits import check

WRONG = [  # message, field, value: each is one problem, at the field
    ("text", "body", 7),
    ("text", "body", "  \n"),
    ("text", "body", "a\0b"),
    ("text", "body", "half \ud83d"),
    ("text", "preview_url", "yes"),
    ("image", "id", {}),
    ("image by link", "link", "ftp://mol.example/a.jpg"),
    ("image by link", "link", "https://mol.example/a b.jpg"),
    ("audio", "caption", "Listen"),
    ("sticker", "caption", "Look"),
    ("location", "latitude", "north"),
    ("location", "latitude", True),
    ("location", "latitude", float("nan")),
    ("contacts", "[0].birthday", "2 April"),
    ("reaction", "emoji", "ok"),
    ("buttons", "type", "buttons"),
    ("buttons", "header.type", "sticker"),
    ("buttons", "action.buttons[0].type", "url"),
    ("list", "header.type", "image"),
    ("link", "action.name", "pay"),
    ("link", "action.parameters.url", "pay.example"),
    ("flow", "action.parameters.flow_message_version", "4"),
    ("flow", "action.parameters.flow_cta", "Start 🚲"),
    ("flow", "action.parameters.mode", "live"),
    ("flow", "action.parameters.flow_action_payload.data", {}),
    ("location request", "footer", {"text": "x"}),
    ("location request", "header", {"type": "text", "text": "x"}),
    ("product", "header", {"type": "text", "text": "x"}),
    ("carousel", "footer", {"text": "x"}),
    ("carousel", "action.cards[0].body.text", "a\nb\nc\nd"),
    ("carousel", "action.cards[1].card_index", 5),
    ("address", "action.parameters.country", "NL"),
    ("address", "action.parameters.values.in_pin_code", "56"),
    ("template", "name", "Parcel Update"),
    ("template", "language.code", "english please"),
    ("template", "language.policy", "fallback"),
    ("template", "components[1].parameters[0].text", "two\nlines"),
    ("template", "components[1].parameters[0].text", "five     spaces"),
    ("template", "components[1].parameters[0].type", "image"),
    ("template", "components[1].parameters[0].parameter_name", "First Name"),
    ("template", "components[3].parameters[0].text", "with space"),
    ("template", "components[3].sub_type", "swipe"),
    ("template", "components[0].type", "banner"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "value"), WRONG)
def test_what_is_wrong_is_one_problem_at_its_field(name, path, value):
    (problem,) = problems(name, path, value)
    assert problem.field == at(name, path).replace(".[", "[")
    assert problem.message[0].isupper()
    assert problem.message.endswith(".")


DOUBLED = [
    ("buttons", "action.buttons[1].reply.id", "b1"),
    ("buttons", "action.buttons[1].reply.title", "Choice 1"),
    ("list", "action.sections[1].rows[0].id", "r1"),
    ("template with cards", "components[0].cards[1].card_index", 0),
]


@pytest.mark.parametrize(("name", "path", "value"), DOUBLED)
def test_what_must_differ_is_compared(name, path, value):
    (problem,) = problems(name, path, value)
    assert (problem.field, problem.limit, problem.value) == (at(name, path), "unique", value)


def test_a_template_has_each_part_once():
    body = {"type": "body", "parameters": [text_value("Ada")]}
    (problem,) = check("template", template(body, body))
    assert (problem.field, problem.message) == ("template.components[1]", "The body is there twice.")
    first = template_button("url", 0, text_value("a"))
    (problem,) = check("template", template(first, {**first, "index": 0}))
    assert problem.message == "Button 1 is there twice."


def test_the_values_of_a_template_fit_together():
    values = [text_value("a" * 600), text_value("b" * 425)]
    (problem,) = check("template", template({"type": "body", "parameters": values}))
    assert (problem.field, problem.limit, problem.value) == ("template.components[0].parameters", 1024, 1025)


def test_names_of_values_are_all_or_none_and_differ():
    mixed = [text_value("Ada", parameter_name="a"), text_value("15:30")]
    (problem,) = check("template", template({"type": "body", "parameters": mixed}))
    assert problem.limit == "all or none"
    mixed[1]["parameter_name"] = "a"
    (problem,) = check("template", template({"type": "body", "parameters": mixed}))
    assert problem.limit == "unique"


def test_a_file_is_named_by_its_id_or_its_link_and_not_by_both():
    (both,) = check("image", {"id": "1", "link": "https://a.example/1.jpg"})
    assert both.message == "The image has id and link; WhatsApp takes only one of them."
    (neither,) = check("image", {"caption": "Nothing"})
    assert (neither.field, neither.message) == ("image", "The image needs id or link.")


def test_a_flow_is_named_by_its_id_or_its_name_and_not_by_both():
    (problem,) = problems("flow", "action.parameters.flow_name", "claim")
    assert problem.field == "interactive.action.parameters"


def test_cards_are_made_alike():
    (problem,) = problems("carousel", "action.cards", [card(0), reply_card(1)])
    assert problem.limit == "alike"


def test_a_contact_needs_more_than_a_formatted_name():
    (problem,) = problems("contacts", "[0].name", {"formatted_name": "Ada Mol"})
    assert problem.message == "Contact 1 needs a first or last name."


@pytest.mark.parametrize(
    ("name", "path", "value", "sentence"),
    [
        ("buttons", "action.buttons[1].reply.title", "a" * 27, "Button 2 has 27 characters; WhatsApp takes 20."),
        ("text", "body", "a" * 5000, "The text has 5,000 characters; WhatsApp takes 4,096."),
        (
            "list", "action.sections[1].rows[0].description", "a" * 90,
            "The description of row 1 of section 2 has 90 characters; WhatsApp takes 72.",
        ),
        (
            "template with cards", "components[0].cards[1].components[1].parameters[0].text", "a" * 161,
            "Value 1 of the body of card 2 has 161 characters; WhatsApp takes 160.",
        ),
        ("buttons", "action.buttons", [], "The list of buttons has no entries; WhatsApp wants at least 1."),
        ("buttons", "action.buttons[1].reply.title", "Choice 1", "Button 2 has the same title as button 1."),
        ("template", "components[3].parameters[0].text", "a b", "The value of button 2 must be without spaces."),
        ("products", "header", None, "The header is missing."),
        ("audio", "caption", "Listen", "A caption does not belong in this message."),
        ("location", "latitude", 91, "The latitude must lie between -90 and 90."),
    ],
)  # fmt: skip
def test_problems_are_sentences_for_people(name, path, value, sentence):
    assert [one.message for one in problems(name, path, value)] == [sentence]


def test_an_unknown_kind_is_a_problem():
    (problem,) = check("hologram", {})
    assert problem.field == "type"


@pytest.mark.parametrize("kind", limits.KINDS)
@pytest.mark.parametrize("content", [None, {}, [], "x", 7, True, [None]])
def test_no_kind_takes_just_anything(kind, content):
    assert check(kind, content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def places(content: Any, path: str = "") -> list[str]:
    found = [path] if path else []
    steps = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in steps if isinstance(content, dict | list) else ():
        inner = f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}".lstrip(".")
        found += places(value, inner) if isinstance(value, dict | list) else [inner]
    return found


PLACES = [(name, path) for name, (_, content) in GOOD.items() for path in places(content)]


@given(st.sampled_from(limits.KINDS) | st.text(max_size=9), json_values)
def test_any_json_is_checked_without_raising(kind, content):
    for problem in check(kind, content):
        assert problem.message.endswith(".")


@given(st.sampled_from(PLACES), json_values)
def test_any_json_in_any_place_of_a_message_is_checked_without_raising(place, value):
    for problem in problems(*place, value):
        assert problem.field
        assert problem.message.endswith(".")


@given(
    st.sampled_from(PLACES), st.sampled_from([10**5000, -(10**5000), float("inf"), "9" * 5000, "[" * 9000])
)
def test_absurd_values_in_any_place_are_checked_without_raising(place, value):
    problems(*place, value)
