"""Numbers shared with the WhatsApp Business app: onboarding, and what is written by hand there."""

from typing import Any

import msgspec
from starlette.requests import Request

from waypost_sandbox.control.routing import body, route
from waypost_sandbox.people import shared_numbers
from waypost_sandbox.people.writing import number_of
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import PhoneNumber
from waypost_sandbox.state.coexistence import Coexistence, PastThread


class Onboarding(msgspec.Struct, forbid_unknown_fields=True):
    # The business keeps its history to itself.
    declined: bool = False
    # number → {"full_name", "first_name"}; without any, the first people of the world.
    contacts: dict[str, Json] = msgspec.field(default_factory=dict)
    # Chats of the last 180 days; without any, samples.
    threads: list[PastThread] = msgspec.field(default_factory=list)


class Contact(msgspec.Struct, forbid_unknown_fields=True):
    phone_number: str
    full_name: str = ""
    first_name: str = ""
    remove: bool = False


class Edit(msgspec.Struct, forbid_unknown_fields=True):
    message_id: str
    text: str


class Revoke(msgspec.Struct, forbid_unknown_fields=True):
    message_id: str


class Disconnection(msgspec.Struct, forbid_unknown_fields=True):
    reason: str = "ACCOUNT_DISCONNECTED"


async def onboard(request: Request, world: Sandbox) -> Json:
    raw = await request.body()
    wanted = msgspec.json.decode(raw, type=Onboarding) if raw else Onboarding()
    told = Coexistence(
        onboarded_at=world.clock.now(),
        declined=wanted.declined,
        contacts=wanted.contacts,
        past=wanted.threads,
    )
    shared_numbers.onboard(world, _phone(request, world), told)
    return {"success": True}


async def disconnect(request: Request, world: Sandbox) -> Json:
    raw = await request.body()
    wanted = msgspec.json.decode(raw, type=Disconnection) if raw else Disconnection()
    shared_numbers.disconnect(world, _phone(request, world), wanted.reason)
    return {"success": True}


async def echo(request: Request, world: Sandbox) -> Json:
    """The body is a message as customers write it, with `to`."""
    order = await body(request, dict[str, Any])
    to = str(order.pop("to", ""))
    return {"id": shared_numbers.write_by_hand(world, _phone(request, world), to, order).id}


async def edit_echo(request: Request, world: Sandbox) -> Json:
    wanted = await body(request, Edit)
    shared_numbers.edit_by_hand(world, _phone(request, world), wanted.message_id, wanted.text)
    return {"success": True}


async def revoke_echo(request: Request, world: Sandbox) -> Json:
    wanted = await body(request, Revoke)
    shared_numbers.revoke_by_hand(world, _phone(request, world), wanted.message_id)
    return {"success": True}


async def keep_contact(request: Request, world: Sandbox) -> Json:
    wanted = await body(request, Contact)
    names = None if wanted.remove else {"full_name": wanted.full_name, "first_name": wanted.first_name}
    shared_numbers.keep_contact(world, _phone(request, world), wanted.phone_number, names)
    return {"success": True}


def _phone(request: Request, world: Sandbox) -> PhoneNumber:
    return number_of(world, {"phone_number_id": request.path_params["phone_number_id"]})


ROUTES = [
    route("/coexistence/{phone_number_id}/onboard", onboard, "POST"),
    route("/coexistence/{phone_number_id}/disconnect", disconnect, "POST"),
    route("/coexistence/{phone_number_id}/echo", echo, "POST"),
    route("/coexistence/{phone_number_id}/edit", edit_echo, "POST"),
    route("/coexistence/{phone_number_id}/revoke", revoke_echo, "POST"),
    route("/coexistence/{phone_number_id}/contact", keep_contact, "POST"),
]
