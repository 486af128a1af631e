"""Webhooks like Meta's, of about 900 bytes, signed."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator

WABA_ID, PHONE_NUMBER_ID = "104220055", "118833445566"


def message_webhook(number: int, *, phone_number_id: str = PHONE_NUMBER_ID, length: int = 900) -> bytes:
    """One customer's text message; `number` makes the customer and the message id."""
    return _envelope(
        {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "31201234567", "phone_number_id": phone_number_id},
            "contacts": [
                {
                    "profile": {"name": f"Customer {number}"},
                    "wa_id": f"316{number % 10**8:08}",
                    "user_id": f"NL.{number:020}",
                }
            ],
            "messages": [
                {
                    "from": f"316{number % 10**8:08}",
                    "from_user_id": f"NL.{number:020}",
                    "id": f"wamid.{number:056}",
                    "timestamp": str(int(time.time())),
                    "text": {"body": "Is it in stock? "},
                    "type": "text",
                }
            ],
        },
        "Is it in stock? ",
        length,
    )


def status_webhook(
    number: int,
    status: str = "delivered",
    *,
    wamid: str | None = None,
    callback: str | None = None,
    phone_number_id: str = PHONE_NUMBER_ID,
    length: int = 900,
) -> bytes:
    """One status of a message that we sent; `callback` is our own mark, which Meta gives back."""
    marked = {} if callback is None else {"biz_opaque_callback_data": callback}
    return _envelope(
        {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "31201234567", "phone_number_id": phone_number_id},
            "statuses": [
                {
                    "id": wamid or f"wamid.{number:056}",
                    "status": status,
                    "timestamp": str(int(time.time())),
                    "recipient_id": f"316{number % 10**8:08}",
                    "conversation": {"id": f"{number:032x} padding ", "origin": {"type": "service"}},
                    "pricing": {"billable": False, "pricing_model": "PMP", "category": "service"},
                    **marked,
                }
            ],
        },
        "padding ",
        length,
    )


def signature(body: bytes, secret: str) -> str:
    """The value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def mixed(count: int, *, first: int = 1) -> Iterator[bytes]:
    """What Meta sends at its peak: ten statuses for each message."""
    for number in range(first, first + count):
        yield message_webhook(number) if number % 11 == 0 else status_webhook(number)


def _envelope(value: dict[str, object], stretch: str, length: int) -> bytes:
    """`stretch` is repeated until the body has about `length` bytes."""
    body = _json({"object": "whatsapp_business_account", "entry": [
        {"id": WABA_ID, "changes": [{"value": value, "field": "messages"}]}]})  # fmt: skip
    missing = max(0, length - len(body))
    longer = (stretch * (1 + missing // len(stretch) + 1))[: len(stretch) + missing]
    return body.replace(stretch.encode(), longer.encode(), 1)


def _json(value: object) -> bytes:
    """As Meta writes it: compact, non-ASCII escaped, and `/` as `\\/`."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode()
