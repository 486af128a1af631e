"""Decisions about files. Values in, values out."""

import base64
import binascii
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

Kind = Literal["image", "video", "audio", "document", "sticker"]
KINDS = ("image", "video", "audio", "document", "sticker")
Status = Literal["waiting", "ready", "failed", "infected"]
STATUSES = ("waiting", "ready", "failed", "infected")

MEGABYTE = 1024 * 1024
MOST_PIXELS = 40_000_000
"""More is never decoded: a picture of a few bytes may claim any size."""
THUMBNAIL_SIDE = 320
FETCH_TRIES = 9
"""With the waits between them (3, 9, 27 … seconds) about three hours."""
KEPT_BY_META = timedelta(days=7)
UPLOAD_REUSED = timedelta(days=29)
"""Meta keeps an upload for 30 days; the last one is left for messages that are on their way."""
STUCK_AFTER = timedelta(minutes=15)
"""A file that waits longer may be tried again by hand: whoever had it in work has died."""
_LINK_SECONDS = 3600

_OFFICE = "application/vnd.openxmlformats-officedocument."
ACCEPTED: dict[str, frozenset[str]] = {
    "image": frozenset({"image/jpeg", "image/png"}),
    "video": frozenset({"video/mp4", "video/3gpp"}),
    "audio": frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
    "document": frozenset(
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
    "sticker": frozenset({"image/webp"}),
}
"""What WhatsApp takes of each kind (Meta's table of supported media types)."""
LARGEST: dict[str, int] = {
    "image": 5 * MEGABYTE,
    "video": 16 * MEGABYTE,
    "audio": 16 * MEGABYTE,
    "document": 100 * MEGABYTE,
    "sticker": 500 * 1024,
}
LARGEST_STILL_STICKER = 100 * 1024
STICKER_SIDE = 512

_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf", "text/plain"})
_PLAYED = ("audio/", "video/")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file: a stable code, a sentence for people, and whether trying again can help."""

    code: str
    text: str
    can_retry: bool = False


_PROBLEMS: dict[str, tuple[str, bool]] = {
    # what the file is
    "empty": ("The file is empty. Choose another one.", False),
    "too_large": ("The file has {size}; at most {most} can be sent as {kind}. Send a smaller one.", False),
    "too_many_pixels": (
        "The picture has more than 40 megapixels. Make it smaller, then send it again.",
        False,
    ),
    "not_readable": (
        "The file is damaged, or cut off. Open it on your side, save it anew, try again.",
        False,
    ),
    "wrong_kind": (
        "This file is {type}, which cannot be sent as {kind}. Choose another file or kind.",
        False,
    ),
    "type_not_taken": (
        "WhatsApp does not take files of this type ({type}). It takes PDF, Word, Excel, PowerPoint and text.",
        False,
    ),
    "has_macros": (
        "WhatsApp does not take documents with macros. Save it without them (.docx, .xlsx, .pptx).",
        False,
    ),
    "too_long": (
        "The recording is too long to be made fit for WhatsApp. Cut it, or send a link to it.",
        False,
    ),
    "too_heavy": ("The file needs too much memory or time to be opened. Send it in another format.", True),
    "infected": ("The virus scanner found {name} in this file. It is not shown to anybody.", False),
    # what stood in the way
    "scanner_away": (
        "The virus scanner could not be asked, so the file is held back. Try again later.",
        True,
    ),
    "storage_away": ("The file could not be stored. Try again in a minute.", True),
    "meta_away": ("WhatsApp could not be reached for this file. Try again in a minute.", True),
    "meta_refused": ("WhatsApp did not hand over the file: {reason}", True),
    "expired": ("WhatsApp keeps files for seven days, and this one is gone. Ask for it again.", False),
    "not_as_announced": (
        "What came is not the file that was announced. Try again, or ask for it anew.",
        True,
    ),
    "channel_gone": (
        "The number that the file came to is disconnected. Connect it again, then try again.",
        True,
    ),
    # ready, but only to download
    "only_download": (
        "This file is not what it says, or is damaged. It can be downloaded, not shown.",
        False,
    ),
}


def problem(code: str, **words: str) -> Problem:
    text, can_retry = _PROBLEMS[code]
    return Problem(code, text.format(**words), can_retry)


def size_words(size: int, most: int, kind: str) -> dict[str, str]:
    """For `too_large`."""
    return {"size": _measure(size), "most": _measure(most), "kind": f"{_ARTICLE[kind]} {kind}"}


def wrong_kind_words(mime_type: str, kind: str) -> dict[str, str]:
    """For `wrong_kind`."""
    return {"type": mime_type, "kind": f"{_ARTICLE[kind]} {kind}"}


_ARTICLE = {"image": "an", "video": "a", "audio": "an", "document": "a", "sticker": "a", "file": "a"}


def kind_of(mime_type: str) -> Kind:
    """How a file is sent when nobody says; WebP is a picture unless it is asked for as a sticker."""
    if mime_type.startswith("image/") and mime_type != "image/svg+xml":
        return "image"
    if mime_type.startswith("video/"):
        return "video"
    if mime_type.startswith("audio/"):
        return "audio"
    return "document"


def fits(mime_type: str, kind: str) -> bool:
    """Whether bytes of this type can be shown as what the message says that they are."""
    return kind == "document" or kind_of(mime_type) == ("image" if kind == "sticker" else kind)


def is_shown_inline(mime_type: str) -> bool:
    """Everything else is a download: HTML, SVG and XML can act as the page that shows them."""
    return mime_type in _SHOWN or mime_type.startswith(_PLAYED)


def served_type(mime_type: str) -> str:
    """What a browser is told; an active type is not even named."""
    if mime_type == "text/plain":
        return "text/plain; charset=utf-8"
    return mime_type if is_shown_inline(mime_type) else "application/octet-stream"


def upload_type(mime_type: str) -> str:
    """What Meta is told: it knows text, not which."""
    is_text = mime_type.startswith("text/") or mime_type == "image/svg+xml"
    return "text/plain" if is_text else mime_type


def clean_filename(name: str) -> str:
    """The last part of a path, without what moves a cursor, hides an ending or ends a header line."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    if len(kept) <= 200:
        return kept
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[: 199 - len(ending)]}.{ending}" if dot and len(ending) <= 16 else kept[:200]


def hex_digest(given: str | None) -> str:
    """A sha256 as hex, given in base64 (webhooks) or hex (`GET /{media-id}`); "" where it is neither."""
    text = (given or "").strip()
    if re.fullmatch(r"[0-9a-fA-F]{64}", text):
        return text.lower()
    try:
        raw = base64.b64decode(text, altchars=b"-_" if "-" in text or "_" in text else None, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == 32 else ""


def storage_key(tenant_id: UUID, moment: datetime, file_id: UUID, random: str) -> str:
    """Cannot be guessed, and sorts by tenant and month, so that retention can go through it."""
    return f"{tenant_id}/{moment:%Y/%m}/{file_id}-{random}"


def links_expire(now: datetime) -> datetime:
    """In one to two hours, at the full hour: the same link all the while, so that browsers keep the file."""
    return datetime.fromtimestamp((now.timestamp() // _LINK_SECONDS + 2) * _LINK_SECONDS, now.tzinfo)


def may_retry(status: str, waits_for: timedelta, *, can_retry: bool) -> bool:
    return (status == "failed" and can_retry) or (status == "waiting" and waits_for >= STUCK_AFTER)


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a `Range` header with one range; None where the whole file is the answer.

    Raises ValueError when the range lies outside the file.
    """
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return None
    if start >= size or start > end:
        raise ValueError("outside the file")
    return start, end


def _measure(size: int) -> str:
    if size < MEGABYTE:
        return f"{-(-size // 1024)} KB"
    return f"{size / MEGABYTE:.1f}".removesuffix(".0") + " MB"
