"""Shops: whether a number shows its cart and catalogue, and which catalogues an account has."""

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.paging import page
from waypost_sandbox.state import Json

USUAL = {"is_cart_enabled": True, "is_catalog_visible": False}


@edge("phone", "GET", "whatsapp_commerce_settings")
async def commerce_settings(call: Call) -> Json:
    phone = call.state.phone_numbers[call.node]
    if "id" not in phone.commerce:
        phone.commerce = {**USUAL, **phone.commerce, "id": call.world.ids.node()}
    return {"data": [phone.commerce]}


@edge("phone", "POST", "whatsapp_commerce_settings")
async def change_commerce_settings(call: Call) -> Json:
    phone = call.state.phone_numbers[call.node]
    given = await call.given()
    changed = {name: _yes_or_no(given[name], name) for name in USUAL if name in given}
    if not changed:
        raise GraphError(100, f"One of {', '.join(USUAL)} must be given.")
    phone.commerce = {**USUAL, **phone.commerce, **changed}
    return {"success": True}


@edge("waba", "POST", "product_catalogs")
async def connect_catalog(call: Call) -> Json:
    """An account has one catalogue at a time."""
    waba = call.state.wabas[call.node]
    catalog_id = await _catalog_id(call)
    if waba.product_catalogs and catalog_id not in waba.product_catalogs:
        raise GraphError(100, "A catalogue is connected already. Disconnect it first.")
    if catalog_id not in waba.product_catalogs:
        waba.product_catalogs.append(catalog_id)
    return {"success": True}


@edge("waba", "GET", "product_catalogs")
async def list_catalogs(call: Call) -> Json:
    connected = call.state.wabas[call.node].product_catalogs
    return page(call, [{"id": catalog_id, "name": f"Catalogue {catalog_id}"} for catalog_id in connected])


@edge("waba", "DELETE", "product_catalogs")
async def disconnect_catalog(call: Call) -> Json:
    waba = call.state.wabas[call.node]
    catalog_id = await _catalog_id(call)
    if catalog_id not in waba.product_catalogs:
        raise GraphError(100, "This catalogue is not connected.")
    waba.product_catalogs.remove(catalog_id)
    return {"success": True}


async def _catalog_id(call: Call) -> str:
    catalog_id = str((await call.given()).get("catalog_id") or "")
    if not catalog_id:
        raise GraphError(131008, "The parameter catalog_id is required.")
    if not catalog_id.isdigit():
        raise GraphError(100, "Param catalog_id must be the id of a catalogue.")
    return catalog_id


def _yes_or_no(value: object, name: str) -> bool:
    words = str(value).lower()
    if words not in ("true", "false", "1", "0"):
        raise GraphError(100, f"Param {name} must be true or false.")
    return words in ("true", "1")
