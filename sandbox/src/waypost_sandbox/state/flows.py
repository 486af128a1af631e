"""WhatsApp Flows: forms that open inside the chat."""

from typing import Any

from msgspec import Struct, field

Json = dict[str, Any]


class FlowKey(Struct):
    """The public key of a number, and which phones still hold an earlier one."""

    pem: str
    # When the number that signed it was registered.
    registration: float
    # person key → the key that their phone fetched
    fetched: dict[str, str] = field(default_factory=dict)


class Edition(Struct):
    """What was published at a moment; messages open the edition of their own time."""

    at: float
    document: bytes


class Exchange(Struct, gc=False):
    """One request to the flow's endpoint."""

    at: float
    seconds: float
    # One of Meta's names for what went wrong; empty when nothing did.
    error: str = ""
    is_ping: bool = False


class Hour(Struct):
    """What the endpoint did within an hour, for the metrics."""

    requests: int = 0
    # error → how often
    errors: dict[str, int] = field(default_factory=dict)
    # seconds, rounded up ("10+" is the last) → how often
    latency: dict[str, int] = field(default_factory=dict)
    pings_answered: int = 0
    pings_failed: int = 0


IN_USE = ("PUBLISHED", "THROTTLED", "BLOCKED")


class Flow(Struct):
    id: str
    waba_id: str
    name: str
    categories: list[str]
    # DRAFT, PUBLISHED, DEPRECATED, BLOCKED, THROTTLED
    status: str = "DRAFT"
    # The uploaded flow.json, byte for byte.
    document: bytes = b""
    # What was published, the latest last; changes of a published flow wait in `document`.
    editions: list[Edition] = field(default_factory=list)
    validation_errors: list[Json] = field(default_factory=list)
    endpoint_uri: str | None = None
    app_id: str | None = None
    created_at: float = 0.0
    updated_at: float = 0.0
    preview_token: str = ""
    preview_until: float = 0.0
    # When it was sent while throttled.
    throttled_sends: list[float] = field(default_factory=list)
    # The last half hour with the endpoint, and everything before it by the hour.
    exchanges: list[Exchange] = field(default_factory=list)
    hours: dict[int, Hour] = field(default_factory=dict)
    # event → the threshold that it is beyond
    alerts: dict[str, float] = field(default_factory=dict)
    next_ping_at: float = 0.0

    @property
    def is_published(self) -> bool:
        """A draft may be, too: as it was before it was changed."""
        return self.status in IN_USE or (self.status == "DRAFT" and bool(self.editions))

    def edition(self, at: float) -> bytes:
        """What a message sent then shows; empty before the flow was published."""
        found = b"" if self.editions else self.document
        for edition in self.editions:
            if edition.at <= at:
                found = edition.document
        return found
