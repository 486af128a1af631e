"""The buttons of a template at send time."""

import re
from collections.abc import Callable

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.graph.messages.forms import find_flow, take_flow
from waypost_sandbox.graph.messages.products import catalog_button, product_sections
from waypost_sandbox.graph.messages.template_parameters import LONGEST_CODE, VARIABLE, at_most, only
from waypost_sandbox.state import Json

LONGEST_PAYLOAD = 256
LONGEST_URL = 2000
CALL_MINUTES = 10080
OTP_URL = "https://www.whatsapp.com/otp/code/"
SUB_TYPES = (
    "booking_confirmation",
    "catalog",
    "copy_code",
    "flow",
    "mpm",
    "order_details",
    "quick_reply",
    "reminder",
    "url",
    "voice_call",
)
_OTP_TYPE = re.compile(r"otp_type=([A-Z_]+)")

# Its number, the button of the template, the parameters given for it.
Fill = Callable[[Draft, int, Json, list[Json]], Json]


def fill_buttons(draft: Draft, buttons: list[Json], given: list[Json]) -> list[Json]:
    by_index = {int(part["index"]): part for part in given}
    for index in by_index:
        if index >= len(buttons):
            raise GraphError(
                132000, f"buttons: There is no button at index {index}, the template has {len(buttons)}."
            )
    return [_fill(draft, number, button, by_index.get(number)) for number, button in enumerate(buttons)]


def _fill(draft: Draft, number: int, button: Json, component: Json | None) -> Json:
    kind = str(button.get("type", "")).upper()
    sub_type, fill = _KINDS.get(kind, ("", _plain))
    parameters = (component or {}).get("parameters") or []
    if component is not None and component["sub_type"] != sub_type:
        if not sub_type:
            raise _takes_none(number, kind)
        raise GraphError(132012, f"buttons: Button at index {number} is of type {kind.title()}.")
    return {"kind": kind.lower(), "title": button.get("text", "")} | fill(draft, number, button, parameters)


def _takes_none(number: int, kind: str) -> GraphError:
    return GraphError(
        100, f"buttons: Button at index {number} is of type {kind.title()} and does not support parameters"
    )


def _needed(parameters: list[Json], number: int, label: str, kind: str) -> Json:
    found = only(f"buttons: Button at index {number}", parameters, kind)
    if found is None:
        raise GraphError(131008, f"buttons: Button at index {number} of type {label} requires a parameter")
    return found


def _plain(draft: Draft, number: int, button: Json, parameters: list[Json]) -> Json:
    if parameters:
        raise _takes_none(number, str(button.get("type")))
    return {"phone_number": button["phone_number"]} if "phone_number" in button else {}


def _quick_reply(draft: Draft, number: int, button: Json, parameters: list[Json]) -> Json:
    found = only(f"buttons: Button at index {number}", parameters, "payload")
    payload = at_most("payload", found["payload"], LONGEST_PAYLOAD) if found else str(button["text"])
    return {"kind": "quick_reply", "id": payload}


def _url(draft: Draft, number: int, button: Json, parameters: list[Json]) -> Json:
    url = str(button.get("url", ""))
    if url.startswith(OTP_URL):
        return _otp(draft, number, button, parameters)
    if VARIABLE.search(url) is None:
        if parameters:
            raise _takes_none(number, "Url")
        return {"url": url}
    value = _needed(parameters, number, "Url", "text")["text"]
    if any(c.isspace() for c in value):
        raise GraphError(132008, f"buttons: The parameter of the button at index {number} has white space.")
    filled = VARIABLE.sub(lambda _: value, url)
    if len(filled) > LONGEST_URL:
        raise GraphError(
            132005, f"The filled address has {len(filled)} characters; {LONGEST_URL} are possible."
        )
    return {"url": filled}


def _otp(draft: Draft, number: int, button: Json, parameters: list[Json]) -> Json:
    code = at_most("The code", _needed(parameters, number, "Url", "text")["text"], LONGEST_CODE)
    found = _OTP_TYPE.search(str(button.get("url", "")))
    return {
        "kind": "copy_code",
        "title": button.get("text") or "Copy code",
        "code": code,
        "otp": str(button.get("otp_type") or (found.group(1) if found else "COPY_CODE")).upper(),
    }


def _copy_code(draft: Draft, number: int, button: Json, parameters: list[Json]) -> Json:
    code = _needed(parameters, number, "Copy code", "coupon_code")["coupon_code"]
    return {
        "title": button.get("text") or "Copy offer code",
        "code": at_most("coupon_code", code, LONGEST_CODE),
    }


def _flow(draft: Draft, number: int, button: Json, parameters: list[Json]) -> Json:
    found = only(f"buttons: Button at index {number}", parameters, "action")
    given = found["action"] if found else {}
    path = f"buttons[{number}]['action']"
    flow = find_flow(
        draft.state, draft.phone.waba_id, str(button.get("flow_id") or ""), str(button.get("flow_name") or "")
    )
    shown: Json = {
        "token": checks.text(given, "flow_token", path, 1000, required=False) or "unused",
        "mode": "published",
        "action": str(button.get("flow_action") or "navigate").lower(),
    }
    if button.get("navigate_screen"):
        shown["screen"] = button["navigate_screen"]
    if (data := checks.optional_child(given, "flow_action_data", path)) is not None:
        shown["data"] = data
    if flow is not None:
        shown |= {"id": flow.id, "name": flow.name}
        take_flow(draft, flow)
    elif button.get("flow_id"):
        shown["id"] = str(button["flow_id"])
    return {"flow": shown}


def _catalog(draft: Draft, number: int, button: Json, parameters: list[Json]) -> Json:
    found = only(f"buttons: Button at index {number}", parameters, "action")
    return catalog_button(found["action"] if found else {}, str(button.get("text") or "View catalog"))


def _products(draft: Draft, number: int, button: Json, parameters: list[Json]) -> Json:
    action = _needed(parameters, number, "Mpm", "action")["action"]
    path = f"buttons[{number}]['action']"
    return {
        "kind": "products",
        "title": button.get("text") or "View items",
        "product": checks.identifier(action, "thumbnail_product_retailer_id", path),
        "sections": product_sections(action, path),
    }


def _voice_call(draft: Draft, number: int, button: Json, parameters: list[Json]) -> Json:
    shown: Json = {"minutes": button.get("ttl_minutes") or CALL_MINUTES}
    for parameter in parameters:
        if parameter["type"] == "ttl_minutes":
            shown["minutes"] = int(parameter["ttl_minutes"])
        elif parameter["type"] == "payload":
            shown["payload"] = parameter["payload"]
        else:
            raise GraphError(132012, f"buttons: Button at index {number} takes ttl_minutes and payload.")
    return shown


def _order(draft: Draft, number: int, button: Json, parameters: list[Json]) -> Json:
    action = _needed(parameters, number, "Order details", "action")["action"]
    order = checks.child(action, "order_details", f"buttons[{number}]['action']")
    return {"kind": "pay", "reference_id": checks.text(order, "reference_id", "order_details", 35)}


def _shown_as(kind: str, title: str) -> Fill:
    def fill(draft: Draft, number: int, button: Json, parameters: list[Json]) -> Json:
        if parameters:
            raise _takes_none(number, str(button.get("type")))
        return {"kind": kind, "title": button.get("text") or title}

    return fill


# kind of button → its sub_type when sending (empty: it takes no component), and how it is filled
_KINDS: dict[str, tuple[str, Fill]] = {
    "QUICK_REPLY": ("quick_reply", _quick_reply),
    "URL": ("url", _url),
    "OTP": ("url", _otp),
    "COPY_CODE": ("copy_code", _copy_code),
    "FLOW": ("flow", _flow),
    "CATALOG": ("catalog", _catalog),
    "MPM": ("mpm", _products),
    "VOICE_CALL": ("voice_call", _voice_call),
    "ORDER_DETAILS": ("order_details", _order),
    "SPM": ("", _shown_as("product", "View")),
    "REQUEST_CONTACT_INFO": ("", _shown_as("contact_request", "Share contact info")),
    "CALL_PERMISSION_REQUEST": ("", _shown_as("call_permission", "Choose preference")),
}
