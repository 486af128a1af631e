"""What only Meta changes: the standing of apps, portfolios, accounts and numbers. Each change tells what Meta would."""

from typing import Any, Literal, TypeVar

import msgspec
from msgspec import UNSET, UnsetType
from starlette.requests import Request

from waypost_sandbox.control.routing import body, route
from waypost_sandbox.deliver import Update
from waypost_sandbox.graph import account_telling as telling
from waypost_sandbox.graph.display_names import DECISIONS, REASONS, decide
from waypost_sandbox.graph.official import decide_official
from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import Business, Limit, PhoneNumber, Waba

MOST_RECIPIENTS = 5
RESTRICTIONS = (
    "RESTRICTED_ADD_PHONE_NUMBER_ACTION",
    "RESTRICTED_BIZ_INITIATED_MESSAGING",
    "RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
    "RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING",
    "RESTRICTED_BUSINESS_INITIATED_CALLING",
    "RESTRICTED_USER_INITIATED_CALLING",
    "RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN",
    "RESTRICTED_UTILITY_TEMPLATES",
    "RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES",
)
Record = TypeVar("Record")


class AppChange(msgspec.Struct, forbid_unknown_fields=True):
    name: str | UnsetType = UNSET
    disabled: bool | UnsetType = UNSET
    require_proof: bool | UnsetType = UNSET
    webhook_version: str | UnsetType = UNSET


class BusinessChange(msgspec.Struct, forbid_unknown_fields=True):
    name: str | UnsetType = UNSET
    verified: bool | UnsetType = UNSET
    messaging_limit: Limit | UnsetType = UNSET


class WabaChange(msgspec.Struct, forbid_unknown_fields=True):
    name: str | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    timezone_id: str | UnsetType = UNSET
    country: str | UnsetType = UNSET
    review_status: Literal["APPROVED", "REJECTED", "PENDING", "DEFERRED"] | UnsetType = UNSET
    banned: bool | UnsetType = UNSET
    has_payment_method: bool | UnsetType = UNSET
    marketing_on_cloud_api: bool | UnsetType = UNSET
    marketing_messages: str | UnsetType = UNSET
    # restriction_type → for how many seconds; an empty object ends all.
    restrictions: dict[str, float] | UnsetType = UNSET


class NumberChange(msgspec.Struct, forbid_unknown_fields=True):
    verified_name: str | UnsetType = UNSET
    registered: bool | UnsetType = UNSET
    verification: Literal["VERIFIED", "NOT_VERIFIED", "EXPIRED"] | UnsetType = UNSET
    pin: str | UnsetType | None = UNSET
    banned: bool | UnsetType = UNSET
    maintenance: bool | UnsetType = UNSET
    quality_rating: Literal["GREEN", "YELLOW", "RED", "UNKNOWN"] | UnsetType = UNSET
    throughput: Literal["STANDARD", "HIGH"] | UnsetType = UNSET
    on_business_app: bool | UnsetType = UNSET
    is_test_number: bool | UnsetType = UNSET
    # Digits.
    allowed_recipients: list[str] | UnsetType = UNSET
    official: bool | UnsetType = UNSET
    # As it happens in WhatsApp Manager; the API cannot.
    deleted: bool | UnsetType = UNSET


class NameDecision(msgspec.Struct, forbid_unknown_fields=True):
    decision: str
    reason: str | None = None


class Event(msgspec.Struct, forbid_unknown_fields=True):
    """Any webhook about an account, in the words of the caller."""

    field: str
    value: dict[str, Any]
    phone_number_id: str | None = None


async def change_app(request: Request, world: Sandbox) -> Json:
    app = _found(world.state.apps, request.path_params["app_id"])
    _set(app, await body(request, AppChange))
    return _view(app)


async def rotate_secret(request: Request, world: Sandbox) -> Json:
    """From now on webhooks are signed with the new one, and the literal app token changes."""
    app = _found(world.state.apps, request.path_params["app_id"])
    app.secret = world.ids.octets(16).hex()
    return {"id": app.id, "secret": app.secret}


async def change_business(request: Request, world: Sandbox) -> Json:
    business = _found(world.state.businesses, request.path_params["business_id"])
    change = await body(request, BusinessChange)
    before = business.messaging_limit
    limit, change.messaging_limit = change.messaging_limit, UNSET
    _set(business, change)
    # Verification is one of the ways to the first step.
    if limit is UNSET and change.verified is True and before == "TIER_250":
        limit = "TIER_2K"
    if limit is not UNSET and limit != before:
        world.reach.set_limit(business, limit)
    return _brief(business)


async def change_waba(request: Request, world: Sandbox) -> Json:
    waba = _found(world.state.wabas, request.path_params["waba_id"])
    change = await body(request, WabaChange)
    restrictions, change.restrictions = change.restrictions, UNSET
    before = (waba.review_status, waba.banned, waba.country)
    _set(waba, change)
    if waba.review_status != before[0]:
        telling.tell(world, waba.id, "account_review_update", {"decision": waba.review_status})
    if waba.banned != before[1]:
        telling.tell_ban(world, waba)
    if waba.country != before[2]:
        value = {"event": "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE", "country": waba.country}
        telling.tell(world, waba.id, "account_update", value)
    if restrictions is not UNSET:
        _restrict(world, waba, restrictions)
    return _view(waba)


async def tell_event(request: Request, world: Sandbox) -> Json:
    waba = _found(world.state.wabas, request.path_params["waba_id"])
    event = await body(request, Event)
    if event.field not in telling.FIELDS:
        raise NotPossibleError(f"field must be one of {', '.join(telling.FIELDS)}.")
    world.deliveries.tell(
        Update(waba_id=waba.id, field=event.field, value=event.value, phone_number_id=event.phone_number_id)
    )
    return {"success": True}


async def show_number(request: Request, world: Sandbox) -> Json:
    """All of it, with the PIN and the code of the SMS."""
    return _number_view(_found(world.state.phone_numbers, request.path_params["phone_number_id"]))


async def change_number(request: Request, world: Sandbox) -> Json:
    phone = _found(world.state.phone_numbers, request.path_params["phone_number_id"])
    change = await body(request, NumberChange)
    if change.allowed_recipients is not UNSET and len(change.allowed_recipients) > MOST_RECIPIENTS:
        raise NotPossibleError(f"A test number has at most {MOST_RECIPIENTS} allowed recipients.")
    official, change.official = change.official, UNSET
    deleted, change.deleted = change.deleted, UNSET
    throughput = phone.throughput
    _set(phone, change)
    if throughput == "STANDARD" and phone.throughput == "HIGH":
        telling.tell_number(world, phone, "THROUGHPUT_UPGRADE")
    if official is not UNSET and official != phone.official:
        decide_official(world, phone, approved=official)
    if deleted is True:
        _delete(world, phone)
    return _number_view(phone)


async def decide_name(request: Request, world: Sandbox) -> Json:
    phone = _found(world.state.phone_numbers, request.path_params["phone_number_id"])
    wanted = await body(request, NameDecision)
    if wanted.decision not in DECISIONS or wanted.reason not in (None, *REASONS):
        raise NotPossibleError(
            f"decision must be one of {', '.join(DECISIONS)}, reason one of {', '.join(REASONS)}."
        )
    decide(world, phone, wanted.decision, wanted.reason)
    return _number_view(phone)


def _restrict(world: Sandbox, waba: Waba, wanted: dict[str, float]) -> None:
    strange = [kind for kind in wanted if kind not in RESTRICTIONS]
    if strange:
        raise NotPossibleError(f"{strange[0]} is none of {', '.join(RESTRICTIONS)}.")
    now = world.clock.now()
    waba.restrictions = {kind: now + seconds for kind, seconds in wanted.items()}
    if wanted:
        telling.tell_restrictions(world, waba)
    for kind, seconds in wanted.items():
        world.clock.after(seconds, _end_restriction, waba, kind, now + seconds)


def _end_restriction(waba: Waba, kind: str, until: float) -> None:
    if waba.restrictions.get(kind) == until:
        del waba.restrictions[kind]


def _delete(world: Sandbox, phone: PhoneNumber) -> None:
    phone.deleted_at, phone.registered = world.clock.now(), False
    numbers = world.state.wabas[phone.waba_id].phone_numbers
    if phone.id in numbers:
        numbers.remove(phone.id)


def _set(record: Any, change: msgspec.Struct) -> None:
    for name in change.__struct_fields__:
        value = getattr(change, name)
        if value is not UNSET:
            setattr(record, name, value)


def _found(records: dict[str, Record], key: str) -> Record:
    found = records.get(key)
    if found is None:
        raise NotPossibleError(f"There is no {key}. GET /_sandbox/world lists what there is.")
    return found


def _view(record: Any) -> Json:
    view: Json = msgspec.to_builtins(record)
    return view


def _brief(business: Business) -> Json:
    return {
        "id": business.id,
        "name": business.name,
        "verified": business.verified,
        "messaging_limit": business.messaging_limit,
    }


def _number_view(phone: PhoneNumber) -> Json:
    """Without the long lists of whom it reached and blocked."""
    view = _view(phone)
    for name in ("reached", "verdicts", "arrived", "blocked_users", "qr_codes", "looked_up_at"):
        view.pop(name, None)
    return view


ROUTES = [
    route("/apps/{app_id}", change_app, "POST"),
    route("/apps/{app_id}/rotate_secret", rotate_secret, "POST"),
    route("/businesses/{business_id}", change_business, "POST"),
    route("/wabas/{waba_id}", change_waba, "POST"),
    route("/wabas/{waba_id}/event", tell_event, "POST"),
    route("/phone_numbers/{phone_number_id}", show_number, "GET"),
    route("/phone_numbers/{phone_number_id}", change_number, "POST"),
    route("/phone_numbers/{phone_number_id}/name", decide_name, "POST"),
]
