"""Message templates: one row per name and language."""

from typing import Any

from msgspec import Struct, field

Json = dict[str, Any]


class Template(Struct):
    id: str
    waba_id: str
    name: str
    language: str
    # AUTHENTICATION, MARKETING, UTILITY
    category: str
    # APPROVED, PENDING, REJECTED, PAUSED, DISABLED, IN_APPEAL, PENDING_DELETION, DELETED, LIMIT_EXCEEDED, ARCHIVED
    status: str
    components: list[Json]
    # POSITIONAL or NAMED
    parameter_format: str = "POSITIONAL"
    sub_category: str | None = None
    previous_category: str | None = None
    correct_category: str | None = None
    rejected_reason: str = "NONE"
    quality: str = "UNKNOWN"
    quality_at: float = 0.0
    pauses: int = 0
    ttl_seconds: int | None = None
    library_name: str | None = None
    link_tracking_opted_out: bool = False
    bid_amount: int | None = None
    created_at: float = 0.0
    active_at: float = 0.0
    edits: list[float] = field(default_factory=list)
