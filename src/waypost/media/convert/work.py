"""What is done with a file: looked at when it comes in, made fit when it is to go out."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from waypost.media import rules
from waypost.media.convert import pictures
from waypost.media.convert.found import Found
from waypost.media.convert.refused import Refused
from waypost.media.convert.sniffing import UNKNOWN, sniffed, text_coding

_LARGEST_TEXT = 20 * rules.MEGABYTE
_TEXTS = {"text/plain", "text/html", "text/xml", "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to send a file."""

    kind: str | None
    filename: str
    voice: bool = False
    in_a_job: bool = False


def examine(source: Path, folder: Path, kind: str, filename: str) -> Found:
    """A file that came in: never changed, never refused; what cannot be shown becomes a download."""
    mime_type = _type_of(source)
    if kind == "document":
        return Found(kind="document", mime_type=mime_type)
    if not rules.fits(mime_type, kind):
        return Found(kind="document", mime_type=mime_type, note="only_download")
    try:
        if kind in ("image", "sticker"):
            return pictures.examine(source, mime_type, kind, folder)
        from waypost.media.convert import films, sounds  # noqa: PLC0415 - a tenth of a second that pictures need not wait

        if kind == "video":
            return films.examine(source, mime_type, folder)
        return sounds.examine(source, mime_type)
    except Refused as refused:
        note = "too_many_pixels" if refused.code == "too_many_pixels" else "only_download"
        return Found(kind="document", mime_type=mime_type, note=note)


def prepare(source: Path, folder: Path, wish: Wish) -> Found:
    """A file that goes out: as it is where WhatsApp takes it so, else converted, else refused in words."""
    if source.stat().st_size == 0:
        raise Refused("empty")
    mime_type = _type_of(source)
    kind = wish.kind or ("audio" if wish.voice else rules.kind_of(mime_type))
    if not rules.fits(mime_type, kind):
        raise _wrong(mime_type, kind)
    if kind == "document":
        return _document(source, mime_type, folder)
    if kind == "image":
        return pictures.prepare_image(source, mime_type, folder)
    if kind == "sticker":
        return pictures.prepare_sticker(source, mime_type, folder)
    from waypost.media.convert import films, sounds  # noqa: PLC0415 - as above

    if kind == "video":
        return films.prepare(source, mime_type, folder, in_a_job=wish.in_a_job)
    return sounds.prepare(source, mime_type, folder, voice=wish.voice)


def _type_of(source: Path) -> str:
    mime_type = sniffed(source)
    if not mime_type.startswith(("audio/", "video/")):
        return mime_type
    from waypost.media.convert.streams import refined  # noqa: PLC0415 - as above

    return refined(source, mime_type)


def _document(source: Path, mime_type: str, folder: Path) -> Found:
    if "macroenabled" in mime_type:
        raise Refused("has_macros")
    size = source.stat().st_size
    if size > rules.LARGEST["document"]:
        raise Refused("too_large", **rules.size_words(size, rules.LARGEST["document"], "document"))
    if mime_type in _TEXTS or mime_type in rules.ACCEPTED["document"]:
        return Found(kind="document", mime_type=mime_type)
    coding = text_coding(source) if mime_type == UNKNOWN and size <= _LARGEST_TEXT else None
    if coding is None:
        raise Refused("type_not_taken", type=mime_type)
    output = folder / "output"
    with (
        source.open(encoding=coding, newline="") as old,
        output.open("w", encoding="utf-8", newline="") as new,
    ):
        shutil.copyfileobj(old, new)
    return Found(kind="document", mime_type="text/plain", output=output)


def _wrong(mime_type: str, kind: str) -> Refused:
    words: dict[str, Any] = rules.wrong_kind_words(mime_type, kind)
    return Refused("wrong_kind", **words)
