"""Numbers: their fields, their list, adding one, and what is changed at the number itself."""

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any

from waypost_sandbox.graph.account_telling import tell_security
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.display_names import ask_for_name
from waypost_sandbox.graph.errors import GraphError, no_such_field
from waypost_sandbox.graph.field_list import Field
from waypost_sandbox.graph.handshake import verify_callback
from waypost_sandbox.graph.health import health_status
from waypost_sandbox.graph.nodes import Reader, view
from waypost_sandbox.graph.paging import page
from waypost_sandbox.life.countries import country_of
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import PhoneNumber, Waba

USUAL_FIELDS = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "webhook_configuration",
)
# Since this version the limit of the portfolio is a field.
LIMIT_VERSION = 24
SORTS = {"last_onboarded_time_ascending": False, "last_onboarded_time_descending": True}
FILTERS = {"EQUAL", "NOT_EQUAL", "IN"}
SANDBOX, LIVE = "SANDBOX", "LIVE"


@edge("phone", "GET")
async def phone_node(call: Call) -> Json:
    return number_view(call, call.state.phone_numbers[call.node])


@edge("phone", "POST")
async def change_phone(call: Call) -> Json:
    """The PIN, a new display name, or where the number's webhooks go."""
    given = await call.given()
    phone = call.state.phone_numbers[call.node]
    changed = False
    if "pin" in given:
        phone.pin, changed = read_pin(given), True
        tell_security(call.world, phone, "PIN_CHANGED", call.token.user_id)
    if "new_display_name" in given:
        ask_for_name(call.world, phone, given)
        changed = True
    webhook = given.get("webhook_configuration")
    if isinstance(webhook, dict):
        url = str(webhook.get("override_callback_uri") or "")
        if url:
            await verify_callback(call.world, url, str(webhook.get("verify_token") or ""))
        phone.override_url, changed = url or None, True
    if not changed:
        raise GraphError(100, "None of pin, new_display_name, webhook_configuration was given.")
    return {"success": True}


@edge("waba", "GET", "phone_numbers")
async def list_phone_numbers(call: Call) -> Json:
    return page(
        call, number_rows(call, call.state.wabas[call.node], call.query.get("fields", "")), narrowed=True
    )


def number_rows(call: Call, waba: Waba, fields: str) -> list[Json]:
    """The account's numbers, filtered and sorted as the query says."""
    numbers = [call.state.phone_numbers[i] for i in waba.phone_numbers]
    for rule in _rules(call):
        numbers = [number for number in numbers if _passes(call, number, rule)]
    for sort in _listed(call, "sort"):
        if sort not in SORTS:
            raise GraphError(100, f"Param sort must be one of {{{', '.join(SORTS)}}}.")
        numbers.sort(key=lambda number: number.onboarded_at, reverse=SORTS[sort])
    return [number_view(call, number, fields) for number in numbers]


def number_view(call: Call, phone: PhoneNumber, fields: str | None = None) -> Json:
    return view(call, phone, READERS, USUAL_FIELDS, "PhoneNumber", fields=fields)


def read_pin(given: Json) -> str:
    pin = str(given.get("pin") or "")
    if len(pin) != 6 or not pin.isdecimal():
        raise GraphError(100, "Param pin must have 6 digits.")
    return pin


def status_of(phone: PhoneNumber) -> str:
    if phone.deleted_at:
        return "DELETED"
    if phone.banned:
        return "BANNED"
    if phone.registered:
        return "CONNECTED"
    if phone.migrates_to:
        return "MIGRATED" if phone.verification == "EXPIRED" else "DISCONNECTED"
    return "DISCONNECTED" if phone.verification == "VERIFIED" else "UNVERIFIED"


def certificate(name: str, phone: PhoneNumber) -> str:
    """What registers a name; the same name gets the same one."""
    return base64.b64encode(hashlib.blake2b(f"{phone.id}:{name}".encode()).digest()).decode()


def _rules(call: Call) -> list[Json]:
    rules = _listed(call, "filtering")
    for rule in rules:
        known = isinstance(rule, dict) and rule.get("field") in READERS and rule.get("operator") in FILTERS
        if not known:
            raise GraphError(100, 'Param filtering must be like [{"field":…,"operator":"EQUAL","value":…}].')
    return rules


def _listed(call: Call, name: str) -> list[Any]:
    found = call.decoded_query().get(name)
    if found is None or found == "":
        return []
    return found if isinstance(found, list) else [found]


def _passes(call: Call, phone: PhoneNumber, rule: Json) -> bool:
    value = READERS[rule["field"]](call, phone, Field(rule["field"]))
    if rule["operator"] == "IN":
        wanted = rule.get("value")
        return isinstance(wanted, list) and value in wanted
    return bool((value == rule.get("value")) == (rule["operator"] == "EQUAL"))


def _throughput(_: Call, phone: PhoneNumber, __: Field) -> Json:
    return {"level": "NOT_APPLICABLE" if phone.on_business_app else phone.throughput}


def _webhooks(call: Call, phone: PhoneNumber, _: Field) -> Json:
    """The addresses in the order in which they count; of those of other apps nothing is said."""
    found: Json = {}
    if phone.override_url:
        found["phone_number"] = phone.override_url
    if url := call.state.wabas[phone.waba_id].subscribed_apps.get(call.app.id):
        found["whatsapp_business_account"] = url
    if call.app.callback_url:
        found["application"] = call.app.callback_url
    return found


def _limit(call: Call, phone: PhoneNumber, field: Field) -> str:
    newer = field.name == "whatsapp_business_manager_messaging_limit"
    if newer and int(call.version[1:].partition(".")[0]) < LIMIT_VERSION:
        raise no_such_field(field.name, "PhoneNumber")
    return call.state.businesses[call.state.wabas[phone.waba_id].business_id].messaging_limit


def _health(call: Call, phone: PhoneNumber, _: Field) -> Json:
    return health_status(call.state, call.app, call.state.wabas[phone.waba_id], phone=phone)


def _onboarded(_: Call, phone: PhoneNumber, __: Field) -> str | None:
    if not phone.onboarded_at:
        return None
    return f"{datetime.fromtimestamp(phone.onboarded_at, UTC):%Y-%m-%dT%H:%M:%S+0000}"


def _dial_code(_: Call, phone: PhoneNumber, __: Field) -> str:
    return phone.display_phone_number.removeprefix("+").split(" ")[0]


READERS: dict[str, Reader] = {
    "id": lambda _, phone, __: phone.id,
    "verified_name": lambda _, phone, __: phone.verified_name,
    "code_verification_status": lambda _, phone, __: phone.verification,
    "display_phone_number": lambda _, phone, __: phone.display_phone_number,
    "quality_rating": lambda _, phone, __: phone.quality_rating,
    "quality_score": lambda _, phone, __: {"score": phone.quality_rating},
    "platform_type": lambda _, phone, __: "CLOUD_API" if phone.registered else "NOT_APPLICABLE",
    "throughput": _throughput,
    "webhook_configuration": _webhooks,
    "status": lambda _, phone, __: status_of(phone),
    "name_status": lambda _, phone, __: phone.name_status,
    "new_display_name": lambda _, phone, __: phone.new_name or None,
    "new_name_status": lambda _, phone, __: phone.new_name_status,
    "account_mode": lambda _, phone, __: SANDBOX if phone.is_test_number else LIVE,
    "is_official_business_account": lambda _, phone, __: phone.official,
    "is_pin_enabled": lambda _, phone, __: phone.pin is not None,
    "is_on_biz_app": lambda _, phone, __: phone.on_business_app,
    "is_preverified_number": lambda _, __, ___: False,
    "search_visibility": lambda _, __, ___: "NON_VISIBLE",
    "eligibility_for_api_business_global_search": lambda _, __, ___: "NON_ELIGIBLE_UNDEFINED_COUNTRY",
    "last_onboarded_time": _onboarded,
    "certificate": lambda _, phone, __: certificate(phone.verified_name, phone),
    "new_certificate": lambda _, phone, __: (
        certificate(phone.new_name, phone) if phone.new_name_status == "APPROVED" else None
    ),
    "country_dial_code": _dial_code,
    "country_code": lambda _, phone, __: country_of(phone.digits) or None,
    "host_platform": lambda _, phone, __: "CLOUD_API" if phone.registered else "NOT_APPLICABLE",
    "conversational_automation": lambda _, phone, __: phone.automation or None,
    "messaging_limit_tier": _limit,
    "whatsapp_business_manager_messaging_limit": _limit,
    "health_status": _health,
    "username": lambda _, phone, __: phone.username,
}
