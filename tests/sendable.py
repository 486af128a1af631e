"""One good message of every kind and type, and the means to spoil it in one place."""

import copy
import re
from typing import Any

from waypost.whatsapp.limits import Problem, check

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
