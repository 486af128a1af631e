"""A number is added to an account, or moved there from another one."""

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.display_names import LONGEST, SHORTEST, review_first_name
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.life.countries import country_of
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.accounts import Business, PhoneNumber

FEW_NUMBERS, MANY_NUMBERS = 2, 20
TWO_STEP_ON, EXISTS, NOT_ELSEWHERE, CANNOT_MIGRATE, MAINTENANCE = 2388001, 2388012, 2388091, 2388103, 2494100
NO_NEW_NUMBERS = "RESTRICTED_ADD_PHONE_NUMBER_ACTION"


@edge("waba", "POST", "phone_numbers")
async def add_number(call: Call) -> Json:
    if call.state.wabas[call.node].restrictions.get(NO_NEW_NUMBERS, 0.0) > call.now:
        raise GraphError(368)
    given = await call.given()
    country, national = _digits(given, "cc", 1, 3), _digits(given, "phone_number", 4, 14)
    # Meta takes it with the country code as well.
    digits = country + national.removeprefix(country)
    if not 7 <= len(digits) <= 15 or not country_of(digits):
        raise GraphError(100, f"Param phone_number: +{digits} is not a valid phone number.")
    if given.get("preverified_id"):
        raise GraphError(100, "Param preverified_id is not a preverified number of this portfolio.")
    migrates = str(given.get("migrate_phone_number")).lower() in ("true", "1")
    source = _holder(call.state, digits)
    if migrates:
        _check_migration(call, source)
    elif source is not None:
        raise GraphError(EXISTS)
    name = str(given.get("verified_name") or (source.verified_name if source is not None else "")).strip()
    if not SHORTEST <= len(name) <= LONGEST:
        raise GraphError(100, f"Param verified_name must have {SHORTEST} to {LONGEST} characters.")
    _check_room(call, moved=source)
    phone = new_number(
        call.state, call.world.ids.node(), call.node, f"+{country} {digits[len(country) :]}", name
    )
    if migrates and source is not None:
        source.migrates_to = phone.id
    review_first_name(call.world, phone)
    return {"id": phone.id}


def new_number(state: State, node: str, waba_id: str, shown: str, name: str) -> PhoneNumber:
    """A number as it is when it was just added: neither verified nor registered."""
    phone = PhoneNumber(
        id=node,
        waba_id=waba_id,
        display_phone_number=shown,
        verified_name=name,
        registered=False,
        verification="NOT_VERIFIED",
        quality_rating="UNKNOWN",
        onboarded_at=0.0,
    )
    state.phone_numbers[node] = phone
    state.wabas[waba_id].phone_numbers.append(node)
    return phone


def most_numbers(business: Business) -> int:
    return MANY_NUMBERS if business.verified or business.messaging_limit != "TIER_250" else FEW_NUMBERS


def _holder(state: State, digits: str) -> PhoneNumber | None:
    """The number as another account, or this one, has it already."""
    for phone in state.phone_numbers.values():
        gone = phone.deleted_at or (phone.migrates_to and phone.verification == "EXPIRED")
        if phone.digits == digits and not gone:
            return phone
    return None


def _check_migration(call: Call, source: PhoneNumber | None) -> None:
    if source is None:
        raise GraphError(NOT_ELSEWHERE)
    if source.waba_id == call.node:
        raise GraphError(EXISTS)
    if source.maintenance:
        raise GraphError(MAINTENANCE)
    if source.pin is not None:
        raise GraphError(TWO_STEP_ON)
    account = call.state.wabas[call.node]
    business = call.state.businesses[account.business_id]
    if not business.verified or account.review_status != "APPROVED" or not source.registered:
        raise GraphError(CANNOT_MIGRATE)


def _check_room(call: Call, moved: PhoneNumber | None) -> None:
    state = call.state
    business = state.businesses[state.wabas[call.node].business_id]
    numbers = sum(len(waba.phone_numbers) for waba in state.wabas.values() if waba.business_id == business.id)
    stays = moved is not None and state.wabas[moved.waba_id].business_id == business.id
    if not stays and numbers >= most_numbers(business):
        raise GraphError(
            100,
            user=(
                "Phone number limit reached",
                f"This business can have {most_numbers(business)} phone numbers.",
            ),
        )


def _digits(given: Json, name: str, least: int, most: int) -> str:
    found = "".join(c for c in str(given.get(name) or "") if c not in "+ -()")
    if not found:
        raise GraphError(100, message=f"(#100) The parameter {name} is required.")
    if not found.isdecimal() or not least <= len(found) <= most:
        raise GraphError(100, f"Param {name} must have {least} to {most} digits.")
    return found
