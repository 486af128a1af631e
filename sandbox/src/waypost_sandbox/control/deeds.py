"""What customers do besides writing: tap, block, report, click an ad, change number, follow a script."""

from typing import Any

import msgspec
from starlette.requests import Request

from waypost_sandbox.control.people import person_of, person_view
from waypost_sandbox.control.routing import Endpoint, body, route
from waypost_sandbox.people import ads, changes, edits, taps
from waypost_sandbox.people.feelings import feel
from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.people.scripts import read_script
from waypost_sandbox.people.writing import number_of, tap
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.scripts import Answer
from waypost_sandbox.watchers import Feeling


class Tap(msgspec.Struct, forbid_unknown_fields=True):
    message_id: str
    # By number from 1, by title or by id; a list opens and `row` is chosen in the same way.
    button: int | str = 1
    row: int | str | None = None
    # What is filled into a form, an address or a cart; of a call permission "accept", "always" or "reject".
    response: Any = None


class Verdict(msgspec.Struct, forbid_unknown_fields=True):
    phone_number_id: str | None = None
    # The message that led to it; the latest one received when it is not named.
    message_id: str | None = None


class NewNumber(msgspec.Struct, forbid_unknown_fields=True):
    wa_id: str


class Edit(msgspec.Struct, forbid_unknown_fields=True):
    message_id: str
    text: str


class Revoke(msgspec.Struct, forbid_unknown_fields=True):
    message_id: str


async def tap_button(request: Request, world: Sandbox) -> Json:
    wanted = await body(request, Tap)
    message = world.state.messages.get(wanted.message_id)
    if message is None:
        raise NotPossibleError("There is no such message, or it was forgotten.")
    choice = taps.Choice(wanted.button, wanted.row, wanted.response)
    sent = tap(world, person_of(request, world), message, choice)
    return {"id": sent.id if sent is not None else None}


def verdict(feeling: Feeling) -> Endpoint:
    async def judge(request: Request, world: Sandbox) -> Json:
        raw = await request.body()
        wanted = msgspec.json.decode(raw, type=Verdict) if raw else Verdict()
        phone = number_of(world, {"phone_number_id": wanted.phone_number_id})
        person = person_of(request, world)
        feel(world, person, phone.id, feeling, wanted.message_id)
        return person_view(person)

    judge.__name__ = feeling
    return judge


async def click_ad(request: Request, world: Sandbox) -> Json:
    raw = await request.body()
    order = msgspec.json.decode(raw, type=dict[str, Any]) if raw else {}
    return {"id": ads.click_ad(world, person_of(request, world), order).id}


async def change_number(request: Request, world: Sandbox) -> Json:
    person = person_of(request, world)
    changes.change_number(world, person, (await body(request, NewNumber)).wa_id)
    return person_view(person)


async def change_identity(request: Request, world: Sandbox) -> Json:
    """A new phone, or WhatsApp installed anew."""
    person = person_of(request, world)
    changes.change_identity(world, person)
    return person_view(person)


async def edit_message(request: Request, world: Sandbox) -> Json:
    wanted = await body(request, Edit)
    edits.edit(world, person_of(request, world), wanted.message_id, wanted.text)
    return {"success": True}


async def revoke_message(request: Request, world: Sandbox) -> Json:
    edits.revoke(world, person_of(request, world), (await body(request, Revoke)).message_id)
    return {"success": True}


async def set_script(request: Request, world: Sandbox) -> Json:
    person = person_of(request, world)
    person.script = read_script(await request.body())
    return _script_view(person.script)


async def show_script(request: Request, world: Sandbox) -> Json:
    return _script_view(person_of(request, world).script)


async def set_script_of_all(request: Request, world: Sandbox) -> Json:
    """For everybody without a script of their own."""
    world.state.script = read_script(await request.body())
    return _script_view(world.state.script)


async def show_script_of_all(request: Request, world: Sandbox) -> Json:
    return _script_view(world.state.script)


def _script_view(script: list[Answer]) -> Json:
    return {"script": msgspec.to_builtins(script)}


ROUTES = [
    route("/people/{key}/tap", tap_button, "POST"),
    route("/people/{key}/block", verdict("blocked"), "POST"),
    route("/people/{key}/unblock", verdict("unblocked"), "POST"),
    route("/people/{key}/report", verdict("reported"), "POST"),
    route("/people/{key}/stop_marketing", verdict("stopped_marketing"), "POST"),
    route("/people/{key}/resume_marketing", verdict("resumed_marketing"), "POST"),
    route("/people/{key}/click_ad", click_ad, "POST"),
    route("/people/{key}/number", change_number, "POST"),
    route("/people/{key}/identity", change_identity, "POST"),
    route("/people/{key}/edit", edit_message, "POST"),
    route("/people/{key}/revoke", revoke_message, "POST"),
    route("/people/{key}/script", set_script, "POST"),
    route("/people/{key}/script", show_script, "GET"),
    route("/script", set_script_of_all, "POST"),
    route("/script", show_script_of_all, "GET"),
]
