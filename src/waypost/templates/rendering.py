"""A template as the contact will read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from waypost.templates.fitting import media_id_of, moment_of, readable
from waypost.templates.form import VARIABLE, Button, Form, Header, HeaderKind, Words, form_of


@dataclass(frozen=True, slots=True)
class RenderedHeader:
    """`text` of a place is its name; media are named, not shown."""

    kind: HeaderKind
    text: str
    media_id: UUID | None
    filename: str


@dataclass(frozen=True, slots=True)
class RenderedButton:
    kind: str
    label: str
    url: str
    phone_number: str
    code: str


@dataclass(frozen=True, slots=True)
class RenderedCard:
    header: RenderedHeader | None
    body: str
    buttons: tuple[RenderedButton, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    header: RenderedHeader | None
    body: str
    footer: str
    buttons: tuple[RenderedButton, ...]
    cards: tuple[RenderedCard, ...]
    offer: str
    offer_expires_at: datetime | None


def render(components: Any, parameter_format: str, values: Any) -> Rendered:
    """A variable without a usable value stays as it stands in the template, so half a form has a preview."""
    form = form_of(components, parameter_format)
    asked = _object(values)
    given = asked.get("cards")
    listed = given if isinstance(given, list) else []
    cards = tuple(
        _card(card, _object(listed[number]) if number < len(listed) else {})
        for number, card in enumerate(form.cards)
    )
    return Rendered(
        header=_header(form.header, asked.get("header")),
        body=_filled(form.body, _by_name(form, asked.get("body"))),
        footer=readable(form.footer),
        buttons=_buttons(form, asked),
        cards=cards,
        offer=readable(form.offer),
        offer_expires_at=moment_of(asked.get("offer_expires_at")) if form.has_expiry else None,
    )


def _card(form: Form, asked: Mapping[str, Any]) -> RenderedCard:
    return RenderedCard(
        header=_header(form.header, asked.get("header")),
        body=_filled(form.body, _by_name(form, asked.get("body"))),
        buttons=_buttons(form, asked),
    )


def _header(header: Header | None, given: Any) -> RenderedHeader | None:
    if header is None:
        return None
    asked = _object(given)
    text = ""
    if header.kind == "text":
        text = _filled(header.words, {blank.name: asked.get("text") for blank in header.words.blanks})
    elif header.kind == "location":
        text = _text(_object(asked.get("location")).get("name"))
    return RenderedHeader(header.kind, text, media_id_of(asked), _text(asked.get("filename")))


def _by_name(form: Form, given: Any) -> Mapping[str, Any]:
    if form.is_named:
        return _object(given)
    listed = given if isinstance(given, list) else []
    return {blank.name: value for blank, value in zip(form.body.blanks, listed, strict=False)}


def _filled(words: Words, values: Mapping[str, Any]) -> str:
    return readable(VARIABLE.sub(lambda match: _text(values.get(match[1])) or match[0], words.text))


def _buttons(form: Form, asked: Mapping[str, Any]) -> tuple[RenderedButton, ...]:
    given = asked.get("buttons")
    by_index = {}
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict) and isinstance(one.get("index"), int):
            by_index[one["index"]] = one
    code = next(iter(_by_name(form, asked.get("body")).values()), None) if form.is_code else None
    return tuple(_button(button, by_index.get(button.index, {}), _text(code)) for button in form.buttons)


def _button(button: Button, own: Mapping[str, Any], code: str) -> RenderedButton:
    suffix = _text(own.get("suffix"))
    url = VARIABLE.sub(lambda match: suffix or match[0], button.address)
    return RenderedButton(
        kind=button.kind,
        label=readable(button.label),
        url=readable(url),
        phone_number=readable(button.phone_number),
        code=code if button.is_code else _text(own.get("code")),
    )


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return readable(value) if isinstance(value, str) and value.strip() else ""
