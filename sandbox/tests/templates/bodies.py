"""Bodies of templates that are all right; tests break one thing in them."""

from copy import deepcopy

HANDLE = "4::aW1hZ2UvcG5n:ARsample"


def utility(**other):
    body = {
        "name": "parcel_news",
        "language": "en_US",
        "category": "UTILITY",
        "components": [
            {"type": "HEADER", "format": "TEXT", "text": "Order {{1}}", "example": {"header_text": ["88"]}},
            {
                "type": "BODY",
                "text": "Hi {{1}}, your parcel arrives at {{2}} today.",
                "example": {"body_text": [["Ada", "15:30"]]},
            },
            {"type": "FOOTER", "text": "Mol Bikes"},
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "QUICK_REPLY", "text": "Reschedule"},
                    {
                        "type": "URL",
                        "text": "Track",
                        "url": "https://p.example/t/{{1}}",
                        "example": ["https://p.example/t/88"],
                    },
                    {"type": "PHONE_NUMBER", "text": "Call us", "phone_number": "+31201234567"},
                ],
            },
        ],
    }
    return deepcopy(body) | other


def plain(name="short_note", words="Your bike is ready, come and get it.", **other):
    components = [{"type": "BODY", "text": words}]
    return {"name": name, "language": "en_US", "category": "UTILITY", "components": components} | other


def named(**other):
    body = {
        "name": "parcel_named",
        "language": "en_US",
        "category": "UTILITY",
        "parameter_format": "NAMED",
        "components": [
            {
                "type": "BODY",
                "text": "Hi {{first_name}}, your bike stands at {{place_1}} until this evening.",
                "example": {
                    "body_text_named_params": [
                        {"param_name": "first_name", "example": "Ada"},
                        {"param_name": "place_1", "example": "the shop"},
                    ]
                },
            }
        ],
    }
    return deepcopy(body) | other


def authentication(button=None, **other):
    body = {
        "name": "bike_login",
        "language": "en_US",
        "category": "AUTHENTICATION",
        "components": [
            {"type": "BODY", "add_security_recommendation": True},
            {"type": "FOOTER", "code_expiration_minutes": 5},
            {"type": "BUTTONS", "buttons": [button or {"type": "OTP", "otp_type": "COPY_CODE"}]},
        ],
    }
    return deepcopy(body) | other


def one_tap(**other):
    apps = [{"package_name": "example.mol.app", "signature_hash": "K8a/AINcGX7"}]
    return {"type": "OTP", "otp_type": "ONE_TAP", "text": "Copy code", "supported_apps": apps} | other


def offer(**other):
    body = {
        "name": "bell_offer",
        "language": "en_US",
        "category": "MARKETING",
        "components": [
            {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [HANDLE]}},
            {
                "type": "limited_time_offer",
                "limited_time_offer": {"text": "Only today", "has_expiration": True},
            },
            {
                "type": "BODY",
                "text": "Good news, {{1}}: a bell comes with each bike.",
                "example": {"body_text": [["Ada"]]},
            },
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "COPY_CODE", "example": "BELL25"},
                    {
                        "type": "URL",
                        "text": "Shop",
                        "url": "https://p.example/?c={{1}}",
                        "example": ["BELL25"],
                    },
                ],
            },
        ],
    }
    return deepcopy(body) | other


def carousel(cards=3, **other):
    card = {
        "components": [
            {"type": "header", "format": "image", "example": {"header_handle": [HANDLE]}},
            {"type": "body", "text": "A bike for every day of the week."},
            {
                "type": "buttons",
                "buttons": [
                    {"type": "quick_reply", "text": "More"},
                    {"type": "url", "text": "Order", "url": "https://p.example/{{1}}", "example": ["city"]},
                ],
            },
        ]
    }
    body = {
        "name": "three_bikes",
        "language": "en_US",
        "category": "MARKETING",
        "components": [
            {"type": "BODY", "text": "Some bikes that you may like."},
            {"type": "carousel", "cards": [deepcopy(card) for _ in range(cards)]},
        ],
    }
    return body | other


def part(body, kind):
    return next(found for found in body["components"] if found["type"].upper() == kind)


def with_buttons(*buttons, category="MARKETING", **other):
    components = [
        {"type": "BODY", "text": "Have a look at what you can do."},
        {"type": "BUTTONS", "buttons": list(buttons)},
    ]
    return {
        "name": "many_buttons",
        "language": "en_US",
        "category": category,
        "components": components,
    } | other
