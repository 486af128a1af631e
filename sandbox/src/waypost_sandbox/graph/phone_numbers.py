"""Numbers: their fields, their list, registering."""

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError, no_such_field
from waypost_sandbox.graph.handshake import verify_callback
from waypost_sandbox.graph.paging import page
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.accounts import PhoneNumber

USUAL_FIELDS = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "webhook_configuration",
)


@edge("phone", "GET")
async def phone_node(call: Call) -> Json:
    fields = _fields(call.state, call.state.phone_numbers[call.node])
    wanted = [
        name.partition("{")[0].strip() for name in call.query.get("fields", "").split(",") if name.strip()
    ]
    for name in wanted:
        if name not in fields:
            raise no_such_field(name, "PhoneNumber")
    return {name: fields[name] for name in (*(wanted or USUAL_FIELDS), "id")}


@edge("phone", "POST")
async def change_phone(call: Call) -> Json:
    body = await call.body()
    phone = call.state.phone_numbers[call.node]
    if "pin" in body:
        phone.pin = _pin(body)
    webhook = body.get("webhook_configuration")
    if isinstance(webhook, dict):
        url = str(webhook.get("override_callback_uri") or "")
        if url:
            await verify_callback(call.world, url, str(webhook.get("verify_token") or ""))
        phone.override_url = url or None
    return {"success": True}


@edge("waba", "GET", "phone_numbers")
async def list_phone_numbers(call: Call) -> Json:
    numbers = [call.state.phone_numbers[i] for i in call.state.wabas[call.node].phone_numbers]
    rows = [_fields(call.state, number) for number in numbers]
    if not call.query.get("fields"):
        rows = [{name: row[name] for name in (*USUAL_FIELDS, "id")} for row in rows]
    return page(call, rows)


@edge("phone", "POST", "register")
async def register(call: Call) -> Json:
    body = await call.body()
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")
    phone = call.state.phone_numbers[call.node]
    pin = _pin(body)
    if phone.pin is not None and phone.pin != pin:
        raise GraphError(133005)
    phone.pin, phone.registered = pin, True
    return {"success": True}


@edge("phone", "POST", "deregister")
async def deregister(call: Call) -> Json:
    call.state.phone_numbers[call.node].registered = False
    return {"success": True}


def _pin(body: Json) -> str:
    pin = str(body.get("pin") or "")
    if len(pin) != 6 or not pin.isdigit():
        raise GraphError(100, "Param pin must have 6 digits.")
    return pin


def _fields(state: State, phone: PhoneNumber) -> Json:
    waba = state.wabas[phone.waba_id]
    webhooks: Json = {}
    if phone.override_url:
        webhooks["phone_number"] = phone.override_url
    for app_id, url in waba.subscribed_apps.items():
        if url:
            webhooks["whatsapp_business_account"] = url
        if state.apps[app_id].callback_url:
            webhooks["application"] = state.apps[app_id].callback_url
    return {
        "verified_name": phone.verified_name,
        "code_verification_status": "VERIFIED",
        "display_phone_number": phone.display_phone_number,
        "quality_rating": phone.quality_rating,
        "platform_type": "CLOUD_API" if phone.registered else "NOT_APPLICABLE",
        "throughput": {"level": "STANDARD"},
        "webhook_configuration": webhooks,
        "status": "BANNED" if phone.banned else "CONNECTED" if phone.registered else "DISCONNECTED",
        "name_status": "APPROVED",
        "quality_score": {"score": phone.quality_rating},
        "account_mode": "LIVE",
        "is_official_business_account": False,
        "is_pin_enabled": phone.pin is not None,
        "is_on_biz_app": False,
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "messaging_limit_tier": "TIER_2K",
        "country_dial_code": "62",
        "country_code": "ID",
        "health_status": {
            "can_send_message": "BLOCKED" if phone.banned else "AVAILABLE",
            "entities": [{"entity_type": "PHONE_NUMBER", "id": phone.id, "can_send_message": "AVAILABLE"}],
        },
        "id": phone.id,
    }
