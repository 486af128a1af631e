"""WhatsApp Flows: forms that open inside the chat."""

from typing import Any

from msgspec import Struct, field

Json = dict[str, Any]


class Flow(Struct):
    id: str
    waba_id: str
    name: str
    categories: list[str]
    # DRAFT, PUBLISHED, DEPRECATED, BLOCKED, THROTTLED
    status: str = "DRAFT"
    # The uploaded flow.json, byte for byte.
    document: bytes = b""
    validation_errors: list[Json] = field(default_factory=list)
    endpoint_uri: str | None = None
    app_id: str | None = None
    created_at: float = 0.0
    updated_at: float = 0.0
