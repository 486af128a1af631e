"""What happens before allauth sees a request: who comes too often waits, and what it could not read is refused."""

import json
from collections.abc import Callable

import structlog
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from waypost.accounts.authenticate import limit
from waypost.kit.errors import TooManyRequests

log = structlog.get_logger()

_ADDRESSES = "/_allauth/"
_MOST_BYTES = 64 * 1024
_BROKEN_PASSKEY = (
    AttributeError,
    InvalidSignature,
    LookupError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
)
"""What reading or checking a passkey that somebody made up ends in, beyond what allauth expects."""


class BeforeIdentity:
    """Django middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(_ADDRESSES) and request.method not in {"GET", "HEAD", "OPTIONS"}:
            return self._refusal(request) or self._get_response(request)
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        about_passkeys = request.path.startswith(_ADDRESSES) and "/webauthn" in request.path
        if not (about_passkeys and isinstance(error, _BROKEN_PASSKEY)):
            return None
        log.warning("passkey_refused", path=request.path, reason=repr(error))
        return _refuse(400, "incorrect_code", "This passkey did not work. Try again, or use another way.")

    def _refusal(self, request: HttpRequest) -> HttpResponseBase | None:
        try:
            limit(request, "identity")
        except TooManyRequests as error:
            return _refuse(429, error.code, str(error))
        if len(request.body) > _MOST_BYTES:
            return _refuse(413, "too_large", "This is more than the server takes. Send less at once.")
        if not _is_readable(request.body):
            return _refuse(400, "invalid", "The body could not be read. Send a JSON object in UTF-8.")
        return None


def _is_readable(body: bytes) -> bool:
    """A JSON object whose texts PostgreSQL and the password hashers accept: half a surrogate pair is none."""
    if not body:
        return True
    try:
        given = json.loads(body)
        json.dumps(given, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return isinstance(given, dict)


def _refuse(status: int, code: str, detail: str) -> HttpResponseBase:
    return JsonResponse({"status": status, "code": code, "detail": detail}, status=status)
