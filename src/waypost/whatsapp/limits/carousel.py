"""The shape of carousels: two to ten cards of one make."""

from typing import Any

from waypost.whatsapp.limits import table
from waypost.whatsapp.limits.messages import WEB_ADDRESS, file
from waypost.whatsapp.limits.shapes import (
    Choice,
    Id,
    Items,
    Number,
    Object,
    Place,
    Shape,
    Switch,
    Text,
    dicts,
    inside,
    may,
    need,
    never,
)


class _CardBody(Shape, frozen=True):
    def check(self, at: Place, value: Any) -> None:
        before = len(at.found)
        Object({"text": need(Text(table.CARD_BODY))}).check(at, value)
        if len(at.found) == before and (breaks := value["text"].count("\n")) > table.CARD_LINE_BREAKS:
            at.field("text").beyond(table.CARD_LINE_BREAKS, breaks, "line breaks")


class _CardAction(Shape, frozen=True):
    """A link, or quick replies."""

    def check(self, at: Place, value: Any) -> None:
        shape = _CARD_REPLIES if isinstance(value, dict) and value.get("buttons") is not None else _CARD_LINK
        shape.check(at, value)


_CARD_LINK = Object(
    {
        "name": need(Choice(("cta_url",)), "the name of the action of {}"),
        "parameters": need(
            Object(
                {
                    "display_text": need(Text(table.LINK_TITLE), "the button of {}"),
                    "url": need(WEB_ADDRESS, "the address of the button of {}"),
                }
            ),
        ),
    }
)
_CARD_REPLY = Object(
    {
        "type": need(Choice(("quick_reply",)), "the type of {}"),
        "quick_reply": need(
            Object(
                {
                    "id": need(Text(table.CARD_BUTTON_ID), "the id of {}"),
                    "title": need(Text(table.CARD_BUTTON_TITLE)),
                }
            )
        ),
    }
)
_CARD_REPLIES = Object(
    {
        "buttons": need(
            Items(_CARD_REPLY, "button {n} of {}", table.CARD_BUTTONS, unique={"quick_reply.id": "id"}),
            "the list of buttons of {}",
        )
    }
)
_POSITION = need(Number(0, table.CARDS - 1), "the position of {}")
_CARD_HEADERS: dict[str, Shape] = {
    kind: Object({kind: need(file("the header", kind, captioned=False))}) for kind in ("image", "video")
}
_CARDS: dict[str, Shape] = {
    "cta_url": Object(
        {
            "card_index": _POSITION,
            "header": need(Switch("type", "the kind of {}", _CARD_HEADERS), "the header of {}"),
            "body": may(_CardBody(), "the body of {}"),
            "action": need(_CardAction()),
        }
    ),
    "product": Object(
        {
            "card_index": _POSITION,
            "header": never("a header of {}"),
            "action": need(
                Object(
                    {
                        "catalog_id": need(Id(table.ID), "the catalogue's id of {}"),
                        "product_retailer_id": need(Id(table.ID), "the product's id of {}"),
                    }
                )
            ),
        }
    ),
}


def _alike(at: Place, action: dict[str, Any]) -> None:
    """The cards are in order, and made alike."""
    cards = at.field("cards", "the list of cards")
    makes = {_make(card) for _, card in dicts(action["cards"])}
    if len(makes) > 1:
        cards.say("alike", "different", "mixes cards of different makes; all need the same parts and buttons")
    for index, card in dicts(action["cards"]):
        if str(card["card_index"]) != str(index):
            place = cards.item(index, "card {n}").field("card_index", "the position of {}")
            place.say(index, card["card_index"], f"must be {index}: cards are counted from 0")
            return


def _make(card: dict[str, Any]) -> tuple[object, ...]:
    action = card["action"]
    buttons = action.get("buttons")
    return (
        card["type"],
        inside(card, "header.type"),
        card.get("body") is not None,
        len(buttons) if isinstance(buttons, list) else None,
        str(action.get("catalog_id")),
    )


CAROUSEL = Object(
    {
        "cards": need(
            Items(Switch("type", "the type of {}", _CARDS), "card {n}", table.CARDS, table.CARDS_LEAST),
            "the list of cards",
        )
    },
    (_alike,),
)
