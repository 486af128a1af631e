"""What a business applies for or must declare: the official account, and in India its compliance."""

import re
from typing import Any

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.account_telling import tell_official
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import PhoneNumber

WORDS = {
    "": ("NOT_STARTED", "No application has been made"),
    "PENDING": ("PENDING", "Your Official Business Account application is under review"),
    "APPROVED": ("APPROVED", "Your Official Business Account has been approved"),
    "REJECTED": ("REJECTED", "Your Official Business Account application was rejected"),
    "CANCELLED": ("CANCELLED", "Official Business Account application has been cancelled"),
}
ACTIONS = ("SUBMIT_APPLICATION", "WITHDRAW_APPLICATION", "RESUBMIT_APPLICATION")
ENTITIES = (
    "LIMITED_LIABILITY_PARTNERSHIP",
    "SOLE_PROPRIETORSHIP",
    "PARTNERSHIP",
    "PUBLIC_COMPANY",
    "PRIVATE_COMPANY",
    "OTHER",
)
DECLARED = (
    "entity_name",
    "entity_type",
    "entity_type_custom",
    "is_registered",
    "grievance_officer_details",
    "customer_care_details",
)
_NUMBER = re.compile(r"\+[1-9]\d{1,14}")


@edge("phone", "GET", "official_business_account")
async def official_status(call: Call) -> Json:
    return _status(call.state.phone_numbers[call.node])


@edge("phone", "POST", "official_business_account")
async def apply_for_official(call: Call) -> Json:
    """The decision comes by webhook; verified businesses get the account."""
    given = await call.given()
    phone = call.state.phone_numbers[call.node]
    action = checks.choice(given, "action", "", ACTIONS, ACTIONS[0])
    if action == "WITHDRAW_APPLICATION":
        if phone.official_status != "PENDING":
            raise GraphError(100, "There is no application that could be withdrawn.")
        phone.official_status = "CANCELLED"
        return _done(call, phone, "withdrawn")
    if phone.official or phone.official_status == "PENDING":
        raise GraphError(100, "The number is official already, or its application is under review.")
    phone.official_status = "PENDING"
    wait = call.world.faults.dice.uniform(*call.world.settings.name_review_seconds)
    call.world.clock.after(wait, _review, call.world, phone)
    return _done(call, phone, "submitted")


def decide_official(world: Sandbox, phone: PhoneNumber, *, approved: bool) -> None:
    phone.official = approved
    phone.official_status = "APPROVED" if approved else "REJECTED"
    tell_official(world, phone)


@edge("phone", "GET", "business_compliance_info")
async def compliance(call: Call) -> Json:
    phone = call.state.phone_numbers[call.node]
    declared = {name: phone.compliance.get(name) for name in DECLARED}
    declared["is_registered"] = bool(declared["is_registered"])
    about: Json = {"whatsapp_business_account_id": phone.waba_id, "messaging_product": "whatsapp"}
    return {"data": [about | declared]}


@edge("phone", "POST", "business_compliance_info")
async def declare_compliance(call: Call) -> Json:
    given = await call.given()
    if given.get("messaging_product") != "whatsapp":
        raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")
    phone = call.state.phone_numbers[call.node]
    if not phone.digits.startswith("91"):
        raise GraphError(100, "Only numbers of India declare their compliance.")
    if len(checks.text(given, "entity_name", "", 128)) < 2:
        raise checks.Beyond("entity_name must have 2 to 128 characters.")
    kind = checks.choice(given, "entity_type", "", ENTITIES)
    if kind == "OTHER":
        checks.text(given, "entity_type_custom", "", 1024)
    checks.yes_or_no(given, "is_registered", "")
    officer = checks.child(given, "grievance_officer_details")
    checks.text(officer, "name", "grievance_officer_details", 128)
    _check_reachable(officer, "grievance_officer_details")
    _check_reachable(checks.child(given, "customer_care_details"), "customer_care_details")
    phone.compliance = {name: given[name] for name in DECLARED if name in given}
    return {"success": True}


def _check_reachable(who: Json, path: str) -> None:
    checks.text(who, "email", path, 128)
    for name in ("mobile_number", "landline_number"):
        found: Any = who.get(name)
        if found is not None and _NUMBER.fullmatch(str(found)) is None:
            raise checks.Misshapen(f"Param {path}['{name}'] must be like +913857614343.")


def _review(world: Sandbox, phone: PhoneNumber) -> None:
    if phone.official_status == "PENDING":
        business = world.state.businesses[world.state.wabas[phone.waba_id].business_id]
        decide_official(world, phone, approved=business.verified)


def _status(phone: PhoneNumber) -> Json:
    status, words = WORDS["APPROVED" if phone.official else phone.official_status]
    return {"id": phone.id, "oba_status": status, "status_message": words}


def _done(call: Call, phone: PhoneNumber, what: str) -> Json:
    return {
        "success": True,
        "message": f"Official Business Account application {what} successfully",
        "updated_status": _status(phone),
        "tracking_id": f"oba_req_{call.world.ids.octets(8).hex()}",
    }
