"""Files as they cross the API."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from waypost.media.rules import Kind, Status


class MediaOut(Schema):
    """`url` and `thumbnail_url` begin at this API's address and hold until `expires_at`: ask again for new ones."""

    id: UUID
    direction: str
    kind: Kind
    status: Status
    problem: str
    problem_code: str
    can_retry: bool
    mime_type: str
    filename: str
    size: int
    width: int | None
    height: int | None
    duration_seconds: float | None
    is_voice: bool
    is_animated: bool
    waveform: list[int] | None
    url: str | None
    thumbnail_url: str | None
    expires_at: datetime
