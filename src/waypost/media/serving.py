"""Giving files to browsers: only to who holds a link, never as something that could act."""

from collections.abc import Iterator
from typing import BinaryIO

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
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
        return _closed(HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}), seconds=0)
    start, end = part or (0, size - 1)
    response = StreamingHttpResponse(_read(file, start, end), status=206 if part else 200)
    response["Content-Type"] = served_type(found.mime_type)
    response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    if part:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Disposition"] = storage.content_disposition(
        found.mime_type, found.filename, download=download
    )
    return _closed(response, seconds=3600)


def _closed(response: HttpResponseBase, *, seconds: int) -> HttpResponseBase:
    """Whatever the bytes are, a browser runs nothing of them."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = f"private, max-age={seconds}" if seconds else "no-store"
    return response


def _read(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start + 1
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
