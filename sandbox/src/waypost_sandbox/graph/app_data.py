"""What a number shares with the WhatsApp Business app, asked for once after onboarding."""

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.people.history import send_contacts, send_history
from waypost_sandbox.people.shared_numbers import shared
from waypost_sandbox.state import DAY_SECONDS, Json

SYNC_TYPES = {"smb_app_state_sync": send_contacts, "history": send_history}
ASK_SECONDS = DAY_SECONDS
FIRST_CHUNK_SECONDS = 1.0


@edge("phone", "POST", "smb_app_data")
async def synchronise(call: Call) -> Json:
    """Within a day of onboarding, each kind once; all that follows comes by webhook."""
    given = await call.given()
    if given.get("messaging_product") != "whatsapp":
        raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")
    kind = given.get("sync_type")
    if kind not in SYNC_TYPES:
        raise GraphError(100, f"Param sync_type must be one of {', '.join(SYNC_TYPES)}.")
    phone = call.state.phone_numbers[call.node]
    if not phone.on_business_app:
        raise GraphError(100, "The number is not shared with the WhatsApp Business app.")
    told = shared(call.world, phone)
    if kind in told.asked:
        raise GraphError(2593107)
    if call.now > told.onboarded_at + ASK_SECONDS:
        raise GraphError(2593108)
    told.asked.append(kind)
    call.world.clock.after(FIRST_CHUNK_SECONDS, SYNC_TYPES[kind], call.world, phone, told)
    return {"messaging_product": "whatsapp", "request_id": call.world.ids.text(18)}
