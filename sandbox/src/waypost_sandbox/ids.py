"""Makes the ids that Meta makes: opaque and unique, and the same again with the same seed."""

import base64
import hashlib
from collections.abc import Callable

from waypost_sandbox.state import State


class Ids:
    """Ids follow from the seed and a serial number that the state keeps, so a kept world never repeats one."""

    def __init__(self, seed: int, state: Callable[[], State]) -> None:
        self._key = str(seed).encode()
        self._state = state

    def octets(self, size: int) -> bytes:
        serial = self._state().next_serial().to_bytes(8, "big")
        return hashlib.shake_256(self._key + serial).digest(size)

    def wamid(self, peer: str, *, outgoing: bool) -> str:
        """A message id like Meta's: base64 of the peer's number and a random key."""
        number = peer.encode()
        direction = b"\x11" if outgoing else b"\x12"
        key = self.octets(10).hex().upper().encode()
        raw = b"\x1c\x18%c%b\x15\x02\x00%b\x18\x14%b\x00" % (len(number), number, direction, key)
        return "wamid." + base64.b64encode(raw).decode()

    def node(self) -> str:
        """A decimal id of 16 digits, as media and templates have."""
        return str(10**15 + int.from_bytes(self.octets(8), "big") % (9 * 10**15))

    def trace(self) -> str:
        return "A" + self.text(16)

    def text(self, size: int) -> str:
        """Opaque text of `size` random octets, safe in addresses."""
        return base64.urlsafe_b64encode(self.octets(size)).decode().rstrip("=")


def user_id_for(wa_id: str) -> str:
    """The portfolio's id of a person known by number only; computed, so that a restart gives the same."""
    country = _COUNTRIES.get(wa_id[:2], "ZZ")
    return f"{country}.{int(wa_id) * 7919 % 10**20:020d}"


_COUNTRIES = {"62": "ID", "55": "BR", "31": "NL", "20": "EG", "27": "ZA", "91": "IN", "44": "GB", "49": "DE"}
