"""Files up and down."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from waypost_sandbox import media as files
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError, not_visible
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import MESSAGING_SCOPE
from waypost_sandbox.state.files import Media

LARGEST_UPLOAD = 100 * 1024 * 1024


@edge("phone", "POST", "media", scope=MESSAGING_SCOPE)
async def upload_media(call: Call) -> Json:
    async with call.request.form(max_files=1, max_part_size=1024 * 1024) as form:
        if form.get("messaging_product") != "whatsapp":
            raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise GraphError(131008, "The parameter file is required.")
        mime_type = str(form.get("type") or upload.content_type or "")
        content = await upload.read(LARGEST_UPLOAD + 1)
    kind = files.kind_of(mime_type)
    if kind is None:
        types = sorted(t for _, allowed in files.KINDS.values() for t in allowed)
        raise GraphError(
            100, f"Param file must be a file with one of the following types: {', '.join(types)}."
        )
    largest, _ = files.KINDS[kind]
    if not content or len(content) > largest:
        raise GraphError(100, f"Param file must have 1 to {largest} bytes as {kind}; it has {len(content)}.")
    until = files.uploaded_until(call.world.clock.now())
    return {"id": files.store(call.state, call.world.ids, call.node, content, mime_type, expires_at=until).id}


@edge("media", "GET", scope=MESSAGING_SCOPE)
async def media_node(call: Call) -> Json:
    media = _owned(call)
    return {
        "messaging_product": "whatsapp",
        "url": files.link(
            call.world.options.public_url, call.state.access_token, media, call.world.clock.now()
        ),
        "mime_type": media.mime_type,
        "sha256": media.sha256,
        "file_size": len(media.content),
        "id": media.id,
    }


@edge("media", "DELETE", scope=MESSAGING_SCOPE)
async def delete_media(call: Call) -> Json:
    del call.state.media[_owned(call).id]
    return {"success": True}


async def download(request: Request) -> Response:
    """The link's target: it wants the token, and answers 404 after five minutes."""
    world: Sandbox = request.app.state.world
    token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if token != world.state.access_token:
        return Response("Unauthorized", 401)
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
    ):
        return Response("URL signature expired", 404)
    headers = {"content-disposition": f"attachment; filename={media.id}"}
    return Response(media.content, 200, headers, media_type=media.mime_type)


def _owned(call: Call) -> Media:
    media = call.state.media[call.node]
    phone_number_id = call.query.get("phone_number_id")
    wrong_number = phone_number_id is not None and phone_number_id != media.phone_number_id
    if wrong_number or media.expires_at < call.world.clock.now():
        raise not_visible(call.node, call.request.method)
    return media
