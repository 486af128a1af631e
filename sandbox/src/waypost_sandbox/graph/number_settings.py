"""What a number does besides messages: calls, encrypted payloads, where messages are stored, identity checks."""

import base64
import binascii
import hashlib
import re
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.field_list import read_fields
from waypost_sandbox.graph.registration import REGIONS
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import PhoneNumber

ON_OFF = ("ENABLED", "DISABLED")
USUAL: Json = {
    "calling": {
        "status": "DISABLED",
        "call_icon_visibility": "DEFAULT",
        "callback_permission_status": "DISABLED",
    },
    "payload_encryption": {"status": "DISABLED"},
    "storage_configuration": {"status": "DEFAULT"},
    "user_identity_change": {"enable_identity_key_check": False},
}
IN_COUNTRY, NO_STORAGE = "IN_COUNTRY_STORAGE_ENABLED", "NO_STORAGE_ENABLED"
STORAGES = (IN_COUNTRY, "IN_COUNTRY_STORAGE_DISABLED", NO_STORAGE, "NO_STORAGE_DISABLED")
NO_STORAGE_MINUTES = 60
DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
MOST_SLOTS, MOST_HOLIDAYS = 2, 20
_TIME = re.compile(r"([01]\d|2[0-3])[0-5]\d")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@edge("phone", "GET", "settings")
async def get_settings(call: Call) -> Json:
    phone = call.state.phone_numbers[call.node]
    found = {name: {**usual, **phone.settings.get(name, {})} for name, usual in USUAL.items()}
    wanted = [field.name for field in read_fields(call.query.get("fields", ""))]
    for name in wanted:
        if name not in found:
            raise GraphError(100, message=f"(#100) Tried accessing nonexisting field ({name})")
    return {name: found[name] for name in wanted or found}


@edge("phone", "POST", "settings")
async def change_settings(call: Call) -> Json:
    """One of the four in each call."""
    given = await call.given()
    wanted = [name for name in USUAL if name in given]
    if len(wanted) != 1:
        raise GraphError(100, f"Exactly one of {', '.join(USUAL)} must be given.")
    name = wanted[0]
    change = checks.child(given, name)
    phone = call.state.phone_numbers[call.node]
    if name == "calling":
        found = _calling(call, phone, change)
    elif name == "storage_configuration":
        found = _storage(phone, change)
    elif name == "payload_encryption":
        found = _encryption(call, change)
    else:
        if not isinstance(change.get("enable_identity_key_check"), bool | str):
            raise checks.Missing("user_identity_change['enable_identity_key_check']")
        found = {"enable_identity_key_check": checks.yes_or_no(change, "enable_identity_key_check", name)}
    phone.settings = {**phone.settings, name: found}
    return {"success": True}


def _calling(call: Call, phone: PhoneNumber, change: Json) -> Json:
    """What is not given stays as it was."""
    found: Json = {**USUAL["calling"], **phone.settings.get("calling", {})}
    for name, options in (
        ("status", ON_OFF),
        ("call_icon_visibility", ("DEFAULT", "DISABLE_ALL")),
        ("callback_permission_status", ON_OFF),
    ):
        if name in change:
            found[name] = _choice(change, name, "calling", options)
    if "srtp_key_exchange_protocol" in change:
        found["srtp_key_exchange_protocol"] = _choice(
            change, "srtp_key_exchange_protocol", "calling", ("DTLS", "SDES", "DTLS-SRTP", "SDES-SRTP")
        )
    for name in ("sip", "video"):
        if name in change:
            part = checks.child(change, name, "calling")
            found[name] = {**part, "status": _choice(part, "status", f"calling['{name}']", ON_OFF)}
    if "call_hours" in change:
        found["call_hours"] = _hours(checks.child(change, "call_hours", "calling"))
    if "call_icons" in change:
        found["call_icons"] = checks.child(change, "call_icons", "calling")
    if found["status"] == "ENABLED":
        _may_call(call, phone)
    return found


def _may_call(call: Call, phone: PhoneNumber) -> None:
    waba = call.state.wabas[phone.waba_id]
    if call.state.businesses[waba.business_id].messaging_limit == "TIER_250":
        raise GraphError(138015)
    if not any("calls" in call.state.apps[app_id].fields for app_id in waba.subscribed_apps):
        raise GraphError(138018)


def _hours(hours: Json) -> Json:
    at = "calling['call_hours']"
    found: Json = {"status": _choice(hours, "status", at, ON_OFF)}
    zone = checks.text(hours, "timezone_id", at, 64)
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError) as error:
        raise checks.Misshapen(f"Param {at}['timezone_id'] is not a time zone.") from error
    week = checks.items(hours, "weekly_operating_hours", at, 1, MOST_SLOTS * len(DAYS))
    for slot in week:
        checks.choice(slot, "day_of_week", at, DAYS)
        _from_to(slot, "open_time", "close_time", at)
    if max(Counter(slot["day_of_week"] for slot in week).values()) > MOST_SLOTS:
        raise checks.Beyond(f"{at} has at most {MOST_SLOTS} times a day.")
    found |= {"timezone_id": zone, "weekly_operating_hours": week}
    if "holiday_schedule" in hours:
        found["holiday_schedule"] = checks.items(hours, "holiday_schedule", at, 0, MOST_HOLIDAYS)
        for day in found["holiday_schedule"]:
            if _DATE.fullmatch(checks.text(day, "date", at, 10)) is None:
                raise checks.Misshapen(f"Param {at}['date'] must be like 2026-12-25.")
            _from_to(day, "start_time", "end_time", at)
    return found


def _from_to(slot: Json, begin: str, end: str, at: str) -> None:
    for name in (begin, end):
        if _TIME.fullmatch(checks.text(slot, name, at, 4)) is None:
            raise checks.Misshapen(f"Param {at}['{name}'] must be like 0900.")
    if slot[begin] >= slot[end]:
        raise checks.Beyond(f"{at}['{end}'] must be after {begin}.")


def _storage(phone: PhoneNumber, change: Json) -> Json:
    name = "storage_configuration"
    if phone.registered:
        raise GraphError(100, "The storage can be changed only while the number is not registered.")
    status = _choice(change, "status", name, STORAGES)
    if status == IN_COUNTRY:
        region = checks.choice(change, "data_localization_region", name, REGIONS)
        return {"status": status, "data_localization_region": region}
    if status == NO_STORAGE:
        checks.whole_number(change, "retention_minutes", name, NO_STORAGE_MINUTES, NO_STORAGE_MINUTES)
        return {"status": status, "retention_minutes": NO_STORAGE_MINUTES}
    return {"status": "DEFAULT"}


def _encryption(call: Call, change: Json) -> Json:
    """The sandbox keeps the key and its fingerprint; bodies themselves are never encrypted."""
    status = _choice(change, "status", "payload_encryption", ON_OFF)
    if status == "DISABLED":
        return {"status": status}
    key = checks.text(change, "client_encryption_key", "payload_encryption", 8192)
    pem = key.encode()
    try:
        if not key.startswith("-----"):
            pem = base64.b64decode(key, validate=True)
        found: Any = load_pem_public_key(pem)
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise checks.Misshapen("Param client_encryption_key must be a public key in PEM.") from error
    if not isinstance(found, RSAPublicKey):
        raise checks.Misshapen("Param client_encryption_key must be an RSA key.")
    return {
        "status": status,
        "client_encryption_key_fingerprint": hashlib.sha256(pem).hexdigest(),
        "cloud_encryption_key": "".join(call.world.ids.text(64) for _ in range(3)),
    }


def _choice(parent: Json, name: str, path: str, options: tuple[str, ...]) -> str:
    """In capitals or not."""
    found = parent.get(name)
    upper = {**parent, name: found.upper() if isinstance(found, str) else found}
    return checks.choice(upper, name, path, options)
