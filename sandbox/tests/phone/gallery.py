"""One message of each kind, as a business sends them."""

from sandbox.tests.client import COFFEE, TOKEN

from waypost_sandbox.ogg import silent_voice_note
from waypost_sandbox.sample_files import picture, sticker
from waypost_sandbox.sample_flow import sample_flows

CATALOG = "778812340001"
ROASTS = ("Gayo, washed", "Toraja, natural", "Kintamani, honey")


def upload(meta, content, mime_type):
    """The id of a file of the business."""
    edge = "xxgalleryxx"
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\nContent-Type: {mime_type}\r\n\r\n'
    )
    body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    return meta.call("POST", f"/v23.0/{COFFEE}/media", body, token=TOKEN, headers=headers).json["id"]


def plain(meta, image):
    voice = upload(meta, silent_voice_note(seconds=2), "audio/ogg; codecs=opus")
    return [
        {
            "type": "text",
            "text": {"body": "*Yes*, we do. All of it: https://senja.example/set", "preview_url": True},
        },
        {"type": "image", "image": {"id": image, "caption": "Fresh from Gayo"}},
        {"type": "audio", "audio": {"id": voice, "voice": True}},
        {"type": "sticker", "sticker": {"id": upload(meta, sticker(), "image/webp")}},
        {
            "type": "document",
            "document": {"id": upload(meta, b"Roasts", "text/plain"), "filename": "roasts.txt"},
        },
        {
            "type": "location",
            "location": {
                "latitude": -6.9,
                "longitude": 107.6,
                "name": "Senja Braga",
                "address": "Jalan Braga 12",
            },
        },
        {
            "type": "contacts",
            "contacts": [
                {
                    "name": {"formatted_name": "Ada Mol", "first_name": "Ada"},
                    "phones": [{"phone": "+31612345678"}],
                    "org": {"company": "Mol Bikes"},
                }
            ],
        },
    ]


def questions(image):
    body = {"header": {"type": "image", "image": {"id": image}}, "footer": {"text": "Until Friday"}}
    return [
        {
            "type": "button",
            **body,
            "body": {"text": "Shall we keep a set for you?"},
            "action": {
                "buttons": [
                    {"type": "reply", "reply": {"id": "yes", "title": "Yes, please"}},
                    {"type": "reply", "reply": {"id": "no", "title": "No, thanks"}},
                ]
            },
        },
        {
            "type": "list",
            "header": {"type": "text", "text": "Pick a slot"},
            "body": {"text": "When should we come?"},
            "action": {
                "button": "See slots",
                "sections": [
                    {
                        "title": "Monday",
                        "rows": [{"id": "m9", "title": "09:00-11:00", "description": "2 left"}],
                    },
                    {"title": "Tuesday", "rows": [{"id": "t13", "title": "13:00-15:00"}]},
                ],
            },
        },
        {
            "type": "cta_url",
            "body": {"text": "Pay your order"},
            "action": {
                "name": "cta_url",
                "parameters": {"display_text": "Pay now", "url": "https://pay.example/1"},
            },
        },
        _request("location_request_message", "Where shall we bring it?", "send_location"),
        _request("request_contact_info", "May we have your number?", "request_contact_info"),
        _request("call_permission_request", "May we call you about it?", "call_permission_request"),
        {
            "type": "voice_call",
            "body": {"text": "Questions? Talk to us."},
            "action": {"name": "voice_call", "parameters": {"display_text": "Call Senja"}},
        },
    ]


def offers(image):
    return [
        {
            "type": "product",
            "body": {"text": "This one?"},
            "action": {"catalog_id": CATALOG, "product_retailer_id": "GAYO-250"},
        },
        {
            "type": "product_list",
            "header": {"type": "text", "text": "Coffee"},
            "body": {"text": "All our roasts"},
            "action": {
                "catalog_id": CATALOG,
                "sections": [
                    {
                        "title": "Dark",
                        "product_items": [
                            {"product_retailer_id": "GAYO-250"},
                            {"product_retailer_id": "TORAJA-250"},
                        ],
                    }
                ],
            },
        },
        {
            "type": "carousel",
            "body": {"text": "New this week"},
            "action": {"cards": [_card(number, words, image) for number, words in enumerate(ROASTS)]},
        },
        {
            "type": "flow",
            "body": {"text": "Come and taste with us"},
            "action": {
                "name": "flow",
                "parameters": {
                    "flow_message_version": "3",
                    "flow_id": sample_flows("")[0].id,
                    "flow_cta": "Book a tasting",
                    "flow_token": "tasting-1",
                    "flow_action": "navigate",
                },
            },
        },
    ]


def templates():
    return [
        {
            "name": "order_update",
            "language": {"code": "en_US"},
            "components": [{"type": "body", "parameters": [_text("Dewi"), _text("#4182")]}],
        },
        {"name": "tasting_set", "language": {"code": "en_US"}},
        {
            "name": "login_code",
            "language": {"code": "en_US"},
            "components": [
                {"type": "body", "parameters": [_text("481920")]},
                {"type": "button", "sub_type": "url", "index": "0", "parameters": [_text("481920")]},
            ],
        },
    ]


def send_all(meta):
    """Sends them to Dewi and lets them arrive."""
    meta.call("POST", "/_sandbox/settings", {"pair_limit": False}, token=None)
    meta.customer_writes(text="Hello, do you have the tasting set?")
    image = upload(meta, picture(), "image/png")
    messages = plain(meta, image)
    messages += [{"type": "interactive", "interactive": one} for one in (*questions(image), *offers(image))]
    messages += [{"type": "template", "template": one} for one in templates()]
    for message in messages:
        answer = meta.post_message({"to": "6281234567890", **message})
        assert answer.status == 200, (message, answer.raw)
        meta.advance(3)


def _text(words):
    return {"type": "text", "text": words}


def _request(kind, words, name):
    return {"type": kind, "body": {"text": words}, "action": {"name": name}}


def _card(number, words, image):
    return {
        "card_index": number,
        "type": "cta_url",
        "header": {"type": "image", "image": {"id": image}},
        "body": {"text": words},
        "action": {
            "name": "cta_url",
            "parameters": {"display_text": "See it", "url": "https://senja.example/roasts"},
        },
    }
