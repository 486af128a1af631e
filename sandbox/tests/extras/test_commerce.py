"""Commerce settings of a number, catalogues of an account."""

import pytest
from sandbox.tests.client import COFFEE, WABA

SETTINGS = f"/v23.0/{COFFEE}/whatsapp_commerce_settings"
CATALOGS = f"/v23.0/{WABA}/product_catalogs"


def test_the_cart_is_on_and_the_catalogue_hidden_at_first(meta):
    first = meta.call("GET", SETTINGS).json["data"]
    assert [{**row, "id": ""} for row in first] == [
        {"is_cart_enabled": True, "is_catalog_visible": False, "id": ""}
    ]
    assert meta.call("GET", SETTINGS).json["data"] == first


def test_settings_come_in_the_query(meta):
    answer = meta.call("POST", f"{SETTINGS}?is_cart_enabled=false&is_catalog_visible=true")
    assert answer.json == {"success": True}
    row = meta.call("GET", SETTINGS).json["data"][0]
    assert (row["is_cart_enabled"], row["is_catalog_visible"]) == (False, True)


@pytest.mark.parametrize("query", ["is_cart_enabled=perhaps", ""])
def test_what_is_neither_true_nor_false_is_refused(meta, query):
    assert meta.call("POST", f"{SETTINGS}?{query}").code == 100


def test_an_account_connects_one_catalogue(meta):
    assert meta.call("POST", CATALOGS, {"catalog_id": "551122"}).json == {"success": True}
    assert [row["id"] for row in meta.call("GET", CATALOGS).json["data"]] == ["551122"]
    assert meta.call("POST", f"{CATALOGS}?catalog_id=551133").code == 100
    assert meta.call("DELETE", f"{CATALOGS}?catalog_id=551122").json == {"success": True}
    assert meta.call("DELETE", f"{CATALOGS}?catalog_id=551122").code == 100


@pytest.mark.parametrize(("body", "code"), [({}, 131008), ({"catalog_id": "shoes"}, 100)])
def test_a_catalogue_needs_an_id(meta, body, code):
    assert meta.call("POST", CATALOGS, body).code == code
