"""Where files lie: a folder or a bucket, by setting. No name in it can be guessed."""

import contextlib
import secrets
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote
from uuid import UUID

import structlog
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from waypost.kit import clock
from waypost.kit.ids import uuid7
from waypost.media.rules import is_shown_inline, served_type, storage_key

_CHUNK = 256 * 1024
log = structlog.get_logger()


class StorageAway(Exception):
    """The folder or bucket did not take or give the file."""


def save(tenant_id: UUID, path: Path, mime_type: str) -> str:
    """Under a new name every time, so two workers with the same file never meet."""
    key = storage_key(tenant_id, clock.now(), uuid7(), secrets.token_hex(16))
    with path.open("rb") as source:
        content = File(source, name=key)
        content.content_type = served_type(mime_type)  # type: ignore[attr-defined]  # the buckets' backends read it
        try:
            return _storage().save(key, content)
        except Exception as error:
            raise StorageAway(f"{type(error).__name__}: {error}") from error


def fetch(key: str, into: Path) -> None:
    try:
        with _storage().open(key) as source, into.open("wb") as target:
            while chunk := source.read(_CHUNK):
                target.write(chunk)
    except Exception as error:
        raise StorageAway(f"{type(error).__name__}: {error}") from error


def forget(*keys: str) -> None:
    """What cannot be deleted now stays, unnamed by any row; that harms nobody."""
    for key in filter(None, keys):
        try:
            _storage().delete(key)
        except Exception as error:  # noqa: BLE001 - each storage has errors of its own
            log.warning("file_not_deleted", error=type(error).__name__)


def forget_all(tenant_id: UUID) -> None:
    """Everything that was ever kept for a tenant. Raises StorageAway; what is left then goes the next time."""
    try:
        _forget_under(str(tenant_id))
    except Exception as error:
        raise StorageAway(f"{type(error).__name__}: {error}") from error


def _forget_under(folder: str) -> None:
    storage = _storage()
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in filter(None, files):
        storage.delete(f"{folder}/{name}")
    for name in filter(None, folders):
        _forget_under(f"{folder}/{name}")
    if isinstance(storage, FileSystemStorage):
        storage.delete(folder)


def local_file(key: str) -> BinaryIO | None:
    """The open file where a folder is the storage; FileNotFoundError where it has gone."""
    storage = _storage()
    if not isinstance(storage, FileSystemStorage):
        return None
    return Path(storage.path(key)).open("rb")


def bucket_link(key: str, mime_type: str, filename: str, *, download: bool) -> str:
    """The bucket's own signed link, for minutes; it names the type and, if active, makes it a download."""
    disposition = content_disposition(mime_type, filename, download=download)
    storage: Any = _storage()
    if type(storage).__name__ == "GoogleCloudStorage":
        named = {"response_disposition": disposition, "response_type": served_type(mime_type)}
    else:
        named = {"ResponseContentDisposition": disposition, "ResponseContentType": served_type(mime_type)}
    link: str = storage.url(key, parameters=named)
    return link


def content_disposition(mime_type: str, filename: str, *, download: bool) -> str:
    shown = "inline" if is_shown_inline(mime_type) and not download else "attachment"
    if not filename:
        return shown
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-()") else "_" for c in filename)
    encoded = "" if plain == filename else f"; filename*=UTF-8''{quote(filename, safe='')}"
    return f'{shown}; filename="{plain}"{encoded}'


def discard(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _storage() -> Storage:
    return storages["media"]
