"""Groups from the customers' side and from Meta's; and what else only Meta or an advertiser changes."""

import msgspec
from starlette.requests import Request

from waypost_sandbox.control.routing import body, route
from waypost_sandbox.graph.groups import joining
from waypost_sandbox.graph.groups.telling import STATUS, tell
from waypost_sandbox.people.people import NotPossibleError, person_at
from waypost_sandbox.people.writing import number_of
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.groups import Group


class Who(msgspec.Struct, forbid_unknown_fields=True):
    person: str


class Suspension(msgspec.Struct, forbid_unknown_fields=True):
    suspended: bool


class Eligibility(msgspec.Struct, forbid_unknown_fields=True):
    eligible: bool


class AdUse(msgspec.Struct, forbid_unknown_fields=True):
    is_used_in_ad: bool


async def list_groups(request: Request, world: Sandbox) -> Json:
    return {"groups": msgspec.to_builtins(list(world.state.groups.values()))}


async def make_eligible(request: Request, world: Sandbox) -> Json:
    """An official business account with a limit of 100,000, or no longer one."""
    phone = number_of(world, {"phone_number_id": request.path_params["phone_number_id"]})
    phone.official = (await body(request, Eligibility)).eligible
    if phone.official:
        business = world.state.businesses[world.state.wabas[phone.waba_id].business_id]
        business.messaging_limit = "TIER_100K"
    return {"eligible": phone.official}


async def join_group(request: Request, world: Sandbox) -> Json:
    """The customer follows the invite link; the answer has a `join_request_id` where the business approves."""
    group = _group(request, world)
    person = person_at(world.state, (await body(request, Who)).person)
    asked = joining.follow_link(world, group, person)
    return {"joined": asked is None, "join_request_id": asked.id if asked is not None else None}


async def leave_group(request: Request, world: Sandbox) -> Json:
    group = _group(request, world)
    joining.leave(world, group, person_at(world.state, (await body(request, Who)).person))
    return {"success": True}


async def withdraw_request(request: Request, world: Sandbox) -> Json:
    group = _group(request, world)
    joining.withdraw(world, group, person_at(world.state, (await body(request, Who)).person))
    return {"success": True}


async def suspend_group(request: Request, world: Sandbox) -> Json:
    group = _group(request, world)
    group.suspended = (await body(request, Suspension)).suspended
    tell(world, group, STATUS, "group_suspend" if group.suspended else "group_suspend_cleared")
    return {"suspended": group.suspended}


async def use_in_ad(request: Request, world: Sandbox) -> Json:
    """An ad begins with this welcome message sequence, or no longer does."""
    sequence = world.state.welcome_sequences.get(request.path_params["sequence_id"])
    if sequence is None:
        raise NotPossibleError("There is no such sequence.")
    sequence.is_used_in_ad = (await body(request, AdUse)).is_used_in_ad
    return {"is_used_in_ad": sequence.is_used_in_ad}


def _group(request: Request, world: Sandbox) -> Group:
    found = world.state.groups.get(request.path_params["group_id"])
    if found is None:
        raise NotPossibleError("There is no such group. GET /_sandbox/groups lists them.")
    return found


ROUTES = [
    route("/groups", list_groups, "GET"),
    route("/groups/{group_id}/join", join_group, "POST"),
    route("/groups/{group_id}/leave", leave_group, "POST"),
    route("/groups/{group_id}/withdraw", withdraw_request, "POST"),
    route("/groups/{group_id}/suspend", suspend_group, "POST"),
    route("/phone_numbers/{phone_number_id}/groups", make_eligible, "POST"),
    route("/welcome_message_sequences/{sequence_id}", use_in_ad, "POST"),
]
