"""What WhatsApp takes: at each limit a message fits, one beyond it does not, and the problem names it."""

import copy
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.whatsapp import limits
from waypost.whatsapp.limits import Problem, check, check_file
from waypost_sandbox.media import KINDS as SANDBOX_FILES

IMAGE = {"type": "image", "image": {"id": "1844023391270011"}}


def button(number: int) -> dict[str, Any]:
    return {"type": "reply", "reply": {"id": f"b{number}", "title": f"Choice {number}"}}


def row(number: int) -> dict[str, Any]:
    return {"id": f"r{number}", "title": f"Row {number}", "description": "Two places left"}


def card(number: int) -> dict[str, Any]:
    link = {"name": "cta_url", "parameters": {"display_text": "See it", "url": "https://shop.example/1"}}
    return {
        "card_index": number,
        "type": "cta_url",
        "header": IMAGE,
        "body": {"text": "A bike"},
        "action": link,
    }


def reply_card(number: int) -> dict[str, Any]:
    replies = [{"type": "quick_reply", "quick_reply": {"id": f"q{number}", "title": "This one"}}]
    return {**card(number), "action": {"buttons": replies}}


def product_card(number: int) -> dict[str, Any]:
    action = {"catalog_id": "7788", "product_retailer_id": f"SKU{number}"}
    return {"card_index": number, "type": "product", "action": action}


def product(number: int) -> dict[str, Any]:
    return {"product_retailer_id": f"SKU{number}"}


def section(number: int, *rows: dict[str, Any], items: str = "rows") -> dict[str, Any]:
    return {"title": f"Day {number}", items: list(rows)}


def interactive(type_: str, action: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"type": type_, "body": {"text": "Choose"}, "action": action, **parts}


def named(name: str, **parameters: Any) -> dict[str, Any]:
    return {"name": name, "parameters": parameters}


def text_value(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **more}


def template_button(sub_type: str, index: int, *parameters: Any) -> dict[str, Any]:
    return {"type": "button", "sub_type": sub_type, "index": str(index), "parameters": list(parameters)}


def template_card(number: int) -> dict[str, Any]:
    return {
        "card_index": number,
        "components": [
            {"type": "header", "parameters": [IMAGE]},
            {"type": "body", "parameters": [text_value("Ada")]},
            template_button("quick_reply", 0, {"type": "payload", "payload": "MORE"}),
        ],
    }


def template(*components: Any) -> dict[str, Any]:
    return {"name": "parcel_update", "language": {"code": "en_US"}, "components": list(components)}


HEADER = {"header": {"type": "text", "text": "Pick a slot"}}
FOOTER = {"footer": {"text": "Times are local"}}
CONTACT = {
    "name": {"formatted_name": "Ada Mol", "first_name": "Ada", "last_name": "Mol"},
    "phones": [{"phone": "+31698765432", "type": "WORK", "wa_id": "31698765432"}],
    "emails": [{"email": "ada@example.org", "type": "WORK"}],
    "urls": [{"url": "https://mol.example"}],
    "addresses": [{"street": "Dam 1", "city": "Amsterdam", "country_code": "NL"}],
    "org": {"company": "Mol BV", "department": "Sales", "title": "Lead"},
    "birthday": "1990-04-02",
}
FLOW = named(
    "flow",
    flow_message_version="3",
    flow_id="771204418830112",
    flow_cta="Start claim",
    flow_token="claim-5521",
    flow_action="navigate",
    flow_action_payload={"screen": "INTRO", "data": {"policy": "A-77"}},
)

GOOD: dict[str, tuple[str, Any]] = {  # name: kind, content
    "text": ("text", {"body": "Your table is booked: https://resto.example", "preview_url": True}),
    "image": ("image", {"id": "1844023391270011", "caption": "Your bike"}),
    "image by link": ("image", {"link": "https://mol.example/a.jpg"}),
    "video": ("video", {"id": "1", "caption": "It rattles"}),
    "audio": ("audio", {"id": "1", "voice": True}),
    "document": ("document", {"id": "1", "filename": "order.pdf", "caption": "Your order"}),
    "sticker": ("sticker", {"id": "1"}),
    "location": ("location", {"latitude": "52.3676", "longitude": 4.9041, "name": "Depot", "address": "Dam 1"}),
    "contacts": ("contacts", [CONTACT]),
    "reaction": ("reaction", {"message_id": "wamid.x", "emoji": "👨‍👩‍👧‍👦"}),
    "reaction taken back": ("reaction", {"message_id": "wamid.x", "emoji": ""}),
    "buttons": ("interactive", interactive("button", {"buttons": [button(1), button(2)]}, **HEADER, **FOOTER)),
    "buttons with a picture": ("interactive", interactive("button", {"buttons": [button(1)]}, header=IMAGE)),
    "list": (
        "interactive",
        interactive(
            "list", {"button": "See slots", "sections": [section(1, row(1)), section(2, row(2))]}, **HEADER
        ),
    ),
    "link": (
        "interactive",
        interactive("cta_url", named("cta_url", display_text="Pay now", url="https://pay.example/1"), **FOOTER),
    ),
    "flow": ("interactive", interactive("flow", FLOW, **HEADER)),
    "location request": ("interactive", interactive("location_request_message", {"name": "send_location"})),
    "contact request": ("interactive", interactive("request_contact_info", {"name": "request_contact_info"})),
    "call permission": ("interactive", interactive("call_permission_request", {"name": "call_permission_request"})),
    "call": (
        "interactive",
        interactive("voice_call", named("voice_call", display_text="Call us", ttl_minutes=100, payload="a")),
    ),
    "product": (
        "interactive",
        {"type": "product", "action": {"catalog_id": "7788", "product_retailer_id": "SKU1"}, **FOOTER},
    ),
    "products": (
        "interactive",
        interactive(
            "product_list",
            {"catalog_id": "7788", "sections": [section(1, product(1), items="product_items")]},
            **HEADER,
        ),
    ),
    "catalogue": (
        "interactive",
        interactive("catalog_message", named("catalog_message", thumbnail_product_retailer_id="SKU1")),
    ),
    "carousel": ("interactive", interactive("carousel", {"cards": [card(0), card(1)]})),
    "carousel of replies": ("interactive", interactive("carousel", {"cards": [reply_card(0), reply_card(1)]})),
    "carousel of products": ("interactive", interactive("carousel", {"cards": [product_card(0), product_card(1)]})),
    "address": (
        "interactive",
        interactive("address_message", named("address_message", country="IN", values={"in_pin_code": "560001"})),
    ),
    "template": (
        "template",
        template(
            {"type": "header", "parameters": [text_value("Ada")]},
            {"type": "body", "parameters": [text_value("Ada"), text_value("15:30")]},
            template_button("quick_reply", 0, {"type": "payload", "payload": "RESCHEDULE:88"}),
            template_button("url", 1, text_value("88?src=wa")),
            template_button("copy_code", 2, {"type": "coupon_code", "coupon_code": "SPRING"}),
            template_button("flow", 3, {"type": "action", "action": {"flow_token": "t"}}),
        ),
    ),
    "template with names": (
        "template",
        template({"type": "BODY", "parameters": [text_value("Ada", parameter_name="first_name")]}),
    ),
    "template with an offer": (
        "template",
        template(
            {"type": "header", "parameters": [IMAGE]},
            {"type": "body", "parameters": [text_value("Ada")]},
            {
                "type": "limited_time_offer",
                "parameters": [
                    {"type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": 1789000000000}}
                ],
            },
        ),
    ),
    "template with cards": (
        "template",
        template({"type": "carousel", "cards": [template_card(0), template_card(1)]}),
    ),
    "template with a place": (
        "template",
        template(
            {
                "type": "header",
                "parameters": [
                    {
                        "type": "location",
                        "location": {"latitude": 1, "longitude": 2, "name": "Depot", "address": "Dam 1"},
                    }
                ],
            }
        ),
    ),
    "template that calls": (
        "template",
        template(template_button("voice_call", 0, {"type": "ttl_minutes", "ttl_minutes": 100})),
    ),
}  # fmt: skip

# As Meta's pages give them: message, field, its longest length.
LENGTHS = [
    ("text", "body", 4096),
    ("image", "caption", 1024),
    ("video", "caption", 1024),
    ("document", "caption", 1024),
    ("buttons", "header.text", 60),
    ("buttons", "body.text", 1024),
    ("buttons", "footer.text", 60),
    ("buttons", "action.buttons[1].reply.id", 256),
    ("buttons", "action.buttons[1].reply.title", 20),
    ("list", "header.text", 60),
    ("list", "body.text", 4096),
    ("list", "action.button", 20),
    ("list", "action.sections[1].title", 24),
    ("list", "action.sections[1].rows[0].id", 200),
    ("list", "action.sections[0].rows[0].title", 24),
    ("list", "action.sections[0].rows[0].description", 72),
    ("link", "body.text", 1024),
    ("link", "footer.text", 60),
    ("link", "action.parameters.display_text", 20),
    ("flow", "body.text", 1024),
    ("flow", "action.parameters.flow_cta", 30),
    ("location request", "body.text", 1024),
    ("contact request", "body.text", 1024),
    ("call permission", "body.text", 1024),
    ("call", "action.parameters.display_text", 20),
    ("product", "footer.text", 60),
    ("products", "header.text", 60),
    ("products", "action.sections[0].title", 24),
    ("catalogue", "body.text", 1024),
    ("carousel", "body.text", 1024),
    ("carousel", "action.cards[1].body.text", 160),
    ("carousel", "action.cards[1].action.parameters.display_text", 20),
    ("carousel of replies", "action.cards[0].action.buttons[0].quick_reply.title", 20),
    ("carousel of replies", "action.cards[0].action.buttons[0].quick_reply.id", 20),
    ("template", "name", 512),
    ("template", "components[0].parameters[0].text", 60),
    ("template", "components[2].parameters[0].payload", 256),
    ("template", "components[4].parameters[0].coupon_code", 15),
    ("template with names", "components[0].parameters[0].text", 1024),
    ("template with an offer", "components[1].parameters[0].text", 600),
    ("template with cards", "components[0].cards[1].components[1].parameters[0].text", 160),
]
# message, list, what stands in it, the most, the least
COUNTS = [
    ("contacts", "", lambda n: CONTACT, 257, 1),
    ("buttons", "action.buttons", button, 3, 1),
    ("list", "action.sections[0].rows", row, 9, 1),  # the tenth is in the other section
    ("products", "action.sections[0].product_items", product, 30, 1),
    ("carousel", "action.cards", card, 10, 2),
    ("carousel of replies", "action.cards", reply_card, 10, 2),
    ("carousel of products", "action.cards", product_card, 10, 2),
    ("template with cards", "components[0].cards", template_card, 10, 2),
]  # fmt: skip
RANGES = [  # message, field, least, most
    ("location", "latitude", -90, 90),
    ("location", "longitude", -180, 180),
    ("call", "action.parameters.ttl_minutes", 1, 43200),
    ("template", "components[2].index", 0, 9),
    ("template that calls", "components[0].parameters[0].ttl_minutes", 1, 43200),
]


def keys(path: str) -> list[str | int]:
    return [int(one) if one.isdigit() else one for one in re.findall(r"[^.\[\]]+", path)]


def changed(name: str, path: str, value: Any) -> tuple[str, Any]:
    """The message with another value in this place; `...` takes the place out."""
    kind, content = copy.deepcopy(GOOD[name])
    if not path:
        return kind, value
    *way, last = keys(path)
    place = content
    for key in way:
        place = place[key]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return kind, content


def problems(name: str, path: str, value: Any) -> list[Problem]:
    return check(*changed(name, path, value))


def at(name: str, path: str) -> str:
    kind = GOOD[name][0]
    return f"{kind}.{path}" if path else kind


@pytest.mark.parametrize("name", GOOD)
def test_a_good_message_fits(name):
    assert check(*GOOD[name]) == []


def test_every_kind_and_type_is_shown_here():
    types = {content["type"] for kind, content in GOOD.values() if kind == "interactive"}
    assert {kind for kind, _ in GOOD.values()} == set(limits.KINDS)
    assert types == set(limits.interactive.SHAPE.options) - {"order_details", "order_status"}


@pytest.mark.parametrize(("name", "path", "most"), LENGTHS)
def test_at_its_longest_a_text_fits(name, path, most):
    assert problems(name, path, "a" * most) == []


@pytest.mark.parametrize(("name", "path", "most"), LENGTHS)
def test_one_character_more_is_one_problem_that_names_it(name, path, most):
    (problem,) = problems(name, path, "a" * (most + 1))
    assert (problem.field, problem.limit, problem.value) == (at(name, path), most, most + 1)
    assert f"{most + 1:,} characters" in problem.message


@pytest.mark.parametrize(("name", "path", "make", "most", "least"), COUNTS)
def test_as_many_as_whatsapp_takes_fit(name, path, make, most, least):
    for count in (least, most):
        assert problems(name, path, [make(n + 100 * (make is row)) for n in range(count)]) == []


@pytest.mark.parametrize(("name", "path", "make", "most", "least"), COUNTS)
def test_too_few_are_one_problem(name, path, make, most, least):
    (problem,) = problems(name, path, [make(n) for n in range(least - 1)])
    assert (problem.field, problem.limit, problem.value) == (at(name, path), least, least - 1)


@pytest.mark.parametrize(("name", "path", "make", "most", "least"), [c for c in COUNTS if c[2] is not row])
def test_one_more_is_one_problem(name, path, make, most, least):
    (problem,) = problems(name, path, [make(n) for n in range(most + 1)])
    assert (problem.field, problem.limit, problem.value) == (at(name, path), most, most + 1)


@pytest.mark.parametrize(("path", "make", "most"), [("rows", row, 10), ("product_items", product, 30)])
def test_all_sections_together_have_a_limit(path, make, most):
    name = "list" if path == "rows" else "products"
    sections = [
        section(1, *(make(n) for n in range(most - 2)), items=path),
        section(2, *(make(n) for n in range(90, 93)), items=path),
    ]
    (problem,) = problems(name, "action.sections", sections)
    assert (problem.field, problem.limit, problem.value) == (
        "interactive.action.sections", most, most + 1,
    )  # fmt: skip
    sections[1][path].pop()
    assert problems(name, "action.sections", sections) == []


def test_eleven_sections_are_too_many():
    sections = [section(n, row(n)) for n in range(11)]
    assert [one.limit for one in problems("list", "action.sections", sections)] == [10]
    assert problems("list", "action.sections", sections[:10]) == []


@pytest.mark.parametrize(("name", "path", "least", "most"), RANGES)
def test_a_number_lies_in_its_range(name, path, least, most):
    for fits in (least, most, str(most)):
        assert problems(name, path, fits) == []
    for beyond, limit in ((least - 1, least), (most + 1, most), (str(most + 1), most)):
        (problem,) = problems(name, path, beyond)
        assert (problem.field, problem.limit, problem.value) == (at(name, path), limit, beyond)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("text", "body"),
        ("location", "latitude"),
        ("contacts", "[0].name"),
        ("contacts", "[0].name.formatted_name"),
        ("contacts", "[0].phones[0].phone"),
        ("reaction", "message_id"),
        ("reaction", "emoji"),
        ("buttons", "type"),
        ("buttons", "body"),
        ("buttons", "action"),
        ("buttons", "action.buttons"),
        ("buttons", "action.buttons[0].reply.title"),
        ("list", "action.button"),
        ("list", "action.sections[1].title"),
        ("link", "action.parameters.url"),
        ("flow", "action.parameters.flow_cta"),
        ("flow", "action.parameters.flow_action_payload.screen"),
        ("location request", "action.name"),
        ("product", "action.catalog_id"),
        ("products", "header"),
        ("carousel", "action.cards[0].header"),
        ("carousel", "action.cards[0].type"),
        ("address", "action.parameters.country"),
        ("template", "name"),
        ("template", "language"),
        ("template", "language.code"),
        ("template", "components[0].parameters[0].text"),
        ("template", "components[3].parameters"),
        ("template", "components[3].index"),
        ("template with an offer", "components[2].parameters[0].limited_time_offer.expiration_time_ms"),
    ],
)
def test_what_is_missing_is_named(name, path):
    (problem,) = problems(name, path, ...)
    assert (problem.field, problem.limit, problem.value) == (
        at(name, path).replace(".[", "["),
        "required",
        None,
    )
    assert "is missing" in problem.message


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


# Files


@pytest.mark.parametrize("kind", limits.FILES)
def test_a_file_fits_up_to_its_size_and_not_beyond(kind):
    file = limits.FILES[kind]
    for mime_type in file.mime_types:
        assert check_file(kind, mime_type, file.most_bytes) == []
        (problem,) = check_file(kind, mime_type, file.most_bytes + 1)
        assert (problem.field, problem.limit, problem.value) == (
            f"{kind}.size", file.most_bytes, file.most_bytes + 1,
        )  # fmt: skip


def test_a_file_of_another_type_is_named():
    (problem,) = check_file("image", "image/heic", 1000)
    assert problem.message == "The image is image/heic; WhatsApp takes image/jpeg or image/png."


def test_parameters_of_a_type_are_left_aside():
    assert check_file("audio", "audio/ogg; codecs=opus", 1000) == []


def test_an_animated_sticker_may_be_larger():
    assert check_file("sticker", "image/webp", 500 * 1024, animated=True) == []
    assert check_file("sticker", "image/webp", 100 * 1024 + 1) != []


def test_a_file_that_is_a_little_too_large_does_not_read_as_allowed():
    (problem,) = check_file("image", "image/png", 5 * 1024 * 1024 + 1)
    assert problem.message == "The image has 5.1 MB; WhatsApp takes 5 MB."


def test_an_empty_file_is_a_problem():
    assert [one.message for one in check_file("image", "image/png", 0)] == ["The image is empty."]


def test_the_sandbox_has_the_same_files():
    for kind, (most, mime_types) in SANDBOX_FILES.items():
        ours = limits.FILES[kind]
        assert set(ours.mime_types) <= set(mime_types)
        assert ours.most_bytes <= most
