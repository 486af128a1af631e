"""Whether messages can be sent, and what stands in the way: the field health_status of several nodes."""

from waypost_sandbox.state import Json, State
from waypost_sandbox.state.accounts import App, Business, PhoneNumber, Waba

AVAILABLE, LIMITED, BLOCKED = "AVAILABLE", "LIMITED", "BLOCKED"
WORSE = (AVAILABLE, LIMITED, BLOCKED)
TEMPLATE_NOT_APPROVED, PAYMENT, NOT_VERIFIED, BANNED = 141002, 141006, 141010, 141014


def health_status(
    state: State, app: App, waba: Waba, *, phone: PhoneNumber | None = None, first: Json | None = None
) -> Json:
    """`first` is the entity that was asked for when it is neither number nor account, such as a template."""
    entities = [
        *([first] if first is not None else []),
        *([_number(phone)] if phone is not None else []),
        _account(waba),
        _business(state.businesses[waba.business_id]),
        _entity("APP", app.id, BLOCKED if app.disabled else AVAILABLE),
    ]
    worst = max((entity["can_send_message"] for entity in entities), key=WORSE.index)
    return {"can_send_message": worst, "entities": entities}


def template_entity(template_id: str, *, approved: bool) -> Json:
    entity = _entity("MESSAGE_TEMPLATE", template_id, AVAILABLE if approved else BLOCKED)
    if not approved:
        entity["errors"] = [
            _error(
                TEMPLATE_NOT_APPROVED,
                "The message template was not approved or is paused.",
                "Wait for its approval, or edit it.",
            )
        ]
    return entity


def _number(phone: PhoneNumber) -> Json:
    works = phone.registered and not phone.banned
    entity = _entity("PHONE_NUMBER", phone.id, AVAILABLE if works else BLOCKED)
    entity["can_receive_call_sip"] = AVAILABLE if works else BLOCKED
    if works and phone.name_status not in ("APPROVED", "AVAILABLE_WITHOUT_REVIEW"):
        entity["can_send_message"] = LIMITED
        entity["additional_info"] = ["Your display name has not been approved yet."]
    if not works:
        entity["additional_info"] = [
            "The phone number is banned." if phone.banned else "The phone number is not registered."
        ]
    return entity


def _account(waba: Waba) -> Json:
    errors = []
    if waba.banned:
        errors.append(
            _error(BANNED, "The account has been disabled.", "Request a review in Business Support.")
        )
    if not waba.has_payment_method:
        errors.append(
            _error(PAYMENT, "There is an error with the payment method.", "Add a new payment method")
        )
    entity = _entity("WABA", waba.id, BLOCKED if errors else LIMITED if waba.restrictions else AVAILABLE)
    if errors:
        entity["errors"] = errors
    elif waba.restrictions:
        entity["additional_info"] = [f"Restricted: {kind}" for kind in waba.restrictions]
    return entity


def _business(business: Business) -> Json:
    if business.verified:
        return _entity("BUSINESS", business.id, AVAILABLE)
    entity = _entity("BUSINESS", business.id, LIMITED)
    entity["additional_info"] = ["Business verification pending"]
    entity["errors"] = [
        _error(NOT_VERIFIED, "The business is not verified.", "Verify the business in its security center.")
    ]
    return entity


def _entity(kind: str, node: str, state: str) -> Json:
    return {"entity_type": kind, "id": node, "can_send_message": state}


def _error(code: int, description: str, solution: str) -> Json:
    return {"error_code": code, "error_description": description, "possible_solution": solution}
