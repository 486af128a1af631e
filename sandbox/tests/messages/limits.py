"""What Meta's limits are, field by field; each table gives valid values and the ones that break one limit."""

from sandbox.tests.messages.bodies import BLOCKED_FLOW, CLIP, FLOW, PICTURE, media_card, reply

I = ("interactive",)  # noqa: E741 - the start of many paths
ACTION = (*I, "action")
PARAMETERS = (*ACTION, "parameters")
CARDS = (*ACTION, "cards")
GONE = object()
BODY = (*I, "body", "text")
FOOTER_TEXT = (*I, "footer", "text")
HEADER_TEXT = (*I, "header", "text")

# kind → (path of a text, longest, required)
TEXTS = {
    "text": [(("text", "body"), 4096, True)],
    "image": [(("image", "caption"), 1024, False)],
    "video": [(("video", "caption"), 1024, False)],
    "document": [(("document", "caption"), 1024, False), (("document", "filename"), 240, False)],
    "location": [(("location", "name"), 1000, False), (("location", "address"), 1000, False)],
    "contacts": [
        (("contacts", 0, "name", "formatted_name"), 1000, True),
        (("contacts", 0, "name", "last_name"), 1000, False),
        (("contacts", 0, "phones", 0, "phone"), 1000, True),
        (("contacts", 0, "emails", 0, "email"), 1000, True),
        (("contacts", 0, "urls", 0, "url"), 1000, True),
        (("contacts", 0, "addresses", 0, "street"), 1000, False),
        (("contacts", 0, "org", "company"), 1000, False),
    ],
    "reaction": [(("reaction", "message_id"), 512, True)],
    "button": [
        (BODY, 1024, True),
        (FOOTER_TEXT, 60, True),
        ((*ACTION, "buttons", 0, "reply", "id"), 256, True),
        ((*ACTION, "buttons", 0, "reply", "title"), 20, True),
    ],
    "list": [
        (BODY, 4096, True),
        (HEADER_TEXT, 60, True),
        (FOOTER_TEXT, 60, True),
        ((*ACTION, "button"), 20, True),
        ((*ACTION, "sections", 0, "title"), 24, True),
        ((*ACTION, "sections", 0, "rows", 0, "id"), 200, True),
        ((*ACTION, "sections", 0, "rows", 0, "title"), 24, True),
        ((*ACTION, "sections", 0, "rows", 0, "description"), 72, False),
    ],
    "cta_url": [(BODY, 1024, True), ((*PARAMETERS, "display_text"), 20, True)],
    "flow": [(BODY, 1024, True), ((*PARAMETERS, "flow_token"), 1000, False)],
    "location_request_message": [(BODY, 1024, True)],
    "product": [(BODY, 1024, True), (FOOTER_TEXT, 60, True)],
    "product_list": [
        (BODY, 1024, True),
        (HEADER_TEXT, 60, True),
        ((*ACTION, "sections", 0, "title"), 24, True),
    ],
    "catalog_message": [(BODY, 1024, True)],
    "carousel": [
        (BODY, 1024, True),
        ((*CARDS, 0, "action", "parameters", "display_text"), 20, True),
    ],
    "address_message": [(BODY, 1024, True), ((*PARAMETERS, "values", "name"), 500, False)],
    "call_permission_request": [(BODY, 1024, True)],
    "voice_call": [(BODY, 1024, True), ((*PARAMETERS, "display_text"), 20, True)],
    "request_contact_info": [(BODY, 1024, True)],
    "order_details": [(BODY, 1024, True), ((*PARAMETERS, "reference_id"), 35, True)],
    "order_status": [(BODY, 1024, True), ((*PARAMETERS, "reference_id"), 35, True)],
}


def rows(count):
    return [{"id": str(n), "title": f"Row {n}"} for n in range(count)]


def skus(count):
    return [{"product_retailer_id": f"S{n}"} for n in range(count)]


def card(name="Ada"):
    return {"name": {"formatted_name": name, "first_name": name}}


# kind → (path of a list, fewest, most, what makes so many items)
LISTS = {
    "contacts": [(("contacts",), 1, 257, lambda n: [card() for _ in range(n)])],
    "button": [((*ACTION, "buttons"), 1, 3, lambda n: [reply(f"b{i}", f"B{i}") for i in range(n)])],
    "list": [
        (
            (*ACTION, "sections"),
            1,
            10,
            lambda n: [{"title": f"S{i}", "rows": [{"id": str(i), "title": "x"}]} for i in range(n)],
        ),
        ((*ACTION, "sections", 0, "rows"), 1, 9, rows),
    ],
    "product_list": [
        (
            (*ACTION, "sections"),
            1,
            10,
            lambda n: [{"title": f"S{i}", "product_items": skus(1)} for i in range(n)],
        ),
        ((*ACTION, "sections", 0, "product_items"), 1, 29, skus),
    ],
    "carousel": [((*CARDS,), 2, 10, lambda n: [media_card(i) for i in range(n)])],
}

ENVELOPE = [
    (("messaging_product",), "telegram", 100),
    (("messaging_product",), GONE, 100),
    (("recipient_type",), "everyone", 100),
    (("to",), GONE, 131008),
    (("to",), ["31612345678"], 100),
    (("type",), "poem", 100),
    (("type",), 7, 100),
    (("biz_opaque_callback_data",), "x" * 513, 131009),
    (("biz_opaque_callback_data",), 7, 100),
    (("context",), "wamid.x", 100),
    (("context",), {}, 131008),
    (("messaging_account_id",), "104220055667799", 131009),
]

# kind → (path, value that breaks one rule, code)
BREAKS = {
    "text": [(("text",), GONE, 131008), (("text",), "x", 100), (("text", "preview_url"), "maybe", 100)],
    "image": [
        (("image", "id"), GONE, 131008),
        (("image", "id"), "1", 131009),
        (("image", "id"), CLIP, 131009),
        (("image", "link"), "https://files.example/a.png", 100),
        (("image", "caption"), 7, 100),
    ],
    "video": [(("video", "id"), PICTURE, 131009)],
    "audio": [(("audio", "id"), PICTURE, 131009), (("audio", "voice"), "yes", 100)],
    "document": [(("document", "id"), "1", 131009)],
    "sticker": [(("sticker", "id"), PICTURE, 131009)],
    "link": [(("image", "link"), "ftp://files.example/a.png", 131009), (("image", "link"), 7, 100)],
    "location": [
        (("location", "latitude"), GONE, 131008),
        (("location", "longitude"), GONE, 131008),
        (("location", "latitude"), "north", 100),
        (("location", "latitude"), 90.1, 131009),
        (("location", "longitude"), -180.1, 131009),
    ],
    "contacts": [
        (("contacts",), {}, 100),
        (("contacts",), ["Ada"], 100),
        (("contacts",), GONE, 131008),
        (("contacts", 0, "name"), GONE, 131008),
        (("contacts", 0, "name"), {"formatted_name": "Ada"}, 131009),
        (("contacts", 0, "birthday"), "2 April", 131009),
        (("contacts", 0, "phones"), "+31", 100),
    ],
    "reaction": [
        (("reaction", "emoji"), "ok", 131009),
        (("reaction", "emoji"), 7, 100),
        (("context",), {"message_id": "wamid.x"}, 100),
    ],
    "button": [
        ((*I, "type"), GONE, 131008),
        ((*I, "type"), "dance", 100),
        ((*I, "action"), GONE, 131008),
        ((*I, "header", "type"), "sticker", 100),
        ((*I, "header", "image"), GONE, 131008),
        ((*I, "header", "image", "id"), "1", 131009),
        ((*ACTION, "buttons", 0, "type"), "url", 100),
        ((*ACTION, "buttons", 1), reply("yes", "Other"), 131009),
        ((*ACTION, "buttons", 1), reply("other", "Yes"), 131009),
    ],
    "list": [
        ((*I, "header"), {"type": "image", "image": {"id": PICTURE}}, 131009),
        ((*ACTION, "sections", 1, "title"), GONE, 131008),
        ((*ACTION, "sections", 0, "rows"), rows(10), 131009),
        ((*ACTION, "sections", 1, "rows", 0, "id"), "m9", 131009),
    ],
    "cta_url": [
        ((*ACTION, "name"), "open", 100),
        ((*PARAMETERS, "url"), GONE, 131008),
        ((*PARAMETERS, "url"), "pay.example", 131009),
        ((*PARAMETERS, "url"), "https://pay.example/" + "x" * 2000, 131009),
    ],
    "flow": [
        ((*PARAMETERS, "flow_message_version"), "2", 131009),
        ((*PARAMETERS, "flow_id"), GONE, 131008),
        ((*PARAMETERS, "flow_name"), "claim", 100),
        ((*PARAMETERS, "flow_id"), "1", 131009),
        ((*PARAMETERS, "flow_id"), BLOCKED_FLOW, 132068),
        ((*PARAMETERS, "mode"), "draft", 131009),
        ((*PARAMETERS, "mode"), "secret", 100),
        ((*PARAMETERS, "flow_cta"), "x" * 31, 131009),
        ((*PARAMETERS, "flow_cta"), "Start 🚲", 131009),
        ((*PARAMETERS, "flow_cta"), GONE, 131008),
        ((*PARAMETERS, "flow_action"), "data_exchange", 131009),
        ((*PARAMETERS, "flow_action_payload", "data"), {}, 131009),
        ((*PARAMETERS, "flow_action_payload", "data"), "{", 100),
        ((*PARAMETERS, "flow_action_payload", "screen"), GONE, 131008),
    ],
    "flow by name": [
        ((*PARAMETERS, "mode"), "published", 131009),
        ((*PARAMETERS, "flow_name"), "nothing", 131009),
        ((*PARAMETERS, "flow_id"), FLOW, 100),
    ],
    "location_request_message": [
        ((*ACTION, "name"), GONE, 131008),
        ((*I, "header"), {"type": "text", "text": "x"}, 131009),
        ((*I, "footer"), {"text": "x"}, 131009),
    ],
    "product": [
        ((*I, "header"), {"type": "text", "text": "x"}, 131009),
        ((*ACTION, "catalog_id"), "1", 131009),
        ((*ACTION, "product_retailer_id"), GONE, 131008),
    ],
    "product_list": [
        ((*I, "header"), GONE, 131008),
        ((*I, "header"), {"type": "image", "image": {"id": PICTURE}}, 131009),
        ((*ACTION, "sections", 0, "product_items"), skus(30), 131009),
    ],
    "catalog_message": [((*I, "header"), {"type": "text", "text": "x"}, 131009)],
    "carousel": [
        ((*I, "footer"), {"text": "x"}, 131009),
        ((*CARDS, 1, "card_index"), 5, 131009),
        ((*CARDS, 1, "card_index"), GONE, 131008),
        ((*CARDS, 1, "body"), GONE, 131009),
        ((*CARDS, 0, "body", "text"), "x" * 161, 131009),
        ((*CARDS, 0, "body", "text"), "a\nb\nc\nd", 131009),
        ((*CARDS, 1, "header"), {"type": "video", "video": {"id": CLIP}}, 131009),
        ((*CARDS, 1, "header"), GONE, 131008),
    ],
    "product carousel": [
        ((*CARDS, 1, "action", "catalog_id"), "146265584024623", 131009),
        ((*CARDS, 1, "action", "catalog_id"), "1", 131009),
        ((*CARDS, 1), media_card(1), 131009),
        ((*CARDS, 1, "type"), "poem", 100),
    ],
    "address_message": [
        ((*PARAMETERS, "country"), "NL", 131009),
        ((*PARAMETERS, "country"), GONE, 131008),
        ((*PARAMETERS, "values", "in_pin_code"), "12", 131009),
        ((*PARAMETERS, "values", "planet"), "Mars", 131009),
    ],
    "voice_call": [
        ((*PARAMETERS, "ttl_minutes"), 0, 131009),
        ((*PARAMETERS, "ttl_minutes"), 43201, 131009),
        ((*PARAMETERS, "ttl_minutes"), "long", 100),
        ((*PARAMETERS, "ttl_minutes"), "²", 100),
    ],
    "order_details": [
        ((*PARAMETERS, "currency"), "USD", 100),
        ((*PARAMETERS, "currency"), "BRL", 134011),
        ((*PARAMETERS, "type"), "services", 100),
        ((*PARAMETERS, "total_amount", "value"), 1, 131009),
        ((*PARAMETERS, "total_amount", "offset"), 1000, 131009),
        ((*PARAMETERS, "order", "subtotal", "value"), 1, 131009),
        ((*PARAMETERS, "order", "items"), [], 131009),
    ],
    "order_status": [((*PARAMETERS, "order", "status"), "lost", 100)],
}

PART = ("template", "components")
STATIC_LINK = {
    "type": "button",
    "sub_type": "url",
    "index": 2,
    "parameters": [{"type": "text", "text": "x"}],
}
# template → (path, value that breaks one rule, code)
TEMPLATE_BREAKS = {
    "plain": [
        (("template", "name"), GONE, 131008),
        (("template", "name"), "nothing", 132001),
        (("template", "name"), "in_review", 132001),
        (("template", "name"), "paused", 132015),
        (("template", "name"), "disabled", 132016),
        (("template", "language"), GONE, 131008),
        (("template", "language", "code"), "nl", 132001),
        (("template", "language", "policy"), "fallback", 100),
        (("template", "components"), "none", 100),
        (("template", "components"), [{"type": "poem"}], 100),
        (
            ("template", "components"),
            [{"type": "body", "parameters": [{"type": "text", "text": "x"}]}],
            132000,
        ),
        (
            ("template", "components"),
            [{"type": "carousel", "cards": [{"card_index": 0, "components": []}]}],
            132000,
        ),
    ],
    "named": [
        ((*PART, 0, "parameters"), [], 132012),
        ((*PART, 0, "parameters", 0), {"type": "text", "text": "x"}, 132012),
        ((*PART, 0, "parameters", 0, "image", "id"), "1", 131009),
        ((*PART, 0, "parameters", 0, "image", "id"), CLIP, 131009),
        ((*PART, 1, "parameters", 0, "parameter_name"), GONE, 132012),
        ((*PART, 1, "parameters", 0, "parameter_name"), "when", 132012),
        ((*PART, 1, "parameters", 0, "text"), GONE, 131008),
        ((*PART, 1, "parameters", 0, "text"), 7, 100),
        ((*PART, 1, "parameters", 0, "text"), "a\nb", 132012),
        ((*PART, 1, "parameters", 0, "text"), "a\tb", 132012),
        ((*PART, 1, "parameters", 0, "text"), "a\x07b", 132007),
        ((*PART, 1, "parameters", 0, "text"), "a     b", 132012),
        ((*PART, 1, "parameters", 0, "text"), "x" * 1024, 132005),
        ((*PART, 1, "parameters", 1), GONE, 132000),
        ((*PART, 2, "parameters", 0, "payload"), "x" * 257, 132008),
        ((*PART, 2, "parameters", 0), {"type": "text", "text": "x"}, 132012),
        ((*PART, 2, "sub_type"), "url", 132012),
        ((*PART, 2, "sub_type"), "phone_number", 100),
        ((*PART, 2, "index"), GONE, 131008),
        ((*PART, 2, "index"), "first", 100),
        ((*PART, 2, "index"), 9, 132000),
        ((*PART, 2, "index"), 1, 131009),
        ((*PART, 2, "index"), 3, 100),
        ((*PART, 3), GONE, 131008),
        ((*PART, 3, "index"), 2, 131008),
        ((*PART, 2), STATIC_LINK, 100),
        ((*PART, 3, "parameters", 0, "text"), "a b", 132008),
        ((*PART, 3, "parameters", 0, "text"), "x" * 2000, 132005),
    ],
    "code": [
        ((*PART, 0, "parameters", 0, "text"), "x" * 16, 132008),
        ((*PART, 1, "parameters", 0, "text"), "x" * 16, 132008),
        ((*PART, 1, "parameters", 0, "text"), "111111", 132008),
        ((*PART, 1), GONE, 131008),
        ((*PART, 0), GONE, 132000),
    ],
    "carousel": [
        ((*PART, 1, "cards", 1), GONE, 132000),
        ((*PART, 1, "cards", 1, "card_index"), 0, 132012),
        ((*PART, 1, "cards", 1, "card_index"), GONE, 131008),
        ((*PART, 1), GONE, 132000),
        ((*PART, 1, "cards", 0, "components", 0), GONE, 132012),
        ((*PART, 1, "cards", 0, "components", 0, "type"), "carousel", 100),
    ],
    "offer": [
        ((*PART, 2), GONE, 131008),
        # Seconds instead of milliseconds lie in the past.
        ((*PART, 2, "parameters", 0, "limited_time_offer", "expiration_time_ms"), 4_102_444_800, 132008),
        ((*PART, 2, "parameters", 0, "limited_time_offer", "expiration_time_ms"), GONE, 131008),
        ((*PART, 1, "parameters", 0, "text"), "x" * 600, 132005),
        ((*PART, 3, "parameters", 0, "coupon_code"), "x" * 16, 132008),
        ((*PART, 3), GONE, 131008),
    ],
    "flow": [((*PART, 0, "parameters", 0), {"type": "payload", "payload": "x"}, 132012)],
    "products": [
        ((*PART, 0, "parameters", 0, "text"), "x" * 60, 132005),
        ((*PART, 1), GONE, 131008),
        ((*PART, 1, "parameters", 0, "action", "sections"), GONE, 131008),
        ((*PART, 1, "parameters", 0, "action", "thumbnail_product_retailer_id"), GONE, 131008),
    ],
    "place": [
        ((*PART, 0, "parameters", 0, "location", "latitude"), 91, 132008),
        ((*PART, 0, "parameters", 0, "location", "name"), GONE, 131008),
        ((*PART, 0, "parameters", 0), {"type": "text", "text": "x"}, 132012),
        ((*PART, 1, "parameters", 0), {"type": "text", "text": "x"}, 132012),
    ],
    "money and date": [
        ((*PART, 0, "parameters", 1, "currency", "code"), "euro", 132008),
        ((*PART, 0, "parameters", 1, "currency", "amount_1000"), GONE, 131008),
        ((*PART, 0, "parameters", 1, "currency", "fallback_value"), GONE, 131008),
        ((*PART, 0, "parameters", 2, "date_time"), GONE, 131008),
        ((*PART, 0, "parameters", 2), GONE, 132000),
        ((*PART, 0, "parameters", 0, "parameter_name"), "who", 132012),
    ],
}
