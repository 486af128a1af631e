"""What fills a template, as plain values, and the `components` that Meta wants of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from msgspec import Struct


class Media(Struct, frozen=True):
    """A file in the header: by its id at Meta, or by an address where Meta fetches it."""

    kind: Literal["image", "video", "document", "gif"]
    id: str | None = None
    link: str | None = None
    filename: str | None = None


class Location(Struct, frozen=True):
    latitude: float
    longitude: float
    name: str
    address: str


class Product(Struct, frozen=True):
    catalog_id: str
    product_id: str


class Currency(Struct, frozen=True):
    """An amount in a text. Meta shows the words in `shown`."""

    shown: str
    code: str
    amount_1000: int


class DateTime(Struct, frozen=True):
    shown: str


Value: TypeAlias = str | Currency | DateTime
Values: TypeAlias = Sequence[Value] | Mapping[str, Value]
"""In the order of the template's {{1}}, {{2}}; or by the names in it."""
Header: TypeAlias = Value | Mapping[str, Value] | Media | Location | Product


class QuickReply(Struct, frozen=True):
    payload: str


class UrlSuffix(Struct, frozen=True):
    """What takes the place of {{1}} in the button's address; also the code of a one-time password."""

    text: str


class CopyCode(Struct, frozen=True):
    code: str


class OpenFlow(Struct, frozen=True):
    token: str | None = None
    values: dict[str, Any] | None = None


class Catalog(Struct, frozen=True):
    shown_product_id: str | None = None


class Products(Struct, frozen=True):
    shown_product_id: str
    sections: dict[str, Sequence[str]]
    """Title → ids of products."""


class VoiceCall(Struct, frozen=True):
    ttl_minutes: int | None = None
    payload: str | None = None


Button: TypeAlias = QuickReply | UrlSuffix | CopyCode | OpenFlow | Catalog | Products | VoiceCall


class Card(Struct, frozen=True):
    header: Media | Product
    body: Values = ()
    buttons: dict[int, Button] = {}


Component: TypeAlias = dict[str, Any]


def components(
    *,
    header: Header | None = None,
    body: Values = (),
    buttons: Mapping[int, Button] | None = None,
    cards: Sequence[Card] = (),
    offer_ends_at: float | None = None,
) -> list[Component]:
    """The parts of a template that have something to fill in.

    `buttons` has the place of each among all buttons of the template, from 0: those that take nothing are
    left out. `offer_ends_at` is in seconds since 1970.
    """
    parts: list[Component] = []
    if header is not None:
        parts.append({"type": "header", "parameters": _header(header)})
    if body:
        parts.append({"type": "body", "parameters": _values(body)})
    if offer_ends_at is not None:
        ends = {"expiration_time_ms": round(offer_ends_at * 1000)}
        offer = {"type": "limited_time_offer", "limited_time_offer": ends}
        parts.append({"type": "limited_time_offer", "parameters": [offer]})
    if cards:
        shown = [
            {
                "card_index": index,
                "components": components(header=card.header, body=card.body, buttons=card.buttons),
            }
            for index, card in enumerate(cards)
        ]
        parts.append({"type": "carousel", "cards": shown})
    for index, button in sorted((buttons or {}).items()):
        sub_type, parameters = _button(button)
        parts.append({"type": "button", "sub_type": sub_type, "index": str(index), "parameters": parameters})
    return parts


def one_time_code(code: str) -> list[Component]:
    """All that an authentication template takes: the code, in its text and in its button."""
    return components(body=[code], buttons={0: UrlSuffix(code)})


def _header(header: Header) -> list[Component]:
    match header:
        case Media():
            file = {"id": header.id, "link": header.link, "filename": header.filename}
            return [{"type": header.kind, header.kind: _without_none(file)}]
        case Location():
            place = {
                "latitude": header.latitude,
                "longitude": header.longitude,
                "name": header.name,
                "address": header.address,
            }
            return [{"type": "location", "location": place}]
        case Product():
            product = {"catalog_id": header.catalog_id, "product_retailer_id": header.product_id}
            return [{"type": "product", "product": product}]
        case Mapping():
            return _values(header)
        case _:
            return [_value(header)]


def _values(values: Values) -> list[Component]:
    if isinstance(values, Mapping):
        return [{**_value(value), "parameter_name": name} for name, value in values.items()]
    return [_value(value) for value in values]


def _value(value: Value) -> Component:
    match value:
        case Currency():
            money = {"fallback_value": value.shown, "code": value.code, "amount_1000": value.amount_1000}
            return {"type": "currency", "currency": money}
        case DateTime():
            return {"type": "date_time", "date_time": {"fallback_value": value.shown}}
        case _:
            return {"type": "text", "text": value}


def _button(button: Button) -> tuple[str, list[Component]]:  # noqa: PLR0911 - one return for each kind
    match button:
        case QuickReply():
            return "quick_reply", [{"type": "payload", "payload": button.payload}]
        case UrlSuffix():
            return "url", [{"type": "text", "text": button.text}]
        case CopyCode():
            return "copy_code", [{"type": "coupon_code", "coupon_code": button.code}]
        case OpenFlow():
            return "flow", _action(flow_token=button.token, flow_action_data=button.values)
        case Catalog():
            return "catalog", _action(thumbnail_product_retailer_id=button.shown_product_id)
        case Products():
            sections = [
                {"title": title, "product_items": [{"product_retailer_id": one} for one in products]}
                for title, products in button.sections.items()
            ]
            return "mpm", _action(thumbnail_product_retailer_id=button.shown_product_id, sections=sections)
        case VoiceCall():
            given = _without_none({"ttl_minutes": button.ttl_minutes, "payload": button.payload})
            return "voice_call", [{"type": name, name: value} for name, value in given.items()]


def _action(**fields: Any) -> list[Component]:
    return [{"type": "action", "action": _without_none(fields)}]


def _without_none(fields: Mapping[str, Any]) -> Component:
    return {name: value for name, value in fields.items() if value is not None}
