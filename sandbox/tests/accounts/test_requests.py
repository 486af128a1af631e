"""What every request goes through before an edge answers: path, token, node, quota, body."""

import http.client
import json
import urllib.parse

import pytest
from sandbox.tests.accounts.access import (
    AMSTERDAM,
    APP_TOKEN,
    MANAGEMENT,
    MESSAGING,
    OTHER_WABA,
    proof,
    refused,
    token,
)
from sandbox.tests.client import APP_ID, APP_SECRET, COFFEE, DEWI, TOKEN, WABA

PHONE = f"/v23.0/{COFFEE}"
TEXT = {"messaging_product": "whatsapp", "to": DEWI, "text": {"body": "x"}}


def test_every_answer_carries_metas_headers(meta):
    headers = meta.call("GET", f"/v19.0/{COFFEE}").headers
    assert headers["facebook-api-version"] == "v19.0"
    for name in ("x-fb-request-id", "x-fb-trace-id", "x-fb-rev", "X-FB-Debug"):
        assert headers[name]
    assert headers["Content-Type"] == "application/json; charset=UTF-8"


def test_a_refusal_names_the_trace_of_its_headers(meta):
    answer = meta.call("GET", f"{PHONE}?fields=nonsense")
    assert answer.json["error"]["fbtrace_id"] == answer.headers["x-fb-trace-id"]


def test_the_oldest_version_answers_a_path_without_one(meta):
    assert meta.call("GET", f"/{COFFEE}").headers["facebook-api-version"] == "v17.0"


@pytest.mark.parametrize("version", ["v16.0", "v27.0", "v23.5"])
def test_other_versions_are_refused(meta, version):
    assert refused(meta.call("GET", f"/{version}/{COFFEE}")) == (400, 2635, None)


def test_the_newest_version_can_be_set(meta):
    assert meta.call("GET", f"/v26.0/{COFFEE}").status == 200
    meta.control("/settings", {"newest_version": 25})
    assert refused(meta.call("GET", f"/v26.0/{COFFEE}")) == (400, 2635, None)
    meta.control("/settings", {"newest_version": 26})


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_verb_that_graph_has_not_is_code_100(meta, method):
    assert refused(meta.call(method, PHONE, {})) == (400, 100, None)


def test_a_verb_that_the_node_has_not_is_code_100_with_subcode_33(meta):
    assert refused(meta.call("DELETE", PHONE)) == (400, 100, 33)


def test_head_is_get_without_its_body(meta):
    answer = meta.call("HEAD", PHONE)
    assert (answer.status, answer.raw) == (200, b"")
    assert answer.headers["facebook-api-version"] == "v23.0"


def test_browsers_may_ask_before_they_call(meta):
    answer = meta.call("OPTIONS", PHONE, token=None)
    assert answer.status == 200
    assert "DELETE" in answer.headers["access-control-allow-methods"]


def test_an_absurd_body_is_413(meta):
    address = urllib.parse.urlsplit(meta.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Length": str(10**9)}
    connection.request("POST", f"{PHONE}/messages", body=iter([b"{"]), headers=headers)
    answer = connection.getresponse()
    assert answer.status == 413
    assert json.loads(answer.read())["error"]["code"] == 1
    connection.close()


@pytest.mark.parametrize("body", [b"[1]", b"null", b"{", b'"text"', b"[" * 100_000, b"\xff"])
def test_a_body_that_is_no_object_is_code_100(meta, body):
    answer = meta.call("POST", f"{PHONE}/messages", body, headers={"Content-Type": "application/json"})
    assert refused(answer)[:2] == (400, 100)


def test_a_form_with_json_in_it_is_a_body_too(meta):
    form = {**TEXT, "text": json.dumps(TEXT["text"]), "access_token": TOKEN}
    body = urllib.parse.urlencode(form).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert meta.call("POST", f"{PHONE}/messages", body, token=None, headers=headers).status == 200


def test_a_multipart_form_is_a_body_too(meta):
    fields = {**TEXT, "text": json.dumps(TEXT["text"])}
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    body = ("".join(parts) + "--b--\r\n").encode()
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert meta.call("POST", f"{PHONE}/messages", body, headers=headers).status == 200


def test_a_broken_multipart_form_is_code_100(meta):
    headers = {"Content-Type": "multipart/form-data"}
    assert refused(meta.call("POST", f"{PHONE}/messages", b"x", headers=headers))[:2] == (400, 100)


@pytest.mark.parametrize(("reason", "subcode"), [("password_changed", 460), ("taken_back", 467)])
def test_a_token_that_ended_is_190_and_says_why(meta, reason, subcode):
    value = token(meta)
    meta.control("/tokens/revoke", {"token": value, "reason": reason})
    answer = meta.call("GET", PHONE, token=value)
    assert refused(answer) == (401, 190, subcode)
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


def test_a_token_ends_by_itself(meta):
    value = token(meta, expires_in_seconds=60)
    assert meta.call("GET", PHONE, token=value).status == 200
    meta.advance(61)
    assert refused(meta.call("GET", PHONE, token=value)) == (401, 190, 463)


def test_a_token_of_an_app_that_is_switched_off_is_code_0(meta):
    meta.control(f"/apps/{APP_ID}", {"disabled": True})
    assert refused(meta.call("GET", PHONE)) == (401, 0, None)
    meta.control(f"/apps/{APP_ID}", {"disabled": False})


def test_a_wrong_proof_is_refused(meta):
    assert meta.call("GET", f"{PHONE}?appsecret_proof={proof(TOKEN)}").status == 200
    answer = meta.call("GET", f"{PHONE}?appsecret_proof={proof(TOKEN, 'other')}")
    assert refused(answer) == (400, 100, None)
    assert "appsecret_proof" in answer.json["error"]["message"]
    body = {**TEXT, "appsecret_proof": "x"}
    assert refused(meta.call("POST", f"{PHONE}/messages", body)) == (400, 100, None)


def test_an_app_can_demand_the_proof(meta):
    meta.control(f"/apps/{APP_ID}", {"require_proof": True})
    assert refused(meta.call("GET", PHONE)) == (400, 100, None)
    assert meta.call("GET", f"{PHONE}?appsecret_proof={proof(TOKEN)}").status == 200
    body = {**TEXT, "appsecret_proof": proof(TOKEN)}
    assert meta.call("POST", f"{PHONE}/messages", body).status == 200
    meta.control(f"/apps/{APP_ID}", {"require_proof": False})


def test_sending_needs_the_messaging_scope(meta):
    value = token(meta, scopes=[MANAGEMENT])
    assert refused(meta.call("POST", f"{PHONE}/messages", TEXT, token=value)) == (403, 10, None)


# What each of my nodes and edges needs, and the account of another client behind each.
MANAGED = [
    ("GET", "{phone}"),
    ("POST", "{phone}"),
    ("POST", "{phone}/request_code"),
    ("POST", "{phone}/verify_code"),
    ("POST", "{phone}/register"),
    ("POST", "{phone}/deregister"),
    ("GET", "{phone}/settings"),
    ("POST", "{phone}/settings"),
    ("GET", "{phone}/whatsapp_business_profile"),
    ("POST", "{phone}/whatsapp_business_profile"),
    ("GET", "{phone}/username"),
    ("POST", "{phone}/username"),
    ("DELETE", "{phone}/username"),
    ("GET", "{phone}/username_suggestions"),
    ("GET", "{phone}/official_business_account"),
    ("POST", "{phone}/official_business_account"),
    ("GET", "{phone}/business_compliance_info"),
    ("POST", "{phone}/business_compliance_info"),
    ("GET", "{waba}"),
    ("POST", "{waba}"),
    ("GET", "{waba}/phone_numbers"),
    ("POST", "{waba}/phone_numbers"),
    ("GET", "{waba}/subscribed_apps"),
    ("POST", "{waba}/subscribed_apps"),
    ("DELETE", "{waba}/subscribed_apps"),
    ("GET", "{waba}/assigned_users"),
    ("POST", "{waba}/assigned_users"),
    ("DELETE", "{waba}/assigned_users"),
    ("GET", "{waba}/signups"),
]


@pytest.mark.parametrize(("method", "path"), MANAGED)
def test_managing_needs_the_management_scope(meta, method, path):
    value = token(meta, scopes=[MESSAGING])
    place = path.format(phone=COFFEE, waba=WABA)
    assert refused(meta.call(method, f"/v23.0/{place}", token=value)) == (403, 200, None)


@pytest.mark.parametrize(("method", "path"), MANAGED)
def test_a_token_does_not_see_what_another_client_has(meta, method, path):
    value = token(meta, waba_ids=[WABA])
    place = path.format(phone=AMSTERDAM, waba=OTHER_WABA)
    answer = meta.call(method, f"/v23.0/{place}", token=value)
    assert refused(answer) == (400, 100, 33)
    assert answer.json["error"]["type"] == "GraphMethodException"


def test_a_token_sees_the_portfolios_of_its_accounts_only(meta):
    client = meta.control("/embedded_signups", {})["message"]["data"]
    path = f"/v23.0/{client['business_id']}"
    assert meta.call("GET", path, token=token(meta, waba_ids=[client["waba_id"]])).status == 200
    assert refused(meta.call("GET", path, token=token(meta, waba_ids=[WABA]))) == (400, 100, 33)


def test_an_employee_sees_only_accounts_that_it_was_assigned_to(meta):
    order = meta.control("/tokens", {"admin": False})
    value, user = order["access_token"], order["user_id"]
    assert refused(meta.call("GET", PHONE, token=value)) == (400, 100, 33)
    meta.call("POST", f"/v23.0/{WABA}/assigned_users?user={user}&tasks=['VIEW_COST']")
    assert meta.call("GET", PHONE, token=value).status == 200


def test_an_employee_changes_only_what_its_tasks_name(meta):
    order = meta.control("/tokens", {"admin": False})
    value, user = order["access_token"], order["user_id"]
    meta.call("POST", f"/v23.0/{WABA}/assigned_users", {"user": user, "tasks": ["MANAGE_PHONE"]})
    assert meta.call("POST", PHONE, {"pin": "123456"}, token=value).status == 200
    assert refused(meta.call("POST", f"{PHONE}/messages", TEXT, token=value)) == (403, 200, None)
    meta.call("POST", f"/v23.0/{WABA}/assigned_users", {"user": user, "tasks": ["MESSAGING"]})
    assert meta.call("POST", f"{PHONE}/messages", TEXT, token=value).status == 200
    meta.call("DELETE", f"/v23.0/{WABA}/assigned_users", {"user": user})
    assert refused(meta.call("GET", PHONE, token=value)) == (400, 100, 33)


def test_an_apps_own_token_cannot_manage_accounts(meta):
    assert refused(meta.call("GET", f"/v23.0/{WABA}", token=APP_TOKEN)) == (403, 200, None)


def test_a_rotated_secret_ends_the_literal_app_token(meta):
    path = f"/v23.0/{APP_ID}/subscriptions"
    assert meta.call("GET", path, token=APP_TOKEN).status == 200
    secret = meta.control(f"/apps/{APP_ID}/rotate_secret", {})["secret"]
    assert secret != APP_SECRET
    assert refused(meta.call("GET", path, token=APP_TOKEN)) == (401, 190, 467)
    assert meta.call("GET", path, token=f"{APP_ID}|{secret}").status == 200
