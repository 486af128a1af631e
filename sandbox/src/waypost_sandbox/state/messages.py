"""One message in either direction."""

from typing import Any

from msgspec import Struct, field

Json = dict[str, Any]


class Message(Struct, gc=False):
    """`outgoing` is seen from the business."""

    seq: int
    id: str
    outgoing: bool
    phone_number_id: str
    person: str
    type: str
    content: Any
    text: str
    at: float
    to: str = ""
    to_user_id: bool = False
    context_id: str | None = None
    callback_data: str | None = None
    # Of templates: MARKETING, UTILITY, AUTHENTICATION; and which template it was.
    category: str | None = None
    template_id: str | None = None
    # Sent through /marketing_messages.
    marketing_api: bool = False
    ttl_seconds: float | None = None
    # The hash of the recipient's identity that the business believes in.
    identity_key_hash: str | None = None
    # Written by hand in the WhatsApp Business app.
    echo: bool = False
    status: str = "accepted"
    times: dict[str, float] = field(default_factory=dict)
    received: int = 0
    priced: bool = False
    pricing: Json | None = None
    conversation: Json | None = None
    failure: Json | None = None
    reactions: dict[str, str] = field(default_factory=dict)
    # What the phone draws: header, body, footer, buttons, cards and so on.
    shown: Json | None = None
