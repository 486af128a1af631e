"""Settings, profile, username, official account and compliance of a number."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sandbox.tests.accounts.access import AMSTERDAM, BUSINESS, hear, refused, told
from sandbox.tests.client import APP_ID, COFFEE, WABA

from waypost_sandbox import media as files
from waypost_sandbox.graph.usernames import is_allowed

PHONE = f"/v23.0/{COFFEE}"
WHOLESALE = "118833445566002"
HOURS = {
    "status": "ENABLED",
    "timezone_id": "Europe/Amsterdam",
    "weekly_operating_hours": [{"day_of_week": "MONDAY", "open_time": "0900", "close_time": "1700"}],
    "holiday_schedule": [{"date": "2026-12-25", "start_time": "0000", "end_time": "2359"}],
}
OFFICER = {"name": "Chandravati P.", "email": "c@senja.example", "mobile_number": "+913854559033"}
COMPLIANCE = {
    "messaging_product": "whatsapp",
    "entity_name": "Senja Private Limited",
    "entity_type": "PARTNERSHIP",
    "is_registered": True,
    "grievance_officer_details": OFFICER,
    "customer_care_details": {"email": "care@senja.example"},
}


def change(meta, **body):
    return meta.call("POST", f"{PHONE}/settings", body)


def settings(meta, number=COFFEE):
    return meta.call("GET", f"/v23.0/{number}/settings").json


def test_settings_begin_with_everything_off(meta):
    body = {"cc": "49", "phone_number": "301234567", "verified_name": "Senja Berlin"}
    number = meta.call("POST", f"/v23.0/{WABA}/phone_numbers", body).json["id"]
    assert settings(meta, number) == {
        "calling": {
            "status": "DISABLED",
            "call_icon_visibility": "DEFAULT",
            "callback_permission_status": "DISABLED",
        },
        "payload_encryption": {"status": "DISABLED"},
        "storage_configuration": {"status": "DEFAULT"},
        "user_identity_change": {"enable_identity_key_check": False},
    }


def test_one_feature_is_set_in_each_call(meta):
    both = {"calling": {"status": "DISABLED"}, "user_identity_change": {"enable_identity_key_check": True}}
    assert refused(change(meta, **both))[:2] == (400, 100)
    assert refused(change(meta))[:2] == (400, 100)
    assert change(meta, user_identity_change=both["user_identity_change"]).json == {"success": True}
    assert settings(meta)["user_identity_change"] == {"enable_identity_key_check": True}
    assert refused(change(meta, user_identity_change={}))[:2] == (400, 131008)


def test_calling_needs_an_app_that_hears_of_calls(meta, receiver):
    wanted = {"status": "ENABLED", "call_hours": HOURS}
    assert refused(change(meta, calling=wanted)) == (400, 138018, None)
    hear(meta, receiver, "calls")
    assert change(meta, calling=wanted).json == {"success": True}
    assert settings(meta)["calling"]["call_hours"] == HOURS
    assert change(meta, calling={"call_icon_visibility": "disable_all"}).status == 200
    found = settings(meta)["calling"]
    assert (found["status"], found["call_icon_visibility"]) == ("ENABLED", "DISABLE_ALL")


def test_calling_needs_a_limit_of_two_thousand(meta, receiver):
    hear(meta, receiver, "calls")
    meta.control(f"/businesses/{BUSINESS}", {"messaging_limit": "TIER_250"})
    assert refused(change(meta, calling={"status": "ENABLED"})) == (400, 138015, None)


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ({"timezone_id": "Mars/Base"}, 100),
        ({"weekly_operating_hours": []}, 131009),
        ({"weekly_operating_hours": HOURS["weekly_operating_hours"] * 3}, 131009),
        (
            {"weekly_operating_hours": [{"day_of_week": "MONDAY", "open_time": "9", "close_time": "1700"}]},
            100,
        ),
        (
            {
                "weekly_operating_hours": [
                    {"day_of_week": "MONDAY", "open_time": "1800", "close_time": "0900"}
                ]
            },
            131009,
        ),
        ({"holiday_schedule": HOURS["holiday_schedule"] * 21}, 131009),
        ({"holiday_schedule": [{"date": "25.12.", "start_time": "0000", "end_time": "2359"}]}, 100),
        ({"status": "MAYBE"}, 100),
    ],
)
def test_call_hours_hold_to_their_limits(meta, hours, code):
    assert refused(change(meta, calling={"call_hours": HOURS | hours}))[:2] == (400, code)


def test_where_messages_are_stored_is_chosen_before_registering(meta):
    country = {"status": "IN_COUNTRY_STORAGE_ENABLED", "data_localization_region": "ID"}
    assert refused(change(meta, storage_configuration=country))[:2] == (400, 100)
    meta.call("POST", f"{PHONE}/deregister", {})
    assert change(meta, storage_configuration=country).status == 200
    assert settings(meta)["storage_configuration"] == country
    assert refused(change(meta, storage_configuration=country | {"data_localization_region": "US"}))[1] == 100
    nothing = {"status": "NO_STORAGE_ENABLED", "retention_minutes": 60}
    assert change(meta, storage_configuration=nothing).status == 200
    assert settings(meta)["storage_configuration"] == nothing
    assert refused(change(meta, storage_configuration=nothing | {"retention_minutes": 90}))[1] == 131009
    assert change(meta, storage_configuration={"status": "NO_STORAGE_DISABLED"}).status == 200
    assert settings(meta)["storage_configuration"] == {"status": "DEFAULT"}


def test_payloads_are_encrypted_with_an_rsa_key(meta):
    pem = (
        generate_private_key(65537, 2048)
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    key = base64.b64encode(pem).decode()
    assert change(meta, payload_encryption={"status": "ENABLED", "client_encryption_key": key}).status == 200
    found = settings(meta)["payload_encryption"]
    assert found["status"] == "ENABLED"
    assert found["client_encryption_key_fingerprint"]
    assert refused(change(meta, payload_encryption={"status": "ENABLED"}))[1] == 131008
    for wrong in ("x", "AAAA"):
        order = {"status": "ENABLED", "client_encryption_key": wrong}
        assert refused(change(meta, payload_encryption=order))[1] == 100


def edit(meta, **body):
    return meta.call("POST", f"{PHONE}/whatsapp_business_profile", {"messaging_product": "whatsapp"} | body)


def profile(meta, fields):
    return meta.call("GET", f"{PHONE}/whatsapp_business_profile?fields={fields}").json["data"][0]


def test_the_profile_is_written_and_read(meta):
    words = {
        "about": "Coffee since 1990",
        "address": "Jl. Braga 1",
        "description": "Roasters",
        "email": "hi@senja.example",
        "websites": ["https://senja.example/"],
        "vertical": "RESTAURANT",
    }
    assert edit(meta, **words).json == {"success": True}
    assert profile(meta, ",".join(words)) == words | {"messaging_product": "whatsapp"}
    assert profile(meta, "") == {"messaging_product": "whatsapp"}
    edit(meta, email="")
    assert "email" not in profile(meta, "about,email")


@pytest.mark.parametrize(
    "body",
    [
        {"about": ""},
        {"about": "x" * 140},
        {"about": 7},
        {"address": "x" * 257},
        {"description": "x" * 513},
        {"email": "x" * 129},
        {"email": "nobody"},
        {"websites": ["senja.example"]},
        {"websites": ["https://a.example"] * 3},
        {"websites": ["https://a.example/" + "x" * 256]},
        {"websites": "https://a.example"},
        {"vertical": "COFFEE"},
        {"messaging_product": "sms"},
        {"profile_picture_handle": "4::nonsense"},
    ],
)
def test_the_profile_holds_to_its_limits(meta, body):
    assert refused(edit(meta, **body))[:2] == (400, 100)


def test_a_field_that_no_profile_has_is_code_100(meta):
    assert refused(meta.call("GET", f"{PHONE}/whatsapp_business_profile?fields=colour"))[1] == 100


def test_the_picture_comes_from_an_upload(meta):
    content = files.sample("image")[0]
    query = f"file_length={len(content)}&file_type=image/png&file_name=a.png"
    upload = meta.call("POST", f"/v23.0/{APP_ID}/uploads?{query}", {}).json["id"]
    handle = meta.call("POST", f"/v23.0/{upload}", content, headers={"file_offset": "0"}).json["h"]
    assert edit(meta, profile_picture_handle=handle).status == 200
    assert profile(meta, "profile_picture_url")["profile_picture_url"].startswith("https://pps.whatsapp.net/")


def username(meta, name, number=COFFEE, **more):
    return meta.call("POST", f"/v23.0/{number}/username", {"username": name} | more)


def test_a_username_is_taken_shown_and_given_back(meta, receiver):
    hear(meta, receiver, "business_username_update")
    assert meta.call("GET", f"{PHONE}/username").json == {}
    assert username(meta, "Senja.Coffee").json == {"status": "approved"}
    assert told(receiver, "business_username_update") == {
        "display_phone_number": "6281110002001",
        "username": "senja.coffee",
        "status": "approved",
    }
    assert meta.call("GET", f"{PHONE}/username").json == {"username": "senja.coffee", "status": "approved"}
    assert meta.call("GET", f"{PHONE}?fields=username").json["username"] == "senja.coffee"
    receiver.clear()
    assert meta.call("DELETE", f"{PHONE}/username").json == {"success": True}
    assert told(receiver, "business_username_update")["status"] == "deleted"
    assert refused(meta.call("DELETE", f"{PHONE}/username"))[:2] == (400, 100)


def test_a_username_is_only_reserved_while_the_name_is_not_approved(meta):
    meta.control(f"/phone_numbers/{COFFEE}/name", {"decision": "PENDING"})
    assert username(meta, "senja").json == {"status": "reserved"}


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("abc", True),
        ("ab", False),
        ("a" * 35, True),
        ("a" * 36, False),
        ("senja_88.x", True),
        ("12345", False),
        (".senja", False),
        ("senja.", False),
        ("sen..ja", False),
        ("www.senja", False),
        ("senja.com", False),
        ("sen ja", False),
        ("señja", False),
    ],
)
def test_usernames_follow_metas_rules(name, fits):
    assert is_allowed(name) == fits


@pytest.mark.parametrize(
    "body", [{"username": ""}, {"username": "x"}, {"username": "senja", "transfer_action": "steal"}]
)
def test_a_username_that_does_not_fit_is_code_100(meta, body):
    assert refused(meta.call("POST", f"{PHONE}/username", body))[:2] == (400, 100)


def test_a_username_of_another_number_of_the_business_is_transferred(meta):
    username(meta, "senja", WHOLESALE)
    assert refused(username(meta, "senja")) == (400, 147005, None)
    assert username(meta, "senja", transfer_action="force_transfer").status == 200
    assert meta.call("GET", f"/v23.0/{WHOLESALE}/username").json == {}


def test_a_username_of_somebody_else_is_unavailable(meta):
    # A customer's.
    assert refused(username(meta, "dewi.p")) == (400, 147001, None)


@pytest.mark.parametrize(
    ("claim", "code"), [("somebody", 147001), ("facebook", 147003), ("instagram", 147004)]
)
def test_a_username_of_an_account_that_is_not_linked_is_refused(meta, claim, code):
    meta.control("/settings", {"claimed_usernames": {"senja": claim}})
    assert refused(username(meta, "senja")) == (400, code, None)
    meta.control("/settings", {"claimed_usernames": {}})


def test_only_verified_businesses_have_usernames(meta):
    meta.control(f"/businesses/{BUSINESS}", {"verified": False})
    assert refused(username(meta, "senja")) == (400, 147002, None)


def test_a_number_that_is_not_registered_has_no_username(meta):
    meta.control(f"/phone_numbers/{COFFEE}", {"registered": False})
    assert refused(username(meta, "senja")) == (400, 133010, None)
    assert refused(meta.call("GET", f"{PHONE}/username_suggestions")) == (400, 133010, None)


def test_suggestions_are_free_names_that_fit(meta):
    username(meta, "senjacoffee", WHOLESALE)
    (row,) = meta.call("GET", f"{PHONE}/username_suggestions").json["data"]
    names = row["username_suggestions"]
    assert names
    assert "senjacoffee" not in names
    assert all(is_allowed(name) for name in names)


def apply(meta, action="SUBMIT_APPLICATION"):
    return meta.call("POST", f"{PHONE}/official_business_account", {"action": action})


def official(meta):
    return meta.call("GET", f"{PHONE}/official_business_account").json["oba_status"]


def test_a_verified_business_becomes_official(meta, receiver):
    hear(meta, receiver, "account_alerts")
    assert official(meta) == "NOT_STARTED"
    assert apply(meta).json["updated_status"]["oba_status"] == "PENDING"
    assert refused(apply(meta))[:2] == (400, 100)
    meta.advance(5)
    assert official(meta) == "APPROVED"
    assert told(receiver, "account_alerts")["alert_info"]["alert_type"] == "OBA_APPROVED"
    assert meta.call("GET", f"{PHONE}?fields=is_official_business_account").json[
        "is_official_business_account"
    ]


def test_others_are_rejected_or_change_their_mind(meta, receiver):
    hear(meta, receiver, "account_alerts")
    meta.control(f"/businesses/{BUSINESS}", {"verified": False})
    apply(meta)
    assert apply(meta, "WITHDRAW_APPLICATION").json["updated_status"]["oba_status"] == "CANCELLED"
    assert refused(apply(meta, "WITHDRAW_APPLICATION"))[:2] == (400, 100)
    apply(meta, "RESUBMIT_APPLICATION")
    meta.advance(5)
    assert official(meta) == "REJECTED"
    assert told(receiver, "account_alerts")["alert_info"]["alert_type"] == "OBA_REJECTED"


@pytest.fixture
def delhi(meta):
    body = {"cc": "91", "phone_number": "9812300000", "verified_name": "Senja India"}
    return meta.call("POST", f"/v23.0/{WABA}/phone_numbers", body).json["id"]


def test_a_number_of_india_declares_its_compliance(meta, delhi):
    path = f"/v23.0/{delhi}/business_compliance_info"
    assert meta.call("GET", path).json["data"][0]["entity_name"] is None
    assert meta.call("POST", path, COMPLIANCE).json == {"success": True}
    found = meta.call("GET", path).json["data"][0]
    assert (found["entity_name"], found["is_registered"]) == ("Senja Private Limited", True)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"entity_name": "x"}, 131009),
        ({"entity_name": None}, 131008),
        ({"entity_type": "CLUB"}, 100),
        ({"entity_type": "OTHER"}, 131008),
        ({"grievance_officer_details": None}, 131008),
        ({"customer_care_details": {"email": "a@b.example", "mobile_number": "12"}}, 100),
        ({"messaging_product": None}, 100),
    ],
)
def test_a_declaration_that_lacks_something_is_refused(meta, delhi, body, code):
    answer = meta.call("POST", f"/v23.0/{delhi}/business_compliance_info", COMPLIANCE | body)
    assert refused(answer)[:2] == (400, code)


def test_other_countries_declare_nothing(meta):
    answer = meta.call("POST", f"/v23.0/{AMSTERDAM}/business_compliance_info", COMPLIANCE)
    assert refused(answer)[:2] == (400, 100)
