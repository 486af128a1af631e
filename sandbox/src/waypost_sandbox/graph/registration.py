"""How a number comes to send: the code by SMS or voice, its check, registering with a PIN, and the way back."""

from collections.abc import Callable

from waypost_sandbox.graph.account_telling import tell_number
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.phone_numbers import read_pin
from waypost_sandbox.state import DAY_SECONDS, Json, State
from waypost_sandbox.state.accounts import PhoneNumber

CODE_SECONDS = 600.0
# So many codes within so long, then a wait as long.
MOST_CODES, CODES_SECONDS = 5, DAY_SECONDS / 2
MOST_REGISTRATIONS, REGISTRATIONS_SECONDS = 10, 3 * DAY_SECONDS
MOST_GUESSES, GUESSES_SECONDS = 5, 3600.0
# A guess this soon after a wrong one comes from no person.
TOO_FAST_SECONDS = 1.0
DELETED_SECONDS = 300.0
# Where messages can be stored, and until which version registering said so.
REGIONS = ("AE", "AU", "BH", "BR", "CA", "CH", "DE", "GB", "ID", "IN", "JP", "KR", "SG", "ZA")
LAST_REGION_VERSION = 20


@edge("phone", "POST", "request_code")
async def request_code(call: Call) -> Json:
    given = await call.given()
    phone = call.state.phone_numbers[call.node]
    if given.get("code_method") not in ("SMS", "VOICE"):
        raise GraphError(100, "Param code_method must be one of {SMS, VOICE}.")
    if not str(given.get("language") or ""):
        raise GraphError(100, message="(#100) The parameter language is required.")
    if phone.verification == "VERIFIED":
        raise GraphError(
            136024,
            user=("Phone number already verified", "You have already verified ownership of this number."),
        )
    _limit(call, phone.codes_at, MOST_CODES, CODES_SECONDS, _too_many_codes)
    phone.codes_at.append(call.now)
    phone.code = f"{int.from_bytes(call.world.ids.octets(4), 'big') % 10**6:06d}"
    phone.code_expires_at = call.now + CODE_SECONDS
    return {"success": True}


@edge("phone", "POST", "verify_code")
async def verify_code(call: Call) -> Json:
    given = await call.given()
    phone = call.state.phone_numbers[call.node]
    code = str(given.get("code") or "").replace("-", "").strip()
    if not code:
        raise GraphError(100, message="(#100) The parameter code is required.")
    if phone.code is None or code != phone.code or phone.code_expires_at <= call.now:
        # A number that JSON carried has lost its zeros, as with Meta.
        raise GraphError(136025, user=("Wrong code", "The code you entered is incorrect or has expired."))
    phone.code, phone.verification = None, "VERIFIED"
    return {"success": True}


@edge("phone", "POST", "register")
async def register(call: Call) -> Json:
    body = await call.given()
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")
    phone = call.state.phone_numbers[call.node]
    _limit(call, phone.registrations, MOST_REGISTRATIONS, REGISTRATIONS_SECONDS, _too_often)
    phone.registrations.append(call.now)
    pin = read_pin(body)
    _region(call, phone, body)
    if _just_deleted(call.state, phone, call.now):
        raise GraphError(133015)
    if phone.verification != "VERIFIED":
        raise GraphError(133006)
    _check_pin(call, phone, pin)
    first = not phone.registered
    phone.pin, phone.registered = pin, True
    if first:
        phone.registered_at = call.now
        _onboard(call, phone)
    return {"success": True}


@edge("phone", "POST", "deregister")
async def deregister(call: Call) -> Json:
    phone = call.state.phone_numbers[call.node]
    if phone.on_business_app:
        raise GraphError(
            100, message="(#100) A number that the WhatsApp Business app uses is disconnected in the app."
        )
    _limit(call, phone.deregistrations, MOST_REGISTRATIONS, REGISTRATIONS_SECONDS, _too_often)
    phone.deregistrations.append(call.now)
    if not phone.registered:
        raise GraphError(133010)
    phone.registered = False
    return {"success": True}


def _limit(
    call: Call, times: list[float], most: int, seconds: float, refusal: Callable[[], GraphError]
) -> None:
    times[:] = [when for when in times if when > call.now - seconds]
    if call.world.settings.api_quotas and len(times) >= most:
        raise refusal()


def _too_many_codes() -> GraphError:
    return GraphError(136024, user=("Too many codes", "Please wait twelve hours before asking for another."))


def _too_often() -> GraphError:
    return GraphError(133016)


def _just_deleted(state: State, phone: PhoneNumber, now: float) -> bool:
    return any(
        other.deleted_at > now - DELETED_SECONDS and other.digits == phone.digits
        for other in state.phone_numbers.values()
        if other.deleted_at
    )


def _check_pin(call: Call, phone: PhoneNumber, pin: str) -> None:
    if phone.pin is None:
        return
    guesses = [when for when in phone.wrong_pins_at if when > call.now - GUESSES_SECONDS]
    limited = call.world.settings.api_quotas
    if limited and len(guesses) >= MOST_GUESSES:
        wait = int(guesses[-MOST_GUESSES] + GUESSES_SECONDS - call.now) + 1
        raise GraphError(133008, f"Too many wrong PINs; try again in {wait} seconds.")
    if limited and guesses and guesses[-1] > call.now - TOO_FAST_SECONDS:
        raise GraphError(133009, f"Try again in {TOO_FAST_SECONDS:.0f} second.")
    if pin != phone.pin:
        phone.wrong_pins_at = [*guesses, call.now]
        raise GraphError(133005)
    phone.wrong_pins_at = []


def _region(call: Call, phone: PhoneNumber, body: Json) -> None:
    region = body.get("data_localization_region")
    if region is None:
        return
    if int(call.version[1:].partition(".")[0]) > LAST_REGION_VERSION:
        raise GraphError(
            100, "Param data_localization_region is gone since v21.0; use /settings before registering."
        )
    if region not in REGIONS:
        raise GraphError(100, f"Param data_localization_region must be one of {{{', '.join(REGIONS)}}}.")
    phone.settings["storage_configuration"] = {
        "status": "IN_COUNTRY_STORAGE_ENABLED",
        "data_localization_region": region,
    }


def _onboard(call: Call, phone: PhoneNumber) -> None:
    """The first time, and for a number that moves here, the old one ends."""
    if not phone.onboarded_at:
        phone.onboarded_at = call.now
        tell_number(call.world, phone, "ONBOARDING")
    for other in call.state.phone_numbers.values():
        if other.migrates_to == phone.id:
            other.registered = False
            other.verification = "EXPIRED"
