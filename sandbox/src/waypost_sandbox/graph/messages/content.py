"""What a message may contain, kind by kind, and what the phone draws of it.

`Message.shown` is a JSON object that the phone draws. Plain media, locations, contacts and reactions have
none: they are drawn from `Message.content`. Texts have one only when a link is previewed. Every key but
`kind` and `body` may be missing.

    kind      "text", "template", or the type of the interactive message ("button", "list", "carousel" …)
    header    {"type": "text", "text"}
              {"type": "image" | "video" | "document" | "gif", "id" | "link", "filename"?}; `id` is a file of
                  /_sandbox/media/{id}, a link has been fetched and has its `id` too once the message arrives
              {"type": "location", "latitude", "longitude", "name", "address"}
              {"type": "product", "catalog_id", "product"}
    body      words; may be empty
    footer    words
    preview   the address that a text previews
    offer     {"text", "expires_at"?, "code"?}: a limited-time offer; seconds since 1970
    cards     [{"header", "body", "buttons"}]: a carousel, drawn side by side
    buttons   [{"kind", "title", …}], by kind:
        quick_reply      "id" (of a template: the payload)
        list             "sections": [{"title", "rows": [{"id", "title", "description"}]}]
        url              "url", "tap_title"?
        phone_number     "phone_number"
        copy_code        "code", "otp"?: "COPY_CODE" | "ONE_TAP" | "ZERO_TAP"
        flow             "flow": {"id" | "name", "token", "mode", "action", "screen"?, "data"?}; `id` is there
                         whenever the flow is known; "disabled": true once the form may not be opened again
        catalog          "product"?: whose picture is shown
        product          "catalog_id", "product"
        products         "catalog_id"?, "product"?, "sections": [{"title", "products": [id …]}]
        location         the customer sends where they are
        address          "country", "values", "saved_addresses", "validation_errors"
        contact_request  the customer shares their number
        call_permission  the customer allows calls or not
        voice_call       "minutes": how long the button works, "payload"?
        pay              "reference_id", "currency", "total": words, "items": [{"name", "quantity", "amount"}]
        order            "reference_id", "status", "description"
"""

import re
from collections.abc import Callable
from typing import Any

from waypost_sandbox import media as files
from waypost_sandbox.graph import checks
from waypost_sandbox.graph.messages.contact_cards import check_contacts
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.graph.messages.interactive import check_interactive
from waypost_sandbox.graph.messages.media import media_check
from waypost_sandbox.state import Json

LONGEST_TEXT = 4096
_ADDRESS = re.compile(r"https?://\S+")


def check_text(draft: Draft, content: Json) -> str:
    words = checks.text(content, "body", "text", LONGEST_TEXT)
    if checks.yes_or_no(content, "preview_url", "text") and (found := _ADDRESS.search(words)):
        draft.shown = {"kind": "text", "body": words, "preview": found.group()}
    return words


def check_location(draft: Draft, content: Json) -> str:
    checks.coordinates(content, "location")
    checks.text(content, "address", "location", 1000, required=False)
    return checks.text(content, "name", "location", 1000, required=False) or "Location"


def check_reaction(draft: Draft, content: Json) -> str:
    """Whether the target can be reacted to shows later, in the message's status."""
    checks.text(content, "message_id", "reaction", 512)
    emoji = checks.text(content, "emoji", "reaction", 16, required=False)
    if emoji.isascii() and emoji:
        raise checks.Beyond("reaction['emoji'] must be one emoji, or empty to take the reaction back.")
    return emoji


# Each gives the words of the message, for lists and quotes.
CHECKS: dict[str, Callable[[Draft, Any], str]] = {
    "text": check_text,
    "location": check_location,
    "contacts": check_contacts,
    "reaction": check_reaction,
    "interactive": check_interactive,
    **{kind: media_check(kind) for kind in files.KINDS},
}
