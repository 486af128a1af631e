"""Refusals that a caller can understand."""


class WaypostError(Exception):
    """A stable code, an HTTP status, and a sentence that says what to do."""

    code = "internal"
    status = 500
    fields: dict[str, str] | None = None
    """What a program needs besides the sentence."""

    def __init__(self, detail: str = "", fields: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.fields = fields
        """Field → sentence, where single fields of what was sent are wrong."""


class Unauthenticated(WaypostError):
    code, status = "unauthenticated", 401


class Forbidden(WaypostError):
    code, status = "forbidden", 403


class NotFound(WaypostError):
    """Also raised for what exists but may not be seen: outside, the two look alike."""

    code, status = "not_found", 404


class Conflict(WaypostError):
    code, status = "conflict", 409


class Invalid(WaypostError):
    code, status = "invalid", 422


class TooManyRequests(WaypostError):
    code, status = "too_many_requests", 429


class Unavailable(WaypostError):
    code, status = "unavailable", 503
