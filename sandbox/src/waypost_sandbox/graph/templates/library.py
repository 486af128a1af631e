"""The library: templates that Meta has written itself; a small one of our own words."""

from typing import Any

from msgspec import Struct, field

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.paging import page
from waypost_sandbox.graph.templates.reading import names, parsed
from waypost_sandbox.graph.templates.refusals import misshapen, missing, missing_fields
from waypost_sandbox.state import Json


class Entry(Struct):
    id: str
    name: str
    topic: str
    usecase: str
    industry: list[str]
    body: str
    body_params: list[str]
    body_param_types: list[str]
    header: str | None = None
    footer: str | None = None
    buttons: list[Json] = field(default_factory=list)
    category: str = "UTILITY"
    # Sentences that library_template_body_inputs adds.
    more: dict[str, str] = field(default_factory=dict)


LANGUAGES = ("en", "en_US", "en_GB")
ENTRIES = (
    Entry(
        id="7138055039625001",
        name="order_shipped_1",
        topic="ORDER_MANAGEMENT",
        usecase="SHIPMENT_CONFIRMATION",
        industry=["E_COMMERCE"],
        body="Hello {{1}}, your order {{2}} left our warehouse and will be with you on {{3}} at the latest.",
        body_params=["Ada", "4182", "Friday"],
        body_param_types=["TEXT", "TEXT", "DATE"],
        buttons=[{"type": "URL", "text": "Follow it", "url": "https://shop.example/orders/{{1}}"}],
        more={
            "add_track_package_link": "Follow your parcel with the button below.",
            "add_contact_number": "Questions? Call the number below.",
        },
    ),
    Entry(
        id="7138055039625002",
        name="order_delivered_1",
        topic="ORDER_MANAGEMENT",
        usecase="DELIVERY_CONFIRMATION",
        industry=["E_COMMERCE"],
        body="Good news, {{1}}: your parcel {{2}} has just been handed over. Enjoy what is in it.",
        body_params=["Ada", "4182"],
        body_param_types=["TEXT", "TEXT"],
    ),
    Entry(
        id="7138055039625003",
        name="payment_received_1",
        topic="PAYMENTS",
        usecase="PAYMENT_CONFIRMATION",
        industry=["FINANCIAL_SERVICES", "E_COMMERCE"],
        body="Thank you, {{1}}. We received your payment of {{2}} for the invoice {{3}} today.",
        body_params=["Ada", "€ 42.50", "2026-118"],
        body_param_types=["TEXT", "AMOUNT", "TEXT"],
        more={"add_learn_more_link": "You find the receipt in your account."},
    ),
    Entry(
        id="7138055039625004",
        name="appointment_reminder_1",
        topic="EVENT_REMINDER",
        usecase="APPOINTMENT_REMINDER",
        industry=["HEALTHCARE", "PERSONAL_CARE"],
        header="Your appointment",
        body="Hello {{1}}, we see you on {{2}} at {{3}} as agreed. Tell us if something came between.",
        body_params=["Ada", "Friday", "15:30"],
        body_param_types=["TEXT", "DATE", "TEXT"],
        buttons=[
            {"type": "QUICK_REPLY", "text": "I will come"},
            {"type": "QUICK_REPLY", "text": "Another time"},
        ],
        more={"add_contact_number": "You reach us at the number below."},
    ),
    Entry(
        id="7138055039625005",
        name="account_details_changed_1",
        topic="ACCOUNT_UPDATES",
        usecase="ACCOUNT_CREATION_CONFIRMATION",
        industry=["FINANCIAL_SERVICES"],
        body="Hello {{1}}, the address of your account was changed on {{2}}. Call us if this was not you.",
        body_params=["Ada", "Friday"],
        body_param_types=["TEXT", "DATE"],
        buttons=[{"type": "PHONE_NUMBER", "text": "Call us", "phone_number": "+31201234567"}],
    ),
    Entry(
        id="7138055039625006",
        name="feedback_request_1",
        topic="CUSTOMER_FEEDBACK",
        usecase="FEEDBACK_SURVEY",
        industry=["E_COMMERCE", "PERSONAL_CARE"],
        body="Hello {{1}}, how did we do with your visit of {{2}}? Three short questions would help us.",
        body_params=["Ada", "Friday"],
        body_param_types=["TEXT", "DATE"],
        buttons=[{"type": "URL", "text": "Answer them", "url": "https://shop.example/visits/{{1}}"}],
    ),
)


@edge("message_template_library", "GET")
async def list_library(call: Call) -> Json:
    query = call.query
    search, wanted = query.get("search", "").lower(), query.get("name")
    language = query.get("language")
    rows = [
        row_of(entry, shown)
        for entry in ENTRIES
        for shown in ((language,) if language else LANGUAGES)
        if shown in LANGUAGES
        and search in f"{entry.name} {entry.header or ''} {entry.body}".lower()
        and wanted in (None, entry.name)
        and query.get("topic") in (None, entry.topic)
        and query.get("usecase") in (None, entry.usecase)
        and _overlaps(names(dict(query), "industry"), entry.industry)
    ]
    return page(call, rows)


def _overlaps(wanted: list[str], found: list[str]) -> bool:
    return not wanted or bool(set(wanted) & set(found))


def row_of(entry: Entry, language: str) -> Json:
    row: Json = {
        "name": entry.name,
        "language": language,
        "category": entry.category,
        "topic": entry.topic,
        "usecase": entry.usecase,
        "industry": entry.industry,
        "body": entry.body,
        "body_params": entry.body_params,
        "body_param_types": entry.body_param_types,
        "id": entry.id,
    }
    for name, value in (("header", entry.header), ("footer", entry.footer), ("buttons", entry.buttons)):
        if value:
            row[name] = value
    return row


def entry(name: str, language: str) -> Entry:
    found = next((entry for entry in ENTRIES if entry.name == name), None)
    if found is None or language not in LANGUAGES:
        raise misshapen(f"Param library_template_name: there is no {name} in {language} in the library.")
    return found


def components(entry: Entry, given: Json) -> list[Json]:
    """The parts as if they had been written by hand, with what the client fills in."""
    found: list[Json] = []
    if entry.header:
        found.append({"type": "HEADER", "format": "TEXT", "text": entry.header})
    body = " ".join([entry.body, *_more(entry, parsed(given.get("library_template_body_inputs")))])
    found.append({"type": "BODY", "text": body, "example": {"body_text": [entry.body_params]}})
    if entry.footer:
        found.append({"type": "FOOTER", "text": entry.footer})
    buttons = _buttons(entry, parsed(given.get("library_template_button_inputs")))
    return [*found, {"type": "BUTTONS", "buttons": buttons}] if buttons else found


def _more(entry: Entry, inputs: Any) -> list[str]:
    if inputs is None:
        return []
    if not isinstance(inputs, dict):
        raise misshapen("Param library_template_body_inputs must be a JSON object.")
    for name in inputs:
        if name not in entry.more:
            raise misshapen(f"Param library_template_body_inputs: {entry.name} does not take {name}.")
    return [words for name, words in entry.more.items() if inputs.get(name)]


def _buttons(entry: Entry, inputs: Any) -> list[Json]:
    if inputs is None:
        inputs = []
    if not isinstance(inputs, list) or not all(isinstance(row, dict) for row in inputs):
        raise misshapen("Param library_template_button_inputs must be an array of objects.")
    waiting = list(inputs)
    return [_button(button, waiting) for button in entry.buttons]


def _button(button: Json, waiting: list[Json]) -> Json:
    """Addresses and numbers are the business's own, so they must be given."""
    kind = button["type"]
    if kind == "QUICK_REPLY":
        return button
    given = next((row for row in waiting if str(row.get("type", "")).upper() == kind), None)
    if given is None:
        raise missing("library_template_button_inputs")
    waiting.remove(given)
    if kind == "PHONE_NUMBER":
        return button | {"phone_number": given.get("phone_number")}
    address = parsed(given.get("url"))
    if not isinstance(address, dict) or not address.get("base_url"):
        raise missing_fields("BUTTONS", "url.base_url")
    filled = button | {"url": address["base_url"]}
    return filled | ({"example": [address["url_suffix_example"]]} if "url_suffix_example" in address else {})
