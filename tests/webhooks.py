"""Webhook bodies as Meta sends them, for one number and one customer at a time."""

import json
import time
from typing import Any
from uuid import uuid4

Item = tuple[str, dict[str, Any], dict[str, Any] | None]


def fresh_wamid() -> str:
    return f"wamid.{uuid4().hex}"


def text_from(
    wa_id: str | None,
    text: str = "Is it open?",
    *,
    wamid: str | None = None,
    at: float | None = None,
    name: str = "Budi",
    user_id: str | None = None,
    reply_to: str | None = None,
) -> Item:
    message = {
        "from": wa_id,
        "from_user_id": user_id,
        "id": wamid or fresh_wamid(),
        "timestamp": str(int(at or time.time())),
        "type": "text",
        "text": {"body": text},
        "context": {"from": "62215550100", "id": reply_to} if reply_to else None,
    }
    return "messages", _without_none(message), _contact(wa_id, user_id, name)


def status_of(
    wamid: str,
    status: str,
    *,
    callback: str | None = None,
    wa_id: str = "628110000001",
    error: dict[str, Any] | None = None,
) -> Item:
    written = {
        "id": wamid,
        "status": status,
        "timestamp": str(int(time.time())),
        "recipient_id": wa_id,
        "biz_opaque_callback_data": callback,
        "errors": [error] if error else None,
    }
    return "statuses", _without_none(written), None


def webhook(phone_number_id: str, *items: Item) -> bytes:
    """One change per item, as a batched webhook has."""
    changes = [
        {
            "field": "messages",
            "value": _without_none(
                {
                    "messaging_product": "whatsapp",
                    "metadata": {
                        "display_phone_number": "62215550100",
                        "phone_number_id": phone_number_id,
                    },
                    "contacts": [contact] if contact else None,
                    group: [item],
                }
            ),
        }
        for group, item, contact in items
    ]
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "1042", "changes": changes}]}
    ).encode()


def _contact(wa_id: str | None, user_id: str | None, name: str) -> dict[str, Any]:
    return _without_none({"wa_id": wa_id, "user_id": user_id, "profile": {"name": name}})


def _without_none(value: dict[str, Any]) -> dict[str, Any]:
    return {key: one for key, one in value.items() if one is not None}
