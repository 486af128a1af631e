"""The customers, steered: what they write, whether they are online, what they read."""

from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from waypost_sandbox import media as files
from waypost_sandbox.control.routing import body, route
from waypost_sandbox.life import journey
from waypost_sandbox.ogg import ogg_from_webm
from waypost_sandbox.people.changes import rename
from waypost_sandbox.people.feelings import feel
from waypost_sandbox.people.people import NotPossibleError, person_at
from waypost_sandbox.people.writing import write_to_business
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import WINDOW_SECONDS, Json
from waypost_sandbox.state.people import Person

LARGEST_FILE = 101 * 1024 * 1024


class PersonChange(msgspec.Struct, forbid_unknown_fields=True):
    online: bool | None = None
    reads: bool | None = None
    on_whatsapp: bool | None = None
    name: str | None = None
    # Hides the number behind the username, or shows it.
    hidden: bool | None = None
    old_app: bool | None = None
    # None takes it away.
    username: str | msgspec.UnsetType | None = msgspec.UNSET
    # Numbers of the business that this person has blocked.
    blocked: list[str] | None = None


class NewPerson(msgspec.Struct, forbid_unknown_fields=True):
    wa_id: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{7,15}$")]
    name: str | None = None
    username: str | None = None
    online: bool = True
    reads: bool = False


class NewPeople(msgspec.Struct, forbid_unknown_fields=True):
    people: list[NewPerson]
    # Their window is open for each of these numbers, as if they had just written.
    open_windows: list[str] = msgspec.field(default_factory=list)


async def list_people(request: Request, world: Sandbox) -> Json:
    return {"people": [person_view(p) for p in world.state.people.values()]}


async def add_people(request: Request, world: Sandbox) -> Json:
    """Makes many customers at once; one that exists already is changed, so the call may be repeated."""
    wanted = await body(request, NewPeople)
    for phone_number_id in wanted.open_windows:
        if phone_number_id not in world.state.phone_numbers:
            raise NotPossibleError(f"There is no number {phone_number_id}. GET /_sandbox/world lists them.")
    for new in wanted.people:
        person = person_at(world.state, new.wa_id)
        person.name, person.username = new.name or person.name, new.username or person.username
        person.reads, person.known = new.reads, True
        world.state.name_person(person)
        journey.go(world, person, online=new.online)
        for phone_number_id in wanted.open_windows:
            thread = world.state.thread(phone_number_id, person.key)
            thread.window_until = max(thread.window_until, world.clock.now() + WINDOW_SECONDS)
    return {"people": len(wanted.people)}


async def change_person(request: Request, world: Sandbox) -> Json:
    person = person_of(request, world)
    change = await body(request, PersonChange)
    if change.username is not msgspec.UNSET:
        rename(world, person, change.username)
    if change.hidden and person.username is None:
        raise NotPossibleError(f"{person.name} needs a username to hide the number behind.")
    for name in ("reads", "on_whatsapp", "name", "hidden", "old_app"):
        value = getattr(change, name)
        if value is not None:
            setattr(person, name, value)
    for phone_number_id in world.state.phone_numbers if change.blocked is not None else ():
        feel(world, person, phone_number_id, "blocked" if phone_number_id in change.blocked else "unblocked")
    if change.online is not None:
        journey.go(world, person, online=change.online)
    if change.reads:
        journey.read_chat(world, person, None)
    return person_view(person)


async def send_from_person(request: Request, world: Sandbox) -> Json:
    order = await body(request, dict[str, Any])
    return {"id": write_to_business(world, person_of(request, world), order).id}


async def read_by_person(request: Request, world: Sandbox) -> Json:
    raw = await request.body()
    wanted = msgspec.json.decode(raw, type=dict[str, Any]) if raw else {}
    return {"read": journey.read_chat(world, person_of(request, world), wanted.get("phone_number_id"))}


async def play_by_person(request: Request, world: Sandbox) -> Json:
    person_of(request, world)
    message = world.state.messages.get(str((await body(request, dict[str, Any])).get("message_id")))
    if message is None or not message.outgoing or message.type != "audio":
        raise NotPossibleError("message_id must be a voice message that this person received.")
    journey.play(world, message)
    return {"status": message.status}


async def upload_from_person(request: Request, world: Sandbox) -> Json:
    """The file is the body, its type the Content-Type; a browser's WebM recording becomes Ogg."""
    content = await request.body()
    if not 0 < len(content) <= LARGEST_FILE:
        raise NotPossibleError("The file must have 1 byte to 100 MB; it is the body of the request.")
    person_of(request, world)
    mime_type = request.headers.get("content-type", "application/octet-stream")
    if (
        files.plain_type(mime_type) in ("audio/webm", "video/webm")
        and (ogg := ogg_from_webm(content)) is not None
    ):
        content, mime_type = ogg, "audio/ogg; codecs=opus"
    phone_number_id = request.query_params.get("phone_number_id") or next(iter(world.state.phone_numbers))
    if phone_number_id not in world.state.phone_numbers:
        raise NotPossibleError(f"There is no number {phone_number_id}.")
    until = files.received_until(world.clock.now())
    media = files.store(world.state, world.ids, phone_number_id, content, mime_type, expires_at=until)
    return {"id": media.id, "mime_type": media.mime_type, "file_size": len(content)}


async def show_media(request: Request, world: Sandbox) -> Response:
    media = world.state.media.get(request.path_params["media_id"])
    if media is None:
        return Response("There is no such file.", 404)
    headers = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox"}
    return Response(media.content, 200, headers, media_type=media.mime_type)


def person_view(person: Person) -> Json:
    return {
        "wa_id": person.wa_id,
        "user_id": person.user_id,
        "username": person.username,
        "name": person.name,
        "online": person.online,
        "reads": person.reads,
        "on_whatsapp": person.on_whatsapp,
        "hidden": person.hidden,
        "old_app": person.old_app,
        "blocked": person.blocked,
        "no_marketing_from": person.no_marketing_from,
    }


def person_of(request: Request, world: Sandbox) -> Person:
    return person_at(world.state, request.path_params["key"])


ROUTES = [
    route("/people", list_people, "GET"),
    route("/people", add_people, "POST"),
    route("/people/{key}", change_person, "POST"),
    route("/people/{key}/send", send_from_person, "POST"),
    route("/people/{key}/read", read_by_person, "POST"),
    route("/people/{key}/played", play_by_person, "POST"),
    route("/people/{key}/media", upload_from_person, "POST"),
    route("/media/{media_id}", show_media, "GET"),
]
