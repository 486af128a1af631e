"""Usernames of businesses: who may have which, from whom one is taken over."""

import re

from waypost_sandbox.graph.account_telling import tell_username
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import PhoneNumber

SHORTEST, LONGEST = 3, 35
DOMAINS = (
    ".com",
    ".org",
    ".net",
    ".int",
    ".edu",
    ".gov",
    ".mil",
    ".info",
    ".biz",
    ".io",
    ".co",
    ".app",
    ".shop",
)
TRANSFERS = ("none", "force_transfer")
SUGGESTIONS = ("{}", "{}.official", "{}_{}", "hello.{}", "{}.shop1")
_ALLOWED = re.compile(r"(?=.*[a-z])[a-z0-9_]+(\.[a-z0-9_]+)*")
CLAIMS = {"somebody": 147001, "facebook": 147003, "instagram": 147004}


@edge("phone", "GET", "username")
async def get_username(call: Call) -> Json:
    phone = call.state.phone_numbers[call.node]
    if phone.username is None:
        return {}
    return {"username": phone.username, "status": phone.username_status}


@edge("phone", "POST", "username")
async def set_username(call: Call) -> Json:
    given = await call.given()
    phone = _registered(call)
    name = str(given.get("username") or "").lower()
    if not name:
        raise GraphError(100, message="(#100) The parameter username is required.")
    transfer = given.get("transfer_action", "none")
    if transfer not in TRANSFERS:
        raise GraphError(100, f"Param transfer_action must be one of {{{', '.join(TRANSFERS)}}}.")
    if not is_allowed(name):
        raise GraphError(100, f"Param username: {name} is not a valid username.")
    if not call.state.businesses[call.state.wabas[phone.waba_id].business_id].verified:
        raise GraphError(147002)
    _claim(call, phone, name, force=transfer == "force_transfer")
    if phone.username not in (None, name):
        tell_username(call.world, phone, str(phone.username), "deleted")
    phone.username = name
    # It shows to customers once the number's name was approved.
    phone.username_status = "approved" if phone.name_status == "APPROVED" else "reserved"
    tell_username(call.world, phone, name, phone.username_status)
    return {"status": phone.username_status}


@edge("phone", "DELETE", "username")
async def delete_username(call: Call) -> Json:
    phone = _registered(call)
    if phone.username is None:
        raise GraphError(100, "The number has no username.")
    name, phone.username = phone.username, None
    tell_username(call.world, phone, name, "deleted")
    return {"success": True}


@edge("phone", "GET", "username_suggestions")
async def suggest(call: Call) -> Json:
    """From the verified name, only what is still free."""
    phone = _registered(call)
    stem = re.sub(r"[^a-z0-9]+", "", phone.verified_name.lower())[:20] or "business"
    names = [pattern.format(stem, phone.digits[-4:]) for pattern in SUGGESTIONS]
    free = [name for name in names if is_allowed(name) and _holder(call, name) is None]
    return {"data": [{"username_suggestions": free}]}


def is_allowed(name: str) -> bool:
    fits = SHORTEST <= len(name) <= LONGEST and _ALLOWED.fullmatch(name) is not None
    return fits and not name.startswith("www") and not name.endswith(DOMAINS)


def _registered(call: Call) -> PhoneNumber:
    phone = call.state.phone_numbers[call.node]
    if not phone.registered:
        raise GraphError(133010)
    return phone


def _holder(call: Call, name: str) -> PhoneNumber | int | None:
    """The number of the business world that has it, the code when it is somebody else's, or nobody."""
    claim = call.world.settings.claimed_usernames.get(name)
    if claim is not None:
        return CLAIMS[claim]
    person = call.state.find_person(name)
    if person is not None and (person.username or "").lower() == name:
        return CLAIMS["somebody"]
    return next((phone for phone in call.state.phone_numbers.values() if phone.username == name), None)


def _claim(call: Call, phone: PhoneNumber, name: str, *, force: bool) -> None:
    """Raises unless the name is free, or another number of the portfolio gives it up."""
    holder = _holder(call, name)
    if holder is None or holder is phone:
        return
    if isinstance(holder, int):
        raise GraphError(holder)
    wabas = call.state.wabas
    if wabas[holder.waba_id].business_id != wabas[phone.waba_id].business_id:
        raise GraphError(147001)
    if not force:
        raise GraphError(147005)
    holder.username = None
    tell_username(call.world, holder, name, "deleted")
