"""Plain values become the components of a template, as Meta wants them and as our limits take them."""

import pytest

from waypost.whatsapp.limits import check
from waypost.whatsapp.template_parts import (
    Card,
    Catalog,
    CopyCode,
    Currency,
    DateTime,
    Location,
    Media,
    OpenFlow,
    Product,
    Products,
    QuickReply,
    UrlSuffix,
    VoiceCall,
    components,
    one_time_code,
)

PLACE = {"latitude": 52.3, "longitude": 4.9, "name": "Depot", "address": "Dam 1"}


def test_a_template_without_anything_to_fill_has_no_parts():
    assert components() == []


def test_values_stand_in_the_order_of_their_numbers():
    assert components(body=["Ada", "15:30"]) == [
        {"type": "body", "parameters": [{"type": "text", "text": "Ada"}, {"type": "text", "text": "15:30"}]}
    ]


def test_values_with_names_carry_them():
    assert components(header={"who": "Ada"}, body={"eta": "15:30"}) == [
        {"type": "header", "parameters": [{"type": "text", "text": "Ada", "parameter_name": "who"}]},
        {"type": "body", "parameters": [{"type": "text", "text": "15:30", "parameter_name": "eta"}]},
    ]


def test_amounts_and_dates_are_shown_in_words():
    (body,) = components(body=[Currency("€ 12.50", "EUR", 12500), DateTime("2 April")])
    assert body["parameters"] == [
        {"type": "currency", "currency": {"fallback_value": "€ 12.50", "code": "EUR", "amount_1000": 12500}},
        {"type": "date_time", "date_time": {"fallback_value": "2 April"}},
    ]


@pytest.mark.parametrize(
    ("header", "parameter"),
    [
        ("Ada", {"type": "text", "text": "Ada"}),
        (Media("image", id="7"), {"type": "image", "image": {"id": "7"}}),
        (
            Media("document", link="https://a.example/b.pdf", filename="b.pdf"),
            {"type": "document", "document": {"link": "https://a.example/b.pdf", "filename": "b.pdf"}},
        ),
        (Location(**PLACE), {"type": "location", "location": PLACE}),
        (
            Product("7788", "SKU1"),
            {"type": "product", "product": {"catalog_id": "7788", "product_retailer_id": "SKU1"}},
        ),
    ],
)
def test_a_header_is_text_a_file_a_place_or_a_product(header, parameter):
    assert components(header=header) == [{"type": "header", "parameters": [parameter]}]


BUTTONS = {
    "quick_reply": (QuickReply("MORE"), [{"type": "payload", "payload": "MORE"}]),
    "url": (UrlSuffix("88?src=wa"), [{"type": "text", "text": "88?src=wa"}]),
    "copy_code": (CopyCode("SPRING"), [{"type": "coupon_code", "coupon_code": "SPRING"}]),
    "flow": (
        OpenFlow("t", {"a": 1}),
        [{"type": "action", "action": {"flow_token": "t", "flow_action_data": {"a": 1}}}],
    ),
    "catalog": (
        Catalog("SKU1"),
        [{"type": "action", "action": {"thumbnail_product_retailer_id": "SKU1"}}],
    ),
    "mpm": (
        Products("SKU1", {"Bikes": ["SKU1"]}),
        [
            {
                "type": "action",
                "action": {
                    "thumbnail_product_retailer_id": "SKU1",
                    "sections": [{"title": "Bikes", "product_items": [{"product_retailer_id": "SKU1"}]}],
                },
            }
        ],
    ),
    "voice_call": (VoiceCall(100), [{"type": "ttl_minutes", "ttl_minutes": 100}]),
}


@pytest.mark.parametrize("sub_type", BUTTONS)
def test_a_button_says_its_place_and_what_it_carries(sub_type):
    button, parameters = BUTTONS[sub_type]
    made = components(buttons={3: button})
    assert made == [{"type": "button", "sub_type": sub_type, "index": "3", "parameters": parameters}]
    assert check("template", {"name": "a", "language": {"code": "en"}, "components": made}) == []


def test_an_offer_ends_at_a_time_in_milliseconds():
    (offer,) = components(offer_ends_at=1789000000)
    assert offer["parameters"][0]["limited_time_offer"] == {"expiration_time_ms": 1789000000000}


def test_cards_are_counted_from_nought():
    (carousel,) = components(cards=[Card(Media("image", id="1"), ["Ada"]), Card(Media("image", id="2"))])
    assert [card["card_index"] for card in carousel["cards"]] == [0, 1]
    assert [part["type"] for part in carousel["cards"][0]["components"]] == ["header", "body"]


def test_a_one_time_code_stands_in_text_and_button():
    body, button = one_time_code("481920")
    assert body["parameters"] == button["parameters"] == [{"type": "text", "text": "481920"}]
    assert (button["sub_type"], button["index"]) == ("url", "0")


def test_all_of_it_together_fits():
    made = components(
        header=Media("image", id="7"),
        body={"name": "Ada"},
        buttons={0: QuickReply("A"), 1: UrlSuffix("88"), 2: CopyCode("SPRING")},
        offer_ends_at=1789000000,
        cards=[Card(Media("image", id=str(n)), ["Ada"], {0: QuickReply("M")}) for n in range(2)],
    )
    assert check("template", {"name": "a", "language": {"code": "en"}, "components": made}) == []
