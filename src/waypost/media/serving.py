"""Giving files to browsers: only to who holds a link, never as something that could act."""

from collections.abc import Iterator
from typing import BinaryIO

from django.http import (
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)

from waypost.core.actor import Actor
from waypost.kit import clock
from waypost.kit.errors import NotFound
from waypost.media import links, queries, storage
from waypost.media.queries import Served
from waypost.media.rules import byte_range, served_type

_CHUNK = 128 * 1024
_GONE = "This link is over, or the file is gone. Open the conversation again for a new one."
_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'"


def answer(request: HttpRequest, token: str, *, download: bool) -> HttpResponseBase:
    """From a folder by ourselves, range by range; from a bucket by its own signed link."""
    named = links.opened(token, clock.now())
    if named is None:
        raise NotFound(_GONE)
    found = queries.served(Actor.system(named.tenant_id), named.media_id, named.part)
    if found is None:
        raise NotFound(_GONE)
    try:
        file = storage.local_file(found.storage_key)
    except FileNotFoundError as error:
        raise NotFound(_GONE) from error
    if file is None:
        link = storage.bucket_link(found.storage_key, found.mime_type, found.filename, download=download)
        return _closed(HttpResponseRedirect(link), seconds=300)
    return _from_folder(request, file, found, download=download)


def _from_folder(request: HttpRequest, file: BinaryIO, found: Served, *, download: bool) -> HttpResponseBase:
    size = file.seek(0, 2)
    try:
        part = byte_range(request.headers.get("Range", ""), size)
    except ValueError:
        file.close()
        return _outside(size)
    start, end = part or (0, size - 1)
    response = StreamingHttpResponse(_Part(file, start, end), status=206 if part else 200)
    response["Content-Type"] = served_type(found.mime_type)
    response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    if part:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Disposition"] = storage.content_disposition(
        found.mime_type, found.filename, download=download
    )
    return _closed(response, seconds=3600)


def _outside(size: int) -> HttpResponseBase:
    problem = {"code": "range", "detail": f"The file has {size} bytes. Ask for a part of these."}
    return _closed(JsonResponse(problem, status=416, headers={"Content-Range": f"bytes */{size}"}), seconds=0)


def _closed(response: HttpResponseBase, *, seconds: int) -> HttpResponseBase:
    """Whatever the bytes are, a browser runs nothing of them."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = f"private, max-age={seconds}" if seconds else "no-store"
    return response


class _Part:
    """Reads on as the browser takes it; closed also when nobody reads."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        file.seek(start)
        self._file = file
        self._left = end - start + 1

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (chunk := self._file.read(min(_CHUNK, self._left))):
            self._left -= len(chunk)
            yield chunk

    def close(self) -> None:
        self._file.close()
