"""Every edge of these families refuses a token that lacks the permission, and one of another account."""

import pytest
from sandbox.tests.client import COFFEE, WABA

MESSAGING = [
    ("GET", f"{COFFEE}/block_users"),
    ("POST", f"{COFFEE}/block_users"),
    ("DELETE", f"{COFFEE}/block_users"),
    ("POST", f"{COFFEE}/calls"),
    ("GET", f"{COFFEE}/call_permissions"),
    ("POST", f"{COFFEE}/groups"),
    ("GET", f"{COFFEE}/groups"),
]
MANAGEMENT = [
    ("POST", f"{COFFEE}/message_qrdls"),
    ("GET", f"{COFFEE}/message_qrdls"),
    ("GET", f"{COFFEE}/message_qrdls/ABCDEFGHIJKLMN"),
    ("DELETE", f"{COFFEE}/message_qrdls/ABCDEFGHIJKLMN"),
    ("POST", f"{COFFEE}/conversational_automation"),
    ("GET", f"{COFFEE}/whatsapp_commerce_settings"),
    ("POST", f"{COFFEE}/whatsapp_commerce_settings"),
    ("GET", f"{COFFEE}/message_history"),
    ("GET", f"{WABA}/product_catalogs"),
    ("POST", f"{WABA}/product_catalogs"),
    ("DELETE", f"{WABA}/product_catalogs"),
    ("GET", f"{WABA}/welcome_message_sequences"),
    ("POST", f"{WABA}/welcome_message_sequences"),
    ("DELETE", f"{WABA}/welcome_message_sequences"),
    ("GET", f"{WABA}/template_analytics"),
    ("GET", f"{WABA}/template_group_analytics"),
    ("GET", f"{WABA}/group_analytics"),
    ("GET", f"{WABA}?fields=analytics.start(1).end(2).granularity(DAY)"),
]


@pytest.mark.parametrize(("method", "path"), MESSAGING)
def test_a_token_without_messaging_is_refused(meta, method, path):
    refused = meta.call(method, f"/v23.0/{path}", token="EAAonlyManagement")
    assert (refused.status, refused.code) == (403, 10)


@pytest.mark.parametrize(("method", "path"), MANAGEMENT)
def test_a_token_without_management_is_refused(meta, method, path):
    refused = meta.call(method, f"/v23.0/{path}", token="EAAonlyMessaging")
    assert (refused.status, refused.code) == (403, 200)


@pytest.mark.parametrize(("method", "path"), MESSAGING + MANAGEMENT)
def test_a_token_of_another_account_sees_nothing(meta, method, path):
    refused = meta.call(method, f"/v23.0/{path}", token="EAAotherAccount")
    assert (refused.status, refused.code, refused.json["error"]["error_subcode"]) == (400, 100, 33)


@pytest.mark.parametrize(("method", "path"), MESSAGING + MANAGEMENT)
def test_without_a_token_nothing_is_answered(meta, method, path):
    assert meta.call(method, f"/v23.0/{path}", token=None).code == 104


def test_an_edge_of_a_number_does_not_belong_to_an_account(meta):
    refused = meta.call("GET", f"/v23.0/{WABA}/message_qrdls")
    assert (refused.status, refused.code, refused.json["error"]["error_subcode"]) == (400, 100, 33)
