"""What a template asks of whoever sends it, read from Meta's components. Any JSON is read; nothing raises."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

HeaderKind = Literal["text", "image", "video", "document", "gif", "location", "product", "unknown"]

MEDIA_KINDS = frozenset({"image", "video", "document", "gif"})
LONGEST_HEADER = 60
LONGEST_BODY = 1024
LONGEST_OFFER_BODY = 600
LONGEST_CARD_BODY = 160
LONGEST_CODE = 15
LONGEST_PAYLOAD = 256
LONGEST_URL = 2000
LONGEST_FLOW_TOKEN = 1000
MOST_CALL_MINUTES = 43_200

CODE_ADDRESS = "https://www.whatsapp.com/otp/code/"
"""Meta shows the button of a log-in code as a link to here."""
CODE_SENTENCE = "*{{1}}* is your verification code."
CODE_WARNING = " For your security, do not share this code."
VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")

_HEADERS: Mapping[str, HeaderKind] = {
    "text": "text",
    "image": "image",
    "video": "video",
    "document": "document",
    "gif": "gif",
    "location": "location",
    "product": "product",
}


@dataclass(frozen=True, slots=True)
class Blank:
    """A variable: `name` is its number where variables have no names."""

    name: str
    example: str


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    blanks: tuple[Blank, ...]
    longest: int
    """Of the text when it is filled in."""


@dataclass(frozen=True, slots=True)
class Header:
    kind: HeaderKind
    words: Words


@dataclass(frozen=True, slots=True)
class Slot:
    """One value that a button takes, under `key`."""

    key: Literal[
        "payload", "suffix", "code", "flow_token", "flow_data", "product_id", "sections", "ttl_minutes"
    ]
    is_required: bool
    longest: int = 0
    example: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    index: int
    kind: str
    label: str
    address: str
    phone_number: str
    slots: tuple[Slot, ...]

    @property
    def is_code(self) -> bool:
        """The button of a log-in code: it carries the code of the body."""
        return self.kind == "otp"


@dataclass(frozen=True, slots=True)
class Form:
    """`unsupported` says why Waypost cannot fill this template in; it is empty for nearly all."""

    is_named: bool
    header: Header | None
    body: Words
    footer: str
    buttons: tuple[Button, ...]
    cards: tuple["Form", ...]
    offer: str
    has_expiry: bool
    is_code: bool
    unsupported: str


def form_of(components: Any, parameter_format: str) -> Form:
    return _form(components, is_named=parameter_format.lower() == "named", longest=LONGEST_BODY)


def _form(components: Any, *, is_named: bool, longest: int) -> Form:
    parts = {str(part.get("type", "")).lower(): part for part in objects(components)}
    buttons = tuple(
        _button(index, button) for index, button in enumerate(objects(_part(parts, "buttons").get("buttons")))
    )
    body, footer = _part(parts, "body"), _part(parts, "footer")
    offer = _object(_part(parts, "limited_time_offer").get("limited_time_offer"))
    is_code = any(button.is_code for button in buttons) or body.get("add_security_recommendation") is True
    header = _header(parts["header"], is_named=is_named) if "header" in parts else None
    cards = tuple(
        _form(card.get("components"), is_named=is_named, longest=LONGEST_CARD_BODY)
        for card in objects(_part(parts, "carousel").get("cards"))
    )
    return Form(
        is_named=is_named,
        header=header,
        body=_words(
            _body_text(body, is_code=is_code),
            _examples(body, "body_text"),
            is_named=is_named,
            longest=LONGEST_OFFER_BODY if "limited_time_offer" in parts else longest,
        ),
        footer=_footer(footer),
        buttons=buttons,
        cards=cards,
        offer=_text(offer.get("text")),
        has_expiry=offer.get("has_expiration") is True,
        is_code=is_code,
        unsupported=_unsupported(header, buttons, cards),
    )


def _unsupported(header: Header | None, buttons: Iterable[Button], cards: Iterable[Form]) -> str:
    if header is not None and header.kind == "unknown":
        return "This template has a kind of header that Waypost does not know yet."
    if any(button.kind == "order_details" for button in buttons):
        return "This template asks for a payment, which Waypost cannot send yet."
    return next((card.unsupported for card in cards if card.unsupported), "")


def _header(part: Mapping[str, Any], *, is_named: bool) -> Header:
    kind = _HEADERS.get(str(part.get("format") or "text").lower(), "unknown")
    text = _text(part.get("text")) if kind == "text" else ""
    examples = _examples(part, "header_text")
    return Header(kind, _words(text, examples, is_named=is_named, longest=LONGEST_HEADER))


def _body_text(part: Mapping[str, Any], *, is_code: bool) -> str:
    text = _text(part.get("text"))
    if text or not is_code:
        return text
    return CODE_SENTENCE + (CODE_WARNING if part.get("add_security_recommendation") is True else "")


def _footer(part: Mapping[str, Any]) -> str:
    minutes = part.get("code_expiration_minutes")
    return _text(part.get("text")) or (f"This code expires in {minutes} minutes." if minutes else "")


def _words(text: str, examples: Mapping[str, str], *, is_named: bool, longest: int) -> Words:
    names = list(dict.fromkeys(VARIABLE.findall(text)))
    if not is_named:
        names.sort(key=lambda name: (len(name), name))
    return Words(text, tuple(Blank(name, examples.get(name, "")) for name in names), longest)


def _examples(part: Mapping[str, Any], field: str) -> dict[str, str]:
    """Meta keeps a named variable's example under its name, and the others' in a list, within a list for bodies."""
    example = _object(part.get("example"))
    named = {
        _text(one.get("param_name")): _text(one.get("example"))
        for one in objects(example.get(f"{field}_named_params"))
    }
    if named:
        return named
    given = example.get(field)
    if isinstance(given, list) and given and isinstance(given[0], list):
        given = given[0]
    return {str(number): _text(one) for number, one in enumerate(given, 1)} if isinstance(given, list) else {}


def _button(index: int, button: Mapping[str, Any]) -> Button:
    kind = str(button.get("type", "")).lower()
    address = _text(button.get("url"))
    if kind == "otp" or address.startswith(CODE_ADDRESS):
        kind, address = "otp", ""
    example = button.get("example")
    if isinstance(example, list):
        example = example[0] if example else ""
    return Button(
        index=index,
        kind=kind,
        label=_text(button.get("text")),
        address=address,
        phone_number=_text(button.get("phone_number")),
        slots=_slots(kind, address, _text(example)),
    )


def _slots(kind: str, address: str, example: str) -> tuple[Slot, ...]:
    if kind == "url":
        found = VARIABLE.search(address)
        if found is None:
            return ()
        start = found.start()
        shown = example[start:] if example.startswith(address[:start]) else example
        return (Slot("suffix", is_required=True, longest=LONGEST_URL - start, example=shown),)
    if kind == "copy_code":
        return (Slot("code", is_required=True, longest=LONGEST_CODE, example=example),)
    return _FIXED_SLOTS.get(kind, ())


_FIXED_SLOTS: Mapping[str, tuple[Slot, ...]] = {
    "quick_reply": (Slot("payload", is_required=False, longest=LONGEST_PAYLOAD),),
    "otp": (Slot("code", is_required=False, longest=LONGEST_CODE),),
    "flow": (
        Slot("flow_token", is_required=False, longest=LONGEST_FLOW_TOKEN),
        Slot("flow_data", is_required=False),
    ),
    "catalog": (Slot("product_id", is_required=False, longest=512),),
    "mpm": (Slot("product_id", is_required=True, longest=512), Slot("sections", is_required=True)),
    "voice_call": (
        Slot("ttl_minutes", is_required=False),
        Slot("payload", is_required=False, longest=LONGEST_PAYLOAD),
    ),
}


def objects(value: Any) -> Sequence[Mapping[str, Any]]:
    """The objects of a JSON list; what is something else is left out."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _part(parts: Mapping[str, Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    return parts.get(name, {})


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
