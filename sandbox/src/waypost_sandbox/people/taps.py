"""Buttons on the phone: which a message has, and what a tap sends."""

from typing import Any, NamedTuple

import msgspec

from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.state import Json
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person

CALL_PERMISSION_SECONDS = 7 * 86_400


class Choice(NamedTuple):
    """What is tapped: a button, by number from 1, title or id; of a list also the row."""

    button: int | str = 1
    row: int | str | None = None
    # What is filled in; of a call permission "accept", "always" or "reject".
    response: Any = None


def buttons_of(message: Message) -> list[Json]:
    """All of them, those of a carousel's cards as well."""
    shown = message.shown or {}
    found: list[Json] = list(shown.get("buttons") or [])
    for card in shown.get("cards") or []:
        found += card.get("buttons") or []
    return found


def button_of(message: Message, wanted: int | str) -> Json:
    button = _pick(buttons_of(message), wanted)
    if button is None:
        titles = ", ".join(str(button.get("title")) for button in buttons_of(message)) or "none"
        raise NotPossibleError(f"The message has no button {wanted}. It has: {titles}.")
    return button


def order_of(person: Person, message: Message, button: Json, choice: Choice, now: float) -> Json | None:
    """What the tap sends to the business, as an order for writing; None when it stays on the phone."""
    kind = button["kind"]
    if kind == "quick_reply":
        sent = _quick_reply(message, button)
    elif kind == "list":
        sent = _row(button, choice.row)
    elif kind in ("catalog", "product", "products"):
        sent = _order(button, choice)
    elif kind in _SENT:
        sent = _SENT[kind](person, button, choice.response, now)
    else:
        return None
    return {"phone_number_id": message.phone_number_id, "context": {"message_id": message.id}, **sent}


def tapped_button(message: Message, kind: str, content: Any) -> Json | None:
    """The button behind a reply that is written by hand. Raises NotPossibleError when there is none."""
    if kind == "button":
        wanted = _pick(_of_kind(message, "quick_reply"), content.get("text")) or _pick(
            _of_kind(message, "quick_reply"), content.get("payload")
        )
        return _there(wanted, message, content.get("text"))
    reply = content.get(str(content.get("type"))) or {}
    if content.get("type") == "button_reply":
        return _there(_pick(_of_kind(message, "quick_reply"), reply.get("id")), message, reply.get("title"))
    if content.get("type") == "list_reply":
        for button in _of_kind(message, "list"):
            if _pick(_rows(button), reply.get("id")) is not None:
                return button
        return _there(None, message, reply.get("title"))
    return None


def _there(button: Json | None, message: Message, title: Any) -> Json:
    if button is None:
        raise NotPossibleError(f"The message {message.id} has nothing to tap with the title {title}.")
    return button


def _of_kind(message: Message, kind: str) -> list[Json]:
    return [button for button in buttons_of(message) if button.get("kind") == kind]


def _pick(choices: list[Json], wanted: Any) -> Json | None:
    if isinstance(wanted, int):
        return choices[wanted - 1] if 1 <= wanted <= len(choices) else None
    for name in ("id", "title"):
        for choice in choices:
            if choice.get(name) == wanted:
                return choice
    return None


def _quick_reply(message: Message, button: Json) -> Json:
    if message.type == "template":
        return {"type": "button", "button": {"payload": button["id"], "text": button["title"]}}
    reply = {"id": button["id"], "title": button["title"]}
    return {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": reply}}


def _rows(button: Json) -> list[Json]:
    return [row for section in button.get("sections") or [] for row in section.get("rows") or []]


def _row(button: Json, wanted: int | str | None) -> Json:
    row = _pick(_rows(button), 1 if wanted is None else wanted)
    if row is None:
        titles = ", ".join(str(row.get("title")) for row in _rows(button))
        raise NotPossibleError(f"The list has no row {wanted}. It has: {titles}.")
    reply = {name: row[name] for name in ("id", "title", "description") if row.get(name)}
    return {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": reply}}


def _order(button: Json, choice: Choice) -> Json:
    """The cart: the products chosen, or one of the first that is offered."""
    products = [p for section in button.get("sections") or [] for p in section.get("products") or []]
    items = choice.response
    if not isinstance(items, list):
        first = button.get("product") or next(iter(products), "SKU1")
        items = [{"product_retailer_id": first, "quantity": 1, "item_price": 10, "currency": "USD"}]
    catalog = str(button.get("catalog_id") or "0")
    return {"type": "order", "order": {"catalog_id": catalog, "text": "", "product_items": items}}


def _form(person: Person, button: Json, response: Any, now: float) -> Json:
    given = response if isinstance(response, dict) else {}
    token = (button.get("flow") or {}).get("token")
    return _filled("flow", {"flow_token": token, **given} if token else given)


def _address(person: Person, button: Json, response: Any, now: float) -> Json:
    values = {"name": person.name, **(button.get("values") or {})}
    return _filled("address_message", {"values": values | (response if isinstance(response, dict) else {})})


def _filled(name: str, response: Json) -> Json:
    answer = {"name": name, "body": "Sent", "response_json": msgspec.json.encode(response).decode()}
    return {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": answer}}


def _location(person: Person, button: Json, response: Any, now: float) -> Json:
    place = response if isinstance(response, dict) else {"latitude": -6.2, "longitude": 106.8}
    return {"type": "location", "location": place}


def _contact(person: Person, button: Json, response: Any, now: float) -> Json:
    if person.wa_id is None:
        raise NotPossibleError(f"{person.name} has no number to share.")
    number = f"+{person.wa_id}"
    card = (
        f"BEGIN:VCARD\nVERSION:3.0\nFN:{person.name}\nTEL;type=CELL;waid={person.wa_id}:{number}\nEND:VCARD"
    )
    contact = {
        "name": {"formatted_name": person.name, "first_name": person.name.split(" ")[0]},
        "phones": [{"phone": number, "wa_id": person.wa_id, "type": "CELL"}],
        "vcard": card,
    }
    return {"type": "contacts", "contacts": [contact], "origin": "contact_request"}


def _permission(person: Person, button: Json, response: Any, now: float) -> Json:
    reply: Json = {
        "response": "reject" if response == "reject" else "accept",
        "response_source": "user_action",
    }
    if response == "always":
        reply["is_permanent"] = True
    elif reply["response"] == "accept":
        reply |= {"is_permanent": False, "expiration_timestamp": int(now) + CALL_PERMISSION_SECONDS}
    return {
        "type": "interactive",
        "interactive": {"type": "call_permission_reply", "call_permission_reply": reply},
    }


_SENT = {
    "flow": _form,
    "address": _address,
    "location": _location,
    "contact_request": _contact,
    "call_permission": _permission,
}
