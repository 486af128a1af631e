"""Header, body, buttons and cards of a template, filled with the parameters of a message."""

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.graph.messages.media import media_header
from waypost_sandbox.graph.messages.products import catalog
from waypost_sandbox.graph.messages.template_buttons import fill_buttons
from waypost_sandbox.graph.messages.template_parameters import LONGEST_CODE, at_most, fill, only, words_of
from waypost_sandbox.state import Json
from waypost_sandbox.state.templates import Template

LONGEST_HEADER = 60
LONGEST_BODY = 1024
LONGEST_OFFER_BODY = 600
LONGEST_CARD_BODY = 160
LATEST_MILLISECONDS = 10**14
CODE_SENTENCE = "*{{1}}* is your verification code."
CODE_WARNING = " For your security, do not share this code."


def fill_parts(
    draft: Draft, template: Template, parts: list[Json], given: list[Json], card: str = ""
) -> Json:
    """What the phone draws of these components; `card` names the card they stand on."""
    stored = {str(part["type"]).lower(): part for part in parts}
    asked = {part["type"]: part for part in given if part["type"] != "button"}
    shown: Json = {"body": ""}
    header = _header(draft, template, stored.get("header"), _parameters(asked, "header"), card)
    if header is not None:
        shown["header"] = header
    shown["body"] = _body(template, stored, _parameters(asked, "body"), card)
    if (footer := stored.get("footer")) is not None:
        shown["footer"] = footer.get("text") or _expiry(footer)
    buttons = stored.get("buttons", {}).get("buttons") or []
    filled = fill_buttons(draft, buttons, [part for part in given if part["type"] == "button"])
    if filled:
        shown["buttons"] = filled
    if (offer := _offer(draft, stored, asked, filled)) is not None:
        shown["offer"] = offer
    if (cards := _cards(draft, template, stored, asked)) is not None:
        shown["cards"] = cards
    _retarget(asked, filled)
    _same_code(template, asked, filled)
    return shown


def _parameters(asked: dict[str, Json], name: str) -> list[Json]:
    found: list[Json] = asked.get(name, {}).get("parameters", [])
    return found


def _header(
    draft: Draft, template: Template, header: Json | None, given: list[Json], card: str
) -> Json | None:
    part = f"{card}header"
    if header is None:
        if given:
            raise GraphError(132000, f"{part}: number of params ({len(given)}) does not match (0)")
        return None
    kind = str(header.get("format") or "TEXT").lower()
    if kind == "text":
        named = template.parameter_format == "NAMED"
        return {"type": "text", "text": fill(part, header["text"], given, LONGEST_HEADER, named=named)}
    found = only(part, given, kind)
    if found is None:
        raise GraphError(132012, f"{part}: Format mismatch, expected {kind}, received UNKNOWN")
    if kind == "location":
        return _place(found["location"], part)
    if kind == "product":
        product = found["product"]
        return {
            "type": kind,
            "catalog_id": catalog(draft, product, part),
            "product": checks.identifier(product, "product_retailer_id", part),
        }
    return media_header(draft, found, kind, part)


def _place(given: Json, part: str) -> Json:
    try:
        latitude, longitude = checks.coordinates(given, f"{part}['location']")
    except checks.Beyond as error:
        raise GraphError(132008, error.details) from error
    words = {name: checks.text(given, name, f"{part}['location']", 1000) for name in ("name", "address")}
    return {"type": "location", "latitude": latitude, "longitude": longitude, **words}


def _body(template: Template, stored: dict[str, Json], given: list[Json], card: str) -> str:
    body = stored.get("body")
    if body is None:
        if given:
            raise GraphError(132000, f"{card}body: number of params ({len(given)}) does not match (0)")
        return ""
    words = body.get("text")
    if template.category == "AUTHENTICATION":
        for parameter in given:
            at_most("The code", words_of("body", parameter), LONGEST_CODE)
        if words is None:
            words = CODE_SENTENCE + (CODE_WARNING if body.get("add_security_recommendation") else "")
    longest = LONGEST_BODY
    if card:
        longest = LONGEST_CARD_BODY
    elif "limited_time_offer" in stored:
        longest = LONGEST_OFFER_BODY
    return fill(f"{card}body", words or "", given, longest, named=template.parameter_format == "NAMED")


def _expiry(footer: Json) -> str:
    minutes = footer.get("code_expiration_minutes")
    return f"This code expires in {minutes} minutes." if minutes else ""


def _offer(draft: Draft, stored: dict[str, Json], asked: dict[str, Json], buttons: list[Json]) -> Json | None:
    part = "limited_time_offer"
    found = only(part, _parameters(asked, part), part)
    offer = stored.get(part, {}).get(part)
    if offer is None or not offer.get("has_expiration"):
        if found is not None:
            raise GraphError(132000, f"{part}: the template has no offer that expires.")
        return {"text": offer.get("text", "")} if offer else None
    if found is None:
        raise GraphError(131008, f"{part}: the template requires expiration_time_ms")
    expires = checks.whole_number(found[part], "expiration_time_ms", part, 0, LATEST_MILLISECONDS)
    if expires is None:
        raise checks.Missing(f"{part}['expiration_time_ms']")
    if expires <= draft.now * 1000:
        raise GraphError(132008, f"{part}: expiration_time_ms is in the past; it counts milliseconds.")
    shown: Json = {"text": offer.get("text", ""), "expires_at": expires / 1000}
    code = next((button["code"] for button in buttons if button["kind"] == "copy_code"), None)
    return shown | ({"code": code} if code else {})


def _cards(
    draft: Draft, template: Template, stored: dict[str, Json], asked: dict[str, Json]
) -> list[Json] | None:
    cards: list[Json] = stored.get("carousel", {}).get("cards") or []
    given: list[Json] = asked.get("carousel", {}).get("cards") or []
    if len(given) != len(cards):
        raise GraphError(
            132000,
            f"carousel: number of cards ({len(given)}) does not match the expected number ({len(cards)})",
        )
    if not cards:
        return None
    by_index = {card["card_index"]: card for card in given}
    if set(by_index) != set(range(len(cards))):
        raise GraphError(132012, "carousel: card_index must name each card once, counting from 0.")
    return [
        _card(draft, template, card["components"], by_index[number]["components"], number)
        for number, card in enumerate(cards)
    ]


def _card(draft: Draft, template: Template, parts: list[Json], given: list[Json], number: int) -> Json:
    shown = fill_parts(draft, template, parts, given, f"card {number}: ")
    header = shown.get("header") or {}
    if header.get("type") == "product":
        for button in shown.get("buttons", []):
            if button["kind"] == "product":
                button |= {name: header[name] for name in ("catalog_id", "product")}
    return shown


def _retarget(asked: dict[str, Json], buttons: list[Json]) -> None:
    """A title instead of the address of the first link."""
    found = only(
        "tap_target_configuration", _parameters(asked, "tap_target_configuration"), "tap_target_configuration"
    )
    if found is None:
        return
    link = next((button for button in buttons if button["kind"] == "url"), None)
    if link is None:
        raise GraphError(132012, "tap_target_configuration: the template has no button with an address.")
    target = found["tap_target_configuration"][0]
    link |= {"url": target["url"], "tap_title": target["title"]}


def _same_code(template: Template, asked: dict[str, Json], buttons: list[Json]) -> None:
    """The code of a log-in stands in the body and in the button."""
    if template.category != "AUTHENTICATION":
        return
    body = [words_of("body", parameter) for parameter in _parameters(asked, "body")]
    for button in buttons:
        if "otp" in button and body and button["code"] != body[0]:
            raise GraphError(132008, "The code of the button is not the code of the body.")
