"""`/{phone}/calls` and `/{phone}/call_permissions`."""

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.calling import life
from waypost_sandbox.graph.calling.permissions import (
    call_refusal,
    calling_of,
    is_on,
    permission,
    permission_view,
)
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.recipient import Recipient
from waypost_sandbox.life.countries import country_of
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import MESSAGING_SCOPE, PhoneNumber
from waypost_sandbox.state.calls import PhoneCall

ACTIONS = ("connect", "pre_accept", "accept", "reject", "terminate")
LONGEST_CALLBACK_DATA = 512
LONGEST_DESCRIPTION = 64 * 1024
MOST_CALLS_AT_ONCE = 1000
LOOK_UPS_A_SECOND = 5
# Numbers of these countries may be called by customers, but not call them.
CANNOT_CALL = ("US", "CA", "TR", "EG", "VN", "NG")


@edge("phone", "POST", "calls", scope=MESSAGING_SCOPE)
async def act_on_call(call: Call) -> Json:
    phone = call.state.phone_numbers[call.node]
    body = await call.body()
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")
    action = checks.choice(body, "action", "", ACTIONS)
    callback_data = checks.text(body, "biz_opaque_callback_data", "", LONGEST_CALLBACK_DATA, required=False)
    recipient = Recipient(body) if action == "connect" else None
    call_id = "" if recipient else checks.text(body, "call_id", "", 512)
    sdp = _session(
        body, "offer" if action == "connect" else "answer", required=action in ("connect", "accept")
    )
    _check_number(phone, banned=call.state.wabas[phone.waba_id].banned)
    if recipient is not None:
        return _connect(call.world, phone, recipient, callback_data)
    found = call.state.calls.get(call_id)
    if found is None or found.phone_number_id != phone.id:
        raise GraphError(131009, "call_id is not a call of this number.")
    if action == "terminate":
        _terminate(call.world, found)
    else:
        _answer(call.world, found, action, sdp, callback_data)
    return {"messaging_product": "whatsapp", "success": True}


@edge("phone", "GET", "call_permissions", scope=MESSAGING_SCOPE)
async def call_permissions(call: Call) -> Json:
    world, phone = call.world, call.state.phone_numbers[call.node]
    key = call.query.get("user_wa_id") or call.query.get("recipient")
    if not key:
        raise GraphError(131008, "The parameter user_wa_id is required.")
    _take_look_up(phone, call.now)
    if not is_on(calling_of(phone).get("status")):
        raise GraphError(138000)
    user_id = "user_wa_id" not in call.query
    person = Recipient({"recipient" if user_id else "to": key}).find(world, phone)
    return permission_view(permission(call.state, phone.id, person.key), call.now)


def _connect(world: Sandbox, phone: PhoneNumber, recipient: Recipient, callback_data: str) -> Json:
    """The business calls. Raises why it cannot, in the order of number, receiver, permission."""
    now = world.clock.now()
    if country_of(phone.digits) in CANNOT_CALL:
        raise GraphError(138013)
    if len(life.going_on(world, phone.id)) >= MOST_CALLS_AT_ONCE:
        raise GraphError(138002)
    person = recipient.find(world, phone)
    if (code := call_refusal(permission(world.state, phone.id, person.key), now)) is not None:
        raise GraphError(code)
    if not person.on_whatsapp or phone.id in person.blocked or person.old_app:
        raise GraphError(138001)
    if life.going_on(world, phone.id, person.key):
        raise GraphError(138003)
    call = life.begin(world, phone, person, "BUSINESS_INITIATED", callback_data or None)
    if world.state.wabas[phone.waba_id].has_payment_method:
        world.clock.after(life.CONNECT_SECONDS, life.ring, world, call)
    else:
        world.clock.after(life.CONNECT_SECONDS, life.end, world, call, 131044)
    return {"messaging_product": "whatsapp", "calls": [{"id": call.id}]}


def _answer(world: Sandbox, call: PhoneCall, action: str, sdp: str, callback_data: str) -> None:
    """What the business does with a customer's call."""
    if call.direction != "USER_INITIATED" or call.picked_up_at is not None or call.ended_at is not None:
        raise GraphError(131009, "This call does not wait for an answer of the business.")
    if action == "reject":
        life.end(world, call)
        return
    if call.sdp is not None and action == "accept" and call.sdp != sdp:
        raise GraphError(131009, "session['sdp'] is not the one of pre_accept.")
    call.sdp = sdp or call.sdp
    if action == "accept":
        call.callback_data = callback_data or None
        life.pick_up(world, call)


def _terminate(world: Sandbox, call: PhoneCall) -> None:
    if call.ended_at is not None:
        raise GraphError(131009, "This call has ended already.")
    life.end(world, call)


def _check_number(phone: PhoneNumber, *, banned: bool) -> None:
    if not phone.registered:
        raise GraphError(133010)
    if phone.banned or banned:
        raise GraphError(131031)
    calling = calling_of(phone)
    if not is_on(calling.get("status")):
        raise GraphError(138000)
    if is_on((calling.get("sip") or {}).get("status")):
        raise GraphError(131055, "Calls of this number go through SIP.")


def _session(body: Json, kind: str, *, required: bool) -> str:
    """The session description, of which only the beginning is looked at."""
    if body.get("session") is None and not required:
        return ""
    session = checks.child(body, "session")
    checks.choice(session, "sdp_type", "session", (kind,))
    sdp = checks.text(session, "sdp", "session", LONGEST_DESCRIPTION)
    if not sdp.startswith("v=0") or "m=audio" not in sdp:
        raise checks.Beyond("session['sdp'] is not a session description with audio (RFC 8866).")
    return sdp


def _take_look_up(phone: PhoneNumber, now: float) -> None:
    phone.looked_up_at = [moment for moment in phone.looked_up_at if moment > now - 1]
    if len(phone.looked_up_at) >= LOOK_UPS_A_SECOND:
        raise GraphError(613)
    phone.looked_up_at.append(now)
