"""An authenticator made of software: what a phone or a security key would answer, signed for real."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

_PRESENT, _VERIFIED = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV


class Passkey:
    def __init__(self, *, rp_id: str = "testserver", origin: str = "http://testserver") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self._rp_id, self._origin = rp_id, origin
        self._user_handle = ""

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        self._user_handle = options["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        held = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = AuthenticatorData.create(
            self._rp_hash, _PRESENT | _VERIFIED | AuthenticatorData.FLAG.AT, 0, held
        )
        return self._credential(
            clientDataJSON=self._client_data("webauthn.create", options["challenge"]),
            attestationObject=AttestationObject.create("none", data, {}),
        )

    def answer(self, options: dict[str, Any]) -> dict[str, Any]:
        data = AuthenticatorData.create(self._rp_hash, _PRESENT | _VERIFIED, 1)
        client = self._client_data("webauthn.get", options["challenge"])
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        credential = self._credential(clientDataJSON=client, authenticatorData=data, signature=signed)
        credential["response"]["userHandle"] = self._user_handle
        return credential

    @property
    def _rp_hash(self) -> bytes:
        return hashlib.sha256(self._rp_id.encode()).digest()

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self._origin}).encode()

    def _credential(self, **response: bytes) -> dict[str, Any]:
        name = websafe_encode(self.id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": {part: websafe_encode(value) for part, value in response.items()},
            "clientExtensionResults": {"credProps": {"rk": True}},
        }
