"""What fills a template in, as people and programs write it, held against what the template asks for. Pure.

{"header": {"text": …} | {"media_id": …} | {"location": {…}}, "body": ["Ada", "15:30"] or {"name": "Ada"},
 "buttons": [{"index": 0, "payload": …} | {"index": 1, "suffix": …} | {"index": 2, "code": …}
             | {"index": 3, "flow_token": …, "flow_data": {…}}],
 "cards": [{"header": …, "body": …, "buttons": …}], "offer_expires_at": 1789000000000}
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

HEADER_TEXT, BODY_TEXT, CODE, PAYLOAD, SUFFIX = 60, 1024, 15, 256, 2000
FILES = ("image", "video", "document")
_VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_NOT_IN_ONE_LINE = re.compile(r"[\n\t\r]| {5,}")


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` is its place in the values: `body[1]`, `buttons[0].suffix`, `cards[2].header`."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class ButtonForm:
    """`asks` is suffix, code, payload (may be left out), flow (may be left out), or nothing."""

    index: int
    kind: str
    label: str
    asks: str
    example: str = ""

    @property
    def required(self) -> bool:
        return self.asks in {"suffix", "code"}


@dataclass(frozen=True, slots=True)
class PartForm:
    """What a template, or one card of it, asks for."""

    header: str = ""
    """text, image, video, document, location, or "" for nothing."""
    header_example: str = ""
    header_name: str = ""
    """Its variable: a number, or a name."""
    body: tuple[str, ...] = ()
    """The variables in order: their numbers, or their names."""
    body_text: str = ""
    body_examples: tuple[str, ...] = ()
    buttons: tuple[ButtonForm, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    named: bool
    part: PartForm
    cards: tuple[PartForm, ...] = ()
    offer: bool = False
    """A limited-time offer that ends: `offer_expires_at` is needed."""
    unsupported: str = ""
    """A part that Waypost cannot fill in yet."""
    category_of_code: bool = field(default=False)
    """The one-time password of an authentication template: the button gets the body's value."""


def variables_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def form_of(components: Sequence[Any], parameter_format: str) -> Form:
    parts = {str(part.get("type", "")).upper(): part for part in components if isinstance(part, Mapping)}
    carousel = parts.get("CAROUSEL", {}).get("cards", [])
    offer = parts.get("LIMITED_TIME_OFFER", {}).get("limited_time_offer", {})
    part = _part(components)
    return Form(
        named=parameter_format == "named",
        part=part,
        cards=tuple(_part(card.get("components", [])) for card in carousel),
        offer=bool(isinstance(offer, Mapping) and offer.get("has_expiration")),
        unsupported=next((one.kind for one in part.buttons if one.asks == "unsupported"), ""),
        category_of_code=any(one.asks == "code" and one.kind in {"otp", "otp_url"} for one in part.buttons),
    )


def _part(components: Sequence[Any]) -> PartForm:
    header = header_example = header_name = body_text = ""
    examples: tuple[str, ...] = ()
    buttons: tuple[ButtonForm, ...] = ()
    for one in components:
        kind = str(one.get("type", "")).upper()
        if kind == "HEADER":
            header, header_example, header_name = _header(one)
        elif kind == "BODY":
            body_text = str(one.get("text", ""))
            examples = _examples(one.get("example", {}))
        elif kind == "BUTTONS":
            buttons = tuple(_button(index, button) for index, button in enumerate(one.get("buttons", [])))
    return PartForm(
        header, header_example, header_name, variables_in(body_text), body_text, examples, buttons
    )


def _header(component: Mapping[str, Any]) -> tuple[str, str, str]:
    form = str(component.get("format", "TEXT")).lower()
    if form != "text":
        return ("video" if form == "gif" else form), "", ""
    variables = variables_in(str(component.get("text", "")))
    if not variables:
        return "", "", ""
    example = component.get("example") or {}
    named = [row.get("example", "") for row in example.get("header_text_named_params") or []]
    shown = [str(one) for one in named or example.get("header_text") or []]
    return "text", shown[0] if shown else "", variables[0]


def _examples(example: Any) -> tuple[str, ...]:
    if not isinstance(example, Mapping):
        return ()
    if named := example.get("body_text_named_params"):
        return tuple(str(row.get("example", "")) for row in named)
    rows = example.get("body_text") or []
    first = rows[0] if rows and isinstance(rows[0], list) else rows
    return tuple(str(one) for one in first)


def _button(index: int, button: Mapping[str, Any]) -> ButtonForm:  # noqa: PLR0911 - one for each kind
    kind = str(button.get("type", "")).lower()
    label = str(button.get("text", ""))
    example = button.get("example") or ""
    shown = str(example[0]) if isinstance(example, list) and example else str(example)
    if kind == "url":
        url = str(button.get("url", ""))
        if "otp_type=" in url:
            return ButtonForm(index, "otp_url", label, "code")
        return ButtonForm(index, kind, label, "suffix" if variables_in(url) else "", shown)
    if kind == "otp":
        return ButtonForm(index, kind, label, "code")
    if kind == "copy_code":
        return ButtonForm(index, kind, label, "code", shown)
    if kind == "quick_reply":
        return ButtonForm(index, kind, label, "payload")
    if kind == "flow":
        return ButtonForm(index, kind, label, "flow")
    if kind in {"mpm", "spm", "catalog"}:
        return ButtonForm(index, kind, label, "" if kind == "catalog" else "unsupported")
    return ButtonForm(index, kind, label, "")


def fit(form: Form, values: Any) -> Iterator[Problem]:
    """Everything about the values that Meta would refuse. Never raises, whatever they are."""
    if form.unsupported:
        yield Problem(
            "buttons", f"Templates with a button of the kind {form.unsupported} cannot be sent from here yet."
        )
        return
    if not isinstance(values, Mapping):
        yield Problem("", "The values must be an object.")
        return
    yield from _fit_part(form.part, form, values, "")
    for name in values:
        if name not in {"header", "body", "buttons", "cards", "offer_expires_at"}:
            yield Problem(str(name), "There is nothing in this template with that name.")
    yield from _fit_cards(form, values)
    expires = values.get("offer_expires_at")
    if form.offer and (not isinstance(expires, int) or isinstance(expires, bool)):
        yield Problem("offer_expires_at", "Say when the offer ends, in milliseconds since 1970.")
    elif not form.offer and expires is not None:
        yield Problem("offer_expires_at", "This template has no offer that ends.")


def _fit_cards(form: Form, values: Mapping[str, Any]) -> Iterator[Problem]:
    cards = values.get("cards")
    if not form.cards:
        if cards:
            yield Problem("cards", "This template has no cards.")
        return
    if not isinstance(cards, list) or len(cards) != len(form.cards):
        yield Problem("cards", f"This template has {len(form.cards)} cards; give the values of each.")
        return
    for index, (card, part) in enumerate(zip(cards, form.cards, strict=True)):
        if isinstance(card, Mapping):
            yield from _fit_part(part, form, card, f"cards[{index}].")
        else:
            yield Problem(f"cards[{index}]", "The values of a card must be an object.")


def _fit_part(part: PartForm, form: Form, values: Mapping[str, Any], at: str) -> Iterator[Problem]:
    yield from _fit_header(part, values.get("header"), f"{at}header")
    yield from _fit_body(part, form, values.get("body"), f"{at}body")
    yield from _fit_buttons(part, values.get("buttons"), f"{at}buttons")


def _fit_header(part: PartForm, given: Any, at: str) -> Iterator[Problem]:
    if not part.header:
        if given is not None:
            yield Problem(at, "The header of this template takes no value.")
        return
    header = given if isinstance(given, Mapping) else {}
    if part.header == "text":
        yield from _fit_text(header.get("text"), HEADER_TEXT, f"{at}.text")
    elif part.header in FILES:
        if _uuid(header.get("media_id")) is None:
            yield Problem(f"{at}.media_id", f"The header needs a file: {part.header}.")
    elif part.header == "location":
        place = header.get("location")
        if not isinstance(place, Mapping) or not all(
            _is_number(place.get(one)) for one in ("latitude", "longitude")
        ):
            yield Problem(f"{at}.location", "The header needs a place, with its latitude and longitude.")
        else:
            for part_name in ("name", "address"):
                yield from _fit_text(place.get(part_name), 1000, f"{at}.location.{part_name}")
    else:
        yield Problem(at, f"Templates with a header of the kind {part.header} cannot be sent from here yet.")


def body_values(part: PartForm, given: Any) -> dict[str, Any]:
    """Variable → value, of what is there."""
    if isinstance(given, Mapping):
        return {str(name): value for name, value in given.items()}
    if isinstance(given, list):
        names = [*part.body, *(f"+{n}" for n in range(len(given)))]
        return dict(zip(names, given, strict=False))
    return {}


def _fit_body(part: PartForm, form: Form, given: Any, at: str) -> Iterator[Problem]:
    if given is not None and not isinstance(given, list | Mapping):
        yield Problem(at, "The values of the text must be a list, or an object of names.")
        return
    by_list = isinstance(given, list)
    values = body_values(part, given)
    for place, name in enumerate(part.body):
        where = f"{at}[{place}]" if by_list or not form.named else f"{at}.{name}"
        if name not in values:
            yield Problem(where, f"The value of {{{{{name}}}}} is missing.")
        else:
            yield from _fit_text(values[name], CODE if form.category_of_code else BODY_TEXT, where)
    for place, name in enumerate(values):
        if name not in part.body:
            where = f"{at}[{place}]" if by_list else f"{at}.{name}"
            yield Problem(where, "The text has no such variable.")
    shown = filled(part.body_text, {name: str(value) for name, value in values.items()})
    if len(shown) > BODY_TEXT:
        yield Problem(
            at, f"With these values the text has {len(shown):,} characters; WhatsApp takes {BODY_TEXT:,}."
        )


def _fit_buttons(part: PartForm, given: Any, at: str) -> Iterator[Problem]:
    if given is not None and not isinstance(given, list):
        yield Problem(at, "The values of the buttons must be a list.")
        return
    known = {button.index: button for button in part.buttons}
    seen: set[int] = set()
    for place, one in enumerate(given or []):
        where = f"{at}[{place}]"
        index = one.get("index") if isinstance(one, Mapping) else None
        button = known.get(index) if isinstance(index, int) and not isinstance(index, bool) else None
        if button is None:
            yield Problem(f"{where}.index", "There is no button with this index.")
        elif button.index in seen:
            yield Problem(f"{where}.index", "This button has a value already.")
        else:
            seen.add(button.index)
            yield from _fit_button(button, one, where)
    for button in part.buttons:
        if button.required and button.index not in seen and button.kind not in {"otp", "otp_url"}:
            yield Problem(
                f"{at}[{button.index}].{button.asks}", f"The button “{button.label}” needs its {button.asks}."
            )


def _fit_button(button: ButtonForm, one: Mapping[str, Any], where: str) -> Iterator[Problem]:
    if button.asks == "suffix":
        yield from _fit_text(one.get("suffix"), SUFFIX, f"{where}.suffix")
    elif button.asks == "code":
        yield from _fit_text(one.get("code"), CODE, f"{where}.code")
    elif button.asks == "payload":
        yield from _fit_text(one.get("payload"), PAYLOAD, f"{where}.payload")
    elif button.asks == "flow":
        token, given = one.get("flow_token"), one.get("flow_data")
        if token is not None and not isinstance(token, str):
            yield Problem(f"{where}.flow_token", "The token must be text.")
        if given is not None and not isinstance(given, Mapping):
            yield Problem(f"{where}.flow_data", "The form's data must be an object.")
    else:
        yield Problem(f"{where}.index", "This button takes no value.")


def _fit_text(value: Any, longest: int, where: str) -> Iterator[Problem]:
    if not isinstance(value, str | int | float) or isinstance(value, bool) or not str(value).strip():
        yield Problem(where, "A text is missing here.")
    elif len(str(value)) > longest:
        yield Problem(where, f"This has {len(str(value)):,} characters; WhatsApp takes {longest:,}.")
    elif _NOT_IN_ONE_LINE.search(str(value)):
        yield Problem(where, "WhatsApp takes no new line, tab or more than four spaces in a row here.")


def _is_number(value: Any) -> bool:
    try:
        return value is not None and not isinstance(value, bool) and abs(float(value)) <= 180
    except (TypeError, ValueError):
        return False


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
