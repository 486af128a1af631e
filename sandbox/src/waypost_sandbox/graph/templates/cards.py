"""Carousels and limited-time offers."""

from waypost_sandbox.graph.templates.buttons import read_buttons
from waypost_sandbox.graph.templates.draft import Draft
from waypost_sandbox.graph.templates.reading import objects, option, parsed, switch, text
from waypost_sandbox.graph.templates.refusals import combination, missing, missing_fields
from waypost_sandbox.graph.templates.texts import read_body, read_header
from waypost_sandbox.state import Json

CARDS = (2, 10)
LONGEST_CARD_BODY = 160
CARD_HEADERS = ("IMAGE", "VIDEO", "PRODUCT")
CARD_BUTTONS = ("QUICK_REPLY", "URL", "PHONE_NUMBER", "SPM")
MOST_CARD_BUTTONS = 2
LONGEST_OFFER = 16


def read_carousel(draft: Draft, component: Json) -> Json:
    if draft.category != "MARKETING":
        raise combination("A carousel stands in templates of the category MARKETING only.")
    given = objects(component, "cards")
    if not CARDS[0] <= len(given) <= CARDS[1]:
        raise combination(f"A carousel has {CARDS[0]} to {CARDS[1]} cards, not {len(given)}.")
    cards = [_card(draft, card) for card in given]
    if len({_structure(card) for card in cards}) > 1:
        raise combination("All cards of a carousel must have the same parts and the same kinds of buttons.")
    return {"type": "CAROUSEL", "cards": cards}


def _card(draft: Draft, card: Json) -> Json:
    parts: dict[str, Json] = {}
    for component in objects(card, "components"):
        kind = option(component, "type", ("HEADER", "BODY", "BUTTONS"))
        if kind in parts:
            raise combination(f"A card has one {kind}.")
        if kind == "HEADER":
            parts[kind] = read_header(draft, component, CARD_HEADERS)
        elif kind == "BODY":
            parts[kind] = read_body(draft, component, LONGEST_CARD_BODY)
        else:
            parts[kind] = read_buttons(draft, component, CARD_BUTTONS, MOST_CARD_BUTTONS)
    for kind in ("HEADER", "BUTTONS"):
        if kind not in parts:
            raise missing_fields("CAROUSEL", kind.lower())
    return {"components": [parts[kind] for kind in ("HEADER", "BODY", "BUTTONS") if kind in parts]}


def _structure(card: Json) -> tuple[str, ...]:
    found = []
    for component in card["components"]:
        found.append(f"{component['type']} {component.get('format', '')}")
        found += [button["type"] for button in component.get("buttons", [])]
    return tuple(found)


def read_offer(draft: Draft, component: Json) -> Json:
    if draft.category != "MARKETING":
        raise combination("A limited-time offer stands in templates of the category MARKETING only.")
    offer = parsed(component.get("limited_time_offer"))
    if not isinstance(offer, dict):
        raise missing("limited_time_offer")
    return {
        "type": "LIMITED_TIME_OFFER",
        "limited_time_offer": {
            "text": text(offer, "text", "The text of the offer", LONGEST_OFFER),
            "has_expiration": switch(offer, "has_expiration"),
        },
    }
