"""What WhatsApp takes: at each limit a message fits, one beyond it does not, and the problem names it."""

import pytest
from tests.sendable import (
    CONTACT,
    GOOD,
    at,
    button,
    card,
    problems,
    product,
    product_card,
    reply_card,
    row,
    section,
    template_card,
)

from waypost.whatsapp import limits
from waypost.whatsapp.limits import check

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
