"""Files over HTTP."""

from pathlib import Path
from typing import Annotated, cast
from uuid import UUID

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import File, Form, Query, Router, Status, UploadedFile

from waypost.core.http import Request
from waypost.media import actions, intake, queries, serving
from waypost.media.rules import Kind
from waypost.media.schemas import MediaOut

router = Router(tags=["media"])
files = Router(tags=["media"])


@router.post("", response={201: MediaOut}, operation_id="upload_media")
def upload_media(
    request: Request,
    file: Annotated[UploadedFile, File()],
    kind: Annotated[Kind | None, Form()] = None,
    voice: Annotated[bool, Form()] = False,
) -> Status[MediaOut]:
    """`kind` is found by itself; name it for a sticker. `voice` makes a voice note of any recording."""
    handed_in = cast(TemporaryUploadedFile, file)
    given = intake.Given(
        path=Path(handed_in.temporary_file_path()),
        filename=handed_in.name or "",
        declared_mime=handed_in.content_type or "",
        kind=kind,
        voice=voice,
    )
    return Status(201, intake.take_in(request.auth, given))


@router.get("/{media_id}", response=MediaOut, operation_id="get_media")
def get_media(request: Request, media_id: UUID) -> MediaOut:
    return queries.media_shape(request.auth, media_id)


@router.post("/{media_id}/retry", response=MediaOut, operation_id="retry_media")
def retry_media(request: Request, media_id: UUID) -> MediaOut:
    return actions.retry_media(request.auth, media_id)


@files.get("/{token}", auth=None, operation_id="get_file")
def get_file(
    request: HttpRequest, token: str, download: Annotated[bool, Query()] = False
) -> HttpResponseBase:
    """The link is the permission: signed, for one file, for an hour or two."""
    return serving.answer(request, token, download=download)
