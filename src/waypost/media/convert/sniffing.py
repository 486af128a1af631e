"""What bytes are, by what stands in them; names and announcements do not count."""

import mmap
import zipfile
from pathlib import Path

HEAD = 4096
UNKNOWN = "application/octet-stream"
OLE = "application/x-ole-storage"
_OFFICE = "application/vnd.openxmlformats-officedocument."

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"ADIF", "audio/aac"),
    (b"\x1a\x45\xdf\xa3", "video/x-matroska"),
    (b"FLV\x01", "video/x-flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
    (b"\x00\x00\x01\xba", "video/mpeg"),
    (b"\x00\x00\x01\xb3", "video/mpeg"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xca\xfe\xba\xbe", "application/java-vm"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"{\\rtf", "application/rtf"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
)
_BRANDS = {
    b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime",
    b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"msf1": "image/heic", b"hevc": "image/heic",
    b"heim": "image/heic", b"heis": "image/heic", b"avif": "image/avif", b"avis": "image/avif",
}  # fmt: skip
_PDF_SEARCH = 1024
_ACTIVE = (
    (b"<svg", "image/svg+xml"),
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<head", "text/html"),
    (b"<body", "text/html"),
    (b"<script", "text/html"),
    (b"<iframe", "text/html"),
    (b"<?xml", "text/xml"),
)


def sniffed(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(HEAD)
    named = _by_head(head)
    if named == "application/zip":
        return _zip(path)
    if named == OLE:
        return _ole(path)
    return named or (_text(path, head) if is_text(path) else UNKNOWN)


def is_text(path: Path) -> bool:
    """UTF-8 without NUL, all of it."""
    return text_coding(path) == "utf-8"


def text_coding(path: Path) -> str | None:
    """utf-8, utf-16 (it says so itself), cp1252 (printable, else anything); None for what is no text."""
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16" if _decodes(path, "utf-16") else None
    if _decodes(path, "utf-8"):
        return "utf-8"
    return "cp1252" if _decodes(path, "cp1252") else None


def _by_head(head: bytes) -> str | None:
    return _by_beginning(head) or _by_inside(head)


def _by_beginning(head: bytes) -> str | None:
    for beginning, mime_type in _BEGINNINGS:
        if head.startswith(beginning):
            return mime_type
    if head[:2] == b"BM" and len(head) > 26 and head[14:18] in _BMP_HEADERS:
        return "image/bmp"
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "video/3gpp" if brand[:2] == b"3g" else _BRANDS.get(brand, "video/mp4")
    return None


def _by_inside(head: bytes) -> str | None:
    if _frames_follow(head):
        return "audio/aac" if head[1] & 0x06 == 0 else "audio/mpeg"
    if head[:1] == b"\x47" and head[188:189] == b"\x47" and head[376:377] == b"\x47":
        return "video/mp2t"
    at = head.find(b"%PDF-", 0, _PDF_SEARCH)
    return "application/pdf" if at >= 0 and b"<" not in head[:at] else None


_BMP_HEADERS = {size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124)}


def _frames_follow(head: bytes) -> bool:
    """The sync word of MPEG audio, with numbers behind it that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    if head[1] & 0xF6 == 0xF0:  # AAC in ADTS
        return head[2] >> 2 & 0x0F < 13
    layer, bitrate, rate = head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return layer in (1, 2) and head[1] >> 3 & 3 != 1 and bitrate not in (0, 15) and rate != 3


def _zip(path: Path) -> str:
    """By the names in its directory; nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return "application/zip"
    if "[Content_Types].xml" in names:
        for folder, document, macros in _OFFICE_FOLDERS:
            if any(name.startswith(folder) for name in names):
                has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
                return macros if has_macros else f"{_OFFICE}{document}"
    if "META-INF/MANIFEST.MF" in names:
        return "application/java-archive"
    if names[:1] == ["mimetype"]:
        return (
            "application/epub+zip"
            if "META-INF/container.xml" in names
            else "application/vnd.oasis.opendocument"
        )
    return "application/zip"


_OFFICE_FOLDERS = (
    ("word/", "wordprocessingml.document", "application/vnd.ms-word.document.macroenabled.12"),
    ("xl/", "spreadsheetml.sheet", "application/vnd.ms-excel.sheet.macroenabled.12"),
    ("ppt/", "presentationml.presentation", "application/vnd.ms-powerpoint.presentation.macroenabled.12"),
)


def _ole(path: Path) -> str:
    """By the streams that such a file names in its own directory, in UTF-16."""
    streams = (
        ("WordDocument", "application/msword"),
        ("Workbook", "application/vnd.ms-excel"),
        ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    )
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for name, mime_type in streams:
            if content.find(name.encode("utf-16-le")) >= 0:
                return mime_type
    return OLE


def _text(path: Path, head: bytes) -> str:
    if not head.strip():
        return "text/plain"
    lowered = head.lower()
    starts = lowered.lstrip(b"\xef\xbb\xbf \t\r\n")
    for mark, mime_type in _ACTIVE:
        if mark in lowered and (
            starts.startswith(b"<") or mark in (b"<script", b"<iframe", b"<!doctype html")
        ):
            return mime_type
    return "text/plain"


def _decodes(path: Path, coding: str) -> bool:
    allowed = {"\t", "\n", "\r", "\f", "\x1a", "\x1b"}
    try:
        with path.open(encoding=coding, newline="") as file:
            while chunk := file.read(64 * 1024):
                if "\0" in chunk or (coding == "cp1252" and any(c < " " and c not in allowed for c in chunk)):
                    return False
    except UnicodeError:
        return False
    return True
