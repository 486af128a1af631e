"""Contact cards."""

import re

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.state import Json

MOST_CONTACTS = 257
LONGEST = 1000
NAME_PARTS = ("first_name", "last_name", "middle_name", "prefix", "suffix")
# list → its fields, all words; the first one must be there
LISTS: dict[str, tuple[str, ...]] = {
    "phones": ("phone", "type", "wa_id"),
    "emails": ("email", "type"),
    "urls": ("url", "type"),
    "addresses": ("", "street", "city", "state", "zip", "country", "country_code", "type"),
}
MOST_ROWS = 100
_BIRTHDAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def check_contacts(draft: Draft, cards: list[Json]) -> str:
    checks.items({"contacts": cards}, "contacts", "", 1, MOST_CONTACTS)
    return ", ".join(_card(card, f"contacts[{number}]") for number, card in enumerate(cards))


def _card(card: Json, path: str) -> str:
    name = checks.child(card, "name", path)
    words = checks.text(name, "formatted_name", f"{path}['name']", LONGEST)
    for part in NAME_PARTS:
        checks.text(name, part, f"{path}['name']", LONGEST, required=False)
    if not any(name.get(part) for part in NAME_PARTS):
        raise checks.Beyond(f"{path}['name'] needs one more part besides formatted_name.")
    for field, parts in LISTS.items():
        if card.get(field) is None:
            continue
        for row in checks.items(card, field, path, 0, MOST_ROWS):
            for position, part in enumerate(parts):
                if part:
                    checks.text(row, part, f"{path}['{field}']", LONGEST, required=position == 0)
    org = checks.optional_child(card, "org", path) or {}
    for part in ("company", "department", "title"):
        checks.text(org, part, f"{path}['org']", LONGEST, required=False)
    birthday = checks.text(card, "birthday", path, LONGEST, required=False)
    if birthday and _BIRTHDAY.fullmatch(birthday) is None:
        raise checks.Beyond(f"{path}['birthday'] must be written as YYYY-MM-DD.")
    return words
