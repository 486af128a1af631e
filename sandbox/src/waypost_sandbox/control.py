"""`/_sandbox/`: what tests, benches and the phone steer the world with; Meta has nothing of it."""

import base64
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from waypost_sandbox import media as files
from waypost_sandbox import outgoing
from waypost_sandbox.faults import RuleSet
from waypost_sandbox.ogg import ogg_from_webm
from waypost_sandbox.people import NotPossibleError, person_at, write_to_business
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import WINDOW_SECONDS, Json, Message, Person, SettingsChange

LARGEST_FILE = 101 * 1024 * 1024
LONGEST_ADVANCE_SECONDS = 400 * 86_400

Endpoint = Callable[[Request, Sandbox], Awaitable[Any]]


class PersonChange(msgspec.Struct, forbid_unknown_fields=True):
    online: bool | None = None
    reads: bool | None = None
    on_whatsapp: bool | None = None
    name: str | None = None
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


class Advance(msgspec.Struct, forbid_unknown_fields=True):
    advance_seconds: float


class Reset(msgspec.Struct, forbid_unknown_fields=True):
    everything: bool = False


async def get_world(request: Request, world: Sandbox) -> Json:
    state = world.state
    app = next(iter(state.apps.values()))
    return {
        "app": {"id": app.id, "secret": app.secret},
        "access_token": state.access_token,
        "wabas": [
            {
                "id": waba.id,
                "name": waba.name,
                "phone_numbers": [
                    {
                        "id": phone.id,
                        "display_phone_number": phone.display_phone_number,
                        "verified_name": phone.verified_name,
                    }
                    for phone in (state.phone_numbers[i] for i in waba.phone_numbers)
                ],
            }
            for waba in state.wabas.values()
        ],
        "customers": [person_view(p) for p in state.people.values() if p.known],
        "phone_url": f"{world.options.public_url}/phone",
    }


async def get_state(request: Request, world: Sandbox) -> Json:
    return world.counters()


async def list_messages(request: Request, world: Sandbox) -> Json:
    """Messages in the order of their acceptance; `after` is the `next` of the answer before."""
    query = request.query_params
    try:
        after, limit = int(query.get("after") or 0), int(query.get("limit") or 1000)
    except ValueError as error:
        raise NotPossibleError("after and limit are numbers.") from error
    direction = query.get("direction", "out")
    to, sender = query.get("to"), query.get("from")
    if to is not None and (person := world.state.find_person(to)) is not None:
        to = person.key
    found: list[Message] = []
    for message in world.state.messages.values():
        if message.seq <= after or (direction != "all" and message.outgoing != (direction == "out")):
            continue
        customer, business = message.person, message.phone_number_id
        target, source = (customer, business) if message.outgoing else (business, customer)
        if to in (None, target) and sender in (None, source):
            found.append(message)
    found.sort(key=lambda m: m.seq)
    rows = found[: max(1, limit)]
    return {
        "messages": [_log_row(m) for m in rows],
        "next": rows[-1].seq if rows else after,
        "more": len(found) > len(rows),
    }


async def list_duplicates(request: Request, world: Sandbox) -> Json:
    """Texts that reached the same person from the same number more than once."""
    reached: Counter[tuple[str, str, str]] = Counter()
    for message in world.state.messages.values():
        if message.outgoing and message.type != "reaction":
            reached[message.phone_number_id, message.person, message.text] += message.received
    rows = [
        {"from": sender, "to": to, "text": text, "count": count}
        for (sender, to, text), count in reached.items()
        if count > 1
    ]
    return {"received": sum(reached.values()), "duplicates": rows}


async def list_people(request: Request, world: Sandbox) -> Json:
    return {"people": [person_view(p) for p in world.state.people.values()]}


async def add_people(request: Request, world: Sandbox) -> Json:
    """Makes many customers at once; one that exists already is changed, so the call may be repeated."""
    wanted = await _body(request, NewPeople)
    for phone_number_id in wanted.open_windows:
        if phone_number_id not in world.state.phone_numbers:
            raise NotPossibleError(f"There is no number {phone_number_id}. GET /_sandbox/world lists them.")
    for new in wanted.people:
        person = person_at(world.state, new.wa_id)
        person.name, person.username = new.name or person.name, new.username or person.username
        person.reads, person.known = new.reads, True
        if new.online and not person.online:
            outgoing.come_online(world, person)
        person.online = new.online
        for phone_number_id in wanted.open_windows:
            thread = world.state.thread(phone_number_id, person.key)
            thread.window_until = max(thread.window_until, world.clock.now() + WINDOW_SECONDS)
    return {"people": len(wanted.people)}


async def change_person(request: Request, world: Sandbox) -> Json:
    person = _person(request, world)
    change = await _body(request, PersonChange)
    for name in ("reads", "on_whatsapp", "name", "blocked"):
        value = getattr(change, name)
        if value is not None:
            setattr(person, name, value)
    if change.online is False:
        person.online = False
    elif change.online and not person.online:
        outgoing.come_online(world, person)
    if change.reads:
        outgoing.read_chat(world, person, None)
    return person_view(person)


async def send_from_person(request: Request, world: Sandbox) -> Json:
    order = await _body(request, dict[str, Any])
    return {"id": write_to_business(world, _person(request, world), order).id}


async def read_by_person(request: Request, world: Sandbox) -> Json:
    raw = await request.body()
    wanted = msgspec.json.decode(raw, type=dict[str, Any]) if raw else {}
    return {"read": outgoing.read_chat(world, _person(request, world), wanted.get("phone_number_id"))}


async def play_by_person(request: Request, world: Sandbox) -> Json:
    _person(request, world)
    message = world.state.messages.get(str((await _body(request, dict[str, Any])).get("message_id")))
    if message is None or not message.outgoing or message.type != "audio":
        raise NotPossibleError("message_id must be a voice message that this person received.")
    outgoing.play(world, message)
    return {"status": message.status}


async def upload_from_person(request: Request, world: Sandbox) -> Json:
    """The file is the body, its type the Content-Type; a browser's WebM recording becomes Ogg."""
    content = await request.body()
    if not 0 < len(content) <= LARGEST_FILE:
        raise NotPossibleError("The file must have 1 byte to 100 MB; it is the body of the request.")
    _person(request, world)
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
    media = files.store(world.state, phone_number_id, content, mime_type, expires_at=until)
    return {"id": media.id, "mime_type": media.mime_type, "file_size": len(content)}


async def show_media(request: Request, world: Sandbox) -> Response:
    media = world.state.media.get(request.path_params["media_id"])
    if media is None:
        return Response("There is no such file.", 404)
    headers = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox"}
    return Response(media.content, 200, headers, media_type=media.mime_type)


async def set_faults(request: Request, world: Sandbox) -> Json:
    world.faults.set(await _body(request, RuleSet))
    return await get_faults(request, world)


async def get_faults(request: Request, world: Sandbox) -> Json:
    return {"rules": msgspec.to_builtins(world.faults.rules), "happened": dict(world.faults.happened)}


async def move_clock(request: Request, world: Sandbox) -> Json:
    seconds = (await _body(request, Advance)).advance_seconds
    if not 0 <= seconds <= LONGEST_ADVANCE_SECONDS:
        raise NotPossibleError(
            f"advance_seconds must be 0 to {LONGEST_ADVANCE_SECONDS}; the clock only goes forward."
        )
    await world.clock.advance(seconds, world.deliveries.settle)
    return {"now": world.clock.now()}


async def get_clock(request: Request, world: Sandbox) -> Json:
    return {"now": world.clock.now(), "ahead_seconds": world.clock.offset_seconds}


async def change_settings(request: Request, world: Sandbox) -> Json:
    world.change_settings(await _body(request, SettingsChange))
    return await get_settings(request, world)


async def get_settings(request: Request, world: Sandbox) -> Json:
    settings: Json = msgspec.to_builtins(world.settings)
    return settings


async def reset_world(request: Request, world: Sandbox) -> Json:
    raw = await request.body()
    wanted = msgspec.json.decode(raw, type=Reset) if raw else Reset()
    world.reset(everything=wanted.everything)
    return {"success": True}


def person_view(person: Person) -> Json:
    return {
        "wa_id": person.wa_id,
        "user_id": person.user_id,
        "username": person.username,
        "name": person.name,
        "online": person.online,
        "reads": person.reads,
    }


def _person(request: Request, world: Sandbox) -> Person:
    return person_at(world.state, request.path_params["key"])


def _log_row(message: Message) -> Json:
    return {
        "seq": message.seq,
        "id": message.id,
        "direction": "out" if message.outgoing else "in",
        "from": message.phone_number_id if message.outgoing else message.person,
        "to": message.person if message.outgoing else message.phone_number_id,
        "type": message.type,
        "text": message.text,
        "content": message.content,
        "context": message.context_id,
        "biz_opaque_callback_data": message.callback_data,
        "status": message.status,
        "statuses": message.times,
        "received": message.received,
        "failure": message.failure,
        "timestamp": message.at,
    }


async def _body(request: Request, kind: Any) -> Any:
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except msgspec.MsgspecError as error:
        raise NotPossibleError(f"The body does not fit: {error}") from error


def _route(path: str, endpoint: Endpoint, method: str) -> Route:
    async def answer(request: Request) -> Response:
        try:
            found = await endpoint(request, request.app.state.world)
        except NotPossibleError as error:
            return _json({"detail": str(error)}, 400)
        except msgspec.MsgspecError as error:
            return _json({"detail": f"The body does not fit: {error}"}, 400)
        return found if isinstance(found, Response) else _json(found)

    return Route(path, answer, methods=[method], name=endpoint.__name__)


def _json(content: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content, enc_hook=_encode), status, media_type="application/json")


def _encode(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise NotImplementedError


ROUTES = [
    _route("/world", get_world, "GET"),
    _route("/state", get_state, "GET"),
    _route("/messages", list_messages, "GET"),
    _route("/messages/duplicates", list_duplicates, "GET"),
    _route("/people", list_people, "GET"),
    _route("/people", add_people, "POST"),
    _route("/people/{key}", change_person, "POST"),
    _route("/people/{key}/send", send_from_person, "POST"),
    _route("/people/{key}/read", read_by_person, "POST"),
    _route("/people/{key}/played", play_by_person, "POST"),
    _route("/people/{key}/media", upload_from_person, "POST"),
    _route("/media/{media_id}", show_media, "GET"),
    _route("/faults", get_faults, "GET"),
    _route("/faults", set_faults, "POST"),
    _route("/clock", get_clock, "GET"),
    _route("/clock", move_clock, "POST"),
    _route("/settings", get_settings, "GET"),
    _route("/settings", change_settings, "POST"),
    _route("/reset", reset_world, "POST"),
]
