"""Apps, accounts and portfolios: their fields, who hears of them, what Meta changes and tells."""

import pytest
from sandbox.tests.accounts.access import APP_TOKEN, BUSINESS, OTHER_WABA, hear, refused, told
from sandbox.tests.client import APP_ID, COFFEE, WABA

ACCOUNT = f"/v24.0/{WABA}"
SUBSCRIPTIONS = f"/v23.0/{APP_ID}/subscriptions"
SYSTEM_USER = "122100000000000001"


def fields(meta, *names):
    return meta.call("GET", f"{ACCOUNT}?fields={','.join(names)}").json


def change(meta, **what):
    return meta.control(f"/wabas/{WABA}", what)


def test_all_fields_of_an_account_can_be_asked_for(meta):
    names = [
        "id",
        "name",
        "timezone_id",
        "message_template_namespace",
        "currency",
        "country",
        "account_review_status",
        "business_verification_status",
        "ownership_type",
        "owner_business_info",
        "on_behalf_of_business_info",
        "primary_business_location",
        "is_enabled_for_insights",
        "health_status",
        "marketing_messages_onboarding_status",
        "whatsapp_business_manager_messaging_limit",
        "disable_marketing_messages_on_cloud_api",
    ]
    assert set(fields(meta, *names)) == set(names)
    assert refused(meta.call("GET", f"{ACCOUNT}?fields=colour")) == (400, 100, None)


def test_an_edge_may_be_a_field_with_a_limit_and_fields(meta):
    found = fields(meta, "name", "phone_numbers.limit(1){verified_name,throughput{level}}")
    numbers = found["phone_numbers"]
    assert numbers["data"] == [
        {"verified_name": "Senja Coffee", "throughput": {"level": "STANDARD"}, "id": COFFEE}
    ]
    rest = meta.call("GET", numbers["paging"]["next"]).json
    assert [row["verified_name"] for row in rest["data"]] == ["Senja Wholesale"]


def test_marketing_on_cloud_api_can_be_switched_off(meta):
    body = {"disable_marketing_messages_on_cloud_api": True}
    assert meta.call("POST", ACCOUNT, body).json == {"id": WABA}
    assert fields(meta, "disable_marketing_messages_on_cloud_api")["disable_marketing_messages_on_cloud_api"]
    assert refused(meta.call("POST", ACCOUNT, {"colour": "red"}))[:2] == (400, 100)


def test_an_app_subscribes_with_a_callback_of_the_account(meta, receiver):
    path = f"{ACCOUNT}/subscribed_apps"
    url = receiver.url + "?account"
    assert meta.call("POST", path, {"override_callback_uri": url, "verify_token": "v"}).json == {
        "success": True
    }
    (row,) = meta.call("GET", path).json["data"]
    assert row["override_callback_uri"] == url
    assert set(row["whatsapp_business_api_data"]) == {"id", "name", "link"}
    meta.call("POST", path)
    assert "override_callback_uri" not in meta.call("GET", path).json["data"][0]
    assert meta.call("DELETE", path).json == {"success": True}
    assert meta.call("GET", path).json == {"data": []}


def test_a_callback_needs_its_token_and_its_handshake(meta, receiver):
    path = f"{ACCOUNT}/subscribed_apps"
    assert refused(meta.call("POST", path, {"override_callback_uri": receiver.url}))[:2] == (400, 100)
    receiver.challenge = False
    body = {"override_callback_uri": receiver.url, "verify_token": "v"}
    assert refused(meta.call("POST", path, body)) == (400, 2200, None)


def test_an_apps_subscriptions_are_read_and_ended(meta, receiver):
    hear(meta, receiver, "messages", "security")
    (row,) = meta.call("GET", SUBSCRIPTIONS, token=APP_TOKEN).json["data"]
    assert (row["object"], row["callback_url"], row["active"]) == (
        "whatsapp_business_account",
        receiver.url,
        True,
    )
    assert [field["name"] for field in row["fields"]] == ["messages", "security"]
    query = "?object=whatsapp_business_account"
    meta.call("DELETE", f"{SUBSCRIPTIONS}{query}&fields=security", token=APP_TOKEN)
    (row,) = meta.call("GET", SUBSCRIPTIONS, token=APP_TOKEN).json["data"]
    assert [field["name"] for field in row["fields"]] == ["messages"]
    assert meta.call("DELETE", SUBSCRIPTIONS + query, token=APP_TOKEN).json == {"success": True}
    assert meta.call("GET", SUBSCRIPTIONS, token=APP_TOKEN).json == {"data": []}


def test_a_field_that_nobody_tells_is_refused(meta, receiver):
    answer = meta.subscribe(receiver.url, "messages,gossip")
    assert refused(answer) == (400, 100, None)
    assert "fields[1]" in answer.json["error"]["message"]


def test_subscriptions_need_the_apps_own_token(meta, receiver):
    body = {"object": "whatsapp_business_account", "callback_url": receiver.url, "verify_token": "v"}
    assert refused(meta.call("POST", SUBSCRIPTIONS, body)) == (400, 15, None)
    assert refused(meta.call("GET", SUBSCRIPTIONS)) == (400, 15, None)
    page = meta.call("POST", SUBSCRIPTIONS, body | {"object": "page"}, token=APP_TOKEN)
    assert refused(page)[:2] == (400, 100)
    assert refused(meta.call("POST", SUBSCRIPTIONS, {"object": body["object"]}, token=APP_TOKEN))[1] == 131008


def test_an_app_says_who_it_is(meta):
    assert meta.call("GET", f"/v23.0/{APP_ID}?fields=name").json == {"name": "Senja messaging", "id": APP_ID}
    assert refused(meta.call("GET", "/v23.0/770011223344999")) == (400, 100, 33)


def test_people_are_assigned_to_an_account(meta):
    path = f"{ACCOUNT}/assigned_users"
    body = {"user": SYSTEM_USER, "tasks": ["MANAGE", "VIEW_COST"]}
    assert meta.call("POST", path, body).json == {"success": True}
    (row,) = meta.call("GET", f"{path}?business={BUSINESS}").json["data"]
    assert (row["id"], row["tasks"], row["user_type"]) == (
        SYSTEM_USER,
        ["MANAGE", "VIEW_COST"],
        "SYSTEM_USER",
    )
    assert meta.call("DELETE", path, {"user": SYSTEM_USER}).json == {"success": True}
    assert meta.call("GET", f"{path}?business={BUSINESS}").json == {"data": []}


@pytest.mark.parametrize("body", [{"user": "1"}, {"tasks": []}, {"tasks": ["DANCE"]}])
def test_an_assignment_that_does_not_fit_is_code_100(meta, body):
    answer = meta.call("POST", f"{ACCOUNT}/assigned_users", {"user": SYSTEM_USER, "tasks": ["MANAGE"]} | body)
    assert refused(answer)[:2] == (400, 100)


def test_assigned_people_are_listed_for_a_portfolio(meta):
    assert refused(meta.call("GET", f"{ACCOUNT}/assigned_users"))[:2] == (400, 100)


def test_a_portfolio_lists_its_accounts(meta):
    path = f"/v23.0/{BUSINESS}"
    assert meta.call("GET", path).json == {"name": "Senja", "id": BUSINESS}
    rows = meta.call("GET", f"{path}/owned_whatsapp_business_accounts?fields=name&limit=1").json
    assert rows["data"] == [{"name": "Senja", "id": WABA}]
    (rest,) = meta.call("GET", rows["paging"]["next"]).json["data"]
    assert rest["id"] == OTHER_WABA
    assert meta.call("GET", f"{path}/client_whatsapp_business_accounts").json == {"data": []}
    assert meta.call("GET", f"{path}/extendedcredits").json == {"data": []}


def test_there_is_no_credit_line_to_share(meta):
    path = f"/v23.0/5566778899/whatsapp_credit_sharing_and_attach?waba_currency=EUR&waba_id={WABA}"
    assert refused(meta.call("POST", path)) == (400, 100, None)


def test_in_app_signup_is_refused(meta):
    assert refused(meta.call("POST", f"{ACCOUNT}/signups", {})) == (400, 2494164, None)
    assert refused(meta.call("GET", f"{ACCOUNT}/signups")) == (400, 2494164, None)
    assert refused(meta.call("GET", "/v23.0/signups/123")) == (400, 100, 33)


def test_health_is_as_bad_as_its_worst_part(meta):
    def health():
        return fields(meta, "health_status")["health_status"]

    assert health()["can_send_message"] == "AVAILABLE"
    meta.control(f"/businesses/{BUSINESS}", {"verified": False})
    found = health()
    assert found["can_send_message"] == "LIMITED"
    business = next(e for e in found["entities"] if e["entity_type"] == "BUSINESS")
    assert business["errors"][0]["error_code"] == 141010
    change(meta, has_payment_method=False)
    found = health()
    assert found["can_send_message"] == "BLOCKED"
    account = next(e for e in found["entities"] if e["entity_type"] == "WABA")
    assert account["errors"][0]["error_code"] == 141006
    change(meta, banned=True)
    account = next(e for e in health()["entities"] if e["entity_type"] == "WABA")
    assert [error["error_code"] for error in account["errors"]] == [141014, 141006]


def test_a_numbers_health_names_number_account_portfolio_and_app(meta):
    meta.control(f"/phone_numbers/{COFFEE}", {"registered": False})
    found = meta.call("GET", f"/v23.0/{COFFEE}?fields=health_status").json["health_status"]
    assert [entity["entity_type"] for entity in found["entities"]] == [
        "PHONE_NUMBER",
        "WABA",
        "BUSINESS",
        "APP",
    ]
    assert found["entities"][0]["can_send_message"] == found["can_send_message"] == "BLOCKED"


def test_a_review_is_told(meta, receiver):
    hear(meta, receiver, "account_review_update")
    change(meta, review_status="REJECTED")
    assert told(receiver, "account_review_update") == {"decision": "REJECTED"}
    assert fields(meta, "account_review_status")["account_review_status"] == "REJECTED"


def test_a_ban_stops_messages_and_is_told(meta, receiver):
    hear(meta, receiver, "account_update")
    change(meta, banned=True)
    value = told(receiver, "account_update")
    assert (value["event"], value["ban_info"]["waba_ban_state"]) == ("DISABLED_UPDATE", "DISABLE")
    assert refused(meta.send()) == (403, 131031, None)
    receiver.clear()
    change(meta, banned=False)
    assert told(receiver, "account_update")["ban_info"]["waba_ban_state"] == "REINSTATE"


def test_a_restriction_is_told_and_ends(meta, receiver):
    hear(meta, receiver, "account_update")
    change(meta, restrictions={"RESTRICTED_BIZ_INITIATED_MESSAGING": 60})
    value = told(receiver, "account_update")
    assert value["event"] == "ACCOUNT_RESTRICTION"
    assert value["restriction_info"][0]["restriction_type"] == "RESTRICTED_BIZ_INITIATED_MESSAGING"
    assert fields(meta, "health_status")["health_status"]["can_send_message"] == "LIMITED"
    meta.advance(61)
    assert fields(meta, "health_status")["health_status"]["can_send_message"] == "AVAILABLE"


def test_verification_lifts_the_first_limit(meta, receiver):
    hear(meta, receiver, "business_capability_update")
    meta.control(f"/businesses/{BUSINESS}", {"verified": False, "messaging_limit": "TIER_250"})
    assert told(receiver, "business_capability_update") == {
        "max_daily_conversations_per_business": "TIER_250",
        "max_phone_numbers_per_business": 2,
    }
    receiver.clear()
    assert meta.control(f"/businesses/{BUSINESS}", {"verified": True})["messaging_limit"] == "TIER_2K"
    value = told(receiver, "business_capability_update")
    assert value["max_daily_conversations_per_business"] == "TIER_2K"


def test_any_event_of_an_account_can_be_told(meta, receiver):
    hear(meta, receiver, "account_alerts")
    value = {
        "entity_type": "BUSINESS",
        "entity_id": BUSINESS,
        "alert_info": {"alert_type": "PROFILE_PICTURE_LOST"},
    }
    meta.control(f"/wabas/{WABA}/event", {"field": "account_alerts", "value": value})
    assert told(receiver, "account_alerts") == value
    wrong = meta.call("POST", f"/_sandbox/wabas/{WABA}/event", {"field": "gossip", "value": {}}, token=None)
    assert wrong.status == 400
