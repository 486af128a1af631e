"""Calls, steered from the customer's side."""

from typing import Literal

import msgspec
from starlette.requests import Request

from waypost_sandbox.control.routing import body, route
from waypost_sandbox.graph.calling import life
from waypost_sandbox.people.people import NotPossibleError, person_at
from waypost_sandbox.people.writing import number_of, write_to_business
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.calls import PhoneCall

PERMISSION_SECONDS = 7 * DAY_SECONDS


class Whom(msgspec.Struct, forbid_unknown_fields=True):
    phone_number_id: str | None = None


class Permission(msgspec.Struct, forbid_unknown_fields=True):
    permission: Literal["no_permission", "temporary", "permanent"]
    phone_number_id: str | None = None


async def list_calls(request: Request, world: Sandbox) -> Json:
    return {"calls": [_view(call) for call in world.state.calls.values()]}


async def call_business(request: Request, world: Sandbox) -> Json:
    """The customer calls the number."""
    raw = await request.body()
    wanted = msgspec.json.decode(raw, type=Whom) if raw else Whom()
    phone = number_of(world, {"phone_number_id": wanted.phone_number_id})
    person = person_at(world.state, request.path_params["key"])
    return _view(life.customer_calls(world, person, phone))


async def answer_call(request: Request, world: Sandbox) -> Json:
    call = _call(request, world)
    life.customer_answers(world, call)
    return _view(call)


async def reject_call(request: Request, world: Sandbox) -> Json:
    call = _call(request, world)
    life.customer_rejects(world, call)
    return _view(call)


async def hang_up(request: Request, world: Sandbox) -> Json:
    call = _call(request, world)
    if call.ended_at is not None:
        raise NotPossibleError("This call has ended already.")
    life.end(world, call)
    return _view(call)


async def change_permission(request: Request, world: Sandbox) -> Json:
    """As in the business's profile on the customer's phone; the business hears of it as of a reply."""
    wanted = await body(request, Permission)
    reply: Json = {
        "response": "reject" if wanted.permission == "no_permission" else "accept",
        "response_source": "user_action",
    }
    if wanted.permission == "permanent":
        reply["is_permanent"] = True
    elif wanted.permission == "temporary":
        reply |= {
            "is_permanent": False,
            "expiration_timestamp": int(world.clock.now() + PERMISSION_SECONDS),
        }
    order: Json = {
        "phone_number_id": number_of(world, {"phone_number_id": wanted.phone_number_id}).id,
        "type": "interactive",
        "interactive": {"type": "call_permission_reply", "call_permission_reply": reply},
    }
    person = person_at(world.state, request.path_params["key"])
    return {"id": write_to_business(world, person, order).id}


def _call(request: Request, world: Sandbox) -> PhoneCall:
    found = world.state.calls.get(request.path_params["call_id"])
    if found is None:
        raise NotPossibleError("There is no such call. GET /_sandbox/calls lists them.")
    return found


def _view(call: PhoneCall) -> Json:
    found: Json = msgspec.to_builtins(call)
    return found


ROUTES = [
    route("/calls", list_calls, "GET"),
    route("/calls/{call_id}/answer", answer_call, "POST"),
    route("/calls/{call_id}/reject", reject_call, "POST"),
    route("/calls/{call_id}/hang_up", hang_up, "POST"),
    route("/people/{key}/call", call_business, "POST"),
    route("/people/{key}/call_permission", change_permission, "POST"),
]
