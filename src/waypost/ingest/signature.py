"""Is this webhook from Meta? Decided over the raw bytes, because re-written JSON does not match."""

import binascii
import hashlib
import hmac
from collections.abc import Sequence

_PREFIX = b"sha256="
_HEADER_LENGTH = len(_PREFIX) + 2 * hashlib.sha256().digest_size


def parse_header(value: bytes | None) -> bytes | None:
    """The digest of `X-Hub-Signature-256: sha256=<hex>`; None when the header is missing or malformed."""
    if value is None or len(value) != _HEADER_LENGTH or not value.startswith(_PREFIX):
        return None
    try:
        return binascii.unhexlify(value[len(_PREFIX) :])
    except binascii.Error:
        return None


def is_signed(body: bytes, digest: bytes, secrets: Sequence[bytes]) -> bool:
    """Every secret is tried, so the time taken does not tell which one was right."""
    right = False
    for secret in secrets:
        right |= hmac.compare_digest(hmac.digest(secret, body, "sha256"), digest)
    return right
