"""Envelope encryption of secrets at rest, and the keys derived from the installation's own.

A sealed value carries its own random data key, wrapped by a master key. To rotate, put the new master key
first in `WAYPOST_MASTER_KEYS`: old values still open, and `waypost ops rotate-keys` moves them over.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_KEY, _NONCE, _TAG = 32, 12, 16
_WRAPPED = _NONCE + _KEY + _TAG


class CannotOpen(Exception):
    """No master key of this installation opens the value: the key is missing, or the value was changed."""


class Vault:
    """Seals and opens secrets. `context` (the row's id) is bound in, so a value cannot be moved to another row."""

    def __init__(self, master_keys: Sequence[bytes]) -> None:
        if not master_keys or any(len(key) != _KEY for key in master_keys):
            raise ValueError("a master key is 32 bytes, given as base64")
        self._masters = {_fingerprint(key): AESGCM(key) for key in master_keys}
        self._current = _fingerprint(master_keys[0])

    def seal(self, secret: str, context: str) -> bytes:
        data_key = AESGCM.generate_key(bit_length=256)
        wrap_nonce, nonce = os.urandom(_NONCE), os.urandom(_NONCE)
        bound = context.encode()
        wrapped = self._masters[self._current].encrypt(wrap_nonce, data_key, bound)
        sealed = AESGCM(data_key).encrypt(nonce, secret.encode(), bound)
        return _VERSION + self._current + wrap_nonce + wrapped + nonce + sealed

    def open(self, value: bytes, context: str) -> str:
        fingerprint, rest = value[1:9], value[9:]
        master = self._masters.get(fingerprint)
        if value[:1] != _VERSION or master is None:
            raise CannotOpen("sealed with a master key that is not in WAYPOST_MASTER_KEYS")
        bound = context.encode()
        try:
            data_key = master.decrypt(rest[:_NONCE], rest[_NONCE:_WRAPPED], bound)
            nonce = rest[_WRAPPED : _WRAPPED + _NONCE]
            return AESGCM(data_key).decrypt(nonce, rest[_WRAPPED + _NONCE :], bound).decode()
        except (InvalidTag, ValueError) as error:
            raise CannotOpen("the sealed value was changed, or belongs to another row") from error

    def moved(self, value: bytes, context: str) -> bytes | None:
        """Sealed again with the current master key; None where it is already."""
        return None if value[1:9] == self._current else self.seal(self.open(value, context), context)


def parse_master_keys(text: str) -> list[bytes]:
    """Base64 keys of 32 bytes, separated by commas, the current one first."""
    return [base64.b64decode(part, validate=True) for part in text.split(",")]


def derive_key(secret: str, purpose: str) -> bytes:
    """A key for one purpose, so that a leak of one says nothing about the others."""
    return hmac.digest(secret.encode(), b"waypost:" + purpose.encode(), hashlib.sha256)


def _fingerprint(key: bytes) -> bytes:
    return hashlib.sha256(b"waypost-master-key" + key).digest()[:8]
