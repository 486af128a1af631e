"""Whether bytes are of the type that was named for them."""

import io
import struct
import zipfile
from collections.abc import Callable

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_SEARCH = 1024
_OGG_SEARCH = 512

LARGEST_STATIC_STICKER = 100 * 1024
LARGEST_ANIMATED_STICKER = 500 * 1024
STICKER_SIDES = (512, 512)


class WebP:
    """What the header of a WebP file says; `sides` is None when it is no WebP."""

    def __init__(self, content: bytes) -> None:
        self.sides: tuple[int, int] | None = None
        self.animated = False
        if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 30:
            return
        chunk = content[12:16]
        if chunk == b"VP8X":
            self.animated = bool(content[20] & 0x02)
            width, height = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27))
            self.sides = (width, height)
        elif chunk == b"VP8L" and content[20] == 0x2F:
            bits = int.from_bytes(content[21:25], "little")
            self.sides = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        elif chunk == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack("<HH", content[26:30])
            self.sides = (width & 0x3FFF, height & 0x3FFF)


def sticker_fault(content: bytes) -> str | None:
    """Why a WebP file cannot be a sticker."""
    picture = WebP(content)
    if picture.sides != STICKER_SIDES:
        return f"A sticker must be 512 x 512 pixels; this one is {picture.sides}."
    largest = LARGEST_ANIMATED_STICKER if picture.animated else LARGEST_STATIC_STICKER
    if len(content) > largest:
        kind = "animated" if picture.animated else "static"
        return f"Media file size too big. Max file size we currently support for {kind} stickers: {largest}."
    return None


def looks_like(mime_type: str, content: bytes) -> bool:
    """By the first bytes; types that nobody can tell by them are believed."""
    test = _TESTS.get(mime_type)
    return test is None or test(content)


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(beginnings)


def _brand(content: bytes) -> bytes:
    return content[8:12] if content[4:8] == b"ftyp" else b""


def _mp4(content: bytes) -> bool:
    brand = _brand(content)
    return bool(brand) and not brand.startswith((b"qt", b"3g", b"hei", b"avif"))


def _adts(content: bytes) -> bool:
    return content[:4] == b"ADIF" or (content[:1] == b"\xff" and content[1:2] in b"\xf0\xf1\xf8\xf9")


def _mpeg(content: bytes) -> bool:
    if content.startswith(b"ID3"):
        return True
    return len(content) > 1 and content[0] == 0xFF and content[1] & 0xE0 == 0xE0 and bool(content[1] & 0x06)


def _opus(content: bytes) -> bool:
    """Ogg with one channel of OPUS; other codecs and stereo are refused."""
    head = content.find(b"OpusHead", 0, _OGG_SEARCH)
    return content.startswith(b"OggS") and head > 0 and content[head + 9 : head + 10] == b"\x01"


def _plain(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def _office(folder: str) -> Callable[[bytes], bool]:
    def test(content: bytes) -> bool:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return any(name.startswith(folder) for name in archive.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return False

    return test


_TESTS: dict[str, Callable[[bytes], bool]] = {
    "image/jpeg": _starts(b"\xff\xd8\xff"),
    "image/jpg": _starts(b"\xff\xd8\xff"),
    "image/png": _starts(b"\x89PNG\r\n\x1a\n"),
    "image/webp": lambda content: WebP(content).sides is not None,
    "video/mp4": _mp4,
    "video/3gpp": lambda content: _brand(content).startswith(b"3g"),
    "audio/mp4": _mp4,
    "audio/aac": _adts,
    "audio/amr": _starts(b"#!AMR\n", b"#!AMR-WB\n"),
    "audio/mpeg": _mpeg,
    "audio/ogg": _opus,
    "audio/opus": _opus,
    "text/plain": _plain,
    "application/pdf": lambda content: b"%PDF-" in content[:_PDF_SEARCH],
    "application/msword": _starts(_OLE),
    "application/vnd.ms-excel": _starts(_OLE),
    "application/vnd.ms-powerpoint": _starts(_OLE),
    f"{_OFFICE}wordprocessingml.document": _office("word/"),
    f"{_OFFICE}spreadsheetml.sheet": _office("xl/"),
    f"{_OFFICE}presentationml.presentation": _office("ppt/"),
}
