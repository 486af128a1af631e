"""Makes the ids that Meta makes: opaque, unique, and never the same after a restart."""

import base64
import os
import time
from itertools import count

# Sixteen digits that go on from the time of the start.
_NUMBERS = count(int(time.time() * 1_000_000))


def new_wamid(peer: str, *, outgoing: bool) -> str:
    """A message id like Meta's: base64 of the peer's number and a random key."""
    number = peer.encode()
    direction = b"\x11" if outgoing else b"\x12"
    key = os.urandom(10).hex().upper().encode()
    raw = (
        b"\x1c\x18"
        + bytes([len(number)])
        + number
        + b"\x15\x02\x00"
        + direction
        + b"\x18\x14"
        + key
        + b"\x00"
    )
    return "wamid." + base64.b64encode(raw).decode()


def new_node_id() -> str:
    """A decimal id of 16 digits, as media and templates have."""
    return str(next(_NUMBERS))


def new_trace_id() -> str:
    return "A" + base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")


def user_id_for(wa_id: str) -> str:
    """The portfolio's id of a person known by number only; computed, so that a restart gives the same."""
    country = _COUNTRIES.get(wa_id[:2], "ZZ")
    return f"{country}.{int(wa_id) * 7919 % 10**20:020d}"


_COUNTRIES = {"62": "ID", "55": "BR", "31": "NL", "20": "EG", "27": "ZA", "91": "IN", "44": "GB", "49": "DE"}
