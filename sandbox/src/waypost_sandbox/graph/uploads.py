"""Resumable uploads: files for samples of templates and profile pictures, in one piece or several."""

import base64

from starlette.requests import ClientDisconnect

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError, not_visible
from waypost_sandbox.sniffing import looks_like
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.files import Upload

TYPES = ("application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4")
LARGEST = 100 * 1024 * 1024
# Beyond either, the uploads that came first go.
MOST_UPLOADS = 1000
MOST_BYTES = 256 * 1024 * 1024
HANDLE_DAYS = 30


def uploaded(state: State, handle: str) -> Upload | None:
    """The finished upload behind a handle."""
    return next((upload for upload in state.uploads.values() if upload.handle == handle), None)


@edge("app", "POST", "uploads", scope=None)
async def start_upload(call: Call) -> Json:
    if call.node != call.app.id:
        raise not_visible(call.node, "POST")
    if call.token.kind == "APP":
        raise GraphError(200, message="(#200) An upload needs the token of a user or a system user.")
    given = await call.given()
    length = checks.whole_number(given, "file_length", "", 1, LARGEST)
    if length is None:
        raise GraphError(100, message="(#100) The parameter file_length is required.")
    mime_type = str(given.get("file_type") or "")
    if mime_type not in TYPES:
        raise GraphError(100, f"Param file_type must be one of {{{', '.join(TYPES)}}}.")
    upload = Upload(
        # Begins as Meta's do, with "1:attachment:" in base64.
        id=f"upload:MTphdHRhY2htZW50O{call.world.ids.text(33)}",
        app_id=call.app.id,
        mime_type=mime_type,
        length=length,
        name=str(given.get("file_name") or ""),
    )
    call.state.uploads[upload.id] = upload
    _make_room(call.state)
    return {"id": upload.id}


@edge("upload", "POST", scope=None)
async def continue_upload(call: Call) -> Json:
    """The bytes from `file_offset` on; what came before a broken connection stays."""
    upload = _own(call)
    offset = call.request.headers.get("file_offset", "0")
    if not offset.isdigit() or int(offset) != len(upload.content) or upload.handle is not None:
        raise GraphError(100, f"file_offset must be {len(upload.content)}, where the upload stands.")
    pieces, size = [upload.content], len(upload.content)
    try:
        async for piece in call.request.stream():
            pieces.append(piece)
            size += len(piece)
            if size > upload.length:
                raise GraphError(100, f"The upload has more than its file_length of {upload.length} bytes.")
    except ClientDisconnect:
        pass
    upload.content = b"".join(pieces)
    _make_room(call.state)
    if size < upload.length:
        return {"id": upload.id, "file_offset": size}
    if not looks_like(upload.mime_type, upload.content):
        upload.content = b""
        raise GraphError(100, f"The file is not of the type {upload.mime_type}.")
    upload.handle = _handle(call, upload)
    return {"h": upload.handle}


@edge("upload", "GET", scope=None)
async def upload_node(call: Call) -> Json:
    upload = _own(call)
    return {"id": upload.id, "file_offset": len(upload.content)}


def _own(call: Call) -> Upload:
    upload = call.state.uploads[call.node]
    if upload.app_id != call.app.id:
        raise not_visible(call.node, call.request.method)
    return upload


def _handle(call: Call, upload: Upload) -> str:
    kind = base64.b64encode(upload.mime_type.encode()).decode()
    until = int(call.now) + HANDLE_DAYS * 86_400
    secret = call.world.ids.text(36)
    return f"4::{kind}:AR{secret}:e:{until}:{upload.app_id}:{call.token.user_id}:AR{call.world.ids.text(12)}"


def _make_room(state: State) -> None:
    uploads = state.uploads
    while len(uploads) > 1 and (
        len(uploads) > MOST_UPLOADS or sum(len(upload.content) for upload in uploads.values()) > MOST_BYTES
    ):
        del uploads[next(iter(uploads))]
