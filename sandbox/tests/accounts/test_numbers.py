"""How numbers are added, verified, registered, named and lost; each refusal as a client meets it."""

import pytest
from sandbox.tests.accounts.access import AMSTERDAM, BUSINESS, hear, refused, told
from sandbox.tests.accounts.numbers import PHONE, add, ask, change, fields, register, shown, verify
from sandbox.tests.client import COFFEE, WABA


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
