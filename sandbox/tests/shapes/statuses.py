"""What became of a message: the items of `statuses` in a value."""

from sandbox.tests.shapes.parts import (
    DIGITS,
    ERROR,
    GROUP_ID,
    HASH,
    STAMP,
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

STATUSES = ("sent", "delivered", "read", "played", "failed")
CATEGORIES = (
    "authentication",
    "authentication-international",
    "marketing",
    "marketing_lite",
    "utility",
    "service",
    "referral_conversion",
    "group_marketing",
    "group_utility",
    "group_service",
    "general_purpose_ai",
)
TYPES = ("regular", "free_customer_service", "free_entry_point")
PRICING = {
    "allOf": [
        record(
            {
                "billable": YES_OR_NO,
                "pricing_model": {"const": "PMP"},
                "type": choice(*TYPES),
                "category": choice(*CATEGORIES),
            }
        ),
        {
            "if": {"properties": {"type": {"const": "free_entry_point"}}},
            "then": {
                "properties": {"billable": {"const": False}, "category": {"const": "referral_conversion"}}
            },
            "else": {"properties": {"category": {"not": {"const": "referral_conversion"}}}},
        },
        {
            "if": {"properties": {"type": {"const": "regular"}}},
            "then": {"properties": {"billable": {"const": True}}},
            "else": {"properties": {"billable": {"const": False}}},
        },
    ]
}
_ORIGIN = record({"type": choice(*CATEGORIES)})
CONVERSATION = record({"id": WORDS, "origin": _ORIGIN})
CONVERSATION_OF_SENT = record({"id": WORDS, "origin": _ORIGIN, "expiration_timestamp": STAMP})

_HEAD = {"id": WAMID, "status": choice(*STATUSES), "timestamp": STAMP}
_WHOM = {
    "recipient_user_id": USER_ID,
    "parent_recipient_user_id": USER_ID,
    "recipient_identity_key_hash": HASH,
    "biz_opaque_callback_data": text(r"^.{0,512}$"),
}
_ONE = {"recipient_id": DIGITS, **_WHOM}
_GROUP = {
    **_WHOM,
    "recipient_id": GROUP_ID,
    "recipient_type": {"const": "group"},
    "recipient_participant_id": DIGITS,
    "recipient_participant_user_id": USER_ID,
}


def _shapes(whom):
    """With `sent` always a price, with delivered or read sometimes, never with the others."""
    later = record(_HEAD, **whom, pricing=PRICING, conversation=CONVERSATION)
    return {
        "sent": record({**_HEAD, "pricing": PRICING}, **whom, conversation=CONVERSATION_OF_SENT),
        "delivered": later,
        "read": later,
        "played": record(_HEAD, **whom),
        "failed": record({**_HEAD, "errors": rows(ERROR)}, **whom),
    }


# A conversation comes with its price; in webhooks from v24 on only inside a free entry point.
_WITH_PRICE = {"dependentRequired": {"conversation": ["pricing"]}}
_FREE_ONLY = {
    "if": {"required": ["conversation"]},
    "then": {"properties": {"pricing": {"properties": {"type": {"const": "free_entry_point"}}}}},
}
_KEPT = {"if": {"required": ["pricing"]}, "then": {"required": ["conversation"]}}


def status(*, older):
    """`older` are webhooks up to v23."""
    whole = {
        "if": {"required": ["recipient_type"]},
        "then": by("status", _shapes(_GROUP)),
        "else": by("status", _shapes(_ONE)),
    }
    return {
        "allOf": [
            whole,
            either("recipient_id", "recipient_user_id"),
            _WITH_PRICE,
            _KEPT if older else _FREE_ONLY,
        ]
    }


def kinds(item):
    yield f"status {item['status']}"
    if "conversation" in item:
        free = item["pricing"]["type"] == "free_entry_point"
        yield "conversation of a free entry point" if free else "conversation of an older webhook"
    if "pricing" in item:
        yield f"price {item['pricing']['type']} {item['pricing']['category']}"
    if "recipient_type" in item:
        yield "status to a group"


_REGULAR = (
    "authentication",
    "authentication-international",
    "marketing",
    "marketing_lite",
    "utility",
    "service",
    "group_marketing",
    "group_utility",
    "group_service",
    "general_purpose_ai",
)
ALL_KINDS = {
    *(f"status {name}" for name in STATUSES),
    "conversation of a free entry point",
    "conversation of an older webhook",
    "status to a group",
    *(f"price regular {category}" for category in _REGULAR),
    "price free_customer_service service",
    "price free_customer_service utility",
    "price free_entry_point referral_conversion",
}
