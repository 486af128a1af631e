"""Files: media of messages, and uploads in pieces."""

from msgspec import Struct


class Media(Struct, gc=False):
    id: str
    waba_id: str
    phone_number_id: str
    mime_type: str
    sha256: str
    content: bytes
    expires_at: float
    filename: str | None = None


class Upload(Struct):
    """A resumable upload; its `handle` exists once all bytes are there."""

    id: str
    app_id: str
    mime_type: str
    length: int
    name: str = ""
    content: bytes = b""
    handle: str | None = None
