"""The buttons of a template. Each reader returns the button as it is kept."""

import re
from collections.abc import Callable
from itertools import groupby
from typing import Any

from waypost_sandbox.graph.templates.draft import Draft
from waypost_sandbox.graph.templates.reading import (
    is_plain,
    number,
    objects,
    option,
    parsed,
    switch,
    text,
)
from waypost_sandbox.graph.templates.refusals import (
    button_format,
    combination,
    misshapen,
    missing_fields,
    too_long,
)
from waypost_sandbox.graph.templates.variables import VARIABLE
from waypost_sandbox.state import Json
from waypost_sandbox.state.flows import Flow

MOST = 10
LONGEST_TEXT = 25
LONGEST_URL = 2000
LONGEST_PHONE = 20
LONGEST_CODE = 15
VOICE_CALL_MINUTES = (1, 43_200)
ICONS = ("DOCUMENT", "PROMOTION", "REVIEW")
OWN_ADDRESSES = re.compile(r"https?://(wa\.me|api\.whatsapp\.com|chat\.whatsapp\.com)(/|$)", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]*")
# How often a kind may stand in one template.
AT_MOST = {
    "URL": 2,
    "PHONE_NUMBER": 1,
    "COPY_CODE": 1,
    "VOICE_CALL": 1,
    "FLOW": 1,
    "APP": 1,
    "CATALOG": 1,
    "MPM": 1,
    "SPM": 1,
    "CALL_PERMISSION_REQUEST": 1,
    "REQUEST_CONTACT_INFO": 1,
    "ORDER_DETAILS": 1,
}
# These stand alone.
ALONE = ("CATALOG", "MPM", "SPM", "ORDER_DETAILS")

Read = Callable[[Draft, Json], Json]


def read_buttons(
    draft: Draft, component: Json, kinds: tuple[str, ...] | None = None, most: int = MOST
) -> Json:
    given = objects(component, "buttons")
    if not given:
        raise missing_fields("BUTTONS", "buttons")
    if len(given) > most:
        raise combination(f"There are {len(given)} buttons; {most} are possible.")
    found = [read_button(draft, button) for button in given]
    kept_kinds = [button["type"] for button in found]
    for kind in dict.fromkeys(kept_kinds):
        if kinds is not None and kind not in kinds:
            raise combination(f"A button of the type {kind} cannot stand here.")
        if kept_kinds.count(kind) > AT_MOST.get(kind, MOST):
            raise combination(f"There can be {AT_MOST[kind]} buttons of the type {kind}.")
        if kind in ALONE and len(found) > 1:
            raise combination(f"A button of the type {kind} stands alone.")
    if len(list(groupby(kept_kinds, lambda kind: kind == "QUICK_REPLY"))) > 2:
        raise combination("Quick replies must be next to each other, before or after all other buttons.")
    labels = [button["text"] for button in found if "text" in button]
    if len(set(labels)) != len(labels):
        raise button_format("Two buttons have the same text.")
    return {"type": "BUTTONS", "buttons": found}


def read_button(draft: Draft, button: Json) -> Json:
    kind = option(button, "type", tuple(READERS))
    return {"type": kind} | READERS[kind](draft, button)


def label(button: Json, longest: int = LONGEST_TEXT) -> str:
    words = text(button, "text", "The text of a button", longest)
    if "{{" in words or not is_plain(words):
        raise button_format("The text of a button can't have variables, new lines or emojis.")
    return words


def _fixed(words: str) -> Read:
    """The label is always the same, whatever the client wrote."""
    return lambda _draft, _button: {"text": words}


def _quick_reply(draft: Draft, button: Json) -> Json:
    return {"text": label(button)}


def _url(draft: Draft, button: Json) -> Json:
    if "app_deep_link" in button:
        return _app(draft, button)
    words = label(button)
    if not button.get("url"):
        raise missing_fields("BUTTONS", "url")
    address = text(button, "url", "The address of a button", LONGEST_URL)
    if not address.startswith(("https://", "http://")) or any(c.isspace() for c in address):
        raise button_format("The address of a button must begin with https:// or http://.")
    if OWN_ADDRESSES.match(address):
        raise button_format("The address of a button can't lead into a chat of WhatsApp.")
    kept: Json = {"text": words, "url": address}
    if "{{" in address or "}}" in address:
        found = VARIABLE.findall(address)
        if len(found) != 1 or not (found == ["1"] or draft.named) or not address.endswith("}}"):
            raise button_format("The address of a button has one variable, {{1}}, at its end.")
        kept["example"] = [_example(button.get("example"), LONGEST_URL)]
    return kept


def _app(draft: Draft, button: Json) -> Json:
    link = parsed(button.get("app_deep_link"))
    if not isinstance(link, dict):
        raise missing_fields("BUTTONS", "app_deep_link")
    for name in ("meta_app_id", "android_deep_link"):
        if not link.get(name):
            raise missing_fields("BUTTONS", f"app_deep_link.{name}")
    kept: Json = {"text": label(button), "app_deep_link": link}
    return kept | ({"url": button["url"]} if button.get("url") else {})


def _example(given: Any, longest: int) -> str:
    """One value, with or without a list around it."""
    found = parsed(given)
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not isinstance(found, str) or not found:
        raise missing_fields("BUTTONS", "example")
    if len(found) > longest:
        raise too_long("The example of a button", longest)
    return found


def _phone_number(draft: Draft, button: Json) -> Json:
    words = label(button)
    if not button.get("phone_number"):
        raise missing_fields("BUTTONS", "phone_number")
    digits = text(button, "phone_number", "The number of a button", LONGEST_PHONE)
    if not _PHONE.fullmatch(digits):
        raise button_format("The number of a button is not a phone number.")
    return {"text": words, "phone_number": digits}


def _copy_code(draft: Draft, button: Json) -> Json:
    return {"text": "Copy offer code", "example": [_example(button.get("example"), LONGEST_CODE)]}


def _voice_call(draft: Draft, button: Json) -> Json:
    minutes = number(button, "ttl_minutes", *VOICE_CALL_MINUTES)
    return {"text": label(button)} | ({"ttl_minutes": minutes} if minutes is not None else {})


def _flow(draft: Draft, button: Json) -> Json:
    kept: Json = {"text": label(button)}
    named = [name for name in ("flow_id", "flow_name", "flow_json") if button.get(name)]
    if len(named) != 1:
        raise button_format("A flow is named by one of flow_id, flow_name and flow_json.")
    if named[0] == "flow_json":
        kept["flow_json"] = button["flow_json"]
    else:
        kept["flow_id"] = _flow_of(draft, named[0], str(button[named[0]])).id
    kept["flow_action"] = option(button, "flow_action", ("NAVIGATE", "DATA_EXCHANGE"), "NAVIGATE").lower()
    if button.get("navigate_screen"):
        if kept["flow_action"] != "navigate":
            raise button_format("navigate_screen goes with the flow_action navigate only.")
        kept["navigate_screen"] = str(button["navigate_screen"])
    if button.get("icon") is not None:
        kept["icon"] = option(button, "icon", ICONS)
    return kept


def _flow_of(draft: Draft, field: str, wanted: str) -> Flow:
    for flow in draft.state.flows.values():
        if flow.waba_id == draft.waba_id and wanted == (flow.id if field == "flow_id" else flow.name):
            if flow.status != "PUBLISHED":
                raise button_format(f"The flow {wanted} is not published.")
            return flow
    raise misshapen(f"Param {field}: there is no flow {wanted} in this account.")


def _otp(draft: Draft, button: Json) -> Json:
    """Only authentication.py reads what stands in it."""
    raise combination("A button of the type OTP stands in templates of the category AUTHENTICATION only.")


def _commerce(words: str) -> Read:
    def read(draft: Draft, button: Json) -> Json:
        if draft.category != "MARKETING":
            raise combination("Catalogues and products can be shown in MARKETING templates only.")
        return {"text": words}

    return read


def supported_apps(button: Json) -> list[Json]:
    """Which Android apps may fill in a code by themselves."""
    given = objects(button, "supported_apps")
    if not 1 <= len(given) <= 5:
        raise button_format("There can be one to five supported_apps.")
    for app in given:
        package = text(app, "package_name", "package_name", 224)
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+", package):
            raise button_format(f"{package} is not the name of a package.")
        if not re.fullmatch(r"[A-Za-z0-9+/=]{11}", text(app, "signature_hash", "signature_hash", 11)):
            raise button_format("A signature_hash has exactly 11 characters of base64.")
    return [{name: app[name] for name in ("package_name", "signature_hash")} for app in given]


def accepted_terms(button: Json) -> bool:
    return switch(button, "zero_tap_terms_accepted")


READERS: dict[str, Read] = {
    "QUICK_REPLY": _quick_reply,
    "URL": _url,
    "PHONE_NUMBER": _phone_number,
    "COPY_CODE": _copy_code,
    "VOICE_CALL": _voice_call,
    "FLOW": _flow,
    "OTP": _otp,
    "CATALOG": _commerce("View catalog"),
    "MPM": _commerce("View items"),
    "SPM": _commerce("View"),
    "CALL_PERMISSION_REQUEST": _fixed("Choose preference"),
    "REQUEST_CONTACT_INFO": _fixed("Share contact info"),
    "ORDER_DETAILS": lambda _draft, _button: {"text": "Review and Pay"},
    "APP": _app,
}
