"""Encryption between a phone and the endpoint of a flow."""

import base64
import binascii

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from msgspec import Struct

from waypost_sandbox.ids import Ids
from waypost_sandbox.state import Json

OCTETS = 16


class SealError(Exception):
    """The answer cannot be opened."""


class Seal(Struct):
    """The phone's own key for one request and its answer."""

    key: bytes
    vector: bytes

    @classmethod
    def fresh(cls, ids: Ids) -> "Seal":
        return cls(key=ids.octets(OCTETS), vector=ids.octets(OCTETS))

    def close(self, pem: str, request: Json) -> bytes:
        """The body that the endpoint gets."""
        public = load_pem_public_key(pem.encode())
        assert isinstance(public, RSAPublicKey), "keys are checked when they are set"
        oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
        sealed = AESGCM(self.key).encrypt(self.vector, msgspec.json.encode(request), None)
        return msgspec.json.encode(
            {
                "encrypted_flow_data": base64.b64encode(sealed).decode(),
                "encrypted_aes_key": base64.b64encode(public.encrypt(self.key, oaep)).decode(),
                "initial_vector": base64.b64encode(self.vector).decode(),
            }
        )

    def open(self, body: bytes) -> Json:
        """What the endpoint answered; it turns every bit of the vector. Raises SealError."""
        flipped = bytes(octet ^ 0xFF for octet in self.vector)
        try:
            sealed = base64.b64decode(body.strip(), validate=True)
            found = msgspec.json.decode(AESGCM(self.key).decrypt(flipped, sealed, None))
        except (binascii.Error, InvalidTag, ValueError) as error:
            raise SealError from error
        if not isinstance(found, dict):
            raise SealError
        return found
