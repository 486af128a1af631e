"""The shape of a template message: what can be said of it without the template that it fills."""

import re
from typing import Any

from waypost.whatsapp.limits import table
from waypost.whatsapp.limits.interactive import PRODUCT_SECTIONS, PRODUCT_SECTIONS_RULE
from waypost.whatsapp.limits.messages import COORDINATES, WEB_ADDRESS, file
from waypost.whatsapp.limits.shapes import (
    Choice,
    Id,
    Items,
    Number,
    Object,
    Place,
    Rule,
    Shape,
    Switch,
    Text,
    all_different,
    dicts,
    inside,
    may,
    need,
)

_ONE_LINE = re.compile(r"(?s)(?!.*(?:[\n\r\t]| {5})).*")
_WITHOUT_SPACES = re.compile(r"\S+")
_NAME = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}([_-][A-Za-z]{2,4})?")
_CURRENCY_CODE = re.compile(r"[A-Z]{3}")

_PARAMETER_NAME = may(
    Text(table.PARAMETER_NAME, _NAME, "lower-case letters, digits and underscores"), "the name of {}"
)


def _words(most: int) -> Text:
    return Text(most, _ONE_LINE, "one line, without tabs or five spaces in a row")


def _parameter(kind: str, shape: Shape, words: str = "{}") -> Object:
    return Object({"parameter_name": _PARAMETER_NAME, kind: need(shape, words)})


def _texts(most: int) -> dict[str, Shape]:
    """The kinds of parameter that stand for words."""
    fallback = need(_words(most))
    money = Object(
        {
            "fallback_value": fallback,
            "code": need(Text(3, _CURRENCY_CODE, "a currency such as EUR"), "the currency of {}"),
            "amount_1000": need(Number(-(10**17), 10**17), "the amount of {}"),
        }
    )
    return {
        "text": _parameter("text", _words(most)),
        "currency": _parameter("currency", money),
        "date_time": _parameter("date_time", Object({"fallback_value": fallback})),
    }


_PLACE = Object(
    {
        **COORDINATES,
        "name": need(Text(table.PLACE_NAME), "the name of the place"),
        "address": need(Text(table.PLACE_ADDRESS), "the address of the place"),
    }
)
_PRODUCT = Object(
    {
        "catalog_id": need(Id(table.ID), "the catalogue's id"),
        "product_retailer_id": need(Id(table.ID), "the product's id"),
    }
)
_HEADER_KINDS: dict[str, Shape] = {
    **_texts(table.HEADER),
    **{
        kind: _parameter(kind, file(f"the {kind}", kind, captioned=False))
        for kind in ("image", "video", "document", "gif")
    },
    "location": _parameter("location", _PLACE),
    "product": _parameter("product", _PRODUCT),
}


def _values(kinds: dict[str, Shape], most: int, *rules: Rule) -> Object:
    each = Switch("type", "the type of {}", kinds)
    return Object(
        {"parameters": may(Items(each, "value {n} of {}", most, least=0), "the list of values of {}")}, rules
    )


def _named_alike(at: Place, component: dict[str, Any]) -> None:
    """Either every value has a name, or none has; and no two have the same."""
    values = at.field("parameters", "the list of values of {}")
    given = [(values.item(n, "value {n} of {}"), one) for n, one in dicts(component.get("parameters"))]
    named = sum(one.get("parameter_name") is not None for _, one in given)
    if 0 < named < len(given):
        values.say("all or none", named, "mixes values with and without a name")
    all_different(given, "parameter_name", "name")


def _fits_together(most: int) -> Rule:
    def rule(at: Place, component: dict[str, Any]) -> None:
        values = [one.get("text") for _, one in dicts(component.get("parameters"))]
        total = sum(len(value) for value in values if isinstance(value, str))
        if total > most:
            at.field("parameters", "the list of values of {}").beyond(most, total, "characters in total")

    return rule


def _body(most: int) -> Object:
    kinds = {**_texts(most), "group_id": _parameter("group_id", Id(table.ID))}
    return _values(kinds, table.PARAMETERS, _named_alike, _fits_together(most))


_BODY, _OFFER_BODY, _CARD_BODY = _body(table.TEMPLATE_BODY), _body(table.OFFER_BODY), _body(table.CARD_BODY)
_HEADER = _values(_HEADER_KINDS, 1)

_ACTION_FLOW = Object(
    {
        "flow_token": may(Text(table.FLOW_TOKEN), "the form's token of {}"),
        "flow_action_data": may(Object(), "what the form of {} begins with"),
    }
)
_SHOWN_PRODUCT = {"thumbnail_product_retailer_id": may(Id(table.ID), "the product shown by {}")}
_SEVERAL = Object(
    {
        "thumbnail_product_retailer_id": need(Id(table.ID), "the product shown by {}"),
        "sections": PRODUCT_SECTIONS,
    },
    (PRODUCT_SECTIONS_RULE,),
)
_ORDER = Object(
    {"order_details": need(Object({"reference_id": need(Text(35), "the order's reference")}), "the order")}
)


def _button(most: int, least: int = 0, /, **kinds: Shape) -> Object:
    """A button that takes these kinds of parameter."""
    each = Switch("type", "the type of {}", {kind: _parameter(kind, shape) for kind, shape in kinds.items()})
    parameters = Items(each, "the value of {}", most, least)
    field = need if least else may
    return Object(
        {
            "index": need(Number(0, table.TEMPLATE_BUTTONS - 1), "the index of {}"),
            "parameters": field(parameters, "the list of values of {}"),
        }
    )


_SUFFIX = Text(table.URL, _WITHOUT_SPACES, "without spaces")
_BUTTONS = Switch(
    "sub_type",
    "the type of {}",
    {
        "quick_reply": _button(1, payload=Text(table.PAYLOAD)),
        "url": _button(1, 1, text=_SUFFIX),
        "copy_code": _button(1, 1, coupon_code=Text(table.COUPON_CODE)),
        "flow": _button(1, action=_ACTION_FLOW),
        "catalog": _button(1, action=Object(_SHOWN_PRODUCT)),
        "mpm": _button(1, 1, action=_SEVERAL),
        "voice_call": _button(2, ttl_minutes=Number(1, table.CALL_MINUTES), payload=Text(table.CALL_PAYLOAD)),
        "order_details": _button(1, 1, action=_ORDER),
    },
    ignores_case=True,
)

_OFFER_ENDS = Object(
    {"expiration_time_ms": need(Number(1, table.OFFER_ENDS), "the end of the offer, in milliseconds,")}
)
_OFFER = _values({"limited_time_offer": _parameter("limited_time_offer", _OFFER_ENDS)}, 1)
_TAP_TARGET = Object(
    {
        "url": need(WEB_ADDRESS, "the address of {}"),
        "title": need(Text(table.TAP_TARGET_TITLE), "the title of {}"),
    }
)
_TAP_TARGETS = _values(
    {"tap_target_configuration": _parameter("tap_target_configuration", Items(_TAP_TARGET, "{}", 1))}, 1
)


class _Components(Shape, frozen=True):
    """The parts of a template, or of one of its cards."""

    shapes: dict[str, Shape]
    most: int = table.TEMPLATE_BUTTONS + 5

    def check(self, at: Place, value: Any) -> None:
        if not isinstance(value, list):
            at.say("a list", value, "must be a list")
            return
        if len(value) > self.most:
            at.beyond(self.most, len(value), "parts")
        kinds = {inside(one, "type") for _, one in dicts(value) if isinstance(one.get("type"), str)}
        shapes = self.shapes
        if "limited_time_offer" in {kind.lower() for kind in kinds}:
            shapes = {**shapes, "body": _OFFER_BODY}
        each = Switch("type", "the type of {}", shapes, ignores_case=True)
        seen: set[str] = set()
        for index, one in enumerate(value[: self.most]):
            place = at.item(index, self._words(one, at.owner))
            each.check(place, one)
            if isinstance(one, dict) and (part := _part(one)):
                if part in seen:
                    place.say("unique", index, "is there twice")
                seen.add(part)

    def _words(self, component: object, outer: str) -> str:
        given = inside(component, "type")
        kind = given.lower() if isinstance(given, str) else ""
        of = f" of {outer}" if outer.startswith("card") else ""
        if kind == "button":
            index = _index(component)
            return f"button {'{n}' if index is None else index + 1}{of}"
        return f"the {kind.replace('_', ' ')}{of}" if kind in self.shapes else f"part {{n}}{of}"


def _part(component: dict[str, Any]) -> str:
    """What a template has only one of; empty when that cannot be said."""
    kind = component.get("type")
    if not isinstance(kind, str):
        return ""
    if kind.lower() != "button":
        return kind.lower()
    index = _index(component)
    return "" if index is None else f"button {index}"


def _index(component: Any) -> int | None:
    index = component.get("index")
    if isinstance(index, str) and len(index) < 3 and index.isascii() and index.isdigit():
        return int(index)
    return index if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < 100 else None


_CARD = Object(
    {
        "card_index": need(Number(0, table.CARDS - 1), "the position of {}"),
        "components": need(
            _Components({"header": _HEADER, "body": _CARD_BODY, "button": _BUTTONS}),
            "the list of parts of {}",
        ),
    }
)
_CAROUSEL = Object(
    {
        "cards": need(
            Items(_CARD, "card {n}", table.CARDS, table.CARDS_LEAST, unique={"card_index": "position"}),
            "the list of cards",
        )
    }
)

SHAPE = Object(
    {
        "name": need(
            Text(table.TEMPLATE_NAME, _NAME, "lower-case letters, digits and underscores"),
            "the name of the template",
        ),
        "language": need(
            Object(
                {
                    "code": need(Text(15, _LANGUAGE, "a code such as en_US"), "the language of the template"),
                    "policy": may(Choice(("deterministic",)), "the language policy"),
                }
            ),
            "the language of the template",
        ),
        "components": may(
            _Components(
                {
                    "header": _HEADER,
                    "body": _BODY,
                    "button": _BUTTONS,
                    "carousel": _CAROUSEL,
                    "limited_time_offer": _OFFER,
                    "tap_target_configuration": _TAP_TARGETS,
                }
            ),
            "the list of parts",
        ),
    }
)
