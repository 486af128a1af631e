"""Forms inside the chat: a flow, or the address of the customer."""

import msgspec

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.flows.documents import read_document
from waypost_sandbox.graph.flows.sendable import check_mode, take
from waypost_sandbox.graph.messages.actions import named
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.flows import Flow

LONGEST_CTA = 30
FLOW_VERSION = "3"
ADDRESS_COUNTRIES = ("IN", "SG")
ADDRESS_FIELDS = (
    "name",
    "phone_number",
    "in_pin_code",
    "sg_post_code",
    "house_number",
    "floor_number",
    "tower_number",
    "building_name",
    "unit_number",
    "address",
    "landmark_area",
    "city",
    "state",
)
PIN_CODE_DIGITS = 6


def flow_button(draft: Draft, action: Json) -> Json:
    given = named(action, "flow")
    if checks.identifier(given, "flow_message_version", "parameters") != FLOW_VERSION:
        raise checks.Beyond(f"parameters['flow_message_version'] must be {FLOW_VERSION}.")
    title = checks.text(given, "flow_cta", "parameters", LONGEST_CTA)
    if any(ord(c) >= 0x1F000 for c in title):
        raise checks.Beyond("parameters['flow_cta'] must have no emoji.")
    mode = checks.choice(given, "mode", "parameters", ("draft", "published"), "published")
    flow = _flow(draft, given, mode)
    shown: Json = {
        "id": flow.id,
        "name": flow.name,
        "token": checks.text(given, "flow_token", "parameters", 1000, required=False) or "unused",
        "mode": mode,
        "action": checks.choice(
            given, "flow_action", "parameters", ("navigate", "data_exchange"), "navigate"
        ),
    }
    payload = checks.optional_child(given, "flow_action_payload", "parameters")
    if payload is not None:
        if shown["action"] == "data_exchange":
            raise checks.Beyond("parameters['flow_action_payload'] goes with flow_action navigate only.")
        shown |= _first_screen(flow.document if mode == "draft" else flow.edition(draft.now), payload)
    take_flow(draft, flow)
    return {"buttons": [{"kind": "flow", "title": title, "flow": shown}]}


def _flow(draft: Draft, given: Json, mode: str) -> Flow:
    flow_id = checks.identifier(given, "flow_id", "parameters", required=False)
    name = checks.text(given, "flow_name", "parameters", 200, required=False)
    if not flow_id and not name:
        raise checks.Missing("parameters['flow_id']")
    if flow_id and name:
        raise checks.Misshapen("Either parameters['flow_id'] or parameters['flow_name'], not both.")
    flow = find_flow(draft.state, draft.phone.waba_id, flow_id, name)
    if flow is None:
        raise checks.Beyond(f"There is no flow {flow_id or name} in this account.")
    check_mode(flow, mode)
    return flow


def find_flow(state: State, waba_id: str, flow_id: str, name: str = "") -> Flow | None:
    if flow_id:
        flow = state.flows.get(flow_id)
        return flow if flow is not None and flow.waba_id == waba_id else None
    return next((f for f in state.flows.values() if f.waba_id == waba_id and f.name == name), None)


def take_flow(draft: Draft, flow: Flow) -> None:
    take(draft.state, flow, draft.phone.id, draft.now)


def _first_screen(document: bytes, payload: Json) -> Json:
    path = "parameters['flow_action_payload']"
    shown: Json = {"screen": checks.text(payload, "screen", path, 200)}
    known = _screens(document)
    if known and shown["screen"] not in known:
        raise checks.Beyond(f"{path}['screen'] is not a screen of this flow.")
    data = payload.get("data")
    if isinstance(data, str):
        # Meta's own sample writes the object as text.
        try:
            data = msgspec.json.decode(data)
        except msgspec.DecodeError as error:
            raise checks.Misshapen(f"Param {path}['data'] must be a JSON object.") from error
    if data is not None:
        if not isinstance(data, dict):
            raise checks.Misshapen(f"Param {path}['data'] must be a JSON object.")
        if not data:
            raise checks.Beyond(f"{path}['data'] must not be empty.")
        shown["data"] = data
    return shown


def _screens(document: bytes) -> set[str]:
    """The ids of the flow's screens, as far as its document can be read."""
    screens = read_document(document).get("screens")
    rows = screens if isinstance(screens, list) else []
    return {str(screen["id"]) for screen in rows if isinstance(screen, dict) and "id" in screen}


def address_button(draft: Draft, action: Json) -> Json:
    given = named(action, "address_message")
    path = "parameters"
    country = checks.text(given, "country", path, 2)
    if country not in ADDRESS_COUNTRIES:
        raise checks.Beyond(f"{path}['country'] must be one of {', '.join(ADDRESS_COUNTRIES)}.")
    values = _address(given, "values", path)
    saved = []
    if given.get("saved_addresses") is not None:
        for row in checks.items(given, "saved_addresses", path, 0, 10):
            saved_id = checks.identifier(row, "id", "saved_addresses")
            saved.append({"id": saved_id, "value": _address(row, "value", "saved_addresses")})
    button = {
        "kind": "address",
        "title": "Provide address",
        "country": country,
        "values": values,
        "saved_addresses": saved,
        "validation_errors": _words(given, "validation_errors", path),
    }
    return {"buttons": [button]}


def _address(parent: Json, name: str, path: str) -> Json:
    found = _words(parent, name, path)
    pin = found.get("in_pin_code")
    if pin is not None and not (pin.isdigit() and len(pin) == PIN_CODE_DIGITS):
        raise checks.Beyond(f"in_pin_code must have {PIN_CODE_DIGITS} digits.")
    return found


def _words(parent: Json, name: str, path: str) -> dict[str, str]:
    found = checks.optional_child(parent, name, path) or {}
    for field in found:
        if field not in ADDRESS_FIELDS:
            raise checks.Beyond(f"{checks.at(path, name)} has no field {field}.")
    return {field: checks.text(found, field, checks.at(path, name), 500, required=False) for field in found}
