"""The fields of numbers, their lists, their states, their callbacks."""

import json
import urllib.parse

import pytest
from sandbox.tests.accounts.access import hear, refused, told
from sandbox.tests.accounts.numbers import PHONE, WHOLESALE, add, change, fields, register, verify
from sandbox.tests.client import ADA, COFFEE, DEWI, WABA


def test_all_fields_of_a_number_can_be_asked_for(meta):
    names = [
        "display_phone_number",
        "verified_name",
        "name_status",
        "new_name_status",
        "code_verification_status",
        "status",
        "quality_rating",
        "quality_score",
        "throughput",
        "messaging_limit_tier",
        "whatsapp_business_manager_messaging_limit",
        "account_mode",
        "platform_type",
        "is_official_business_account",
        "is_pin_enabled",
        "is_on_biz_app",
        "is_preverified_number",
        "search_visibility",
        "last_onboarded_time",
        "certificate",
        "country_dial_code",
        "country_code",
        "host_platform",
        "webhook_configuration",
        "health_status",
        "id",
    ]
    assert set(fields(meta, COFFEE, *names)) == set(names)


def test_the_limit_of_the_portfolio_is_a_field_since_v24(meta):
    path = f"{COFFEE}?fields=whatsapp_business_manager_messaging_limit"
    assert meta.call("GET", f"/v24.0/{path}").status == 200
    assert refused(meta.call("GET", f"/v23.0/{path}")) == (400, 100, None)


def test_fields_may_have_fields(meta):
    found = fields(meta, COFFEE, "health_status{can_send_message}", "throughput{level}")
    assert found == {
        "health_status": {"can_send_message": "AVAILABLE"},
        "throughput": {"level": "STANDARD"},
        "id": COFFEE,
    }


def test_numbers_are_filtered_sorted_and_paged(meta):
    change(meta, WHOLESALE, is_test_number=True)
    path = f"/v23.0/{WABA}/phone_numbers"

    def ids(**query):
        return [row["id"] for row in meta.call("GET", f"{path}?{urllib.parse.urlencode(query)}").json["data"]]

    rule = [{"field": "account_mode", "operator": "EQUAL", "value": "SANDBOX"}]
    assert ids(filtering=json.dumps(rule)) == [WHOLESALE]
    rule[0]["operator"] = "NOT_EQUAL"
    assert ids(filtering=json.dumps(rule)) == [COFFEE]
    number = add(meta).json["id"]
    verify(meta, number)
    register(meta, number)
    assert ids(sort='["last_onboarded_time_descending"]')[0] == number
    assert ids(sort="last_onboarded_time_ascending")[-1] == number
    first = meta.call("GET", f"{path}?limit=2&fields=id&summary=total_count").json
    assert first["summary"] == {"total_count": 3}
    assert "previous" not in first["paging"]
    rest = meta.call("GET", first["paging"]["next"]).json
    assert [row["id"] for row in rest["data"]] == [number]
    assert "next" not in rest["paging"]
    assert meta.call("GET", rest["paging"]["previous"]).json["data"] == first["data"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "after=!", "before=x", "sort=size", "filtering=[1]", "fields=size"]
)
def test_what_no_list_has_is_code_100(meta, query):
    assert refused(meta.call("GET", f"/v23.0/{WABA}/phone_numbers?{query}"))[:2] == (400, 100)


def test_a_test_number_reaches_its_five_recipients(meta):
    change(meta, is_test_number=True, allowed_recipients=[ADA])
    assert refused(meta.send(DEWI)) == (400, 131030, None)
    assert meta.send(ADA).status == 200
    order = {"allowed_recipients": [str(n) for n in range(6)]}
    assert meta.call("POST", f"/_sandbox/phone_numbers/{COFFEE}", order, token=None).status == 400


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [({"banned": True}, 403, 131031), ({"maintenance": True}, 500, 131057)],
)
def test_a_number_in_no_state_to_send_is_refused(meta, what, status, code):
    change(meta, **what)
    assert refused(meta.send())[:2] == (status, code)


def test_a_throughput_upgrade_is_told(meta, receiver):
    hear(meta, receiver, "phone_number_quality_update")
    change(meta, throughput="HIGH")
    assert told(receiver, "phone_number_quality_update")["event"] == "THROUGHPUT_UPGRADE"


def test_a_callback_of_the_number_is_set_read_and_taken_away(meta, receiver):
    order = {"override_callback_uri": receiver.url + "?number", "verify_token": "v"}
    assert meta.call("POST", PHONE, {"webhook_configuration": order}).json == {"success": True}
    found = fields(meta, COFFEE, "webhook_configuration")["webhook_configuration"]
    assert found == {"phone_number": receiver.url + "?number", "application": receiver.url}
    meta.call("POST", PHONE, {"webhook_configuration": {"override_callback_uri": ""}})
    assert "phone_number" not in fields(meta, COFFEE, "webhook_configuration")["webhook_configuration"]


def test_a_callback_that_fails_the_handshake_is_2200(meta, receiver):
    receiver.challenge = False
    order = {"override_callback_uri": receiver.url, "verify_token": "v"}
    assert refused(meta.call("POST", PHONE, {"webhook_configuration": order})) == (400, 2200, None)
    long = {"override_callback_uri": "https://hooks.example/" + "x" * 200, "verify_token": "v"}
    assert refused(meta.call("POST", PHONE, {"webhook_configuration": long}))[:2] == (400, 100)
