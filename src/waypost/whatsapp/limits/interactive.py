"""Shapes of interactive messages, by their type."""

import json
import re
from collections.abc import Callable
from typing import Any

from waypost.whatsapp.limits import table
from waypost.whatsapp.limits.carousel import CAROUSEL
from waypost.whatsapp.limits.messages import WEB_ADDRESS, file
from waypost.whatsapp.limits.shapes import (
    Choice,
    Field,
    Id,
    Items,
    Number,
    Object,
    Place,
    Shape,
    Switch,
    Text,
    all_different,
    dicts,
    exactly_one,
    may,
    need,
    never,
)

_TEXT_HEADER = Object({"text": need(Text(table.HEADER), "the header")})
_HEADERS: dict[str, Shape] = {
    "text": _TEXT_HEADER,
    **{
        kind: Object({kind: need(file("the header", kind, captioned=False), "the header")})
        for kind in ("image", "video", "document")
    },
}


def _header(*kinds: str) -> Switch:
    return Switch("type", "the kind of {}", {kind: _HEADERS[kind] for kind in kinds})


_ANY_HEADER = may(_header("text", "image", "video", "document"), "the header")
_NO_HEADER = never("a header")
_FOOTER = may(Object({"text": need(Text(table.FOOTER), "the footer")}), "the footer")
_NO_FOOTER = never("a footer")


def _body(most: int = table.BODY, *, words: str = "the body") -> Object:
    return Object({"text": need(Text(most), words)})


def _message(
    action: Shape, *, header: Field = _NO_HEADER, body: Field | None = None, footer: Field = _FOOTER
) -> Object:
    return Object(
        {
            "header": header,
            "body": body or need(_body(), "the body"),
            "footer": footer,
            "action": need(action, "the action"),
        }
    )


def _named(name: str, parameters: dict[str, Field] | None = None, *rules: Callable[..., None]) -> Object:
    """An action that has a name and parameters."""
    fields = {"name": need(Choice((name,)), "the name of the action")}
    if parameters is not None:
        fields["parameters"] = need(Object(parameters, rules), "the parameters of the action")
    return Object(fields)


_BUTTON = Object(
    {
        "type": need(Choice(("reply",)), "the type of {}"),
        "reply": need(
            Object(
                {
                    "id": need(Text(table.BUTTON_ID), "the id of {}"),
                    "title": need(Text(table.BUTTON_TITLE)),
                }
            )
        ),
    }
)
_BUTTONS = Object(
    {
        "buttons": need(
            Items(
                _BUTTON,
                "button {n}",
                table.BUTTONS,
                unique={"reply.id": "id", "reply.title": "title"},
            ),
            "the list of buttons",
        )
    }
)

_ROW = Object(
    {
        "id": need(Text(table.ROW_ID), "the id of {}"),
        "title": need(Text(table.ROW_TITLE)),
        "description": may(Text(table.ROW_DESCRIPTION, may_be_empty=True), "the description of {}"),
    }
)


def _sections(items: str, noun: str, of: Shape, most: int) -> Field:
    rows = need(Items(of, f"{noun} {{n}} of {{}}", most), f"the list of {noun}s of {{}}")
    title = may(Text(table.SECTION_TITLE, may_be_empty=True), "the title of {}")
    return need(
        Items(Object({"title": title, items: rows}), "section {n}", table.SECTIONS), "the list of sections"
    )


def _whole_list(
    items: str, noun: str, most: int, unique: str = ""
) -> Callable[[Place, dict[str, Any]], None]:
    """What holds for the sections together: titles, the number of rows, and that no two are the same."""

    def rule(at: Place, action: dict[str, Any]) -> None:
        sections = at.field("sections", "the list of sections")
        rows = []
        for index, section in dicts(action["sections"]):
            place = sections.item(index, "section {n}")
            if len(action["sections"]) > 1 and not str(section.get("title") or "").strip():
                place.field("title", "the title of {}").say(
                    "required", None, "is missing; with several sections each needs one"
                )
            inner = place.field(items)
            rows += [(inner.item(n, f"{noun} {{n}} of {{}}"), row) for n, row in dicts(section[items])]
        if len(rows) > most:
            sections.say(most, len(rows), f"has {len(rows)} {noun}s in total; WhatsApp takes {most}")
        elif unique:
            all_different(rows, unique, unique)

    return rule


_LIST = Object(
    {
        "button": need(Text(table.LIST_BUTTON), "the button that opens the list"),
        "sections": _sections("rows", "row", _ROW, table.ROWS),
    },
    (_whole_list("rows", "row", table.ROWS, "id"),),
)

_CATALOG_ID = need(Id(table.ID), "the catalogue's id")
_PRODUCT_ID = need(Id(table.ID), "the id of {}")
PRODUCT_SECTIONS = _sections(
    "product_items", "product", Object({"product_retailer_id": _PRODUCT_ID}), table.PRODUCTS
)
PRODUCT_SECTIONS_RULE = _whole_list("product_items", "product", table.PRODUCTS)
_PRODUCT = Object({"catalog_id": _CATALOG_ID, "product_retailer_id": need(Id(table.ID), "the product's id")})
_PRODUCTS = Object({"catalog_id": _CATALOG_ID, "sections": PRODUCT_SECTIONS}, (PRODUCT_SECTIONS_RULE,))

_LINK = {
    "display_text": need(Text(table.LINK_TITLE), "the button"),
    "url": need(WEB_ADDRESS, "the address of the button"),
}


# Forms


class _Beginning(Shape, frozen=True):
    """What the first screen shows. Meta's own example writes it as a string of JSON."""

    def check(self, at: Place, value: Any) -> None:
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                value = None
        if not isinstance(value, dict):
            at.say("an object", value, "must be an object")
        elif not value:
            at.say("an object", value, "must not be empty; leave it out instead")


class _Version(Shape, frozen=True):
    def check(self, at: Place, value: Any) -> None:
        given = str(value) if isinstance(value, int) and abs(value) < 100 else value
        Choice((table.FLOW_VERSION,)).check(at, given)


_FIRST_SCREEN = Object(
    {
        "screen": need(Text(table.FLOW_SCREEN), "the first screen of the form"),
        "data": may(_Beginning(), "what the form begins with"),
    }
)


def _flow_rule(at: Place, flow: dict[str, Any]) -> None:
    if flow.get("flow_action") == "data_exchange" and flow.get("flow_action_payload") is not None:
        place = at.field("flow_action_payload", "the first screen of the form")
        place.say(
            "absent", flow["flow_action_payload"], "is given by the form's server when it exchanges data"
        )


_NO_EMOJI = re.compile("[^\U0001f000-\U0010ffff]*")
_FLOW = {
    "flow_message_version": need(_Version(), "the version of form messages"),
    "flow_id": may(Id(table.ID), "the form's id"),
    "flow_name": may(Text(table.ID), "the form's name"),
    "flow_cta": need(Text(table.FLOW_BUTTON, _NO_EMOJI, "without emoji"), "the button that opens the form"),
    "flow_token": may(Text(table.FLOW_TOKEN), "the form's token"),
    "mode": may(Choice(("draft", "published")), "the form's mode"),
    "flow_action": may(Choice(("navigate", "data_exchange")), "how the form begins"),
    "flow_action_payload": may(_FIRST_SCREEN, "the first screen of the form"),
}

_PIN = Text(table.PIN_CODE, re.compile(r"[0-9]{6}"), "a PIN code of six digits")
_ADDRESS_VALUES = Object({"in_pin_code": may(_PIN, "the PIN code")})
_SAVED = Object(
    {
        "id": need(Id(table.ID), "the id of {}"),
        "value": need(_ADDRESS_VALUES, "the values of {}"),
    }
)
_ADDRESS = {
    "country": need(Choice(table.ADDRESS_COUNTRIES), "the country of the address"),
    "values": may(_ADDRESS_VALUES, "the values of the address"),
    "saved_addresses": may(
        Items(_SAVED, "saved address {n}", table.SAVED_ADDRESSES, least=0, unique={"id": "id"}),
        "the list of saved addresses",
    ),
    "validation_errors": may(Object(), "the corrections of the address"),
}
_VOICE_CALL = {
    "display_text": need(Text(table.LINK_TITLE), "the button"),
    "ttl_minutes": may(Number(1, table.CALL_MINUTES), "the time the button works, in minutes,"),
    "payload": may(Text(table.CALL_PAYLOAD), "the payload of the button"),
}


# Payments exist in three countries, with rules of their own there: only what every order has is looked at.
_REFERENCE = {"reference_id": need(Text(35), "the order's reference")}

SHAPE = Switch(
    "type",
    "the type of the message",
    {
        "button": _message(_BUTTONS, header=_ANY_HEADER),
        "list": _message(
            _LIST,
            header=may(_header("text"), "the header"),
            body=need(_body(table.LIST_BODY), "the body"),
        ),
        "cta_url": _message(_named("cta_url", _LINK), header=_ANY_HEADER),
        "flow": _message(
            _named("flow", _FLOW, exactly_one("flow_id", "flow_name"), _flow_rule), header=_ANY_HEADER
        ),
        "location_request_message": _message(_named("send_location"), footer=_NO_FOOTER),
        "request_contact_info": _message(_named("request_contact_info"), footer=_NO_FOOTER),
        "call_permission_request": _message(_named("call_permission_request"), footer=_NO_FOOTER),
        "voice_call": _message(_named("voice_call", _VOICE_CALL)),
        "product": _message(_PRODUCT, body=may(_body(), "the body")),
        "product_list": _message(_PRODUCTS, header=need(_header("text"), "the header")),
        "catalog_message": _message(
            Object(
                {
                    "name": need(Choice(("catalog_message",)), "the name of the action"),
                    "parameters": may(
                        Object({"thumbnail_product_retailer_id": may(Id(table.ID), "the product shown")}),
                        "the parameters of the action",
                    ),
                }
            )
        ),
        "carousel": _message(CAROUSEL, footer=_NO_FOOTER),
        "address_message": _message(_named("address_message", _ADDRESS), header=_ANY_HEADER),
        "order_details": _message(
            _named("review_and_pay", _REFERENCE), header=may(_header("image"), "the header")
        ),
        "order_status": _message(_named("review_order", _REFERENCE)),
    },
)
