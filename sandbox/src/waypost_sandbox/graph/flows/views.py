"""A flow as the API shows it."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

from msgspec import Struct

from waypost_sandbox.graph.call import Call
from waypost_sandbox.graph.errors import no_such_field, not_visible
from waypost_sandbox.graph.field_list import Field
from waypost_sandbox.graph.flows.documents import data_api_version_of, read_document, version_of
from waypost_sandbox.graph.flows.metrics import metric_view
from waypost_sandbox.graph.flows.publishing import setup_faults
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.flows import Flow

USUAL_FIELDS = ("id", "name", "status", "categories", "validation_errors")
PREVIEW_DAYS = 30
# The endpoint stood in the document before this version, and under another name in the API.
_LAST_WITH_CHANNEL = "v17.0"


class Shown(Struct):
    call: Call
    flow: Flow
    document: Json


def flow_view(call: Call, flow: Flow, fields: list[Field]) -> Json:
    shown = Shown(call, flow, read_document(flow.document))
    wanted = fields or [Field(name) for name in USUAL_FIELDS]
    view: Json = {}
    for field in wanted:
        if field.name not in _FIELDS:
            raise no_such_field(field.name, "Flow")
        found = _FIELDS[field.name](shown, field)
        if found is not None:
            view[field.name] = found
    return view | {"id": flow.id}


def moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _preview(shown: Shown, field: Field) -> Json:
    """The same address for thirty days, unless it is invalidated."""
    flow, now = shown.flow, shown.call.now
    if flow.preview_until < now or field.arguments.get("invalidate", "").strip() == "true":
        flow.preview_token = shown.call.world.ids.text(18)
        flow.preview_until = now + PREVIEW_DAYS * DAY_SECONDS
    query = urlencode({"token": flow.preview_token})
    base = shown.call.world.options.public_url
    return {
        "preview_url": f"{base}/_sandbox/flows/{flow.id}/preview?{query}",
        "expires_at": moment(flow.preview_until),
    }


def _account(shown: Shown, field: Field) -> Json:
    waba = shown.call.state.wabas[shown.flow.waba_id]
    return {
        "id": waba.id,
        "name": waba.name,
        "timezone_id": waba.timezone_id,
        "message_template_namespace": f"sandbox_{waba.id}",
    }


def _application(shown: Shown, field: Field) -> Json | None:
    app = shown.call.state.apps.get(shown.flow.app_id or "")
    if app is None:
        return None
    return {"link": f"https://www.facebook.com/games/?app_id={app.id}", "name": app.name, "id": app.id}


def _health(shown: Shown, field: Field) -> Json:
    state, flow = shown.call.state, shown.flow
    waba = state.wabas[flow.waba_id]
    faults = setup_faults(state, flow)
    own: Json = {"entity_type": "FLOW", "id": flow.id, "can_send_message": "AVAILABLE"}
    if flow.status in ("BLOCKED", "DEPRECATED") or faults:
        own["can_send_message"] = "BLOCKED"
        own["errors"] = [
            {"error_code": 131000, "error_description": words, "possible_solution": solution}
            for words, solution in faults
        ]
    elif flow.status == "THROTTLED":
        own["can_send_message"] = "LIMITED"
        own["additional_info"] = ["The flow is throttled: ten messages an hour can be sent."]
    account: Json = {"entity_type": "WABA", "id": waba.id, "can_send_message": "AVAILABLE"}
    if waba.banned:
        error = {
            "error_code": 141014,
            "error_description": "The account is banned.",
            "possible_solution": "Appeal",
        }
        account |= {"can_send_message": "BLOCKED", "errors": [error]}
    entities = [
        own,
        account,
        {"entity_type": "BUSINESS", "id": waba.business_id, "can_send_message": "AVAILABLE"},
    ]
    if flow.app_id is not None:
        entities.append({"entity_type": "APP", "id": flow.app_id, "can_send_message": "AVAILABLE"})
    if (number := field.arguments.get("phone_number")) is not None:
        entities.insert(1, _phone_health(shown, number.strip()))
    order = ("AVAILABLE", "LIMITED", "BLOCKED")
    worst = max((str(entity["can_send_message"]) for entity in entities), key=order.index)
    return {"can_send_message": worst, "entities": entities}


def _phone_health(shown: Shown, number: str) -> Json:
    phone = shown.call.state.phone_numbers.get(number)
    if phone is None or phone.waba_id != shown.flow.waba_id:
        raise not_visible(number, "GET")
    good = phone.registered and not phone.banned
    return {
        "entity_type": "PHONE_NUMBER",
        "id": number,
        "can_send_message": "AVAILABLE" if good else "BLOCKED",
    }


def _metric(shown: Shown, field: Field) -> Json:
    return metric_view(shown.flow, field.arguments, shown.call.now)


def _channel(shown: Shown, field: Field) -> str | None:
    if shown.call.version != _LAST_WITH_CHANNEL:
        raise no_such_field(field.name, "Flow")
    return shown.flow.endpoint_uri


def _or_nothing(text: str) -> str | None:
    return text or None


_FIELDS: dict[str, Callable[[Shown, Field], object]] = {
    "id": lambda shown, _: shown.flow.id,
    "name": lambda shown, _: shown.flow.name,
    "status": lambda shown, _: shown.flow.status,
    "categories": lambda shown, _: shown.flow.categories,
    "validation_errors": lambda shown, _: shown.flow.validation_errors,
    "json_version": lambda shown, _: _or_nothing(version_of(shown.document)),
    "data_api_version": lambda shown, _: _or_nothing(data_api_version_of(shown.document)),
    "endpoint_uri": lambda shown, _: shown.flow.endpoint_uri,
    "data_channel_uri": _channel,
    "preview": _preview,
    "whatsapp_business_account": _account,
    "application": _application,
    "health_status": _health,
    "updated_at": lambda shown, _: moment(shown.flow.updated_at),
    "metric": _metric,
}
