"""Templates that Meta accepts, as they are created, and values that fill them in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from waypost.templates.form import Button, Form, Words

Json = dict[str, Any]

IMAGE, VIDEO, DOCUMENT = (UUID(int=n) for n in (1, 2, 3))
MEDIA = {"image": IMAGE, "video": VIDEO, "gif": VIDEO, "document": DOCUMENT}
FLOW_ID = "771204418830112"
_LATER, _LATEST = datetime(2090, 1, 1), datetime(2099, 1, 1)
OPTIONAL = frozenset({"payload", "flow_token", "flow_data", "filename", "ttl_minutes"})
"""Keys of values that may always be left out."""

NAMES = ("first_name", "eta", "order_2", "shop")
PIECES = ("here is what you asked for", "it is on its way to you now", "thank you for staying with us")
_word = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12).filter(
    lambda word: "{{" not in word
)
_words = st.lists(_word, min_size=1, max_size=2).map(" ".join)
_code = st.text("ABCDEF0123456789", min_size=1, max_size=15)


@st.composite
def drafts(draw: st.DrawFn) -> Json:
    """A body of `POST /{waba}/message_templates`, without its name."""
    kind = draw(st.sampled_from(("plain", "plain", "plain", "carousel", "offer", "code")))
    named = kind != "code" and draw(st.booleans())
    draft: Json = {"language": "en_US", "parameter_format": "NAMED" if named else "POSITIONAL"}
    if kind == "code":
        return draft | {"category": "AUTHENTICATION", "components": draw(_code_parts())}
    if kind == "carousel":
        parts = [draw(_body(named=named)), draw(_carousel(named=named))]
        return draft | {"category": "MARKETING", "components": parts}
    if kind == "offer":
        return draft | {"category": "MARKETING", "components": draw(_offer_parts(named=named))}
    category = draw(st.sampled_from(("MARKETING", "UTILITY")))
    parts = [draw(_body(named=named))]
    if draw(st.booleans()):
        parts.append(draw(_header(named=named, is_marketing=category == "MARKETING")))
    if draw(st.booleans()):
        parts.append({"type": "FOOTER", "text": "Reply STOP to hear no more"})
    if draw(st.booleans()):
        parts.append({"type": "BUTTONS", "buttons": draw(_buttons(is_marketing=category == "MARKETING"))})
    return draft | {"category": category, "components": parts}


@st.composite
def _body(draw: st.DrawFn, *, named: bool, most: int = 4) -> Json:
    names = _names(draw(st.integers(0, most)), named=named)
    text = "Good day, " + draw(st.sampled_from(PIECES))
    for name in names:
        text += f", {{{{{name}}}}}, and {draw(st.sampled_from(PIECES))}"
    if names and most > 1 and draw(st.booleans()):
        text += f", once more {{{{{names[0]}}}}} for you and all the others who wait for it"
    return {"type": "BODY", "text": text + ".", **_example("body_text", names, named=named)}


def _names(count: int, *, named: bool) -> list[str]:
    return list(NAMES[:count]) if named else [str(number) for number in range(1, count + 1)]


def _example(field: str, names: list[str], *, named: bool) -> Json:
    if not names:
        return {}
    if named:
        return {"example": {f"{field}_named_params": [{"param_name": n, "example": "Ada"} for n in names]}}
    listed = ["Ada"] * len(names)
    return {"example": {field: [listed] if field == "body_text" else listed}}


@st.composite
def _header(draw: st.DrawFn, *, named: bool, is_marketing: bool) -> Json:
    kinds = ["TEXT", "TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION"]
    kind = draw(st.sampled_from(kinds + (["GIF", "PRODUCT"] if is_marketing else [])))
    if kind == "TEXT":
        names = _names(draw(st.integers(0, 1)), named=named)
        text = f"News for {{{{{names[0]}}}}} today" if names else "News"
        return {"type": "HEADER", "format": kind, "text": text, **_example("header_text", names, named=named)}
    return _media_header(kind)


def _media_header(kind: str) -> Json:
    header = {"type": "HEADER", "format": kind}
    return (
        header
        if kind in ("LOCATION", "PRODUCT")
        else header | {"example": {"header_handle": ["4::aW1hZ2U="]}}
    )


@st.composite
def _buttons(draw: st.DrawFn, *, is_marketing: bool) -> list[Json]:
    alone = draw(st.sampled_from(("", "", "", "CATALOG", "MPM")))
    if alone and is_marketing:
        return [{"type": alone, "text": "View"}]
    replies = [{"type": "QUICK_REPLY", "text": f"Answer {n}"} for n in range(draw(st.integers(0, 2)))]
    others = draw(st.lists(st.sampled_from(_OTHERS), unique_by=lambda one: one["text"], max_size=4))
    return replies + others or [{"type": "QUICK_REPLY", "text": "Yes"}]


_LINK = {
    "type": "URL",
    "text": "Track",
    "url": "https://a.example/t/{{1}}",
    "example": ["https://a.example/t/8"],
}
_COUPON = {"type": "COPY_CODE", "text": "Copy offer code", "example": ["GAYO25"]}
_OTHERS: tuple[Json, ...] = (
    _LINK,
    {"type": "URL", "text": "Shop", "url": "https://a.example/shop"},
    {"type": "PHONE_NUMBER", "text": "Call us", "phone_number": "+6281110002001"},
    _COUPON,
    {"type": "FLOW", "text": "Choose a day", "flow_id": FLOW_ID, "flow_action": "navigate"},
    {"type": "VOICE_CALL", "text": "Call now", "ttl_minutes": 1440},
    {"type": "REQUEST_CONTACT_INFO", "text": "Share contact info"},
)


@st.composite
def _carousel(draw: st.DrawFn, *, named: bool) -> Json:
    header = draw(st.sampled_from(("IMAGE", "VIDEO", "PRODUCT")))
    has_body = draw(st.booleans())
    reply = {"type": "QUICK_REPLY", "text": "More"}
    choices = [[_LINK], [reply], [reply, _LINK]]
    buttons = draw(
        st.sampled_from([*choices, [{"type": "SPM", "text": "View"}]] if header == "PRODUCT" else choices)
    )
    cards = []
    for _ in range(draw(st.integers(2, 4))):
        parts = [_media_header(header), {"type": "BUTTONS", "buttons": buttons}]
        if has_body:
            parts.append(draw(_body(named=named, most=1)))
        cards.append({"components": parts})
    return {"type": "CAROUSEL", "cards": cards}


@st.composite
def _offer_parts(draw: st.DrawFn, *, named: bool) -> list[Json]:
    offer = {"text": "This weekend", "has_expiration": draw(st.booleans())}
    buttons = [_COUPON, *([_LINK] if draw(st.booleans()) else [])]
    return [
        _media_header(draw(st.sampled_from(("IMAGE", "VIDEO")))),
        {"type": "LIMITED_TIME_OFFER", "limited_time_offer": offer},
        draw(_body(named=named)),
        {"type": "BUTTONS", "buttons": buttons},
    ]


@st.composite
def _code_parts(draw: st.DrawFn) -> list[Json]:
    parts: list[Json] = [{"type": "BODY", "add_security_recommendation": draw(st.booleans())}]
    if draw(st.booleans()):
        parts.append({"type": "FOOTER", "code_expiration_minutes": draw(st.integers(1, 90))})
    return [*parts, {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]}]


@st.composite
def values_for(draw: st.DrawFn, form: Form) -> Json:
    values = draw(_part_values(form))
    if form.cards:
        values["cards"] = [draw(_part_values(card)) for card in form.cards]
    if form.has_expiry:
        moments = st.datetimes(_LATER, _LATEST).map(lambda moment: moment.isoformat() + "+07:00")
        values["offer_expires_at"] = draw(moments)
    return values


@st.composite
def _part_values(draw: st.DrawFn, form: Form) -> Json:
    values: Json = {}
    header = form.header
    if header is not None and (header.kind != "text" or header.words.blanks):
        values["header"] = draw(_header_values(header.kind))
    if form.body.blanks:
        values["body"] = draw(_body_values(form.body, is_named=form.is_named, is_code=form.is_code))
    buttons = [draw(_button_values(button)) for button in form.buttons if button.slots and not button.is_code]
    if given := [button for button in buttons if len(button) > 1]:
        values["buttons"] = draw(st.permutations(given))
    return values


def _header_values(kind: str) -> st.SearchStrategy[Json]:
    if kind == "text":
        return _words.map(lambda words: {"text": words})
    if kind == "location":
        place = {
            "latitude": st.floats(-90, 90),
            "longitude": st.floats(-180, 180),
            "name": _words,
            "address": _words,
        }
        return st.fixed_dictionaries({"location": st.fixed_dictionaries(place)})
    if kind == "product":
        return _code.map(lambda code: {"product": {"product_id": code, "catalog_id": "123"}})
    if kind not in MEDIA:
        return st.just({})
    named = st.just({"media_id": str(MEDIA[kind])})
    return named | named.map(lambda one: one | {"filename": "Invoice.pdf"}) if kind == "document" else named


def _body_values(words: Words, *, is_named: bool, is_code: bool) -> st.SearchStrategy[Any]:
    value = _code if is_code else _words
    if is_named:
        return st.fixed_dictionaries({blank.name: value for blank in words.blanks})
    return st.tuples(*(value for _ in words.blanks)).map(list)


def _button_values(button: Button) -> st.SearchStrategy[Json]:
    required = {slot.key: _SLOTS[slot.key] for slot in button.slots if slot.is_required}
    optional = {slot.key: _SLOTS[slot.key] for slot in button.slots if not slot.is_required}
    return st.fixed_dictionaries({"index": st.just(button.index), **required}, optional=optional)


_SLOTS: dict[str, st.SearchStrategy[Any]] = {
    "payload": _words,
    "suffix": st.text("abcdef0123456789-._~", min_size=1, max_size=40),
    "code": _code,
    "flow_token": _code,
    "flow_data": st.dictionaries(st.text("abc", min_size=1), st.integers() | _words, min_size=1, max_size=2),
    "product_id": _code,
    "sections": st.lists(
        st.fixed_dictionaries({"title": _word, "product_ids": st.lists(_code, min_size=1, max_size=3)}),
        min_size=1,
        max_size=2,
    ),
    "ttl_minutes": st.integers(1, 43_200),
}
