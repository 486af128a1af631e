"""Orders with payment, as India and Brazil have them."""

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.actions import named
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.state import Json

# country of the account → the currency of its orders
CURRENCIES = {"IN": "INR", "BR": "BRL", "SG": "SGD"}
LONGEST_REFERENCE = 35
GOODS = ("digital-goods", "physical-goods")
STATES = ("pending", "processing", "partially_shipped", "shipped", "completed", "canceled")
OFFSET = 100
LARGEST_AMOUNT = 10**12
MOST_ITEMS = 999


def order_details(draft: Draft, action: Json) -> Json:
    given = named(action, "review_and_pay")
    reference = checks.text(given, "reference_id", "parameters", LONGEST_REFERENCE)
    checks.choice(given, "type", "parameters", GOODS)
    currency = checks.choice(given, "currency", "parameters", tuple(CURRENCIES.values()))
    total = _amount(given, "total_amount", "parameters")
    order = checks.child(given, "order", "parameters")
    checks.choice(order, "status", "order", STATES, "pending")
    items = []
    counted = 0
    for item in checks.items(order, "items", "order", 1, MOST_ITEMS):
        quantity = checks.whole_number(item, "quantity", "items", 1, LARGEST_AMOUNT)
        if quantity is None:
            raise checks.Missing("items['quantity']")
        price = _amount(item, "amount", "items")
        counted += quantity * (
            _amount(item, "sale_amount", "items") if item.get("sale_amount") is not None else price
        )
        name = checks.text(item, "name", "items", 60)
        items.append({"name": name, "quantity": quantity, "amount": _money(currency, price)})
    subtotal = _amount(order, "subtotal", "order")
    if subtotal != counted:
        raise checks.Beyond(f"order['subtotal'] must be the sum of the items, {counted}.")
    parts = {name: _amount(order, name, "order") if order.get(name) else 0 for name in ("tax", "shipping")}
    discount = _amount(order, "discount", "order") if order.get("discount") else 0
    if total != subtotal + sum(parts.values()) - discount:
        raise checks.Beyond(
            "parameters['total_amount'] must be subtotal, tax and shipping less the discount."
        )
    # Who may send orders at all: accounts of three countries, each in its own currency.
    if CURRENCIES.get(draft.waba.country) != currency:
        raise GraphError(134011)
    button = {"kind": "pay", "title": "Review and pay", "reference_id": reference, "currency": currency}
    return {"buttons": [button | {"total": _money(currency, total), "items": items}]}


def order_status(draft: Draft, action: Json) -> Json:
    given = named(action, "review_order")
    reference = checks.text(given, "reference_id", "parameters", LONGEST_REFERENCE)
    order = checks.child(given, "order", "parameters")
    button = {
        "kind": "order",
        "title": "View order",
        "reference_id": reference,
        "status": checks.choice(order, "status", "order", STATES),
        "description": checks.text(order, "description", "order", 120, required=False),
    }
    if draft.waba.country not in CURRENCIES:
        raise GraphError(134011)
    return {"buttons": [button]}


def _amount(parent: Json, name: str, path: str) -> int:
    given = checks.child(parent, name, path)
    where = checks.at(path, name)
    value = checks.whole_number(given, "value", where, 0, LARGEST_AMOUNT)
    offset = checks.whole_number(given, "offset", where, OFFSET, OFFSET)
    if value is None or offset is None:
        raise checks.Missing(f"{where}['{'value' if value is None else 'offset'}']")
    return value


def _money(currency: str, value: int) -> str:
    return f"{currency} {value // OFFSET}.{value % OFFSET:02d}"
