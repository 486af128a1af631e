"""Carousels of an open chat: two to ten cards of one make."""

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.messages.actions import link_button
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.graph.messages.media import media_header
from waypost_sandbox.graph.messages.products import product_button
from waypost_sandbox.state import Json

FEWEST, MOST = 2, 10
LONGEST_BODY = 160
MOST_LINE_BREAKS = 2
MOST_REPLIES = 2
TYPES = ("cta_url", "product")


def carousel(draft: Draft, action: Json) -> Json:
    given = checks.items(action, "cards", "action", FEWEST, MOST)
    positions = [
        checks.whole_number(card, "card_index", f"cards[{number}]", 0, MOST - 1)
        for number, card in enumerate(given)
    ]
    if None in positions:
        raise checks.Missing("cards['card_index']")
    if positions != list(range(len(given))):
        raise checks.Beyond("cards['card_index'] must count up from 0.")
    shown = [_card(draft, card, f"cards[{number}]") for number, card in enumerate(given)]
    makes = {_make(card) for card in shown}
    if len(makes) > 1:
        raise checks.Beyond("All cards must have the same parts, and the same kinds and number of buttons.")
    catalogs = [
        button["catalog_id"] for card in shown for button in card["buttons"] if "catalog_id" in button
    ]
    if len(set(catalogs)) > 1:
        raise checks.Beyond("All products of a carousel must be of one catalog.")
    return {"cards": shown}


def _card(draft: Draft, card: Json, path: str) -> Json:
    kind = checks.choice(card, "type", path, TYPES)
    action = checks.child(card, "action", path)
    if kind == "product":
        checks.nothing(card, "header", path)
        return {"body": "", "buttons": [product_button(draft, action, f"{path}['action']")]}
    header = checks.child(card, "header", path)
    media = checks.choice(header, "type", f"{path}['header']", ("image", "video"))
    shown = media_header(draft, header, media, f"{path}['header']")
    return {"header": shown, "body": _body(card, path), "buttons": _buttons(draft, action, path)}


def _body(card: Json, path: str) -> str:
    if card.get("body") is None:
        return ""
    words = checks.text(checks.child(card, "body", path), "text", f"{path}['body']", LONGEST_BODY)
    if words.count("\n") > MOST_LINE_BREAKS:
        raise checks.Beyond(f"{path}['body'] has at most {MOST_LINE_BREAKS} line breaks.")
    return words


def _buttons(draft: Draft, action: Json, path: str) -> list[Json]:
    if action.get("buttons") is None:
        found: list[Json] = link_button(draft, action)["buttons"]
        return found
    buttons = []
    for button in checks.items(action, "buttons", f"{path}['action']", 1, MOST_REPLIES):
        checks.choice(button, "type", f"{path}['action']['buttons']", ("quick_reply",))
        reply = checks.child(button, "quick_reply", f"{path}['action']['buttons']")
        buttons.append(
            {
                "kind": "quick_reply",
                "id": checks.text(reply, "id", "Button", 20),
                "title": checks.text(reply, "title", "Button", 20),
            }
        )
    checks.different([button["id"] for button in buttons], "Button ids")
    return buttons


def _make(card: Json) -> tuple[str, bool, tuple[str, ...]]:
    header = card.get("header") or {}
    return header.get("type", ""), bool(card["body"]), tuple(button["kind"] for button in card["buttons"])
