"""The limits of interactive messages, by their type."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from waypost.whatsapp.limits.shapes import (
    MISSING,
    Anything,
    Choice,
    Items,
    Number,
    Object,
    Problem,
    Shape,
    Text,
    is_web_address,
    missing,
)

MOST_ROWS = 10
MOST_PRODUCTS = 30
MOST_LINE_BREAKS = 2
_FOOTER = Object("The footer", {"text": Text("The footer", 60)}, required=False)
_HEADER_TEXT = Text("The header", 60)
_FILE = Object("The header's file", {"id": Text("The file's id", 512, required=False), "link": Anything()})
_MEDIA = ("image", "video", "document")


def _body(longest: int = 1024, *, required: bool = True) -> Object:
    return Object("The text", {"text": Text("The text", longest)}, required=required)


def _header(*types: str) -> Shape:
    def fits(value: Mapping[str, Any], path: str) -> Iterator[Problem]:
        kind = str(value.get("type"))
        shape = _HEADER_TEXT if kind == "text" else _FILE
        yield from shape.problems(value.get(kind), f"{path}.{kind}")

    return Object("The header", {"type": Choice("The kind of header", types)}, required=False, also=fits)


@dataclass(frozen=True, slots=True)
class Nothing:
    """What this type of message does not have."""

    label: str

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        if value is not MISSING and value is not None:
            yield Problem(path, "none", "", f"{self.label} cannot be used with this kind of message.")


NO_HEADER, NO_FOOTER = Nothing("A header"), Nothing("A footer")


def _rows(value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Over all sections together: the number of rows, and that no id is there twice."""
    sections = value["sections"]
    rows = [(i, j, row) for i, section in enumerate(sections) for j, row in enumerate(section["rows"])]
    if len(rows) > MOST_ROWS:
        said = f"The list has {len(rows)} rows in all; WhatsApp takes {MOST_ROWS}."
        yield Problem(f"{path}.sections", str(MOST_ROWS), str(len(rows)), said)
    seen: set[str] = set()
    for i, j, row in rows:
        if row["id"] in seen:
            place = f"{path}.sections[{i}].rows[{j}].id"
            yield Problem(place, "unique", row["id"], f"The row id “{row['id'][:40]}” is there twice.")
        seen.add(row["id"])
    yield from _titles(sections, path)


def _titles(sections: list[Any], path: str) -> Iterator[Problem]:
    for index, section in enumerate(sections):
        if len(sections) > 1 and not section.get("title"):
            yield missing(f"{path}.sections[{index}].title", f"The title of section {index + 1}")


def _products(value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    sections = value["sections"]
    count = sum(len(section["product_items"]) for section in sections)
    if count > MOST_PRODUCTS:
        said = f"There are {count} products in all; WhatsApp takes {MOST_PRODUCTS}."
        yield Problem(f"{path}.sections", str(MOST_PRODUCTS), str(count), said)
    yield from _titles(sections, path)


def _one_flow(value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    if bool(value.get("flow_id")) == bool(value.get("flow_name")):
        yield Problem(
            f"{path}.flow_id",
            "flow_id or flow_name",
            "",
            "A form is named by its id or its name: one of them.",
        )


def _alike(value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    cards = value["cards"]
    for index, card in enumerate(cards):
        if set(card) - {"card_index"} != set(cards[0]) - {"card_index"}:
            said = f"Card {index + 1} has other parts than the first one; all cards must be alike."
            yield Problem(f"{path}.cards[{index}]", "alike", "", said)
        text = card.get("body", {}).get("text", "") if isinstance(card.get("body"), Mapping) else ""
        if isinstance(text, str) and text.count("\n") > MOST_LINE_BREAKS:
            said = f"Card {index + 1} has more than {MOST_LINE_BREAKS} line breaks."
            yield Problem(
                f"{path}.cards[{index}].body.text", str(MOST_LINE_BREAKS), str(text.count("\n")), said
            )


def _named(name: str, **parameters: Shape) -> Object:
    shape = Object("The action's parameters", parameters, required=bool(parameters))
    return Object("The action", {"name": Choice("The action's name", (name,)), "parameters": shape})


_LABEL = Text("The button", 20)
_ADDRESS = Text("The button's address", 2000, pattern=is_web_address, says="an address with https://")
_CATALOG = {"catalog_id": Text("The catalogue", 100), "product_retailer_id": Text("The product", 100)}
_BUTTON = Object(
    "Button {n}",
    {
        "type": Choice("The kind of button {n}", ("reply",)),
        "reply": Object(
            "Button {n}", {"id": Text("The id of button {n}", 256), "title": Text("Button {n}", 20)}
        ),
    },
)
_ROW = Object(
    "Row {n}",
    {
        "id": Text("The id of row {n}", 200),
        "title": Text("Row {n}", 24),
        "description": Text("The description of row {n}", 72, required=False, may_be_empty=True),
    },
)
_SECTION_TITLE = Text("The title of section {n}", 24, required=False, may_be_empty=True)
_CARD = Object(
    "Card {n}",
    {
        "card_index": Number("The index of card {n}", 0, 9, whole=True),
        "type": Choice("The kind of card {n}", ("cta_url", "product", "quick_reply"), required=False),
        "body": Object("The text of card {n}", {"text": Text("The text of card {n}", 160)}, required=False),
        "action": Object("The action of card {n}", {}),
    },
)

ACTIONS: dict[str, dict[str, Shape | Nothing]] = {
    "button": {
        "header": _header("text", *_MEDIA),
        "body": _body(),
        "footer": _FOOTER,
        "action": Object(
            "The action",
            {
                "buttons": Items(
                    "Buttons",
                    _BUTTON,
                    1,
                    3,
                    unique=((("reply", "id"), "The button id"), (("reply", "title"), "The button")),
                )
            },
        ),
    },
    "list": {
        "header": _header("text"),
        "body": _body(4096),
        "footer": _FOOTER,
        "action": Object(
            "The action",
            {
                "button": _LABEL,
                "sections": Items(
                    "Sections",
                    Object(
                        "Section {n}", {"title": _SECTION_TITLE, "rows": Items("Rows", _ROW, 1, MOST_ROWS)}
                    ),
                    1,
                    10,
                ),
            },
            also=_rows,
        ),
    },
    "cta_url": {
        "header": _header("text", *_MEDIA),
        "body": _body(),
        "footer": _FOOTER,
        "action": _named("cta_url", display_text=_LABEL, url=_ADDRESS),
    },
    "flow": {
        "header": _header("text", *_MEDIA),
        "body": _body(),
        "footer": _FOOTER,
        "action": Object(
            "The action",
            {
                "name": Choice("The action's name", ("flow",)),
                "parameters": Object(
                    "The action's parameters",
                    {
                        "flow_message_version": Choice("flow_message_version", ("3",)),
                        "flow_cta": Text(
                            "The button", 30, pattern=lambda words: words.isprintable(), says="without emoji"
                        ),
                        "flow_token": Text("The token", 1000, required=False),
                        "mode": Choice("The mode", ("draft", "published"), required=False),
                        "flow_action": Choice("The action", ("navigate", "data_exchange"), required=False),
                    },
                    also=_one_flow,
                ),
            },
        ),
    },
    "location_request_message": {
        "header": NO_HEADER,
        "body": _body(),
        "footer": NO_FOOTER,
        "action": Object("The action", {"name": Choice("The action's name", ("send_location",))}),
    },
    "request_contact_info": {
        "header": NO_HEADER,
        "body": _body(),
        "action": Object("The action", {"name": Choice("The action's name", ("request_contact_info",))}),
    },
    "call_permission_request": {
        "body": _body(),
        "action": Object("The action", {"name": Choice("The action's name", ("call_permission_request",))}),
    },
    "voice_call": {
        "body": _body(),
        "footer": _FOOTER,
        "action": _named(
            "voice_call",
            display_text=_LABEL,
            ttl_minutes=Number("ttl_minutes", 1, 43_200, required=False, whole=True),
        ),
    },
    "product": {
        "header": NO_HEADER,
        "body": _body(required=False),
        "footer": _FOOTER,
        "action": Object("The action", _CATALOG),
    },
    "product_list": {
        "header": Object(
            "The header", {"type": Choice("The kind of header", ("text",)), "text": _HEADER_TEXT}
        ),
        "body": _body(),
        "footer": _FOOTER,
        "action": Object(
            "The action",
            {
                "catalog_id": _CATALOG["catalog_id"],
                "sections": Items(
                    "Sections",
                    Object(
                        "Section {n}",
                        {
                            "title": _SECTION_TITLE,
                            "product_items": Items(
                                "Products",
                                Object("Product {n}", {"product_retailer_id": Text("Product {n}", 100)}),
                                1,
                                MOST_PRODUCTS,
                            ),
                        },
                    ),
                    1,
                    10,
                ),
            },
            also=_products,
        ),
    },
    "catalog_message": {
        "header": NO_HEADER,
        "body": _body(),
        "footer": _FOOTER,
        "action": Object(
            "The action",
            {"name": Choice("The action's name", ("catalog_message",)), "parameters": Anything()},
        ),
    },
    "carousel": {
        "header": NO_HEADER,
        "body": _body(),
        "footer": NO_FOOTER,
        "action": Object("The action", {"cards": Items("Cards", _CARD, 2, 10)}, also=_alike),
    },
    "address_message": {
        "body": _body(),
        "footer": _FOOTER,
        "action": _named("address_message", country=Choice("The country", ("IN", "SG"))),
    },
}


class _Interactive:
    """Looks up the limits by the type."""

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        kinds = Object("The message", {"type": Choice("The kind of message", tuple(ACTIONS))})
        wrong = list(kinds.problems(value, path))
        if wrong:
            yield from wrong
            return
        yield from Object("The message", ACTIONS[value["type"]]).problems(value, path)  # type: ignore[arg-type]


INTERACTIVE: Any = _Interactive()
