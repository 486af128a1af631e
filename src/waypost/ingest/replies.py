"""Every answer of ingest, made once: a refusal says in one sentence what to do."""

from collections import Counter
from collections.abc import Mapping

import msgspec

from waypost.kit import telemetry

_requests: Counter[str] = Counter()
telemetry.counted("waypost_ingest_requests", "Requests, by what became of them.", "result", _requests)

_JSON, _TEXT = b"application/json", b"text/plain; charset=utf-8"
_NO_HEADERS: Mapping[str, str] = {}
_AND_CLOSE = {"connection": "close"}
_SHORTLY = {"retry-after": "1"}


class Reply:
    """The two ASGI messages of an answer, ready to be sent any number of times."""

    def __init__(
        self,
        result: str,
        status: int,
        body: bytes = b"",
        kind: bytes = _JSON,
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> None:
        typed = [(b"content-type", kind), (b"x-content-type-options", b"nosniff")] if body else []
        named = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.start = {"type": "http.response.start", "status": status, "headers": [*typed, *named]}
        self.body = {"type": "http.response.body", "body": body}
        self.status = status
        self._result = result

    def count(self) -> None:
        _requests[self._result] += 1


class Refused(Exception):
    """Ends the handling of a request."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def challenge(text: str) -> Reply:
    """Meta wants its own challenge back, raw. As plain text it cannot become a page."""
    return Reply("verified", 200, text.encode(), _TEXT)


def health(status: int, body: bytes) -> Reply:
    return Reply("health", status, body)


def metrics() -> Reply:
    return Reply("metrics", 200, telemetry.exposition(), telemetry.METRICS_TYPE.encode())


def _refusal(code: str, status: int, detail: str, headers: Mapping[str, str] = _NO_HEADERS) -> Reply:
    return Reply(code, status, msgspec.json.encode({"code": code, "detail": detail}), _JSON, headers)


STORED = Reply("stored", 200)
UNKNOWN_KEY = _refusal("not_found", 404, "No app has this webhook address. Copy it from the channel's page.")
NO_SECRET = _refusal("no_secret", 401, "This app has no usable app secret. Enter it on the channel's page.")
NOT_SIGNED = _refusal("not_signed", 401, "Send X-Hub-Signature-256 in the form sha256=<64 hex digits>.")
WRONG_SIGNATURE = _refusal("wrong_signature", 401, "Sign the raw body with this app's secret.")
NOT_VERIFIED = _refusal("not_verified", 403, "Copy the verify token from the channel's page.")
EMPTY = _refusal("empty", 400, "The body is empty. Send the webhook's JSON.")
TOO_LARGE = _refusal("too_large", 413, "The body is over 3 MB. Send fewer updates at once.", _AND_CLOSE)
TOO_SLOW = _refusal("too_slow", 408, "The body took over 20 seconds. Send it again.", _AND_CLOSE)
GONE = _refusal("client_gone", 400, "The request ended before its body did.")
BUSY = _refusal("busy", 503, "Too much is waiting to be stored. Send it again shortly.", _SHORTLY)
AWAY = _refusal("unavailable", 503, "The database does not answer. Send it again shortly.", _SHORTLY)
WRONG_METHOD = _refusal("wrong_method", 405, "Use GET or POST.", {"allow": "GET, POST"})
NO_SUCH_PATH = _refusal("no_such_path", 404, "Webhooks arrive at /webhooks/whatsapp/{key}.")
FAILED = _refusal("internal", 500, "Something went wrong here. Send it again.")
