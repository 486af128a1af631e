"""Links to files that hold for an hour or two: what they name is signed, and nothing in them can be changed."""

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from waypost.kit import env
from waypost.kit.crypto import derive_key
from waypost.media.rules import links_expire

Part = Literal["file", "thumbnail"]
_PARTS: tuple[Part, ...] = ("file", "thumbnail")
_FORM = struct.Struct(">16s16sIB")
_PROOF = 16
PATH = "/api/v1/files/"


@dataclass(frozen=True, slots=True)
class Named:
    tenant_id: UUID
    media_id: UUID
    part: Part


def link(tenant_id: UUID, media_id: UUID, part: Part, now: datetime) -> str:
    """The same for the whole hour, so that a browser need not load a picture twice."""
    until = int(links_expire(now).timestamp())
    named = _FORM.pack(tenant_id.bytes, media_id.bytes, until, _PARTS.index(part))
    return PATH + base64.urlsafe_b64encode(named + _proof(named)).decode().rstrip("=")


def opened(token: str, now: datetime) -> Named | None:
    """What a link names; None when it was changed, made by somebody else, or is over."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    named, proof = raw[: _FORM.size], raw[_FORM.size :]
    if len(raw) != _FORM.size + _PROOF or not hmac.compare_digest(proof, _proof(named)):
        return None
    tenant_id, media_id, until, part = _FORM.unpack(named)
    if datetime.fromtimestamp(until, UTC) <= now:
        return None
    return Named(UUID(bytes=tenant_id), UUID(bytes=media_id), _PARTS[part])


def _proof(named: bytes) -> bytes:
    key = derive_key(env.core().secret_key, "links to media")
    return hmac.digest(key, named, "sha256")[:_PROOF]
