"""Every limit at its edge: what is at it passes, one beyond is named. And whatever comes, nothing raises."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.whatsapp import limits


def interactive(type_: str, action: dict, **more: object) -> dict:
    return {"type": type_, "body": {"text": "Shall we?"}, "action": action, **more}


def buttons(count: int) -> list[dict]:
    return [{"type": "reply", "reply": {"id": f"b{n}", "title": f"B{n}"}} for n in range(count)]


def rows(count: int, start: int = 0) -> list[dict]:
    return [{"id": f"r{n}", "title": f"Row {n}"} for n in range(start, start + count)]


def cards(count: int) -> list[dict]:
    return [{"card_index": n, "type": "cta_url", "body": {"text": "x"}, "action": {}} for n in range(count)]


def products(count: int) -> list[dict]:
    return [{"product_retailer_id": f"p{n}"} for n in range(count)]


URL = {"name": "cta_url", "parameters": {"display_text": "Open", "url": "https://example.org"}}
LIST = {
    "button": "Choose",
    "sections": [{"title": "One", "rows": rows(2)}, {"title": "Two", "rows": rows(2, 2)}],
}
CATALOG = {"catalog_id": "1", "sections": [{"title": "One", "product_items": products(2)}]}
FLOW = {"name": "flow", "parameters": {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Start"}}
GOOD = {
    "text": ("text", {"body": "Hello"}),
    "image": ("image", {"id": "1", "caption": "A cup"}),
    "video": ("video", {"link": "https://example.org/a.mp4"}),
    "audio": ("audio", {"id": "1", "voice": True}),
    "document": ("document", {"id": "1", "filename": "a.pdf", "caption": "The bill"}),
    "sticker": ("sticker", {"id": "1"}),
    "location": ("location", {"latitude": "52.3", "longitude": 4.9, "name": "Depot", "address": "Quay 1"}),
    "contacts": (
        "contacts",
        [{"name": {"formatted_name": "Ada Mol", "first_name": "Ada"}, "phones": [{"phone": "+31"}]}],
    ),
    "reaction": ("reaction", {"message_id": "wamid.x", "emoji": "👍"}),
    "button": ("interactive", interactive("button", {"buttons": buttons(2)}, footer={"text": "Bye"})),
    "list": ("interactive", interactive("list", LIST, header={"type": "text", "text": "Pick"})),
    "cta_url": ("interactive", interactive("cta_url", URL)),
    "flow": ("interactive", interactive("flow", FLOW)),
    "location_request": (
        "interactive",
        interactive("location_request_message", {"name": "send_location"}),
    ),
    "contact_request": (
        "interactive",
        interactive("request_contact_info", {"name": "request_contact_info"}),
    ),
    "product": ("interactive", interactive("product", {"catalog_id": "1", "product_retailer_id": "p"})),
    "product_list": (
        "interactive",
        interactive("product_list", CATALOG, header={"type": "text", "text": "Ours"}),
    ),
    "catalog": ("interactive", interactive("catalog_message", {"name": "catalog_message"})),
    "carousel": ("interactive", interactive("carousel", {"cards": cards(2)})),
    "call": ("interactive", interactive("voice_call", {"name": "voice_call", "parameters": {"display_text": "Call"}})),
}  # fmt: skip

BODY = ("body", "text")
# good message → path of a text, longest
TEXTS = [
    ("text", ("body",), 4096),
    ("image", ("caption",), 1024),
    ("document", ("caption",), 1024),
    ("document", ("filename",), 240),
    ("location", ("name",), 1000),
    ("contacts", (0, "name", "formatted_name"), 1000),
    ("button", BODY, 1024),
    ("button", ("footer", "text"), 60),
    ("button", ("action", "buttons", 1, "reply", "id"), 256),
    ("button", ("action", "buttons", 1, "reply", "title"), 20),
    ("list", BODY, 4096),
    ("list", ("header", "text"), 60),
    ("list", ("action", "button"), 20),
    ("list", ("action", "sections", 1, "title"), 24),
    ("list", ("action", "sections", 1, "rows", 0, "id"), 200),
    ("list", ("action", "sections", 1, "rows", 0, "title"), 24),
    ("list", ("action", "sections", 1, "rows", 0, "description"), 72),
    ("cta_url", ("action", "parameters", "display_text"), 20),
    ("flow", ("action", "parameters", "flow_cta"), 30),
    ("flow", ("action", "parameters", "flow_token"), 1000),
    ("product_list", ("header", "text"), 60),
    ("carousel", ("action", "cards", 1, "body", "text"), 160),
]
# good message, path of a list, what makes n items, fewest, most
LISTS = [
    ("contacts", (), lambda n: [{"name": {"formatted_name": "A", "first_name": "A"}}] * n, 1, 257),
    ("button", ("action", "buttons"), buttons, 1, 3),
    ("list", ("action", "sections"), lambda n: [{"title": f"S{i}", "rows": rows(1, i)} for i in range(n)], 1, 10),
    ("carousel", ("action", "cards"), cards, 2, 10),
]  # fmt: skip
BROKEN = [
    ("text", ("body",), None, "body"),
    ("text", ("body",), "  ", "body"),
    ("text", ("body",), 7, "body"),
    ("image", ("link",), "https://example.org/a.png", "id"),
    ("image", ("id",), None, "id"),
    ("video", ("link",), "ftp://example.org", "link"),
    ("location", ("latitude",), 90.1, "latitude"),
    ("location", ("longitude",), "-180.1", "longitude"),
    ("location", ("latitude",), "north", "latitude"),
    ("contacts", (0, "name", "first_name"), None, "[0].name.first_name"),
    ("button", ("action", "buttons", 1, "reply", "id"), "b0", "action.buttons[1].reply.id"),
    ("button", ("action", "buttons", 1, "reply", "title"), "B0", "action.buttons[1].reply.title"),
    ("button", ("type",), "dance", "type"),
    ("button", ("header",), {"type": "sticker"}, "header.type"),
    ("button", ("header",), {"type": "text", "text": "x" * 61}, "header.text"),
    ("list", ("header",), {"type": "image", "image": {"id": "1"}}, "header.type"),
    ("list", ("action", "sections", 1, "title"), None, "action.sections[1].title"),
    ("list", ("action", "sections", 0, "rows"), rows(9, 50), "action.sections"),
    ("list", ("action", "sections", 1, "rows", 1, "id"), "r0", "action.sections[1].rows[1].id"),
    ("cta_url", ("action", "parameters", "url"), "example.org", "action.parameters.url"),
    ("flow", ("action", "parameters", "flow_name"), "x", "action.parameters.flow_id"),
    ("product", ("header",), {"type": "text", "text": "x"}, "header"),
    ("product_list", ("action", "sections", 0, "product_items"), products(31), "action.sections[0].product_items"),
    ("carousel", ("footer",), {"text": "x"}, "footer"),
    ("carousel", ("action", "cards", 1, "body"), None, "action.cards[1]"),
    ("carousel", ("action", "cards", 1, "body", "text"), "a\nb\nc\nd", "action.cards[1].body.text"),
    ("call", ("action", "parameters", "ttl_minutes"), 43_201, "action.parameters.ttl_minutes"),
]  # fmt: skip


def changed(content: object, path: tuple, value: object) -> object:
    if not path:
        return value
    content = copy.deepcopy(content)
    at = content
    for key in path[:-1]:
        at = at[key]
    if value is None and isinstance(at, dict):
        at.pop(path[-1], None)
    else:
        at[path[-1]] = value
    return content


def fields(name: str, path: tuple, value: object) -> list[str]:
    kind, content = GOOD[name]
    return [problem.field for problem in limits.check(kind, changed(content, path, value))]


def dotted(path: tuple) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


@pytest.mark.parametrize("name", GOOD)
def test_what_fits_has_no_problem(name):
    assert limits.check(*GOOD[name]) == []


@pytest.mark.parametrize(("name", "path", "longest"), TEXTS)
def test_a_text_at_its_limit_passes_and_one_character_more_is_named(name, path, longest):
    assert fields(name, path, "x" * longest) == []
    kind, content = GOOD[name]
    [problem] = limits.check(kind, changed(content, path, "x" * (longest + 1)))
    assert (problem.field, problem.limit, problem.value) == (dotted(path), str(longest), str(longest + 1))
    assert f"has {longest + 1:,} characters; WhatsApp takes {longest:,}." in problem.message


@pytest.mark.parametrize(("name", "path", "made", "fewest", "most"), LISTS)
def test_a_list_at_its_limits_passes_and_beyond_them_is_named(name, path, made, fewest, most):
    assert fields(name, path, made(fewest)) == []
    assert fields(name, path, made(most)) == []
    assert fields(name, path, made(fewest - 1)) == [dotted(path)]
    assert dotted(path) in fields(name, path, made(most + 1))


@pytest.mark.parametrize(("name", "path", "value", "field"), BROKEN)
def test_what_breaks_one_rule_is_named_by_its_field(name, path, value, field):
    assert fields(name, path, value) == [field]


def test_people_are_told_which_button():
    content = changed(GOOD["button"][1], ("action", "buttons", 1, "reply", "title"), "x" * 27)
    assert [one.message for one in limits.check("interactive", content)] == [
        "Button 2 has 27 characters; WhatsApp takes 20."
    ]


def test_a_kind_that_cannot_be_sent_is_named():
    assert [one.field for one in limits.check("system", {})] == ["kind"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from([*limits.KINDS, "poem"]), JSON)
def test_nothing_that_can_come_raises(kind, content):
    limits.check(kind, content)


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_no_broken_part_raises(name, data):
    kind, content = GOOD[name]
    content = copy.deepcopy(content)
    at = content
    while isinstance(at, dict | list) and at:
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if data.draw(st.booleans()) or not isinstance(at[key], dict | list):
            at[key] = data.draw(JSON)
            break
        at = at[key]
    limits.check(kind, content)
