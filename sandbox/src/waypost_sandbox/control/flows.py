"""A form that a customer opens, fills in and sends; the phone draws it, the sandbox plays the rest of WhatsApp.

A flow message shows a button of kind "flow" (graph/messages/content.py). Pressing it:

    POST /_sandbox/flows/{flow_id}/open      {"person": key, "message_id": the business's message}
        -> {"flow": {"id", "name", "version"}, "document": flow.json as an object, "screen": id, "data": {…}}

The phone draws the screen of `document` with that id, takes `data` for ${data.…}, and keeps what was typed
for ${form.…} and ${screen.S.form.…}; what is missing is empty, `__example__` is never shown. The actions
`open_url` and `update_data` are the phone's own. All others, and going back from a screen with
`refresh_on_back`, are asked for, with the references in the payload already filled in:

    POST /_sandbox/flows/{flow_id}/exchange
        {"person", "message_id", "screen": where the phone is, "action": "navigate" | "data_exchange" |
         "complete" | "BACK", "data": the payload, "next": the screen, with navigate only}

    -> {"screen": id, "data": {…}}                  draw this screen; the same one with data.error_message:
                                                    show that as a passing notice and keep what was typed
    -> {"done": true, "message_id": wamid}          the answer was sent; close the form
    -> {"error": {"type", "message", "closed"}}     show the message; closed: the form closes. A button that
                                                    may not be pressed again has "disabled": true from then on

A picked photo or document goes up with POST /_sandbox/people/{key}/media first; the value of a picker is
[{"media_id": the id of that answer, "file_name": "…"}]. Whatever cannot be: 400 {"detail": a sentence}.

Tests put a flow into a status, as Meta's monitoring would: POST /_sandbox/flows/{flow_id} {"status": "BLOCKED"}.
"""

from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from waypost_sandbox.control.routing import body, route
from waypost_sandbox.graph.flows.filling import Move, find_form, make_move, open_form
from waypost_sandbox.graph.flows.picked_files import lock
from waypost_sandbox.graph.flows.reading import file_proof
from waypost_sandbox.graph.flows.status import change_status
from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.flows import IN_USE


class Opening(msgspec.Struct, forbid_unknown_fields=True):
    person: str
    message_id: str


class FlowChange(msgspec.Struct, forbid_unknown_fields=True):
    status: Literal["PUBLISHED", "THROTTLED", "BLOCKED"]


async def change_flow(request: Request, world: Sandbox) -> Json:
    flow = world.state.flows.get(request.path_params["flow_id"])
    change = await body(request, FlowChange)
    if flow is None or flow.status not in IN_USE:
        raise NotPossibleError("There is no such flow in use; publish it first.")
    change_status(world, flow, change.status)
    return {"id": flow.id, "status": flow.status}


async def open_flow(request: Request, world: Sandbox) -> Json:
    wanted = await body(request, Opening)
    form = find_form(world, request.path_params["flow_id"], wanted.person, wanted.message_id)
    return await open_form(world, form)


async def exchange(request: Request, world: Sandbox) -> Json:
    move = await body(request, Move)
    form = find_form(world, request.path_params["flow_id"], move.person, move.message_id)
    return await make_move(world, form, move)


async def show_document(request: Request, world: Sandbox) -> Response:
    """What the address in the flow's assets leads to."""
    flow = world.state.flows.get(request.path_params["flow_id"])
    if flow is None or request.query_params.get("proof") != file_proof(world.state.access_token, flow):
        return Response("URL signature expired", 404)
    return Response(flow.document, media_type="application/json")


async def show_preview(request: Request, world: Sandbox) -> Json:
    """What the preview's address leads to: the flow as it stands, for whoever draws it."""
    flow = world.state.flows.get(request.path_params["flow_id"])
    token = request.query_params.get("token", "")
    good = flow is not None and token == flow.preview_token and flow.preview_until >= world.clock.now()
    if flow is None or not token or not good:
        raise NotPossibleError("The preview is over; ask for a new one.")
    return {"id": flow.id, "name": flow.name, "document": msgspec.Raw(flow.document or b"{}")}


async def show_file(request: Request, world: Sandbox) -> Response:
    """A picked file as the endpoint fetches it: encrypted, needing no token."""
    media = world.state.media.get(request.path_params["media_id"])
    if media is None or media.expires_at < world.clock.now():
        return Response("There is no such file.", 404)
    locked = lock(world.state.access_token, media)
    return Response(locked.content, media_type="application/octet-stream")


ROUTES = [
    route("/flows/files/{media_id}", show_file, "GET"),
    route("/flows/{flow_id}", change_flow, "POST"),
    route("/flows/{flow_id}/open", open_flow, "POST"),
    route("/flows/{flow_id}/exchange", exchange, "POST"),
    route("/flows/{flow_id}/flow.json", show_document, "GET"),
    route("/flows/{flow_id}/preview", show_preview, "GET"),
]
