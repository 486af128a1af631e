"""Every rule about the parts of a template, each with the subcode of its refusal."""

import pytest
from sandbox.tests.templates import bodies
from sandbox.tests.templates.bodies import part, with_buttons
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


QUICK = {"type": "QUICK_REPLY", "text": "Yes"}
LINK = {"type": "URL", "text": "Open", "url": "https://p.example"}
PHONE = {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+31201234567"}
CODE = {"type": "COPY_CODE", "example": "BELL25"}
FLOW = {"type": "FLOW", "text": "Fill in", "flow_id": "771"}


def texts(button, count):
    return [button | {"text": f"{button['text']} {number}"} for number in range(count)]


@pytest.mark.parametrize(
    "buttons",
    [
        [QUICK],
        texts(QUICK, 10),
        [QUICK, LINK],
        [LINK, QUICK],
        [*texts(QUICK, 2), *texts(LINK, 2), PHONE, CODE, FLOW],
        [LINK | {"text": "x" * 25}],
        [LINK | {"url": "https://p.example/" + "x" * 1982}],
        [{"type": "COPY_CODE", "example": ["BELL25"]}],
        [FLOW | {"flow_id": 771, "navigate_screen": "FIRST", "icon": "REVIEW"}],
        [{"type": "FLOW", "text": "Fill in", "flow_name": "tasting", "flow_action": "data_exchange"}],
        [{"type": "CATALOG"}],
        [{"type": "MPM", "text": "Anything"}],
        [{"type": "VOICE_CALL", "text": "Call now", "ttl_minutes": 1440}, LINK],
        [{"type": "REQUEST_CONTACT_INFO"}],
        [{"type": "CALL_PERMISSION_REQUEST"}],
        [
            {
                "type": "URL",
                "text": "Open the app",
                "app_deep_link": {"meta_app_id": "1", "android_deep_link": "mol://bikes"},
            }
        ],
    ],
)
def test_buttons_that_are_all_right(buttons):
    assert refused(with_buttons(*buttons)) is None


@pytest.mark.parametrize(
    "buttons, found",
    [
        ([], MISSING),
        (texts(QUICK, 11), OTHER),
        ([QUICK, LINK, QUICK | {"text": "No"}], OTHER),
        ([LINK, QUICK, PHONE], OTHER),
        (texts(LINK, 3), OTHER),
        (texts(PHONE, 2), OTHER),
        ([CODE, CODE], OTHER),
        (texts(FLOW, 2), OTHER),
        ([QUICK, QUICK], OTHER),
        ([{"type": "CATALOG"}, QUICK], OTHER),
        ([{"type": "OTP", "otp_type": "COPY_CODE"}], OTHER),
        ([{"type": "TELEPORT", "text": "Go"}], OTHER),
        ([QUICK | {"text": "x" * 26}], LIMITS),
        ([QUICK | {"text": ""}], OTHER),
        ([QUICK | {"text": "To {{1}}"}], OTHER),
        ([QUICK | {"text": "🚲"}], OTHER),
        ([LINK | {"url": None}], MISSING),
        ([LINK | {"url": "p.example"}], OTHER),
        ([LINK | {"url": "ftp://p.example"}], OTHER),
        ([LINK | {"url": "https://p.example/a b"}], OTHER),
        ([LINK | {"url": "https://p.example/" + "x" * 1983}], LIMITS),
        ([LINK | {"url": "https://p.example/{{1}}"}], MISSING),
        ([LINK | {"url": "https://p.example/{{1}}/x", "example": ["88"]}], OTHER),
        ([LINK | {"url": "https://p.example/{{1}}{{2}}", "example": ["88"]}], OTHER),
        ([LINK | {"url": "https://p.example/{{2}}", "example": ["88"]}], OTHER),
        ([LINK | {"url": "https://wa.me/31201234567"}], OTHER),
        ([PHONE | {"phone_number": None}], MISSING),
        ([PHONE | {"phone_number": "call me"}], OTHER),
        ([PHONE | {"phone_number": "+" + "1" * 20}], LIMITS),
        ([{"type": "COPY_CODE"}], MISSING),
        ([CODE | {"example": "x" * 16}], LIMITS),
        ([FLOW | {"flow_id": "999"}], OTHER),
        ([FLOW | {"flow_id": "772"}], OTHER),
        ([FLOW | {"flow_name": "tasting"}], OTHER),
        ([{"type": "FLOW", "text": "Fill in"}], OTHER),
        ([FLOW | {"flow_action": "jump"}], OTHER),
        ([FLOW | {"icon": "STAR"}], OTHER),
        ([{"type": "VOICE_CALL", "text": "Call", "ttl_minutes": 0}], OTHER),
        ([{"type": "URL", "text": "Open", "app_deep_link": {"meta_app_id": "1"}}], MISSING),
    ],
)
def test_buttons(buttons, found):
    assert refused(with_buttons(*buttons)) == found


def test_products_are_shown_in_marketing_only():
    assert refused(with_buttons({"type": "CATALOG"}, category="UTILITY")) == OTHER


@pytest.mark.parametrize(
    "button, found",
    [
        ({"type": "OTP"}, OTHER),
        ({"type": "OTP", "otp_type": "FOUR_TAP"}, OTHER),
        ({"type": "URL", "text": "Open", "url": "https://p.example"}, OTHER),
        (bodies.one_tap(supported_apps=None), OTHER),
        (bodies.one_tap(supported_apps=[]), OTHER),
        (
            bodies.one_tap(supported_apps=[{"package_name": "a.b", "signature_hash": "K8a/AINcGX7"}] * 6),
            OTHER,
        ),
        (bodies.one_tap(supported_apps=[{"package_name": "nodots", "signature_hash": "K8a/AINcGX7"}]), OTHER),
        (bodies.one_tap(supported_apps=[{"package_name": "a.b", "signature_hash": "short"}]), OTHER),
        (
            bodies.one_tap(
                supported_apps=[{"package_name": f"a.{'b' * 223}", "signature_hash": "K8a/AINcGX7"}]
            ),
            LIMITS,
        ),
        (bodies.one_tap(text="x" * 26), LIMITS),
        (bodies.one_tap(autofill_text="x" * 26), LIMITS),
        (bodies.one_tap(otp_type="ZERO_TAP"), OTHER),
        (bodies.one_tap(autofill_text="Fill in"), None),
    ],
)
def test_buttons_of_authentication(button, found):
    assert refused(bodies.authentication(button)) == found


@pytest.mark.parametrize(
    "components, found",
    [
        ([{"type": "BODY"}], MISSING),
        ([{"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]}], MISSING),
        (
            [{"type": "HEADER", "format": "TEXT", "text": "Code"}, *bodies.authentication()["components"]],
            OTHER,
        ),
        ([{"type": "BODY"}, *bodies.authentication()["components"]], OTHER),
        (
            [{"type": "BODY", "text": "Your code is {{1}}."}, *bodies.authentication()["components"][1:]],
            OTHER,
        ),
        ([*bodies.authentication()["components"][::2], {"type": "FOOTER", "text": "Hello"}], OTHER),
        (
            [*bodies.authentication()["components"][::2], {"type": "FOOTER", "code_expiration_minutes": 0}],
            OTHER,
        ),
        (
            [*bodies.authentication()["components"][::2], {"type": "FOOTER", "code_expiration_minutes": 91}],
            OTHER,
        ),
        (
            [*bodies.authentication()["components"][::2], {"type": "FOOTER", "code_expiration_minutes": 90}],
            None,
        ),
        (bodies.authentication()["components"][::2], None),
    ],
)
def test_parts_of_authentication(components, found):
    assert refused(bodies.authentication(components=components)) == found


def changed_offer(kind, **changes):
    body = bodies.offer()
    part(body, kind).update(changes)
    return body


@pytest.mark.parametrize(
    "body, found",
    [
        (bodies.offer(category="UTILITY"), OTHER),
        (changed_offer("LIMITED_TIME_OFFER", limited_time_offer={"text": "x" * 17}), LIMITS),
        (changed_offer("LIMITED_TIME_OFFER", limited_time_offer={}), OTHER),
        (changed_offer("LIMITED_TIME_OFFER", limited_time_offer=None), OTHER),
        (changed_offer("BODY", text="x" * 601), LIMITS),
        (changed_offer("BODY", text="x" * 600), None),
        (changed_offer("HEADER", format="LOCATION"), OTHER),
        (changed_offer("BUTTONS", buttons=[QUICK]), OTHER),
        (changed_offer("BUTTONS", buttons=[LINK, CODE]), OTHER),
        (changed_offer("BUTTONS", buttons=[LINK]), None),
    ],
)
def test_limited_time_offers(body, found):
    assert refused(body) == found


def test_an_offer_has_no_footer():
    body = bodies.offer()
    body["components"].append({"type": "FOOTER", "text": "Mol"})
    assert refused(body) == OTHER


def card_of(body, number=0):
    return part(body, "CAROUSEL")["cards"][number]


def test_carousels_have_two_to_ten_cards():
    assert refused(bodies.carousel(1)) == OTHER
    assert refused(bodies.carousel(11)) == OTHER


def test_a_carousel_stands_in_marketing_with_a_body_only():
    assert refused(bodies.carousel(category="UTILITY")) == OTHER
    body = bodies.carousel()
    body["components"].append({"type": "FOOTER", "text": "Mol"})
    assert refused(body) == OTHER


@pytest.mark.parametrize(
    "position, changes, found",
    [
        (0, {"format": "TEXT", "text": "Bike"}, OTHER),
        (0, {"format": "DOCUMENT"}, OTHER),
        (0, {"format": "PRODUCT"}, OTHER),
        (1, {"text": "x" * 161}, LIMITS),
        (1, {"text": "x" * 160}, None),
        (2, {"buttons": [QUICK]}, OTHER),
        (2, {"buttons": [*texts(QUICK, 2), LINK]}, OTHER),
        (2, {"buttons": [CODE, LINK]}, OTHER),
    ],
)
def test_cards(position, changes, found):
    body = bodies.carousel()
    card_of(body)["components"][position].update(changes)
    assert refused(body) == found


def test_all_cards_have_the_same_parts():
    body = bodies.carousel()
    del card_of(body)["components"][1]
    assert refused(body) == OTHER
    for number in (1, 2):
        del card_of(body, number)["components"][1]
    assert refused(body) is None


def test_a_card_needs_a_header_and_buttons():
    for position in (0, 2):
        body = bodies.carousel()
        for card in part(body, "CAROUSEL")["cards"]:
            del card["components"][position]
        assert refused(body) == MISSING
