"""Scenes of customers: what they write, tap and change."""

import json

from sandbox.tests.client import ADA, COFFEE, DEWI, LENA

from waypost_sandbox.sample_flow import FLOW_ID

BUDI = "6285712345678"
FATIMA = "201001234567"
PLACE = {"latitude": -6.2, "longitude": 106.8}
CARD = {
    "name": {"formatted_name": "Ada Mol", "first_name": "Ada", "last_name": "Mol"},
    "phones": [{"phone": "+31698765432", "type": "WORK", "wa_id": "31698765432"}, {"phone": "112"}],
    "emails": [{"email": "ada@example.org", "type": "WORK"}],
    "org": {"company": "Mol BV"},
    "addresses": [{"street": "Dam 1", "city": "Amsterdam", "country_code": "NL", "type": "HOME"}],
    "urls": [{"url": "https://mol.example", "type": "WORK"}],
    "birthday": "1990-04-02",
    "vcard": "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD",
}
ITEMS = [{"product_retailer_id": "SKU1", "quantity": 2, "item_price": 30, "currency": "EUR"}]


def customers_write(stage):
    first = stage.hears("text", {"body": "Halo / selamat pagi ☕ 🌿"})
    stage.hears("text", {"body": "مرحبا"}, FATIMA)
    stage.hears("text", {"body": "Hi"}, LENA)
    for kind in ("image", "video", "audio", "document", "sticker"):
        stage.hears(kind)
    stage.hears("image", {"caption": "Kopi / 咖啡"}, BUDI)
    stage.hears("document", {"filename": "bill.pdf", "caption": "The bill"})
    stage.hears("audio", {"voice": False})
    stage.hears("location", PLACE)
    stage.hears(
        "location", {**PLACE, "name": "Depot", "address": "Jl. Kemang 8", "url": "https://m.example/1"}
    )
    stage.hears("contacts", [CARD, {"phones": [{"phone": "+31698765432"}]}])
    stage.hears("contacts", [CARD], origin="other")
    stage.hears("reaction", {"message_id": first, "emoji": "❤️"})
    stage.hears("reaction", {"message_id": first})
    stage.hears("order", {"catalog_id": "778812340001", "text": "", "product_items": ITEMS})
    stage.hears("unsupported", {"type": "poll"})
    stage.hears("unsupported")
    stage.hears("text", {"body": "This one"}, context={"message_id": first})
    stage.hears("text", {"body": "Look"}, context={"forwarded": True})
    stage.hears("text", {"body": "Look"}, context={"frequently_forwarded": True})
    product = {"catalog_id": "778812340001", "product_retailer_id": "SKU1"}
    stage.hears("text", {"body": "In stock?"}, context={"message_id": first, "referred_product": product})
    stage.control(f"/people/{ADA}/click_ad", {})
    film = {"media_type": "video", "image_url": None, "video_url": "https://scontent.example/ad.mp4"}
    status = {"source_type": "post", "ctwa_clid": None, "thumbnail_url": None, "welcome_message": None}
    stage.control(f"/people/{ADA}/click_ad", {"referral": film | status})


def customers_tap(stage):
    stage.hears("text", {"body": "Hi"})
    replies = [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]
    stage.tap(stage.interactive("button", {"buttons": replies}))
    chosen = [{"id": "mon", "title": "Monday", "description": "Two left"}, {"id": "tue", "title": "Tuesday"}]
    days = stage.interactive("list", {"button": "Days", "sections": [{"title": "Week", "rows": chosen}]})
    stage.tap(days, row=1)
    stage.tap(days, row=2)
    words = [{"type": "text", "text": text} for text in ("Dewi", "#1")]
    stage.tap(stage.template("order_update", DEWI, {"type": "body", "parameters": words}))
    stage.tap(stage.interactive("location_request_message", {"name": "send_location"}))
    stage.tap(stage.interactive("request_contact_info", {"name": "request_contact_info"}))
    flow = {"flow_message_version": "3", "flow_id": FLOW_ID, "flow_cta": "Start", "flow_token": "claim-1"}
    stage.tap(
        stage.interactive("flow", {"name": "flow", "parameters": flow}), response={"kind": "glass / es"}
    )
    address = {
        "name": "address_message",
        "body": "Sent",
        "response_json": json.dumps({"values": {"city": "Pune"}}),
    }
    stage.hears("interactive", {"type": "nfm_reply", "nfm_reply": address})
    for permission in ("temporary", "permanent", "no_permission"):
        order = {"permission": permission, "phone_number_id": COFFEE}
        stage.control(f"/people/{DEWI}/call_permission", order)
    asked = stage.interactive("call_permission_request", {"name": "call_permission_request"})
    stage.tap(asked, response="accept")


def customers_change(stage):
    settings = {"user_identity_change": {"enable_identity_key_check": True}}
    stage.call("POST", f"{COFFEE}/settings", settings)
    stage.hears("text", {"body": "Hi"})
    stage.hears("text", {"body": "Hi"}, BUDI)
    stage.send("text", {"body": "Hello"})
    stage.control(f"/people/{DEWI}/identity", {})
    stage.wait()
    stage.control(f"/people/{DEWI}/number", {"wa_id": "6281299990000"})
    stage.wait()
    # After thirty days without a word the number behind a username is hidden.
    stage.control(f"/people/{BUDI}", {"hidden": True})
    stage.wait(31 * 86_400)
    stage.hears("text", {"body": "Who am I?"}, BUDI)
    user_id = next(p for p in stage.control("/people")["people"] if p["wa_id"] == BUDI)["user_id"]
    assert stage.meta.post_message({"recipient": user_id, "text": {"body": "Budi"}}).status == 200
    stage.wait()
    stage.control(f"/people/{BUDI}/stop_marketing", {})
    stage.control(f"/people/{BUDI}/identity", {})
    stage.wait()
    stage.control(f"/people/{BUDI}/number", {"wa_id": "6285799990000"})


def customers_judge_marketing(stage):
    stage.hears("text", {"body": "Hi"})
    for verdict in ("stop_marketing", "resume_marketing", "block", "unblock", "report"):
        stage.control(f"/people/{DEWI}/{verdict}", {})


def customers_edit(stage):
    written = stage.hears("text", {"body": "Tow cups"})
    stage.control(f"/people/{DEWI}/edit", {"message_id": written, "text": "Two cups"})
    stage.control(f"/coexistence/{COFFEE}/onboard", {})
    for kind, content in (
        ("text", {"body": "Tow"}),
        ("image", {"caption": "Tow"}),
        ("video", {}),
        ("document", {}),
    ):
        written = stage.hears(kind, content)
        stage.control(f"/people/{DEWI}/edit", {"message_id": written, "text": "Two"})
    stage.control(f"/people/{DEWI}/revoke", {"message_id": written})


SCENES = (customers_write, customers_tap, customers_change, customers_judge_marketing, customers_edit)
