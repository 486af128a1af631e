"""The rules by example: what Meta's reference shows, and each mistake with its name."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from waypost.templates.rules import (
    Standing,
    components_for,
    fillable,
    fit,
    form_of,
    media_in,
    render,
    sendable,
)

PHOTO = UUID("0198c9a2-0000-7000-8000-000000000001")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

PARCEL = [
    {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::aW"]}},
    {"type": "BODY", "text": "Hi {{first_name}}, your parcel arrives at {{eta}} today.",
     "example": {"body_text_named_params": [{"param_name": "first_name", "example": "Ada"},
                                            {"param_name": "eta", "example": "15:30"}]}},
    {"type": "FOOTER", "text": "Post NL"},
    {"type": "BUTTONS", "buttons": [
        {"type": "QUICK_REPLY", "text": "Reschedule"},
        {"type": "URL", "text": "Track", "url": "https://p.example/t/{{1}}", "example": ["https://p.example/t/88"]}]},
]  # fmt: skip
PARCEL_VALUES: dict[str, Any] = {
    "header": {"media_id": str(PHOTO)},
    "body": {"first_name": "Ada", "eta": "15:30"},
    "buttons": [{"index": 0, "payload": "RESCHEDULE:88"}, {"index": 1, "suffix": "88?src=wa"}],
}
CODE = [
    {"type": "BODY", "text": "*{{1}}* is your verification code.", "add_security_recommendation": False},
    {"type": "BUTTONS", "buttons": [
        {"type": "URL", "text": "Copy code", "url": "https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}"}]},
]  # fmt: skip
OFFER = [
    {"type": "HEADER", "format": "IMAGE"},
    {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "This weekend", "has_expiration": True}},
    {"type": "BODY", "text": "For you, {{1}}, until the clock stops."},
    {"type": "BUTTONS", "buttons": [{"type": "COPY_CODE", "text": "Copy offer code", "example": ["GAYO25"]}]},
]  # fmt: skip
OFFERED = {
    "header": {"media_id": str(PHOTO)},
    "body": ["Ada"],
    "buttons": [{"index": 0, "code": "GAYO25"}],
}
CARDS = [
    {"type": "BODY", "text": "Two new coffees."},
    {"type": "CAROUSEL", "cards": [
        {"components": [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "For {{1}}."},
                        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "More"}]}]}] * 2},
]  # fmt: skip


def text(body: str, **more: Any) -> list[dict[str, Any]]:
    return [{"type": "BODY", "text": body, **more}]


def button(**fields: Any) -> list[dict[str, Any]]:
    return [*text("Hello."), {"type": "BUTTONS", "buttons": [{"text": "Go", **fields}]}]


def test_the_example_of_the_reference_is_sent_as_it_stands_there():
    assert components_for(PARCEL, "named", PARCEL_VALUES, {PHOTO: "1844023391277001"}) == [
        {"type": "header", "parameters": [{"type": "image", "image": {"id": "1844023391277001"}}]},
        {"type": "body", "parameters": [{"type": "text", "parameter_name": "first_name", "text": "Ada"},
                                        {"type": "text", "parameter_name": "eta", "text": "15:30"}]},
        {"type": "button", "sub_type": "quick_reply", "index": "0",
         "parameters": [{"type": "payload", "payload": "RESCHEDULE:88"}]},
        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "88?src=wa"}]},
    ]  # fmt: skip


def parameters(components: list[Any], values: Any, kind: str) -> list[Any]:
    sent = components_for(components, "positional", values, {PHOTO: "77"})
    return next(one["parameters"] for one in sent if one["type"] == kind)


@pytest.mark.parametrize(
    ("components", "values", "kind", "expected"),
    [
        (CODE, {"body": ["123456"]}, "button", [{"type": "text", "text": "123456"}]),
        (button(type="COPY_CODE"), {"buttons": [{"index": 0, "code": "GAYO25"}]}, "button",
         [{"type": "coupon_code", "coupon_code": "GAYO25"}]),
        (button(type="FLOW"), {"buttons": [{"index": 0, "flow_token": "t", "flow_data": {"a": 1}}]}, "button",
         [{"type": "action", "action": {"flow_token": "t", "flow_action_data": {"a": 1}}}]),
        (button(type="CATALOG"), {"buttons": [{"index": 0, "product_id": "p"}]}, "button",
         [{"type": "action", "action": {"thumbnail_product_retailer_id": "p"}}]),
        (button(type="MPM"),
         {"buttons": [{"index": 0, "product_id": "p", "sections": [{"title": "New", "product_ids": ["a"]}]}]},
         "button",
         [{"type": "action", "action": {
             "thumbnail_product_retailer_id": "p",
             "sections": [{"title": "New", "product_items": [{"product_retailer_id": "a"}]}]}}]),
        (button(type="VOICE_CALL"), {"buttons": [{"index": 0, "ttl_minutes": 60, "payload": "x"}]}, "button",
         [{"type": "ttl_minutes", "ttl_minutes": 60}, {"type": "payload", "payload": "x"}]),
        ([{"type": "HEADER", "format": "LOCATION"}],
         {"header": {"location": {"latitude": 1.5, "longitude": 2, "name": "Shop", "address": "Street 1"}}}, "header",
         [{"type": "location", "location": {"latitude": 1.5, "longitude": 2, "name": "Shop", "address": "Street 1"}}]),
        ([{"type": "HEADER", "format": "PRODUCT"}],
         {"header": {"product": {"product_id": "p", "catalog_id": "c"}}}, "header",
         [{"type": "product", "product": {"product_retailer_id": "p", "catalog_id": "c"}}]),
        ([{"type": "HEADER", "format": "DOCUMENT"}],
         {"header": {"media_id": str(PHOTO), "filename": "Invoice.pdf"}}, "header",
         [{"type": "document", "document": {"id": "77", "filename": "Invoice.pdf"}}]),
        (OFFER, {"header": {"media_id": str(PHOTO)}, "body": ["Ada"], "buttons": [{"index": 0, "code": "GAYO25"}],
                 "offer_expires_at": "2026-09-10T00:26:40Z"}, "limited_time_offer",
         [{"type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": 1789000000000}}]),
    ],
    ids=["code", "coupon", "flow", "catalog", "products", "call", "place", "product", "document", "offer"],
)  # fmt: skip
def test_every_kind_of_part_has_metas_shape(components, values, kind, expected):
    assert parameters(components, values, kind) == expected


def test_every_card_is_numbered_and_filled_in_by_itself():
    values = {"cards": [{"header": {"media_id": str(PHOTO)}, "body": [name]} for name in ("Ada", "Bo")]}

    [carousel] = components_for(CARDS, "positional", values, {PHOTO: "77"})

    assert carousel["type"] == "carousel"
    assert [card["card_index"] for card in carousel["cards"]] == [0, 1]
    assert carousel["cards"][1]["components"] == [
        {"type": "header", "parameters": [{"type": "image", "image": {"id": "77"}}]},
        {"type": "body", "parameters": [{"type": "text", "text": "Bo"}]},
    ]
    assert [one.field for one in media_in(CARDS, "positional", values)] == [
        "cards.0.header.media_id",
        "cards.1.header.media_id",
    ]


def test_values_that_do_not_fit_are_never_sent():
    with pytest.raises(ValueError, match="body"):
        components_for(text("Hi {{1}}."), "positional", {}, {})


@pytest.mark.parametrize(
    ("components", "values", "field", "words"),
    [
        (text("Hi {{1}}."), {}, "body.1", "missing"),
        (text("Hi {{1}}."), {"body": ["  "]}, "body.1", "missing"),
        (text("Hi {{1}}."), {"body": [5]}, "body.1", "as text"),
        (text("Hi {{1}}."), {"body": ["a\nb"]}, "body.1", "new lines"),
        (text("Hi {{1}}."), {"body": ["a\tb"]}, "body.1", "tabs"),
        (text("Hi {{1}}."), {"body": ["a     b"]}, "body.1", "four spaces"),
        (text("Hi {{1}}."), {"body": ["a\u2028b"]}, "body.1", "new lines"),
        (text("Hi {{1}}."), {"body": ["\x07"]}, "body.1", "cannot be sent"),
        (text("Hi {{1}}."), {"body": {"1": "Ada"}}, "body", "as a list"),
        (text("Hi {{1}}."), {"body": ["x" * 1021]}, "body", "1,025 characters, and WhatsApp takes 1,024"),
        (text("Hi {{1}} {{1}}."), {"body": ["x" * 511]}, "body", "WhatsApp takes 1,024"),
        (CODE, {"body": ["x" * 16]}, "body.1", "WhatsApp takes 15"),
        (CODE, {"body": ["123"], "buttons": [{"index": 0, "code": "124"}]}, "buttons.0.code", "code of the body"),
        ([{"type": "HEADER", "text": "For {{1}}"}], {"header": {"text": "x" * 57}}, "header", "WhatsApp takes 60"),
        ([{"type": "HEADER", "format": "IMAGE"}], {"header": {"media_id": "7"}}, "header.media_id", "no media id"),
        ([{"type": "HEADER", "format": "IMAGE"}], {"header": {"link": "https://x"}}, "header.link", "Leave it out"),
        ([{"type": "HEADER", "format": "IMAGE"}], {"header": {"text": "x"}}, "header.media_id", "Choose an image"),
        ([{"type": "HEADER", "format": "LOCATION"}], {"header": {"location": {"latitude": 91}}},
         "header.location.latitude", "from -90 to 90"),
        ([{"type": "HEADER", "format": "LOCATION"}], {"header": {"location": {"latitude": float("nan")}}},
         "header.location.latitude", "from -90 to 90"),
        (button(type="URL", url="https://a.example/{{1}}"), {}, "buttons.0.suffix", "missing"),
        (button(type="URL", url="https://a.example/{{1}}"), {"buttons": [{"index": 0, "suffix": "a b"}]},
         "buttons.0.suffix", "spaces"),
        (button(type="URL", url="https://a.example/{{1}}"), {"buttons": [{"index": 0, "suffix": "x" * 1990}]},
         "buttons.0.suffix", "WhatsApp takes 2,000"),
        (button(type="QUICK_REPLY"), {"buttons": [{"index": 1, "payload": "x"}]}, "buttons.1", "no such button"),
        (button(type="QUICK_REPLY"), {"buttons": [{"index": -1, "payload": "x"}]}, "buttons.-1", "no such button"),
        (button(type="QUICK_REPLY"), {"buttons": [{"index": True}]}, "buttons", "by its index"),
        (button(type="QUICK_REPLY"), {"buttons": [{"index": 0}, {"index": 0}]}, "buttons.0", "twice"),
        (button(type="QUICK_REPLY"), {"buttons": [{"index": 0, "payload": "x" * 257}]}, "buttons.0.payload", "256"),
        (button(type="QUICK_REPLY"), {"buttons": [{"index": 0, "code": "x"}]}, "buttons.0.code", "Leave it out"),
        (button(type="COPY_CODE"), {"buttons": [{"index": 0, "code": "x" * 16}]}, "buttons.0.code", "15"),
        (button(type="FLOW"), {"buttons": [{"index": 0, "flow_data": {"a": float("inf")}}]},
         "buttons.0.flow_data", "as an object"),
        (button(type="ORDER_DETAILS"), {}, "template", "payment"),
        ([{"type": "HEADER", "format": "HOLOGRAM"}], {}, "template", "does not know yet"),
        (OFFER, {}, "offer_expires_at", "date, time and zone"),
        (OFFER, {"offer_expires_at": "2027-01-31T18:00:00"}, "offer_expires_at", "zone"),
        (OFFER, {"offer_expires_at": "2026-11-23T11:59:00Z"}, "offer_expires_at", "has ended"),
        (CARDS, {"cards": [{}]}, "cards", "2 cards"),
        (CARDS, {"cards": [{}, 7]}, "cards.1", "as an object"),
        (CARDS, {"cards": [{}, {"body": ["x" * 160]}]}, "cards.1.body", "WhatsApp takes 160"),
        (text("Hello."), {"colour": "red"}, "colour", "Leave it out"),
        (text("Hello."), [], "values", "as an object"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(components, values, field, words):
    found = {one.field: one.message for one in fit(components, "positional", values, now=NOW)}

    assert words in found[field]


@pytest.mark.parametrize(
    "values", [{"body": ["Ada"]}, {"body": {"first_name": "Ada"}}, {"body": {"eta": "1"}}]
)
def test_a_named_template_wants_every_name(values):
    assert any(one.field.startswith("body") for one in fit(PARCEL, "named", PARCEL_VALUES | values))


@pytest.mark.parametrize("empty", [{}, {"header": None, "body": [], "buttons": [], "cards": None}])
def test_nothing_is_needed_where_nothing_is_asked(empty):
    assert fit(text("Hello."), "positional", empty) == []


def test_a_form_says_what_a_sender_must_give():
    form = form_of(PARCEL, "named")

    assert form.header is not None
    assert (form.header.kind, [(one.name, one.example) for one in form.body.blanks]) == (
        "image",
        [("first_name", "Ada"), ("eta", "15:30")],
    )
    assert [[(s.key, s.is_required, s.example) for s in b.slots] for b in form.buttons] == [
        [("payload", False, "")],
        [("suffix", True, "88")],
    ]


def test_a_template_is_rendered_as_the_contact_reads_it():
    shown = render(PARCEL, "named", PARCEL_VALUES)

    assert shown.body == "Hi Ada, your parcel arrives at 15:30 today."
    assert shown.footer == "Post NL"
    assert shown.header is not None
    assert (shown.header.kind, shown.header.media_id) == ("image", PHOTO)
    assert [(one.label, one.url) for one in shown.buttons] == [
        ("Reschedule", ""),
        ("Track", "https://p.example/t/88?src=wa"),
    ]


def test_what_is_not_given_yet_stays_visible_in_the_preview():
    shown = render(PARCEL, "named", {"body": {"eta": "15:30"}})

    assert shown.body == "Hi {{first_name}}, your parcel arrives at 15:30 today."


def test_a_value_that_looks_like_a_variable_is_only_text():
    assert (
        render(text("Hi {{1}} and {{2}}."), "positional", {"body": ["{{2}}", r"\1"]}).body
        == r"Hi {{2}} and \1."
    )


def standing(**fields: Any) -> Standing:
    usual = {"waba_id": "1", "category": "utility", "status": "approved", "status_reason": "", "paused_until": None,
             "is_deleted": False}  # fmt: skip
    return Standing(**usual | fields)


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"status": "paused", "paused_until": NOW + timedelta(hours=2, minutes=5)}, "template_paused",
         "until 14:05 UTC."),
        ({"status": "paused", "paused_until": NOW + timedelta(hours=18)}, "template_paused",
         "until 24 November, 06:00 UTC."),
        ({"status": "paused"}, "template_paused", "resume it in WhatsApp Manager"),
        ({"status": "disabled"}, "template_disabled", "disabled by Meta"),
        ({"status": "rejected"}, "template_rejected", "rejected by Meta. Change"),
        ({"status": "rejected", "status_reason": "invalid_format"}, "template_rejected", "(invalid format)"),
        ({"status": "pending"}, "template_pending", "still in review"),
        ({"status": "in_appeal"}, "template_pending", "in appeal"),
        ({"status": "archived"}, "template_archived", "archive"),
        ({"status": "limit_exceeded"}, "template_not_approved", "more templates"),
        ({"status": "word_of_the_future"}, "template_not_approved", "not approved"),
        ({"status": "pending_deletion"}, "template_deleted", "deleted at Meta"),
        ({"is_deleted": True}, "template_deleted", "deleted at Meta"),
        ({"waba_id": "2"}, "template_elsewhere", "another WhatsApp account"),
        ({"category": "authentication"}, "template_needs_number", "log-in codes go to telephone numbers only"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_sent_says_why(fields, code, words):
    refusal = sendable(standing(**fields), waba_id="1", has_number=False, now=NOW)

    assert refusal is not None
    assert refusal.code == code
    assert words in refusal.sentence
    assert refusal.sentence[0].islower()
    assert refusal.sentence.endswith(".")


@pytest.mark.parametrize("fields", [{}, {"category": "marketing"}, {"status": "paused", "paused_until": NOW}])
def test_an_approved_template_and_one_whose_pause_is_over_are_sent(fields):
    assert sendable(standing(**fields), waba_id="1", has_number=False, now=NOW) is None


def test_a_code_goes_to_somebody_whose_number_is_known():
    assert sendable(standing(category="authentication"), waba_id="1", has_number=True, now=NOW) is None


@pytest.mark.parametrize(
    ("components", "values", "code", "words"),
    [
        (text("Hi {{1}} and {{2}}."), {"body": ["Ada"]}, "template_changed", "(body.2: This is missing."),
        (text("Hi."), {"body": ["Ada"]}, "template_changed", "Fill it in again."),
        (OFFER, OFFERED | {"offer_expires_at": "2020-01-01T00:00:00Z"}, "offer_ended", "has ended"),
        (OFFER, OFFERED, "template_changed", "(offer_expires_at: Say when"),
    ],
)
def test_what_no_longer_fits_when_it_leaves_is_refused_with_a_reason(components, values, code, words):
    refusal = fillable(components, "positional", values, now=NOW)

    assert refusal is not None
    assert refusal.code == code
    assert words in refusal.sentence
    assert refusal.sentence[0].islower()


def test_what_still_fits_when_it_leaves_is_sent():
    assert fillable(text("Hi {{1}}."), "positional", {"body": ["Ada"]}, now=NOW) is None
