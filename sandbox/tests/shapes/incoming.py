"""What customers write: the items of `messages` in a value, by type."""

from sandbox.tests.shapes.parts import (
    ANY_WORDS,
    COUNT,
    COUNTRY,
    CURRENCY,
    DIGITS,
    ERROR,
    GROUP_ID,
    HASH,
    ID,
    MOMENT,
    NUMBER,
    SHA256,
    STAMP,
    TRUE,
    URL,
    USER_ID,
    WAMID,
    WORDS,
    YES_OR_NO,
    by,
    choice,
    either,
    record,
    rows,
    text,
)


def media(mime_type, needed=None, **optional):
    file = {"mime_type": text(mime_type), "sha256": SHA256, "id": ID, "url": URL}
    return record({**file, **(needed or {})}, **optional)


def part_of_card(**fields):
    return record({}, type=WORDS, **fields)


CARD = record(
    {},
    name=record(
        {"formatted_name": WORDS},
        first_name=WORDS,
        last_name=WORDS,
        middle_name=WORDS,
        suffix=WORDS,
        prefix=WORDS,
    ),
    phones=rows(part_of_card(phone=WORDS, wa_id=DIGITS)),
    emails=rows(part_of_card(email=WORDS)),
    urls=rows(part_of_card(url=WORDS)),
    addresses=rows(
        part_of_card(street=WORDS, city=WORDS, state=WORDS, zip=WORDS, country=WORDS, country_code=COUNTRY)
    ),
    org=part_of_card(company=WORDS, department=WORDS, title=WORDS),
    birthday=text(r"^\d{4}-\d{2}-\d{2}$"),
    vcard=text(r"^BEGIN:VCARD"),
)

REPLY = {
    "button_reply": record({"id": WORDS, "title": WORDS}),
    "list_reply": record({"id": WORDS, "title": WORDS}, description=WORDS),
    "nfm_reply": record(
        {"name": choice("flow", "address_message"), "body": WORDS, "response_json": text(r"^\{.*\}$")}
    ),
    "call_permission_reply": record(
        {"response": choice("accept", "reject")},
        expiration_timestamp=MOMENT,
        is_permanent=YES_OR_NO,
        response_source=choice("user_action", "automatic"),
    ),
}
INTERACTIVE = by("type", {kind: record({"type": WORDS, kind: shape}) for kind, shape in REPLY.items()})

_IDS = {"user_id": USER_ID, "previous_user_id": USER_ID}
_PARENTS = {"parent_user_id": USER_ID, "previous_parent_user_id": USER_ID}
SYSTEM = {
    "user_changed_number": record({"body": WORDS, "type": WORDS, "wa_id": DIGITS, **_IDS}, **_PARENTS),
    "user_changed_user_id": record({"body": WORDS, "type": WORDS, **_IDS}, **_PARENTS),
    "customer_identity_changed": record({"body": WORDS, "type": WORDS}, identity=HASH, customer=DIGITS),
}

PRODUCTS = rows(
    record({"product_retailer_id": WORDS, "quantity": COUNT, "item_price": NUMBER, "currency": CURRENCY})
)
CONTENT = {
    "text": record({"body": WORDS}),
    "image": media(r"^image/", caption=WORDS),
    "video": media(r"^video/", caption=WORDS),
    "audio": media(r"^audio/", {"voice": YES_OR_NO}),
    "document": media(r"^[a-z]+/", {"filename": WORDS}, caption=WORDS),
    "sticker": media(r"^image/webp$", {"animated": YES_OR_NO}),
    "location": record({"latitude": NUMBER, "longitude": NUMBER}, name=WORDS, address=WORDS, url=URL),
    "contacts": rows(CARD),
    # Without an emoji the reaction is taken back.
    "reaction": record({"message_id": WAMID}, emoji=ANY_WORDS),
    "button": record({"payload": WORDS, "text": WORDS}),
    "interactive": INTERACTIVE,
    "order": record({"catalog_id": WORDS, "product_items": PRODUCTS}, text=ANY_WORDS),
    "system": by("type", SYSTEM),
    "unsupported": record({"type": WORDS}),
    "revoke": record({"original_message_id": WAMID}),
}
_EDITED = {
    kind: record({"type": WORDS, kind: CONTENT[kind]}, context=record({"id": {"const": "M0"}}))
    for kind in ("text", "image", "video", "document")
}
CONTENT["edit"] = record({"original_message_id": WAMID, "message": by("type", _EDITED)})

CONTEXT = {
    "reply": record({"from": DIGITS, "id": WAMID}),
    "referred_product": record(
        {
            "from": DIGITS,
            "id": WAMID,
            "referred_product": record({"catalog_id": WORDS, "product_retailer_id": WORDS}),
        }
    ),
    "forwarded": record({"forwarded": TRUE}),
    "frequently_forwarded": record({"frequently_forwarded": TRUE}),
}
_AD = {
    "source_url": URL,
    "source_id": WORDS,
    "source_type": choice("ad", "post"),
    "body": WORDS,
    "headline": WORDS,
}
_MORE_OF_AD = {"thumbnail_url": URL, "ctwa_clid": WORDS, "welcome_message": record({"text": WORDS})}
REFERRAL = {
    kind: record({**_AD, "media_type": WORDS, f"{kind}_url": URL}, **_MORE_OF_AD)
    for kind in ("image", "video")
}

_HEAD = {"id": WAMID, "timestamp": STAMP, "type": WORDS}
_WHO = {"from": DIGITS, "from_user_id": USER_ID, "from_parent_user_id": USER_ID}
_BESIDE = {
    "group_id": GROUP_ID,
    "context": {"oneOf": list(CONTEXT.values())},
    "referral": by("media_type", REFERRAL),
}
# What belongs beside the content of a type: always, and sometimes.
_ALWAYS = {"unsupported": {"errors": rows(ERROR)}}
_SOMETIMES = {
    "contacts": {"origin": choice("contact_request", "other")},
    "system": {"identity": record({"acknowledged": YES_OR_NO, "created_timestamp": STAMP, "hash": HASH})},
}


def message(kind):
    """Whoever writes is named by the user id; in a system message by number, or without one by user id."""
    named = {} if kind == "system" else {"from_user_id": USER_ID}
    needed = {**_HEAD, **named, kind: CONTENT[kind], **_ALWAYS.get(kind, {})}
    optional = {**_WHO, **_SOMETIMES.get(kind, {})}
    if kind != "system":
        optional |= _BESIDE
    return record(needed, **{name: shape for name, shape in optional.items() if name not in needed})


MESSAGE = {"allOf": [by("type", {kind: message(kind) for kind in CONTENT}), either("from", "from_user_id")]}
# A change of the number stands without contacts.
CHANGE_OF_NUMBER = {
    "properties": {
        "system": {
            "properties": {"type": choice("user_changed_number", "user_changed_user_id")},
            "required": ["type"],
        }
    },
    "required": ["system"],
}


def kinds(item):
    kind = item["type"]
    yield kind
    if kind in ("interactive", "system"):
        yield f"{kind} {item[kind]['type']}"
    context = item.get("context", {})
    for name in CONTEXT:
        if name in context:
            yield f"context {name}"
    if "id" in context and "referred_product" not in context:
        yield "context reply"
    if "referral" in item:
        yield f"referral {item['referral']['media_type']}"


ALL_KINDS = {
    *CONTENT,
    *(f"interactive {kind}" for kind in REPLY),
    *(f"system {kind}" for kind in SYSTEM),
    *(f"context {kind}" for kind in CONTEXT),
    *(f"referral {kind}" for kind in REFERRAL),
}
