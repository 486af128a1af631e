"""Files: kept in memory as far as there is room, fetched through links that hold five minutes."""

import base64
import hashlib
import hmac

from waypost_sandbox import sample_files
from waypost_sandbox.ids import Ids
from waypost_sandbox.ogg import silent_voice_note
from waypost_sandbox.state import DAY_SECONDS, Json, State
from waypost_sandbox.state.files import Media

LINK_SECONDS = 300
UPLOADED_DAYS = 30
RECEIVED_DAYS = 7
DOWNLOAD_PATH = "/whatsapp_business/attachments/"
# Beyond either, the files that came first go.
MOST_BYTES = 512 * 1024 * 1024
MOST_FILES = 20_000

_MEGABYTE = 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument."
# kind → (largest file in bytes, types)
KINDS: dict[str, tuple[int, frozenset[str]]] = {
    "image": (5 * _MEGABYTE, frozenset({"image/jpeg", "image/png"})),
    "video": (16 * _MEGABYTE, frozenset({"video/mp4", "video/3gpp"})),
    "audio": (
        16 * _MEGABYTE,
        frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/opus"}),
    ),
    "document": (
        100 * _MEGABYTE,
        frozenset(
            {
                "text/plain",
                "application/pdf",
                "application/msword",
                "application/vnd.ms-excel",
                "application/vnd.ms-powerpoint",
                f"{_OFFICE}wordprocessingml.document",
                f"{_OFFICE}spreadsheetml.sheet",
                f"{_OFFICE}presentationml.presentation",
            }
        ),
    ),
    "sticker": (500 * 1024, frozenset({"image/webp"})),
}


def plain_type(mime_type: str) -> str:
    return mime_type.partition(";")[0].strip().lower()


def kind_of(mime_type: str) -> str | None:
    wanted = plain_type(mime_type)
    return next((kind for kind, (_, types) in KINDS.items() if wanted in types), None)


def store(
    state: State, ids: Ids, phone_number_id: str, content: bytes, mime_type: str, *, expires_at: float
) -> Media:
    media = Media(
        id=ids.node(),
        waba_id=state.phone_numbers[phone_number_id].waba_id,
        phone_number_id=phone_number_id,
        mime_type=mime_type,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        expires_at=expires_at,
    )
    state.media[media.id] = media
    state.media_bytes += len(content)
    while len(state.media) > 1 and (state.media_bytes > MOST_BYTES or len(state.media) > MOST_FILES):
        forget(state, next(iter(state.media)))
    return media


def forget(state: State, media_id: str) -> None:
    state.media_bytes -= len(state.media.pop(media_id).content)


def received_until(now: float) -> float:
    return now + RECEIVED_DAYS * DAY_SECONDS


def uploaded_until(now: float) -> float:
    return now + UPLOADED_DAYS * DAY_SECONDS


def link(public_url: str, secret: str, media: Media, now: float) -> str:
    expires = int(now) + LINK_SECONDS
    proof = link_hash(secret, media.id, expires)
    return f"{public_url}{DOWNLOAD_PATH}?mid={media.id}&ext={expires}&hash={proof}"


def link_hash(secret: str, media_id: str, expires: int) -> str:
    key = hmac.new(secret.encode(), f"{media_id}:{expires}".encode(), hashlib.sha256)
    return "AR" + base64.urlsafe_b64encode(key.digest()[:18]).decode()


def webhook_media(media: Media, url: str) -> Json:
    """As it stands in a webhook: the digest in base64, where `GET /{media}` gives hex."""
    digest = base64.b64encode(bytes.fromhex(media.sha256)).decode()
    return {"mime_type": media.mime_type, "sha256": digest, "id": media.id, "url": url}


def sample(kind: str) -> tuple[bytes, str]:
    """A small real file, for a customer who sends "an image" without saying which."""
    if kind == "audio":
        return silent_voice_note(seconds=2), "audio/ogg; codecs=opus"
    if kind == "image":
        return sample_files.picture(), "image/png"
    if kind == "sticker":
        return sample_files.sticker(), "image/webp"
    if kind == "video":
        return sample_files.FILM, "video/mp4"
    return b"A file from the sandbox.\n", "text/plain"
