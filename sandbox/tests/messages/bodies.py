"""One complete valid body of every kind, and files to send."""

import struct

from sandbox.tests.client import DEWI

from waypost_sandbox.media import sample

PICTURE, CLIP, VOICE, PAPER, STICKER = (f"18440233912770{n:02d}" for n in range(1, 6))
CATALOG = "778812340001"
FLOW, DRAFT_FLOW, BLOCKED_FLOW, SLOW_FLOW = (f"77120441883011{n}" for n in range(2, 6))


def sticker(width=512, height=512, *, animated=False, size=200):
    flags = 0x02 if animated else 0
    body = b"VP8X" + struct.pack("<IB3x", 10, flags)
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body += b"\0" * (size - 12 - len(body) + 4)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


# id → its type and content
FILES = {
    PICTURE: (sample("image")[1], sample("image")[0]),
    CLIP: ("video/mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"),
    VOICE: ("audio/ogg; codecs=opus", sample("audio")[0]),
    PAPER: ("application/pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"),
    STICKER: ("image/webp", sticker()),
}


def message(kind, content, **extra):
    return {"messaging_product": "whatsapp", "to": DEWI, "type": kind, kind: content, **extra}


def interactive(kind, action, **parts):
    return message("interactive", {"type": kind, "body": {"text": "Hello"}, "action": action, **parts})


def named(kind, name, **parameters):
    return interactive(kind, {"name": name, "parameters": parameters})


def words(value):
    return {"type": "text", "text": value}


def reply(button_id, title):
    return {"type": "reply", "reply": {"id": button_id, "title": title}}


def media_card(index, **extra):
    return {
        "card_index": index,
        "type": "cta_url",
        "header": {"type": "image", "image": {"id": PICTURE}},
        "body": {"text": "A bike"},
        "action": {"name": "cta_url", "parameters": {"display_text": "See", "url": "https://shop.example/1"}},
        **extra,
    }


def product_card(index):
    action = {"catalog_id": CATALOG, "product_retailer_id": f"SKU{index}"}
    return {"card_index": index, "type": "product", "action": action}


def money(value):
    return {"value": value, "offset": 100}


FOOTER = {"text": "Shop"}
HEADER = {"type": "text", "text": "Hello"}
IMAGE_HEADER = {"type": "image", "image": {"id": PICTURE}}
CARD = {
    "name": {"formatted_name": "Ada Mol", "first_name": "Ada", "last_name": "Mol", "prefix": "Dr"},
    "phones": [{"phone": "+31698765432", "type": "WORK", "wa_id": "31698765432"}],
    "emails": [{"email": "ada@example.org", "type": "WORK"}],
    "urls": [{"url": "https://mol.example", "type": "WORK"}],
    "addresses": [{"street": "Dam 1", "city": "Amsterdam", "zip": "1012JS", "country_code": "NL"}],
    "org": {"company": "Mol BV", "department": "Sales", "title": "Lead"},
    "birthday": "1990-04-02",
}
ORDER = {
    "reference_id": "order-88",
    "type": "physical-goods",
    "currency": "INR",
    "total_amount": money(2100),
    "order": {
        "status": "pending",
        "items": [{"name": "Bell", "retailer_id": "B1", "amount": money(1000), "quantity": 2}],
        "subtotal": money(2000),
        "tax": money(50),
        "shipping": money(100),
        "discount": money(50),
    },
}

BODIES = {
    "text": message("text", {"body": "See https://shop.example", "preview_url": True}),
    "image": message("image", {"id": PICTURE, "caption": "Your bike"}),
    "video": message("video", {"id": CLIP, "caption": "Your bike"}),
    "audio": message("audio", {"id": VOICE, "voice": True}),
    "document": message("document", {"id": PAPER, "filename": "bill.pdf", "caption": "Your bill"}),
    "sticker": message("sticker", {"id": STICKER}),
    "link": message("image", {"link": "https://files.example/a.png"}),
    "location": message(
        "location", {"latitude": "52.3676", "longitude": 4.9041, "name": "Depot", "address": "Weg 8"}
    ),
    "contacts": message("contacts", [CARD]),
    "reaction": message("reaction", {"message_id": "wamid.x", "emoji": "👍"}),
    "button": interactive(
        "button", {"buttons": [reply("yes", "Yes"), reply("no", "No")]}, header=IMAGE_HEADER, footer=FOOTER
    ),
    "list": interactive(
        "list",
        {
            "button": "See slots",
            "sections": [
                {"title": "Monday", "rows": [{"id": "m9", "title": "09:00", "description": "2 left"}]},
                {"title": "Tuesday", "rows": [{"id": "t9", "title": "09:00"}]},
            ],
        },
        header=HEADER,
        footer=FOOTER,
    ),
    "cta_url": named("cta_url", "cta_url", display_text="Pay", url="https://pay.example/1"),
    "flow": named(
        "flow",
        "flow",
        flow_message_version="3",
        flow_id=FLOW,
        flow_cta="Start",
        flow_action_payload={"screen": "INTRO", "data": {"policy": "A-77"}},
    ),
    "flow by name": named(
        "flow", "flow", flow_message_version="3", flow_name="sketch", flow_cta="Start", mode="draft"
    ),
    "location_request_message": interactive("location_request_message", {"name": "send_location"}),
    "product": interactive("product", {"catalog_id": CATALOG, "product_retailer_id": "SKU1"}, footer=FOOTER),
    "product_list": interactive(
        "product_list",
        {
            "catalog_id": CATALOG,
            "sections": [
                {"title": "Bells", "product_items": [{"product_retailer_id": "B1"}]},
                {"title": "Lamps", "product_items": [{"product_retailer_id": "L1"}]},
            ],
        },
        header=HEADER,
    ),
    "catalog_message": named("catalog_message", "catalog_message", thumbnail_product_retailer_id="SKU1"),
    "carousel": interactive("carousel", {"cards": [media_card(0), media_card(1)]}),
    "product carousel": interactive("carousel", {"cards": [product_card(0), product_card(1)]}),
    "address_message": named(
        "address_message",
        "address_message",
        country="IN",
        values={"name": "Ada", "in_pin_code": "560001"},
        saved_addresses=[{"id": "home", "value": {"city": "Bengaluru"}}],
        validation_errors={"in_pin_code": "We do not deliver there."},
    ),
    "call_permission_request": interactive("call_permission_request", {"name": "call_permission_request"}),
    "voice_call": named("voice_call", "voice_call", display_text="Call us", ttl_minutes=100, payload="x"),
    "request_contact_info": interactive("request_contact_info", {"name": "request_contact_info"}),
    "order_details": named("order_details", "review_and_pay", **ORDER),
    "order_status": named(
        "order_status", "review_order", reference_id="order-88", order={"status": "shipped"}
    ),
}


def template(name, *components, language="en_US"):
    return message("template", {"name": name, "language": {"code": language}, "components": list(components)})


def part(kind, *parameters, **extra):
    return {"type": kind, "parameters": list(parameters), **extra}


def button(index, sub_type, *parameters):
    return part("button", *parameters, sub_type=sub_type, index=index)


def action(**fields):
    return {"type": "action", "action": fields}


def image():
    return {"type": "image", "image": {"id": PICTURE}}


def called(name, value):
    return {"type": "text", "parameter_name": name, "text": value}


def bike(index, payload):
    components = [part("header", image()), button(0, "quick_reply", {"type": "payload", "payload": payload})]
    return {"card_index": index, "components": components}


def offer(milliseconds):
    parameter = {"type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": milliseconds}}
    return part("limited_time_offer", parameter)


PLACE = {"latitude": 52.3, "longitude": 4.9, "name": "Depot", "address": "Weg 8"}
IN_2100 = 4_102_444_800_000
TEMPLATES = {
    "plain": template("hello_world"),
    "named": template(
        "parcel_update",
        part("header", image()),
        part("body", called("eta", "15:30"), called("first_name", "Ada")),
        button(0, "quick_reply", {"type": "payload", "payload": "RESCHEDULE:88"}),
        button("1", "url", words("88?src=wa")),
    ),
    "code": template("login_code", part("body", words("481920")), button("0", "url", words("481920"))),
    "carousel": template(
        "spring_offers",
        part("body", words("Ada")),
        {"type": "carousel", "cards": [bike(0, "MORE:city"), bike(1, "MORE:race")]},
        language="nl",
    ),
    "offer": template(
        "two_days_only",
        part("header", image()),
        part("body", words("Ada")),
        offer(IN_2100),
        button(0, "copy_code", {"type": "coupon_code", "coupon_code": "SPRING25"}),
        button(1, "url", words("spring")),
    ),
    "flow": template("claim_form", button(0, "flow", action(flow_token="t", flow_action_data={"a": "b"}))),
    "catalog": template(
        "intro_catalog_offer",
        part("body", words("10"), words("20"), words("3")),
        button(0, "CATALOG", action(thumbnail_product_retailer_id="SKU1")),
    ),
    "products": template(
        "basket",
        part("header", words("Ada")),
        button(
            0,
            "mpm",
            action(
                thumbnail_product_retailer_id="SKU1",
                sections=[{"title": "Bells", "product_items": [{"product_retailer_id": "B1"}]}],
            ),
        ),
    ),
    "place": template(
        "meeting_point",
        part("header", {"type": "location", "location": PLACE}),
        button(0, "voice_call", {"type": "ttl_minutes", "ttl_minutes": 60}),
    ),
    "money and date": template(
        "template-name",
        part(
            "body",
            words("Ada"),
            {
                "type": "currency",
                "currency": {"fallback_value": "€1", "code": "EUR", "amount_1000": 1000},
            },
            {"type": "date_time", "date_time": {"fallback_value": "1 May"}},
        ),
        language="language-and-locale-code",
    ),
}
