"""What becomes of a call: it rings, somebody takes it or nobody does, and it ends; with the webhooks of each."""

import base64

from waypost_sandbox.deliver import Update
from waypost_sandbox.graph.analytics.counting import UNKNOWN, half_hour_at
from waypost_sandbox.graph.calling.permissions import (
    calling_of,
    grant_for_a_week,
    is_on,
    not_picked_up,
    permission,
    picked_up,
)
from waypost_sandbox.graph.errors import webhook_error
from waypost_sandbox.life import windows
from waypost_sandbox.life.countries import country_of
from waypost_sandbox.people.people import (
    NUMBER_KNOWN_SECONDS,
    NotPossibleError,
    contact_in,
    shown_number,
    user_id_in,
)
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import PhoneNumber
from waypost_sandbox.state.calls import Direction, PhoneCall
from waypost_sandbox.state.people import Person

RING_SECONDS = 60.0
CONNECT_SECONDS = 0.2
# Ended calls that are remembered.
KEPT_CALLS = 2000


def customer_calls(world: Sandbox, person: Person, phone: PhoneNumber) -> PhoneCall:
    """The customer's phone offers a call; it opens the window, whether or not somebody takes it."""
    calling = calling_of(phone)
    if not is_on(calling.get("status")):
        raise NotPossibleError(
            "Calling is not enabled for this number. POST its /settings with calling.status ENABLED."
        )
    if person.key in phone.blocked_users:
        raise NotPossibleError("The business has blocked this customer.")
    if going_on(world, phone.id, person.key):
        raise NotPossibleError("A call with this customer is going on.")
    call = begin(world, phone, person, "USER_INITIATED", None)
    if is_on(calling.get("callback_permission_status")):
        grant_for_a_week(permission(world.state, phone.id, person.key), world.clock.now())
    open_window(world, call)
    _tell_call(world, call, "connect", session={"sdp_type": "offer", "sdp": session_description(world)})
    return call


def begin(
    world: Sandbox, phone: PhoneNumber, person: Person, direction: Direction, callback_data: str | None
) -> PhoneCall:
    key = base64.urlsafe_b64encode(b"\x1c\x18" + world.ids.octets(20)).decode().rstrip("=")
    call = PhoneCall(
        id=f"wacid.{key}",
        phone_number_id=phone.id,
        person=person.key,
        direction=direction,
        at=world.clock.now(),
        callback_data=callback_data,
    )
    calls = world.state.calls
    calls[call.id] = call
    if len(calls) > KEPT_CALLS and (old := next((c for c in calls.values() if c.ended_at), None)) is not None:
        del calls[old.id]
    world.clock.after(RING_SECONDS, _give_up, world, call)
    return call


def ring(world: Sandbox, call: PhoneCall) -> None:
    """The business's call reaches the customer's phone."""
    if call.ended_at is not None:
        return
    _tell_call(world, call, "connect", session={"sdp_type": "answer", "sdp": session_description(world)})
    _tell_status(world, call, "RINGING")


def customer_answers(world: Sandbox, call: PhoneCall) -> None:
    _must_ring(call, "BUSINESS_INITIATED")
    pick_up(world, call)
    open_window(world, call)
    _tell_status(world, call, "ACCEPTED")


def customer_rejects(world: Sandbox, call: PhoneCall) -> None:
    _must_ring(call, "BUSINESS_INITIATED")
    _tell_status(world, call, "REJECTED")
    end(world, call)


def pick_up(world: Sandbox, call: PhoneCall) -> None:
    now = world.clock.now()
    call.picked_up_at = now
    by_business = call.direction == "USER_INITIATED"
    picked_up(permission(world.state, call.phone_number_id, call.person), now, by_business=by_business)


def end(world: Sandbox, call: PhoneCall, code: int | None = None) -> None:
    """Completed when somebody had taken it, else failed; `code` says why."""
    now = world.clock.now()
    call.ended_at = now
    by_business = call.direction == "BUSINESS_INITIATED"
    more: Json = {"status": "COMPLETED" if call.picked_up_at is not None else "FAILED"}
    seconds = 0
    if call.picked_up_at is not None:
        seconds = int(now) - int(call.picked_up_at)
        more |= {"start_time": str(int(call.picked_up_at)), "end_time": str(int(now)), "duration": seconds}
    elif by_business:
        not_picked_up(permission(world.state, call.phone_number_id, call.person))
    if call.callback_data is not None:
        more["biz_opaque_callback_data"] = call.callback_data
    _count(world, call, seconds)
    _tell_call(world, call, "terminate", code, **more)


def going_on(world: Sandbox, phone_number_id: str, person: str | None = None) -> list[PhoneCall]:
    """Calls of a number that have not ended, with one customer or with all."""
    return [
        call
        for call in world.state.calls.values()
        if call.ended_at is None and call.phone_number_id == phone_number_id and person in (None, call.person)
    ]


def open_window(world: Sandbox, call: PhoneCall) -> None:
    """A call that a customer makes or takes counts like a message from them."""
    thread, now = world.state.thread(call.phone_number_id, call.person), world.clock.now()
    windows.open_window(thread, now)
    if not world.state.people[call.person].hidden:
        thread.number_known_until = now + NUMBER_KNOWN_SECONDS


def session_description(world: Sandbox) -> str:
    """A description with which nobody can talk, but any parser is content."""
    number = int.from_bytes(world.ids.octets(7), "big")
    fingerprint = ":".join(f"{octet:02X}" for octet in world.ids.octets(32))
    lines = (
        "v=0",
        f"o=- {number} 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE audio",
        "a=ice-lite",
        "m=audio 3480 UDP/TLS/RTP/SAVPF 111 126",
        "c=IN IP4 127.0.0.1",
        "a=rtcp-mux",
        f"a=ice-ufrag:{world.ids.text(6)}",
        f"a=ice-pwd:{world.ids.text(18)}",
        f"a=fingerprint:sha-256 {fingerprint}",
        "a=setup:actpass",
        "a=mid:audio",
        "a=sendrecv",
        "a=rtpmap:111 opus/48000/2",
        "a=rtpmap:126 telephone-event/8000",
    )
    return "\r\n".join((*lines, ""))


def _must_ring(call: PhoneCall, direction: Direction) -> None:
    if call.direction != direction or call.picked_up_at is not None or call.ended_at is not None:
        raise NotPossibleError("This call does not ring on the customer's phone.")


def _give_up(world: Sandbox, call: PhoneCall) -> None:
    if call.picked_up_at is None and call.ended_at is None and call.id in world.state.calls:
        end(world, call)


def _count(world: Sandbox, call: PhoneCall, seconds: int) -> None:
    key = (call.phone_number_id, country_of(call.person) or UNKNOWN, call.direction)
    row = half_hour_at(world.state, world.clock.now()).calls.setdefault(key, [0, 0, 0])
    for place, value in enumerate((1, int(call.picked_up_at is not None), seconds)):
        row[place] += value


def _tell_call(
    world: Sandbox, call: PhoneCall, event: str, code: int | None = None, **more: str | int | Json
) -> None:
    phone = world.state.phone_numbers[call.phone_number_id]
    customer, business = ("from", "to") if call.direction == "USER_INITIATED" else ("to", "from")
    number, user_id, contact = _customer(world, call)
    item: Json = {"id": call.id, business: phone.digits}
    if number is not None:
        item[customer] = number
    item[f"{customer}_user_id"] = user_id
    now = str(int(world.clock.now()))
    item |= {"event": event, "direction": call.direction, "timestamp": now, **more}
    update = Update(waba_id=phone.waba_id, phone_number_id=phone.id, field="calls")
    if code is None:
        update.items, update.item, update.contacts = "calls", item, [contact]
    else:
        # Errors stand beside the list, so this value is told as a whole.
        update.value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": phone.digits, "phone_number_id": phone.id},
            "contacts": [contact],
            "calls": [item],
            "errors": [webhook_error(code)],
        }
    world.deliveries.tell(update)


def _tell_status(world: Sandbox, call: PhoneCall, status: str) -> None:
    number, user_id, contact = _customer(world, call)
    item: Json = {"id": call.id, "timestamp": str(int(world.clock.now())), "type": "call", "status": status}
    if number is not None:
        item["recipient_id"] = number
    item["recipient_user_id"] = user_id
    if call.callback_data is not None:
        item["biz_opaque_callback_data"] = call.callback_data
    world.deliveries.tell(
        Update(
            waba_id=world.state.phone_numbers[call.phone_number_id].waba_id,
            phone_number_id=call.phone_number_id,
            field="calls",
            items="statuses",
            item=item,
            contacts=[contact],
        )
    )


def _customer(world: Sandbox, call: PhoneCall) -> tuple[str | None, str, Json]:
    """The number, unless it is hidden, the user id and the contact."""
    thread, now = world.state.thread(call.phone_number_id, call.person), world.clock.now()
    person = world.state.people[call.person]
    user_id = user_id_in(world.state, person, call.phone_number_id)
    return shown_number(person, thread, now), user_id, contact_in(world.state, thread, now)
