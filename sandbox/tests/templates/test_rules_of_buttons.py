"""Buttons, authentication, offers, carousels: each rule of a template by one that breaks it."""

import pytest
from sandbox.tests.templates import bodies
from sandbox.tests.templates.bodies import part, with_buttons
from sandbox.tests.templates.rules import refused

LIMITS = (100, 2388040)
MISSING = (100, 2388043)
NAME = (100, 2388046)
HEADER = (100, 2388047)
BODY = (100, 2388072)
FOOTER = (100, 2388073)
RATIO = (100, 2388293)
ENDS = (100, 2388299)
OTHER = (100, None)

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
