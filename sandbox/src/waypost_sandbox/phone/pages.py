"""The phone's page, its files, its chats and its live events."""

from pathlib import Path
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from waypost_sandbox.life import journey
from waypost_sandbox.phone.view import chat_view
from waypost_sandbox.sandbox import Sandbox

STATIC = Path(__file__).parent / "static"


class Focus(msgspec.Struct, forbid_unknown_fields=True):
    session: str
    # The chat before the person's eyes; None when the page is hidden or shows the list.
    phone_number_id: str | None = None


async def page(request: Request) -> Response:
    return FileResponse(STATIC / "phone.html", headers={"cache-control": "no-cache"})


async def shelf(request: Request) -> Response:
    return FileResponse(STATIC / "phones.html", headers={"cache-control": "no-cache"})


async def home(request: Request) -> Response:
    return RedirectResponse("/phone", 302)


async def chats(request: Request) -> Response:
    world: Sandbox = request.app.state.world
    state = world.state
    person = state.find_person(request.query_params.get("as", ""))
    people = [
        {"key": p.key, "name": p.name, "wa_id": p.wa_id, "username": p.username}
        for p in state.people.values()
        if p.on_whatsapp and (p.known or p is person)
    ]
    if person is None:
        return _json({"me": None, "people": people, "chats": []})
    me = {"key": person.key, "name": person.name, "wa_id": person.wa_id, "username": person.username}
    return _json(
        {
            "me": me,
            "online": person.online,
            "people": people,
            "chats": [chat_view(state, number, person.key) for number in state.phone_numbers],
            "now": world.clock.now(),
        }
    )


async def events(request: Request) -> Response:
    world: Sandbox = request.app.state.world
    person = world.state.find_person(request.query_params.get("as", ""))
    if person is None:
        return _json({"detail": "There is no such customer."}, 404)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(world.hub.stream(person.key), headers=headers, media_type="text/event-stream")


async def focus(request: Request) -> Response:
    """Opening a chat reads what lies in it."""
    world: Sandbox = request.app.state.world
    try:
        wanted = msgspec.json.decode(await request.body(), type=Focus)
    except msgspec.MsgspecError as error:
        return _json({"detail": str(error)}, 400)
    session = world.hub.session(wanted.session)
    if session is None:
        return _json({"detail": "This phone is not connected; open its events first."}, 409)
    session.chat = wanted.phone_number_id
    person = world.state.people.get(session.person)
    if person is not None and session.chat is not None:
        journey.read_chat(world, person, session.chat)
    return _json({"success": True})


def _json(content: Any, status: int = 200) -> Response:
    headers = {"cache-control": "no-store"}
    return Response(msgspec.json.encode(content), status, headers, media_type="application/json")


PAGE_ROUTES = [
    Route("/", home),
    Route("/phone", page),
    Route("/phones", shelf),
    Mount("/phone/static", StaticFiles(directory=STATIC)),
]
# Under the control API's address.
LIVE_ROUTES = [
    Route("/phone/chats", chats),
    Route("/phone/events", events),
    Route("/phone/focus", focus, methods=["POST"]),
]
