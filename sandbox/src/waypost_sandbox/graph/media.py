"""Files up and down."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from waypost_sandbox import media as files
from waypost_sandbox.graph import checks
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError, not_visible
from waypost_sandbox.graph.tokens import good_token
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.sniffing import looks_like, sticker_fault
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import MESSAGING_SCOPE, PhoneNumber
from waypost_sandbox.state.files import Media

LARGEST_UPLOAD = 100 * 1024 * 1024
# What stands around the file in a form.
FORM_BYTES = 1024 * 1024
NO_STORAGE = "NO_STORAGE_ENABLED"
NO_STORAGE_MINUTES = 60
LONGEST_NO_STORAGE_MINUTES = 30 * 24 * 60


@edge("phone", "POST", "media", scope=MESSAGING_SCOPE)
async def upload_media(call: Call) -> Json:
    length = call.request.headers.get("content-length", "")
    if length.isdigit() and int(length) > LARGEST_UPLOAD + FORM_BYTES:
        raise _too_big(LARGEST_UPLOAD)
    async with call.request.form(max_files=1, max_part_size=FORM_BYTES) as form:
        if (form.get("messaging_product") or call.query.get("messaging_product")) != "whatsapp":
            raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise GraphError(100, message="(#100) The parameter file is required.")
        given = {name: value for name, value in form.items() if isinstance(value, str)}
        mime_type = upload.content_type or ""
        content = await upload.read(LARGEST_UPLOAD + 1)
        filename = upload.filename or None
    _check_type(mime_type, given.get("type", ""))
    _check_content(files.plain_type(mime_type), content)
    until = _kept_until(call.state.phone_numbers[call.node], given, call.now)
    media = files.store(call.state, call.world.ids, call.node, content, mime_type, expires_at=until)
    media.filename = filename
    return {"id": media.id}


@edge("media", "GET", scope=MESSAGING_SCOPE)
async def media_node(call: Call) -> Json:
    media = _owned(call)
    return {
        "messaging_product": "whatsapp",
        "url": files.link(call.world.options.public_url, call.state.access_token, media, call.now),
        "mime_type": media.mime_type,
        "sha256": media.sha256,
        "file_size": len(media.content),
        "id": media.id,
    }


@edge("media", "DELETE", scope=MESSAGING_SCOPE)
async def delete_media(call: Call) -> Json:
    files.forget(call.state, _owned(call).id)
    return {"success": True}


async def download(request: Request) -> Response:
    """The link's target: it wants a token in the header, and answers 404 after five minutes."""
    world: Sandbox = request.app.state.world
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    try:
        if scheme.lower() not in ("bearer", "oauth"):
            return Response("Unauthorized", 401)
        token = good_token(world, value.strip())
    except GraphError as error:
        return Response("Unauthorized", error.status)
    query = request.query_params
    now = world.clock.now()
    media = world.state.media.get(query.get("mid", ""))
    expires = query.get("ext", "")
    if (
        media is None
        or not expires.isdigit()
        or int(expires) < now
        or media.expires_at < now
        or query.get("hash") != files.link_hash(world.state.access_token, media.id, int(expires))
        or (token.waba_ids and media.waba_id not in token.waba_ids)
    ):
        return Response("URL signature expired", 404)
    headers = {"content-disposition": f"attachment; filename={media.id}"}
    return Response(media.content, 200, headers, media_type=media.mime_type)


def _check_type(mime_type: str, named: str) -> None:
    """The type of the file's part counts; a `type` beside it may not contradict."""
    if files.kind_of(mime_type) is None:
        types = ", ".join(sorted(t for _, allowed in files.KINDS.values() for t in allowed))
        raise GraphError(
            100,
            message=f"(#100) Param file must be a file with one of the following types: {types}. "
            f"Received file of type '{mime_type or 'application/octet-stream'}'.",
        )
    if "/" in named and files.plain_type(named) != files.plain_type(mime_type):
        raise GraphError(100, f"Param type is {named}, but the file is named {mime_type}.")


def _check_content(mime_type: str, content: bytes) -> None:
    kind = files.kind_of(mime_type) or ""
    largest, _ = files.KINDS[kind]
    if not content:
        raise GraphError(100, "Param file must not be empty.")
    if len(content) > largest:
        raise _too_big(largest)
    if not looks_like(mime_type, content):
        raise GraphError(131053, f"The file is not of the type {mime_type}.")
    if kind == "sticker" and (fault := sticker_fault(content)) is not None:
        raise GraphError(100, fault)


def _too_big(largest: int) -> GraphError:
    return GraphError(100, f"Media file size too big. Max file size we currently support: {largest}.")


def _kept_until(phone: PhoneNumber, given: Json, now: float) -> float:
    """A number without storage keeps its files for an hour, or as long as the call says."""
    storage = phone.settings.get("storage_configuration")
    if not isinstance(storage, dict) or storage.get("status") != NO_STORAGE:
        return files.uploaded_until(now)
    minutes = checks.whole_number(given, "ttl_minutes", "", 1, LONGEST_NO_STORAGE_MINUTES)
    return now + 60.0 * (minutes or NO_STORAGE_MINUTES)


def _owned(call: Call) -> Media:
    media = call.state.media[call.node]
    phone_number_id = call.query.get("phone_number_id")
    wrong_number = phone_number_id is not None and phone_number_id != media.phone_number_id
    if wrong_number or media.expires_at < call.now:
        raise not_visible(call.node, call.request.method)
    return media
