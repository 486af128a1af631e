"""Small pieces of which the shapes of webhooks are made, as JSON Schema (draft 2020-12)."""


def record(needed, **optional):
    """An object with these keys and no others."""
    return {
        "type": "object",
        "properties": {**needed, **optional},
        "required": list(needed),
        "additionalProperties": False,
    }


def rows(of, least=1):
    return {"type": "array", "items": of, "minItems": least}


def choice(*values):
    return {"enum": list(values)}


def text(pattern):
    return {"type": "string", "pattern": pattern}


def either(*names):
    """At least one of these keys is there."""
    return {"anyOf": [{"required": [name]} for name in names]}


def by(key, table):
    """An object that has the shape which the table gives for its `key`."""
    rules = [
        {"if": {"properties": {key: {"const": name}}, "required": [key]}, "then": shape}
        for name, shape in table.items()
    ]
    return {
        "type": "object",
        "required": [key],
        "properties": {key: choice(*table)},
        "allOf": rules,
    }


WORDS = {"type": "string", "minLength": 1}
ANY_WORDS = {"type": "string"}
YES_OR_NO = {"type": "boolean"}
TRUE = {"const": True}
WHOLE = {"type": "integer"}
COUNT = {"type": "integer", "minimum": 0}
NUMBER = {"type": "number"}
# Seconds since 1970: text in what numbers are told, whole numbers in what accounts are told.
STAMP = text(r"^[0-9]{10}$")
MOMENT = {"type": "integer", "minimum": 1_000_000_000, "maximum": 9_999_999_999}
DIGITS = text(r"^[0-9]{7,15}$")
ID = text(r"^[0-9]{8,17}$")
# Templates are named by whole numbers in webhooks.
TEMPLATE_ID = {"type": "integer", "minimum": 10**9}
WAMID = text(r"^wamid\.[A-Za-z0-9+/_-]+=*$")
WACID = text(r"^wacid\.[A-Za-z0-9+/_-]+=*$")
USER_ID = text(r"^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$")
GROUP_ID = text(r"^[A-Za-z0-9_-]+ZD$")
SHA256 = text(r"^[A-Za-z0-9+/]{43}=$")
HASH = text(r"^[A-Za-z0-9+/]+=*$")
URL = text(r"^https?://")
CURRENCY = text(r"^[A-Z]{3}$")
COUNTRY = text(r"^[A-Z]{2}$")
USERNAME = text(r"^[a-z0-9._]{3,35}$")
LANGUAGE = text(r"^[a-z]{2,3}([_-][A-Z]{2,3})?$")
TIER = choice("TIER_50", "TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_NOT_SET", "TIER_UNLIMITED")
CATEGORY = choice("AUTHENTICATION", "MARKETING", "UTILITY")

ERROR = record(
    {"code": WHOLE, "title": WORDS, "message": WORDS, "error_data": record({"details": WORDS})}, href=URL
)
METADATA = record({"display_phone_number": DIGITS, "phone_number_id": ID})


def contact(**profile):
    return record(
        {"profile": record({"name": WORDS}, **profile), "user_id": USER_ID},
        wa_id=DIGITS,
        parent_user_id=USER_ID,
        identity_key_hash=HASH,
    )


CONTACT = contact(username=text(r"^@[a-z0-9._]{3,35}$"))
# A `sent` does not name the username.
CONTACT_OF_SENT = contact()


def of_number(**more):
    """The value of a number's webhook."""
    needed = {"messaging_product": {"const": "whatsapp"}, "metadata": METADATA, **more}
    return record(needed)


def with_contacts(**more):
    return of_number(contacts=rows(CONTACT), **more)
