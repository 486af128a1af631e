"""Every rule about the parts of a template, each with the subcode of its refusal."""

import pytest
from sandbox.tests.templates import bodies
from sandbox.tests.templates.bodies import part
from sandbox.tests.templates.rules import read, refused

LIMITS = (100, 2388040)
MISSING = (100, 2388043)
NAME = (100, 2388046)
HEADER = (100, 2388047)
BODY = (100, 2388072)
FOOTER = (100, 2388073)
RATIO = (100, 2388293)
ENDS = (100, 2388299)
OTHER = (100, None)


@pytest.mark.parametrize(
    "body",
    [
        bodies.utility(),
        bodies.plain(),
        bodies.named(),
        bodies.authentication(),
        bodies.authentication(bodies.one_tap()),
        bodies.authentication(bodies.one_tap(otp_type="ZERO_TAP", zero_tap_terms_accepted=True)),
        bodies.offer(),
        bodies.carousel(2),
        bodies.carousel(10),
        bodies.plain(category="marketing"),
        bodies.plain(words="Hello, " + "word " * 203),
    ],
)
def test_bodies_that_are_all_right_are_accepted(body):
    assert read(body)


@pytest.mark.parametrize(
    "name, found",
    [
        ("", OTHER),
        (None, OTHER),
        (7, OTHER),
        ("Parcel", NAME),
        ("parcel-news", NAME),
        ("parcel news", NAME),
        ("päckchen", NAME),
        ("x" * 513, LIMITS),
        ("sample_issue_resolution", (100, 2388155)),
        ("x" * 512, None),
    ],
)
def test_names(name, found):
    assert refused(bodies.plain(name)) == found


@pytest.mark.parametrize(
    "changes",
    [
        {"category": "TRANSACTIONAL"},
        {"category": None},
        {"parameter_format": "ROMAN"},
        {"components": None},
        {"components": "BODY"},
        {"components": ["BODY"]},
        {"components": [{"type": "STOMACH"}]},
        {"components": [{"type": "BODY", "text": 7}]},
        {"message_send_ttl_seconds": 29},
        {"message_send_ttl_seconds": 43_201},
        {"message_send_ttl_seconds": "soon"},
        {"category": "MARKETING", "message_send_ttl_seconds": 43_199},
        {"category": "MARKETING", "message_send_ttl_seconds": -1},
        {"category": "MARKETING", "message_send_ttl_seconds": 2_592_001},
    ],
)
def test_what_stands_around_the_components(changes):
    assert refused(bodies.plain(**changes)) == OTHER


@pytest.mark.parametrize(
    "category, seconds",
    [("UTILITY", 30), ("UTILITY", 43_200), ("UTILITY", -1), ("MARKETING", 43_200), ("MARKETING", 2_592_000)],
)
def test_how_long_a_message_may_wait(category, seconds):
    assert refused(bodies.plain(category=category, message_send_ttl_seconds=seconds)) is None


@pytest.mark.parametrize("seconds, found", [(30, None), (900, None), (-1, None), (29, OTHER), (901, OTHER)])
def test_how_long_a_code_may_wait(seconds, found):
    assert refused(bodies.authentication(message_send_ttl_seconds=seconds)) == found


@pytest.mark.parametrize(
    "header, found",
    [
        ({"text": "x" * 61}, LIMITS),
        ({"text": "{{1}} and {{2}}"}, HEADER),
        ({"text": "{{2}} is here"}, HEADER),
        ({"text": "{{ 1 }} is here"}, HEADER),
        ({"text": "{{name}} is here"}, HEADER),
        ({"text": "Two\nlines"}, HEADER),
        ({"text": "With *stars*"}, HEADER),
        ({"text": "With an emoji 🚲"}, HEADER),
        ({"text": ""}, OTHER),
        ({"text": None}, OTHER),
        ({"format": "HOLOGRAM"}, OTHER),
        ({"format": None}, OTHER),
        ({"example": None}, MISSING),
        ({"example": {"header_text": []}}, MISSING),
        ({"example": {"header_text": ["one", "two"]}}, MISSING),
        ({"format": "IMAGE", "example": None}, MISSING),
        ({"format": "IMAGE", "example": {"header_handle": []}}, MISSING),
        ({"format": "IMAGE", "example": {"header_handle": ["4::unknown"]}}, OTHER),
        ({"format": "IMAGE", "example": {"header_handle": [bodies.HANDLE]}}, None),
        ({"format": "GIF", "example": {"header_handle": [bodies.HANDLE]}}, OTHER),
        ({"format": "PRODUCT"}, OTHER),
        ({"format": "LOCATION"}, None),
        ({"text": "No variable here"}, None),
    ],
)
def test_headers(header, found):
    body = bodies.utility()
    part(body, "HEADER").update(header)
    assert refused(body) == found


@pytest.mark.parametrize(
    "words, found",
    [
        ("x" * 1025, LIMITS),
        ("x" * 1024, None),
        ("", OTHER),
        ("Three\n\n\nnew lines", BODY),
        ("Two\n\nnew lines", None),
        ("With a\ttab", BODY),
        ("With five     spaces", BODY),
        ("With four    spaces", None),
        ("🚲" * 11 + " and words", BODY),
        ("🚲" * 10 + " and words", None),
        ("A gap from {{1}} to {{3}} is not possible here", BODY),
        ("Begins with nought {{0}} and that is wrong", BODY),
        ("A sharp {{#1}} is not possible here", BODY),
        ("A dollar {{$1}} is not possible here", BODY),
        ("Capital {{Name}} is not possible here", BODY),
        ("One brace {1} is nothing special here", None),
        ("Half open {{1 is not possible here", BODY),
        ("A {{name}} without the right format is refused", BODY),
        ("{{1}} is at the very beginning here", ENDS),
        ("  ({{1}}) is at the very beginning here", ENDS),
        ("At the very end of this stands {{1}}", ENDS),
        ("At the very end of this stands {{1}}!", ENDS),
        ("At the very end of this stands *{{1}}*.", ENDS),
        ("{{1}}", BODY),
        ("See {{1}} there", RATIO),
        ("One two {{1}} three four {{2}} now", None),
        ("One two {{1}} three {{2}} now", RATIO),
        ("A {{1}}{{2}} pair of neighbours is left to the review", None),
    ],
)
def test_bodies(words, found):
    count = len({token for token in ("{{1}}", "{{2}}", "{{3}}") if token in words})
    component = {"type": "BODY", "text": words, "example": {"body_text": [["a value"] * count]}}
    assert refused(bodies.plain(components=[component])) == found


def test_characters_without_spaces_count_as_words():
    body = bodies.plain(language="zh_CN", words="您好{{1}},您的订单今天下午会送到您家。")
    part(body, "BODY")["example"] = {"body_text": [["王"]]}
    assert refused(body) is None


@pytest.mark.parametrize(
    "example, found",
    [
        (None, MISSING),
        ({}, MISSING),
        ({"body_text": ["Ada", "15:30"]}, MISSING),
        ({"body_text": [["Ada"]]}, MISSING),
        ({"body_text": [["Ada", "15:30", "more"]]}, MISSING),
        ({"body_text": [["Ada", ""]]}, MISSING),
        ({"body_text": [["Ada", 15]]}, MISSING),
        ({"body_text_named_params": [{"param_name": "1", "example": "Ada"}]}, MISSING),
        ({"body_text": [["Ada", "15:30"]]}, None),
    ],
)
def test_examples_of_numbered_variables(example, found):
    body = bodies.utility()
    part(body, "BODY")["example"] = example
    assert refused(body) == found


def test_the_example_of_one_variable_may_stand_without_lists():
    body = bodies.plain(words="Hello {{1}}, your bike is ready.")
    part(body, "BODY")["example"] = {"body_text": "Ada"}
    assert refused(body) is None


@pytest.mark.parametrize(
    "example, found",
    [
        (None, MISSING),
        ({"body_text": [["Ada", "the shop"]]}, MISSING),
        ({"body_text_named_params": [{"param_name": "first_name", "example": "Ada"}]}, MISSING),
        (
            {
                "body_text_named_params": [
                    {"param_name": "first_name", "example": "Ada"},
                    {"param_name": "first_name", "example": "Ada"},
                ]
            },
            MISSING,
        ),
        (
            {
                "body_text_named_params": [
                    {"param_name": "first_name", "example": "Ada"},
                    {"param_name": "place_1"},
                ]
            },
            MISSING,
        ),
    ],
)
def test_examples_of_named_variables(example, found):
    body = bodies.named()
    part(body, "BODY")["example"] = example
    assert refused(body) == found


@pytest.mark.parametrize("name", ["1", "1st", "First", "first-name", "x" * 65])
def test_names_of_variables(name):
    body = bodies.named()
    component = part(body, "BODY")
    component["text"] = component["text"].replace("first_name", name)
    component["example"]["body_text_named_params"][0]["param_name"] = name
    assert refused(body) == BODY


@pytest.mark.parametrize(
    "words, found",
    [
        ("x" * 61, LIMITS),
        ("x" * 60, None),
        ("For {{1}}", FOOTER),
        ("Two\nlines", FOOTER),
        ("A bike 🚲", FOOTER),
        ("", OTHER),
    ],
)
def test_footers(words, found):
    body = bodies.utility()
    part(body, "FOOTER")["text"] = words
    assert refused(body) == found


def test_a_body_is_needed_and_each_part_stands_once():
    body = bodies.utility()
    body["components"] = [part(body, "HEADER")]
    assert refused(body) == MISSING
    body = bodies.utility()
    body["components"].append(part(body, "FOOTER"))
    assert refused(body) == OTHER
