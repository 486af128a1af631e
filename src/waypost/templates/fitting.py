"""Whether values fit a template: every mistake that Meta would refuse, named before anything is sent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from waypost.templates.form import (
    LONGEST_CODE,
    LONGEST_URL,
    MEDIA_KINDS,
    MOST_CALL_MINUTES,
    VARIABLE,
    Button,
    Form,
    Header,
    Slot,
    Words,
    form_of,
)

LONGEST_FILENAME = 240
LONGEST_PLACE = 1000
MOST_SECTIONS = 10
MOST_PRODUCTS = 30
LONGEST_SECTION_TITLE = 24
_LONGEST_ID = 512

_BREAKS = re.compile(r"[\n\r\t\v\f\x85\u2028\u2029]| {5}")
_NOT_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` is a path into the values; a variable is named as in the template: `body.2`, `body.first_name`."""

    field: str
    message: str


def fit(components: Any, parameter_format: str, values: Any, *, now: datetime | None = None) -> list[Problem]:
    """Nothing for values that can be sent. With `now`, an offer must also end after it."""
    form = form_of(components, parameter_format)
    if form.unsupported:
        return [Problem("template", form.unsupported)]
    if not isinstance(values, dict):
        return [Problem("values", "Give the values as an object with header, body, buttons and cards.")]
    return [
        *_strangers(values, ("header", "body", "buttons", "cards", "offer_expires_at"), ""),
        *_part(form, values, ""),
        *_cards(form, values.get("cards")),
        *_expiry(form, values.get("offer_expires_at"), now),
    ]


def _part(form: Form, values: Mapping[str, Any], at: str) -> Iterator[Problem]:
    yield from _header(form.header, values.get("header"), f"{at}header")
    yield from _body(form, values.get("body"), f"{at}body")
    yield from _buttons(form, values, f"{at}buttons")


def _header(header: Header | None, given: Any, at: str) -> Iterator[Problem]:
    if header is None or (header.kind == "text" and not header.words.blanks):
        if not _is_empty(given):
            yield Problem(at, "This template has no header to fill in. Leave it out.")
        return
    if given is not None and not isinstance(given, dict):
        yield Problem(at, "Give the header as an object.")
        return
    asked = given or {}
    if header.kind == "text":
        yield from _strangers(asked, ("text",), f"{at}.")
        variable = header.words.blanks[0].name
        yield from _filled(header.words, {variable: asked.get("text")}, at, key="text")
    elif header.kind in MEDIA_KINDS:
        yield from _media(header.kind, asked, at)
    elif header.kind == "location":
        yield from _strangers(asked, ("location",), f"{at}.")
        yield from _place(asked.get("location"), f"{at}.location")
    else:
        yield from _strangers(asked, ("product",), f"{at}.")
        product = asked.get("product")
        for key in ("product_id", "catalog_id"):
            found = product.get(key) if isinstance(product, dict) else None
            yield from _required(found, f"{at}.product.{key}", _LONGEST_ID)
        if isinstance(product, dict):
            yield from _strangers(product, ("product_id", "catalog_id"), f"{at}.product.")


def _media(kind: str, asked: Mapping[str, Any], at: str) -> Iterator[Problem]:
    yield from _strangers(asked, ("media_id", "filename") if kind == "document" else ("media_id",), f"{at}.")
    if media_id_of(asked) is None:
        what = "Choose" if asked.get("media_id") is None else "This is no media id. Choose"
        article = "an" if kind == "image" else "a"
        yield Problem(f"{at}.media_id", f"{what} {article} {kind} for the header.")
    if kind == "document" and asked.get("filename") is not None:
        yield from _required(asked["filename"], f"{at}.filename", LONGEST_FILENAME)


def _place(given: Any, at: str) -> Iterator[Problem]:
    if not isinstance(given, dict):
        yield Problem(at, "Give the place as an object with latitude, longitude, name and address.")
        return
    yield from _strangers(given, ("latitude", "longitude", "name", "address"), f"{at}.")
    for key, most in (("latitude", 90), ("longitude", 180)):
        number = given.get(key)
        if not isinstance(number, int | float) or isinstance(number, bool) or not -most <= number <= most:
            yield Problem(f"{at}.{key}", f"Give the {key} as a number from -{most} to {most}.")
    for key in ("name", "address"):
        yield from _required(given.get(key), f"{at}.{key}", LONGEST_PLACE)


def _body(form: Form, given: Any, at: str) -> Iterator[Problem]:
    words = form.body
    if not words.blanks:
        if not _is_empty(given):
            yield Problem(at, "This template has no variables here. Leave it out.")
        return
    if form.is_named:
        if given is not None and not isinstance(given, dict):
            yield Problem(at, "Give the values by name, as an object.")
            return
        asked = dict(given or {})
        yield from _strangers(asked, [blank.name for blank in words.blanks], f"{at}.")
    else:
        if given is not None and not isinstance(given, list):
            yield Problem(at, "Give the values as a list, in the order of the variables.")
            return
        listed = given or []
        asked = {blank.name: value for blank, value in zip(words.blanks, listed, strict=False)}
        for extra in range(len(words.blanks) + 1, len(listed) + 1):
            count = len(words.blanks)
            yield Problem(f"{at}.{extra}", f"The template has {count} variables here. Leave this value out.")
            break
    yield from _filled(words, asked, at, longest=LONGEST_CODE if form.is_code else 0)


def _filled(
    words: Words, asked: Mapping[str, Any], at: str, *, key: str = "", longest: int = 0
) -> Iterator[Problem]:
    """`key` is the field's name where it is not the variable's own; `longest` holds for each value."""
    found: dict[str, str] = {}
    for blank in words.blanks:
        problem = _variable(asked.get(blank.name), blank.name, longest)
        if problem:
            yield Problem(f"{at}.{key or blank.name}", problem)
        else:
            found[blank.name] = asked[blank.name]
    if len(found) == len(words.blanks):
        length = len(VARIABLE.sub(lambda match: found[match[1]], words.text))
        if length > words.longest:
            yield Problem(
                at,
                f"With these values it has {length:,} characters, and WhatsApp takes {words.longest:,}. "
                "Shorten a value.",
            )


def _variable(value: Any, name: str, longest: int) -> str:
    problem = _text_problem(value, longest)
    if problem:
        return problem
    if _BREAKS.search(value):
        return f"The value of {{{{{name}}}}} cannot hold new lines, tabs or more than four spaces in a row."
    return _unprintable(value)


def _buttons(form: Form, values: Mapping[str, Any], at: str) -> Iterator[Problem]:
    given = values.get("buttons")
    if given is not None and not isinstance(given, list):
        yield Problem(at, "Give the buttons as a list of objects, each with its index.")
        return
    asked: dict[int, Mapping[str, Any]] = {}
    for one in given or ():
        index = one.get("index") if isinstance(one, dict) else None
        if not isinstance(index, int) or isinstance(index, bool):
            yield Problem(at, "Name each button by its index, which counts from 0.")
            return
        if index in asked:
            yield Problem(f"{at}.{index}", "This button is given twice. Leave one out.")
        elif not 0 <= index < len(form.buttons):
            shown = index if abs(index) < 10**6 else "x"
            yield Problem(f"{at}.{shown}", "There is no such button. They are counted from 0.")
        asked[index] = one
    for button in form.buttons:
        own = asked.get(button.index, {})
        yield from _button(button, own, f"{at}.{button.index}.")
        if button.is_code:
            yield from _same_code(form, own.get("code"), values.get("body"), f"{at}.{button.index}.")


def _button(button: Button, asked: Mapping[str, Any], at: str) -> Iterator[Problem]:
    yield from _strangers(asked, ("index", *(slot.key for slot in button.slots)), at)
    for slot in button.slots:
        value = asked.get(slot.key)
        if value is None and not slot.is_required:
            continue
        yield from _slot(button, slot, value, f"{at}{slot.key}")


def _slot(button: Button, slot: Slot, value: Any, field: str) -> Iterator[Problem]:
    if slot.key == "flow_data":
        if not isinstance(value, dict) or not _is_storable(value):
            yield Problem(field, "Give what the form starts with as an object.")
    elif slot.key == "ttl_minutes":
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_CALL_MINUTES:
            yield Problem(field, f"Give a whole number of minutes from 1 to {MOST_CALL_MINUTES:,}.")
    elif slot.key == "sections":
        yield from _sections(value, field)
    elif slot.key == "suffix":
        yield from _suffix(button, value, field)
    else:
        yield from _required(value, field, slot.longest)


def _suffix(button: Button, value: Any, field: str) -> Iterator[Problem]:
    problem = _text_problem(value, LONGEST_URL)
    if not problem and any(c.isspace() for c in value):
        problem = "The end of an address cannot hold spaces or new lines."
    if not problem:
        length = len(VARIABLE.sub(lambda _: value, button.address))
        if length > LONGEST_URL:
            problem = f"The address has {length:,} characters with it, and WhatsApp takes {LONGEST_URL:,}."
    if problem := problem or _unprintable(value):
        yield Problem(field, problem)


def _same_code(form: Form, code: Any, body: Any, at: str) -> Iterator[Problem]:
    inside = None
    if isinstance(body, list) and body and not form.is_named:
        inside = body[0]
    elif isinstance(body, dict) and form.is_named and form.body.blanks:
        inside = body.get(form.body.blanks[0].name)
    if code is not None and code != inside:
        yield Problem(f"{at}code", "The button carries the code of the body. Leave this out.")


def _sections(given: Any, at: str) -> Iterator[Problem]:
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_SECTIONS:
        yield Problem(at, f"Give 1 to {MOST_SECTIONS} sections, each with a title and product_ids.")
        return
    count = 0
    for number, section in enumerate(given):
        if not isinstance(section, dict):
            yield Problem(f"{at}.{number}", "Give the section as an object with a title and product_ids.")
            continue
        yield from _strangers(section, ("title", "product_ids"), f"{at}.{number}.")
        yield from _required(section.get("title"), f"{at}.{number}.title", LONGEST_SECTION_TITLE)
        products = section.get("product_ids")
        if not isinstance(products, list) or not products:
            yield Problem(f"{at}.{number}.product_ids", "Give at least one product of your catalog.")
            continue
        count += len(products)
        for place, product in enumerate(products[: MOST_PRODUCTS + 1]):
            yield from _required(product, f"{at}.{number}.product_ids.{place}", _LONGEST_ID)
    if count > MOST_PRODUCTS:
        yield Problem(at, f"There are {count} products, and WhatsApp takes {MOST_PRODUCTS}.")


def _cards(form: Form, given: Any) -> Iterator[Problem]:
    if not form.cards:
        if not _is_empty(given):
            yield Problem("cards", "This template has no cards. Leave them out.")
        return
    if not isinstance(given, list) or len(given) != len(form.cards):
        yield Problem("cards", f"Give a list of {len(form.cards)} cards, as many as the template has.")
        return
    for number, (card, values) in enumerate(zip(form.cards, given, strict=True)):
        if not isinstance(values, dict):
            yield Problem(f"cards.{number}", "Give the card as an object with header, body and buttons.")
            continue
        yield from _strangers(values, ("header", "body", "buttons"), f"cards.{number}.")
        yield from _part(card, values, f"cards.{number}.")


def _expiry(form: Form, given: Any, now: datetime | None) -> Iterator[Problem]:
    field = "offer_expires_at"
    if not form.has_expiry:
        if given is not None:
            yield Problem(field, "This template has no offer that ends. Leave it out.")
        return
    ends = moment_of(given)
    if ends is None:
        yield Problem(field, "Say when the offer ends, with date, time and zone: 2027-01-31T18:00:00+07:00.")
    elif now is not None and ends <= now:
        yield Problem(field, "The offer has ended. Give a time that is still to come.")


def moment_of(given: Any) -> datetime | None:
    """A time with its zone, within the years that Meta's milliseconds reach."""
    if not isinstance(given, str) or len(given) > 64:
        return None
    try:
        found = datetime.fromisoformat(given)
        if found.tzinfo is None or found.timestamp() <= 0:
            return None
    except (ValueError, OverflowError):
        return None
    return found


def media_id_of(header: Any) -> UUID | None:
    given = header.get("media_id") if isinstance(header, dict) else None
    if isinstance(given, UUID):
        return given
    try:
        return UUID(given) if isinstance(given, str) and given.isascii() else None
    except ValueError:
        return None


def readable(text: str) -> str:
    """Half surrogates, which no answer could carry, as question marks."""
    return text.encode("utf-8", "replace").decode()


def _required(value: Any, field: str, longest: int) -> Iterator[Problem]:
    if problem := _text_problem(value, longest) or _unprintable(value):
        yield Problem(field, problem)


def _text_problem(value: Any, longest: int) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        return "This is missing. Give a value."
    if not isinstance(value, str):
        return "Give this as text."
    if longest and len(value) > longest:
        return f"This has {len(value):,} characters, and WhatsApp takes {longest:,}."
    return ""


def _unprintable(value: str) -> str:
    return "This holds characters that cannot be sent." if _NOT_TEXT.search(value) else ""


def _strangers(given: Mapping[str, Any], known: Sequence[str], at: str) -> Iterator[Problem]:
    for key, value in given.items():
        if key not in known and value is not None:
            yield Problem(
                f"{at}{readable(str(key))[:100]}", "The template has nothing of this name. Leave it out."
            )


def _is_empty(given: Any) -> bool:
    return given is None or given in ([], {})


def _is_storable(value: Any) -> bool:
    """Without NaN, NUL and half surrogates, which PostgreSQL does not keep."""
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            rest += [*one, *one.values()]
        elif isinstance(one, list):
            rest += one
        elif isinstance(one, str):
            if "\0" in one or re.search(r"[\ud800-\udfff]", one):
                return False
        elif isinstance(one, float) and one - one != 0:
            return False
    return True
