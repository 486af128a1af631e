"""Photos and documents that a customer puts into a form."""

import base64
import hashlib
import hmac
import uuid
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from msgspec import Struct

from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.files import Media

AES_BITS = 128
PROOF_OCTETS = 10
MOST_IN_ANSWER = 10
LARGEST_IN_ANSWER = 100 * 1024 * 1024


class TooManyFilesError(Exception):
    """An answer takes ten files of 100 MB together."""


class Locked(Struct):
    """A file as it lies encrypted where the endpoint fetches it; its keys follow from its id."""

    content: bytes
    vector: bytes
    encryption_key: bytes
    hmac_key: bytes


def lock(secret: str, media: Media) -> Locked:
    def derived(what: str, size: int) -> bytes:
        return hmac.new(secret.encode(), f"{what} {media.id}".encode(), hashlib.sha256).digest()[:size]

    vector, key, proof_key = derived("vector", 16), derived("key", 32), derived("proof", 32)
    padder = PKCS7(AES_BITS).padder()
    padded = padder.update(media.content) + padder.finalize()
    encryptor = Cipher(algorithms.AES256(key), modes.CBC(vector)).encryptor()
    sealed = encryptor.update(padded) + encryptor.finalize()
    proof = hmac.new(proof_key, vector + sealed, hashlib.sha256).digest()[:PROOF_OCTETS]
    return Locked(content=sealed + proof, vector=vector, encryption_key=key, hmac_key=proof_key)


def for_endpoint(world: Sandbox, payload: Json) -> Json:
    """The files of a payload as the endpoint gets them: addresses, with the keys to open what lies there."""
    return _each(world, payload, lambda media, name: _locked_row(world, media, name))


def for_answer(world: Sandbox, payload: Json) -> Json:
    """The files of a payload as they stand in the answer. Raises TooManyFilesError."""
    seen: list[Media] = []

    def row(media: Media, name: str) -> Json:
        seen.append(media)
        digest = base64.b64encode(bytes.fromhex(media.sha256)).decode()
        return {"file_name": name, "mime_type": media.mime_type, "sha256": digest, "id": media.id}

    found = _each(world, payload, row)
    if len(seen) > MOST_IN_ANSWER or sum(len(media.content) for media in seen) > LARGEST_IN_ANSWER:
        raise TooManyFilesError
    return found


def _locked_row(world: Sandbox, media: Media, name: str) -> Json:
    locked = lock(world.state.access_token, media)
    as_text = {
        "encrypted_hash": hashlib.sha256(locked.content).digest(),
        "iv": locked.vector,
        "encryption_key": locked.encryption_key,
        "hmac_key": locked.hmac_key,
        "plaintext_hash": bytes.fromhex(media.sha256),
    }
    return {
        "media_id": str(uuid.uuid5(uuid.NAMESPACE_OID, media.id)),
        "cdn_url": f"{world.options.public_url}/_sandbox/flows/files/{media.id}",
        "file_name": name,
        "encryption_metadata": {key: base64.b64encode(value).decode() for key, value in as_text.items()},
    }


def _each(world: Sandbox, payload: Json, shown: Any) -> Json:
    found: Json = {}
    for name, value in payload.items():
        files = _picked(world, value)
        found[name] = value if files is None else [shown(media, file_name) for media, file_name in files]
    return found


def _picked(world: Sandbox, value: Any) -> list[tuple[Media, str]] | None:
    """The files, when a value is that of a picker."""
    if not isinstance(value, list) or not value:
        return None
    files = []
    for row in value:
        media = world.state.media.get(str(row.get("media_id"))) if isinstance(row, dict) else None
        if media is None:
            return None
        files.append((media, str(row.get("file_name") or media.id)))
    return files
