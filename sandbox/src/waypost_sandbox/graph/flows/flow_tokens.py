"""The signature that comes with a flow token since Data API 4.0: a JWT with the app's secret."""

import base64
import hashlib
import hmac

import msgspec


def token_signature(secret: str, flow_token: str, now: float) -> str:
    header = _part({"alg": "HS256", "typ": "JWT"})
    claims = _part({"flow_token": flow_token, "iat": int(now)})
    proof = hmac.new(secret.encode(), f"{header}.{claims}".encode(), hashlib.sha256).digest()
    return f"{header}.{claims}.{_plain(proof)}"


def _part(content: dict[str, object]) -> str:
    return _plain(msgspec.json.encode(content))


def _plain(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")
