"""JSON as Meta writes it, and the signature over exactly those bytes."""

import hashlib
import hmac
import re
from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode
_NON_ASCII = re.compile(r"[^\x00-\x7f]")


def meta_json(value: Any) -> bytes:
    r"""Non-ASCII as \uXXXX with lower-case hex (pairs beyond the first plane) and / as \/."""
    raw = _encode(value)
    if not raw.isascii():
        raw = _NON_ASCII.sub(_escape, raw.decode()).encode()
    return raw.replace(b"/", b"\\/")


def signature(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def sha1_signature(secret: str, body: bytes) -> str:
    """The older one, for receivers of old."""
    return "sha1=" + hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()


def _escape(match: re.Match[str]) -> str:
    point = ord(match.group())
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000
    return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"
