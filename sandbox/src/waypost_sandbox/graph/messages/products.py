"""Products of a catalogue: one, several, or the way into all of it."""

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.state import Json

MOST_SECTIONS = 10
MOST_PRODUCTS = 30
LONGEST_SECTION_TITLE = 24


def one_product(draft: Draft, action: Json) -> Json:
    return {"buttons": [product_button(draft, action, "action")]}


def product_button(draft: Draft, action: Json, path: str) -> Json:
    return {
        "kind": "product",
        "title": "View",
        "catalog_id": catalog(draft, action, path),
        "product": checks.identifier(action, "product_retailer_id", path),
    }


def catalog(draft: Draft, parent: Json, path: str) -> str:
    """An account that is connected to a catalogue sends from no other; without one any will do."""
    found = checks.identifier(parent, "catalog_id", path)
    if draft.waba.product_catalogs and found not in draft.waba.product_catalogs:
        raise checks.Beyond(
            f"The catalog {found} is not connected to this account; POST it to /{draft.waba.id}/product_catalogs."
        )
    return found


def several_products(draft: Draft, action: Json) -> Json:
    catalog_id = catalog(draft, action, "action")
    sections = product_sections(action, "action")
    button = {"kind": "products", "title": "View items", "catalog_id": catalog_id, "sections": sections}
    return {"buttons": [button]}


def product_sections(parent: Json, path: str) -> list[Json]:
    given = checks.items(parent, "sections", path, 1, MOST_SECTIONS)
    sections = []
    for section in given:
        products = [
            checks.identifier(item, "product_retailer_id", "product_items")
            for item in checks.items(section, "product_items", "section", 1, MOST_PRODUCTS)
        ]
        title = checks.text(section, "title", "section", LONGEST_SECTION_TITLE, required=len(given) > 1)
        sections.append({"title": title, "products": products})
    if sum(len(section["products"]) for section in sections) > MOST_PRODUCTS:
        raise checks.Beyond(f"At most {MOST_PRODUCTS} products are possible in total.")
    return sections


def whole_catalog(draft: Draft, action: Json) -> Json:
    checks.choice(action, "name", "action", ("catalog_message",))
    parameters = checks.optional_child(action, "parameters", "action") or {}
    return {"buttons": [catalog_button(parameters, "View catalog")]}


def catalog_button(parameters: Json, title: str) -> Json:
    button = {"kind": "catalog", "title": title}
    if thumbnail := checks.identifier(
        parameters, "thumbnail_product_retailer_id", "parameters", required=False
    ):
        button["product"] = thumbnail
    return button
