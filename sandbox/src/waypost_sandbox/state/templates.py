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
    # GREEN, YELLOW, RED, UNKNOWN
    quality: str = "UNKNOWN"
    quality_at: float = 0.0
    # Verdicts and messages from before do not count for the quality.
    rated_since: float = 0.0
    pauses: int = 0
    paused_at: float = 0.0
    # Paused because of pacing, so that only the business itself ends it.
    paused_by_pacing: bool = False
    # Good feedback ended the pacing; a pause or an edit begins it again.
    paced: bool = False
    # Messages sent since the pacing began.
    paced_messages: int = 0
    ttl_seconds: int | None = None
    library_name: str | None = None
    link_tracking_opted_out: bool = False
    bid_amount: int | None = None
    degrees_of_freedom: Json | None = None
    created_at: float = 0.0
    # When it was last created, edited, sent, appealed or taken out of the archive.
    active_at: float = 0.0
    approved_at: float = 0.0
    # What it was before it went to the archive.
    status_before: str = ""
    edits: list[float] = field(default_factory=list)
    # What will happen to it, and when: {"review": 1789001122.5}
    plans: dict[str, float] = field(default_factory=dict)
    # day since 1970 → messages sent, messages read
    days: dict[int, list[int]] = field(default_factory=dict)
    # person key → when and how they spoke against it: blocked, reported
    verdicts: dict[str, tuple[float, str]] = field(default_factory=dict)
    # Messages that have been sent and not arrived.
    on_the_way: int = 0


class Quota(Struct):
    """What an account may not do with templates for a while."""

    # When templates were created, within the last hour.
    creations: list[float] = field(default_factory=list)
    # Names of deleted templates, alone or with a language ("name language") → until when they are blocked.
    deleted: dict[str, float] = field(default_factory=dict)
