"""Tickets that let a browser connect to live updates: minted by the API, checked here, valid for a minute."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from waypost.kit.crypto import derive_key

LIFETIME = timedelta(seconds=60)
"""For connecting only: a connection that is open stays open."""

_MAC_LENGTH = hashlib.sha256().digest_size
_MOST_CHARACTERS = 512


class Ticket(msgspec.Struct, frozen=True, array_like=True):
    tenant_id: UUID
    user_id: str
    expires_at: int


def mint(secret_key: str, tenant_id: UUID, user_id: object, now: datetime) -> str:
    """Safe to put in a URL. Anyone who holds it sees this tenant's events, so it lives shortly."""
    ticket = Ticket(tenant_id, str(user_id), int((now + LIFETIME).timestamp()))
    content = msgspec.json.encode(ticket)
    return base64.urlsafe_b64encode(_mac(secret_key, content) + content).rstrip(b"=").decode()


def check(secret_key: str, text: str, now: datetime) -> Ticket | None:
    """None when it was not minted here, was changed, or has expired."""
    if not 0 < len(text) <= _MOST_CHARACTERS:
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    mac, content = raw[:_MAC_LENGTH], raw[_MAC_LENGTH:]
    if not hmac.compare_digest(mac, _mac(secret_key, content)):
        return None
    ticket = msgspec.json.decode(content, type=Ticket)
    return ticket if now.timestamp() < ticket.expires_at else None


def _mac(secret_key: str, content: bytes) -> bytes:
    return hmac.digest(derive_key(secret_key, "live-ticket"), content, "sha256")
