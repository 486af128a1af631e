"""How numbers are added, verified, registered, named and lost; each refusal as a client meets it."""

import json
import urllib.parse

import pytest
from sandbox.tests.accounts.access import AMSTERDAM, BUSINESS, hear, refused, told
from sandbox.tests.client import ADA, COFFEE, DEWI, WABA

PHONE = f"/v23.0/{COFFEE}"
WHOLESALE = "118833445566002"
BERLIN = {"cc": "49", "phone_number": "30 1234567", "verified_name": "Senja Berlin"}


def add(meta, **more):
    return meta.call("POST", f"/v23.0/{WABA}/phone_numbers", BERLIN | more)


def ask(meta, number, method="SMS"):
    return meta.call("POST", f"/v23.0/{number}/request_code?code_method={method}&language=en_US", {})


def shown(meta, number):
    return meta.control(f"/phone_numbers/{number}")


def verify(meta, number):
    assert ask(meta, number).json == {"success": True}
    code = shown(meta, number)["code"]
    assert meta.call("POST", f"/v23.0/{number}/verify_code", {"code": f"{code[:3]}-{code[3:]}"}).json == {
        "success": True
    }


def register(meta, number=COFFEE, pin="581063", **more):
    return meta.call(
        "POST", f"/v23.0/{number}/register", {"messaging_product": "whatsapp", "pin": pin} | more
    )


def fields(meta, number, *names):
    return meta.call("GET", f"/v24.0/{number}?fields={','.join(names)}").json


def change(meta, number=COFFEE, **what):
    return meta.control(f"/phone_numbers/{number}", what)


def test_a_number_is_added_verified_and_registered(meta, receiver):
    hear(meta, receiver, "phone_number_quality_update", "phone_number_name_update")
    number = add(meta).json["id"]
    found = fields(meta, number, "status", "code_verification_status", "name_status", "platform_type")
    assert found == {
        "status": "UNVERIFIED",
        "code_verification_status": "NOT_VERIFIED",
        "name_status": "PENDING_REVIEW",
        "platform_type": "NOT_APPLICABLE",
        "id": number,
    }
    assert refused(register(meta, number)) == (400, 133006, None)
    verify(meta, number)
    assert fields(meta, number, "status")["status"] == "DISCONNECTED"
    assert register(meta, number).json == {"success": True}
    assert told(receiver, "phone_number_quality_update")["event"] == "ONBOARDING"
    meta.advance(5)
    assert told(receiver, "phone_number_name_update")["decision"] == "APPROVED"
    found = fields(
        meta, number, "status", "name_status", "country_code", "country_dial_code", "is_pin_enabled"
    )
    assert found == {
        "status": "CONNECTED",
        "name_status": "APPROVED",
        "country_code": "DE",
        "country_dial_code": "49",
        "is_pin_enabled": True,
        "id": number,
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"cc": ""}, 100),
        ({"cc": "999"}, 100),
        ({"phone_number": "abc"}, 100),
        ({"phone_number": "1"}, 100),
        ({"verified_name": ""}, 100),
        ({"verified_name": "x" * 129}, 100),
        ({"preverified_id": "1"}, 100),
        ({"cc": "62", "phone_number": "81110002001"}, 2388012),
    ],
)
def test_a_number_that_cannot_be_added_is_refused(meta, body, code):
    assert refused(add(meta, **body))[:2] == (400, code)


def test_a_new_portfolio_has_two_numbers(meta):
    meta.control(f"/businesses/{BUSINESS}", {"verified": False, "messaging_limit": "TIER_250"})
    answer = add(meta)
    assert refused(answer) == (400, 100, None)
    assert answer.json["error"]["error_user_title"] == "Phone number limit reached"
    meta.control(f"/businesses/{BUSINESS}", {"verified": True})
    assert add(meta).status == 200


def test_a_restricted_account_gets_no_more_numbers(meta):
    meta.control(f"/wabas/{WABA}", {"restrictions": {"RESTRICTED_ADD_PHONE_NUMBER_ACTION": 60}})
    assert refused(add(meta)) == (403, 368, None)
    meta.advance(61)
    assert add(meta).status == 200


def move(meta):
    body = {"cc": "31", "phone_number": "201234567", "migrate_phone_number": True}
    return meta.call("POST", f"/v23.0/{WABA}/phone_numbers", body)


def test_a_number_moves_to_another_account(meta):
    number = move(meta).json["id"]
    assert fields(meta, AMSTERDAM, "status")["status"] == "CONNECTED"
    verify(meta, number)
    register(meta, number)
    assert fields(meta, AMSTERDAM, "status")["status"] == "MIGRATED"
    assert fields(meta, number, "status", "verified_name") == {
        "status": "CONNECTED",
        "verified_name": "Mol Bikes",
        "id": number,
    }


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"pin": "123456"}, 2388001),
        ({"maintenance": True}, 2494100),
        ({"registered": False}, 2388103),
    ],
)
def test_a_number_that_may_not_leave_stays(meta, what, code):
    change(meta, AMSTERDAM, **what)
    assert refused(move(meta))[:2] == (400, code)


def test_a_number_that_is_nowhere_cannot_move(meta):
    assert refused(add(meta, migrate_phone_number=True))[:2] == (400, 2388091)


def test_a_verified_number_gets_no_code(meta):
    answer = ask(meta, COFFEE)
    assert refused(answer) == (400, 136024, None)
    assert answer.json["error"]["error_user_title"]


def test_after_five_codes_the_next_waits_twelve_hours(meta):
    change(meta, verification="NOT_VERIFIED")
    assert [ask(meta, COFFEE, "VOICE").status for _ in range(5)] == [200] * 5
    assert refused(ask(meta, COFFEE)) == (400, 136024, None)
    meta.advance(12 * 3600 + 1)
    assert ask(meta, COFFEE).status == 200


@pytest.mark.parametrize("query", ["language=en_US", "code_method=SMS", "code_method=FAX&language=en_US"])
def test_a_code_is_asked_for_with_method_and_language(meta, query):
    change(meta, verification="NOT_VERIFIED")
    assert refused(meta.call("POST", f"{PHONE}/request_code?{query}", {}))[:2] == (400, 100)


def test_a_wrong_or_old_code_verifies_nothing(meta):
    change(meta, verification="EXPIRED")
    ask(meta, COFFEE)
    code = shown(meta, COFFEE)["code"]
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    path = f"{PHONE}/verify_code"
    assert refused(meta.call("POST", path, {"code": wrong})) == (400, 136025, None)
    assert refused(meta.call("POST", path, {})) == (400, 100, None)
    meta.advance(601)
    assert refused(meta.call("POST", path, {"code": code})) == (400, 136025, None)


def test_a_number_with_a_pin_registers_with_that_pin_only(meta):
    change(meta, registered=False, pin="111111")
    assert refused(register(meta, pin="222222")) == (400, 133005, None)
    assert refused(register(meta, pin="111111")) == (400, 133009, None)
    meta.advance(2)
    assert register(meta, pin="111111").status == 200


def test_after_five_wrong_pins_the_next_waits(meta):
    change(meta, registered=False, pin="111111")
    for _ in range(5):
        assert refused(register(meta, pin="222222")) == (400, 133005, None)
        meta.advance(2)
    assert refused(register(meta, pin="111111")) == (400, 133008, None)
    meta.advance(3600)
    assert register(meta, pin="111111").status == 200


def test_the_eleventh_registration_within_three_days_is_refused(meta):
    assert [register(meta).status for _ in range(10)] == [200] * 10
    assert refused(register(meta)) == (400, 133016, None)
    meta.advance(72 * 3600 + 1)
    assert register(meta).status == 200


@pytest.mark.parametrize(
    "body", [{"pin": "12345"}, {"pin": "abcdef"}, {"pin": None}, {"messaging_product": None}]
)
def test_registering_needs_the_product_and_six_digits(meta, body):
    assert refused(register(meta, **body))[:2] == (400, 100)


def test_the_region_is_said_when_registering_up_to_v20(meta):
    change(meta, registered=False)
    body = {"messaging_product": "whatsapp", "pin": "581063", "data_localization_region": "DE"}
    assert refused(meta.call("POST", f"/v21.0/{COFFEE}/register", body))[:2] == (400, 100)
    assert meta.call("POST", f"/v20.0/{COFFEE}/register", body).status == 200
    storage = meta.call("GET", f"{PHONE}/settings").json["storage_configuration"]
    assert storage == {"status": "IN_COUNTRY_STORAGE_ENABLED", "data_localization_region": "DE"}
    assert refused(meta.call("POST", f"/v20.0/{COFFEE}/register", body | {"data_localization_region": "XX"}))[
        :2
    ] == (400, 100)


def test_a_deregistered_number_sends_nothing(meta):
    assert meta.call("POST", f"{PHONE}/deregister", {}).json == {"success": True}
    assert fields(meta, COFFEE, "status")["status"] == "DISCONNECTED"
    assert refused(meta.send()) == (400, 133010, None)
    assert refused(meta.call("POST", f"{PHONE}/deregister", {})) == (400, 133010, None)


def test_a_number_of_the_business_app_is_not_deregistered_by_api(meta):
    change(meta, on_business_app=True)
    assert refused(meta.call("POST", f"{PHONE}/deregister", {}))[:2] == (400, 100)
    assert fields(meta, COFFEE, "throughput")["throughput"] == {"level": "NOT_APPLICABLE"}


def test_a_deleted_number_is_code_33(meta):
    change(meta, deleted=True)
    assert refused(meta.send()) == (400, 33, None)
    assert refused(meta.call("GET", PHONE)) == (400, 33, None)
    listed = meta.call("GET", f"/v23.0/{WABA}/phone_numbers").json["data"]
    assert COFFEE not in [row["id"] for row in listed]


def test_a_number_that_was_just_deleted_registers_after_five_minutes(meta):
    change(meta, deleted=True)
    body = {"cc": "62", "phone_number": "81110002001", "verified_name": "Senja Coffee"}
    number = meta.call("POST", f"/v23.0/{WABA}/phone_numbers", body).json["id"]
    verify(meta, number)
    assert refused(register(meta, number)) == (400, 133015, None)
    meta.advance(300)
    assert register(meta, number).status == 200


def test_the_pin_is_set_and_told(meta, receiver):
    hear(meta, receiver, "security")
    assert meta.call("POST", PHONE, {"pin": "150954"}).json == {"success": True}
    assert told(receiver, "security") == {
        "display_phone_number": "6281110002001",
        "event": "PIN_CHANGED",
        "requester": "122100000000000001",
    }
    assert refused(meta.call("POST", PHONE, {"pin": ""}))[:2] == (400, 100)
    assert refused(meta.call("POST", PHONE, {"colour": "red"}))[:2] == (400, 100)


def test_a_new_display_name_is_reviewed(meta, receiver):
    hear(meta, receiver, "phone_number_name_update")
    assert meta.call("POST", PHONE, {"new_display_name": "Senja Roasters"}).json == {"success": True}
    found = fields(meta, COFFEE, "verified_name", "new_display_name", "new_name_status")
    assert (found["verified_name"], found["new_display_name"]) == ("Senja Coffee", "Senja Roasters")
    assert found["new_name_status"] == "PENDING_REVIEW"
    assert refused(meta.call("POST", PHONE, {"new_display_name": "Another"}))[:2] == (400, 100)
    meta.advance(5)
    assert told(receiver, "phone_number_name_update")["decision"] == "APPROVED"
    assert fields(meta, COFFEE, "verified_name")["verified_name"] == "Senja Roasters"


def test_a_name_that_does_not_do_is_declined(meta, receiver):
    hear(meta, receiver, "phone_number_name_update")
    meta.call("POST", PHONE, {"new_display_name": "Senja!!!"})
    meta.advance(5)
    assert told(receiver, "phone_number_name_update") == {
        "display_phone_number": "6281110002001",
        "decision": "REJECTED",
        "requested_verified_name": "Senja!!!",
        "rejection_reason": "NAME_FORMAT_UNACCEPTABLE",
    }
    found = fields(meta, COFFEE, "verified_name", "new_name_status")
    assert (found["verified_name"], found["new_name_status"]) == ("Senja Coffee", "DECLINED")


def test_metas_people_can_decide_otherwise(meta, receiver):
    hear(meta, receiver, "phone_number_name_update")
    order = {"decision": "REJECTED", "reason": "NAME_NOT_CONSISTENT"}
    assert meta.control(f"/phone_numbers/{COFFEE}/name", order)["name_status"] == "DECLINED"
    assert told(receiver, "phone_number_name_update")["rejection_reason"] == "NAME_NOT_CONSISTENT"


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
