"""The world as a whole: what there is, its clock, its faults, its settings, a fresh start."""

import msgspec
from starlette.requests import Request

from waypost_sandbox.control.people import person_view
from waypost_sandbox.control.routing import body, route
from waypost_sandbox.faults import RuleSet
from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.settings import SettingsChange

LONGEST_ADVANCE_SECONDS = 400 * 86_400


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


async def set_faults(request: Request, world: Sandbox) -> Json:
    world.faults.set(await body(request, RuleSet))
    return await get_faults(request, world)


async def get_faults(request: Request, world: Sandbox) -> Json:
    return {"rules": msgspec.to_builtins(world.faults.rules), "happened": dict(world.faults.happened)}


async def move_clock(request: Request, world: Sandbox) -> Json:
    seconds = (await body(request, Advance)).advance_seconds
    if not 0 <= seconds <= LONGEST_ADVANCE_SECONDS:
        raise NotPossibleError(
            f"advance_seconds must be 0 to {LONGEST_ADVANCE_SECONDS}; the clock only goes forward."
        )
    await world.clock.advance(seconds, world.deliveries.settle)
    return {"now": world.clock.now()}


async def get_clock(request: Request, world: Sandbox) -> Json:
    return {"now": world.clock.now(), "ahead_seconds": world.clock.offset_seconds}


async def change_settings(request: Request, world: Sandbox) -> Json:
    world.change_settings(await body(request, SettingsChange))
    return await get_settings(request, world)


async def get_settings(request: Request, world: Sandbox) -> Json:
    settings: Json = msgspec.to_builtins(world.settings)
    return settings


async def reset_world(request: Request, world: Sandbox) -> Json:
    raw = await request.body()
    wanted = msgspec.json.decode(raw, type=Reset) if raw else Reset()
    world.reset(everything=wanted.everything)
    return {"success": True}


ROUTES = [
    route("/world", get_world, "GET"),
    route("/state", get_state, "GET"),
    route("/faults", get_faults, "GET"),
    route("/faults", set_faults, "POST"),
    route("/clock", get_clock, "GET"),
    route("/clock", move_clock, "POST"),
    route("/settings", get_settings, "GET"),
    route("/settings", change_settings, "POST"),
    route("/reset", reset_world, "POST"),
]
