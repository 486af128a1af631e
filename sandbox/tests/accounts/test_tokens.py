"""How tokens are made, exchanged, looked at and taken back."""

from sandbox.tests.accounts.access import (
    APP_TOKEN,
    MANAGEMENT,
    MESSAGING,
    hear,
    oauth,
    proof,
    refused,
    token,
    told,
)
from sandbox.tests.client import APP_ID, APP_SECRET, COFFEE, TOKEN, WABA

SYSTEM_USER = "122100000000000001"
SIXTY_DAYS = 60 * 86_400


def about(meta, value, by=TOKEN):
    return meta.call("GET", f"/v23.0/debug_token?input_token={value}", token=by).json["data"]


def test_an_app_gets_its_own_token(meta):
    answer = oauth(meta, grant_type="client_credentials").json
    assert answer == {"access_token": APP_TOKEN, "token_type": "bearer"}


def test_a_wrong_secret_is_code_1_and_a_wrong_app_101(meta):
    path = "/v23.0/oauth/access_token?grant_type=client_credentials"
    assert refused(meta.call("GET", f"{path}&client_id={APP_ID}&client_secret=x", token=None)) == (
        400,
        1,
        None,
    )
    assert refused(meta.call("GET", f"{path}&client_id=1&client_secret=x", token=None)) == (400, 101, None)


def test_a_token_is_exchanged_for_sixty_more_days(meta):
    old = token(meta, expires_in_seconds=1000)
    answer = oauth(
        meta, grant_type="fb_exchange_token", set_token_expires_in_60_days="true", fb_exchange_token=old
    ).json
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", SIXTY_DAYS)
    meta.advance(1001)
    assert refused(meta.call("GET", f"/v23.0/{COFFEE}", token=old)) == (401, 190, 463)
    assert meta.call("GET", f"/v23.0/{COFFEE}", token=answer["access_token"]).status == 200


def test_an_expired_token_cannot_be_exchanged(meta):
    old = token(meta, expires_in_seconds=1)
    meta.advance(2)
    assert refused(oauth(meta, grant_type="fb_exchange_token", fb_exchange_token=old)) == (401, 190, 463)


def test_a_token_is_taken_back(meta):
    value = token(meta)
    path = f"/v23.0/oauth/revoke?client_id={APP_ID}&client_secret={APP_SECRET}"
    answer = meta.call("GET", f"{path}&revoke_token={value}&access_token={TOKEN}", token=None)
    assert answer.json == {"success": "true"}
    assert refused(meta.call("GET", f"/v23.0/{COFFEE}", token=value)) == (401, 190, 467)
    assert refused(meta.call("GET", f"{path}&revoke_token=x&access_token={TOKEN}", token=None))[1] == 100


def test_a_token_is_described_with_its_scopes_and_targets(meta):
    value = token(meta, waba_ids=[WABA], expires_in_seconds=SIXTY_DAYS)
    found = about(meta, value)
    assert found["is_valid"] is True
    assert (found["app_id"], found["type"]) == (APP_ID, "SYSTEM_USER")
    assert found["expires_at"] - found["issued_at"] == SIXTY_DAYS
    assert found["granular_scopes"] == [
        {"scope": MANAGEMENT, "target_ids": [WABA]},
        {"scope": MESSAGING, "target_ids": [WABA]},
    ]
    assert about(meta, TOKEN)["granular_scopes"][0] == {"scope": MANAGEMENT}
    assert about(meta, APP_TOKEN)["type"] == "APP"


def test_a_token_that_ended_is_described_as_such(meta):
    value = token(meta, expires_in_seconds=1)
    meta.advance(2)
    found = about(meta, value)
    assert found["is_valid"] is False
    assert (found["error"]["code"], found["error"]["subcode"]) == (190, 463)


def test_a_system_user_gets_another_token(meta):
    order = {
        "business_app": APP_ID,
        "scope": f"{MESSAGING},{MANAGEMENT}",
        "appsecret_proof": proof(TOKEN),
        "set_token_expires_in_60_days": True,
    }
    path = f"/v23.0/{SYSTEM_USER}/access_tokens"
    value = meta.call("POST", path, order).json["access_token"]
    assert value.startswith("EAA")
    assert about(meta, value)["expires_at"] > 0
    assert (
        about(
            meta,
            meta.call("POST", path, {**order, "set_token_expires_in_60_days": False}).json["access_token"],
        )["expires_at"]
        == 0
    )
    for wrong in ({"appsecret_proof": "x"}, {"scope": "everything"}, {"business_app": "1"}):
        assert refused(meta.call("POST", path, {**order, **wrong}))[:2] == (400, 100)
    employee = meta.control("/tokens", {"admin": False})["access_token"]
    assert refused(
        meta.call("POST", path, {**order, "appsecret_proof": proof(employee)}, token=employee)
    ) == (
        403,
        200,
        None,
    )


def test_whose_token_it_is_can_be_asked(meta):
    assert meta.call("GET", "/v23.0/me").json["id"] == SYSTEM_USER
    assert meta.call("GET", "/v23.0/me?fields=id,role").json["role"] == "ADMIN"


def test_a_signup_code_becomes_a_business_token_once(meta):
    signup = meta.control("/embedded_signups", {"waba_name": "Bakery"})
    data = signup["message"]["data"]
    assert (signup["message"]["type"], signup["message"]["event"]) == ("WA_EMBEDDED_SIGNUP", "FINISH")
    answer = oauth(meta, code=signup["code"])
    value = answer.json["access_token"]
    assert answer.json["token_type"] == "bearer"
    path = f"/v23.0/{data['phone_number_id']}"
    assert meta.call("POST", f"/v23.0/{data['waba_id']}/subscribed_apps", token=value).json == {
        "success": True
    }
    order = {"messaging_product": "whatsapp", "pin": "581063"}
    assert meta.call("POST", f"{path}/register", order, token=value).status == 200
    assert meta.call("GET", f"{path}?fields=status", token=value).json["status"] == "CONNECTED"
    assert refused(meta.call("GET", f"/v23.0/{COFFEE}", token=value)) == (400, 100, 33)
    assert refused(oauth(meta, code=signup["code"])) == (400, 100, 36009)


def test_a_signup_code_lives_for_thirty_seconds(meta):
    code = meta.control("/embedded_signups", {})["code"]
    meta.advance(31)
    assert refused(oauth(meta, code=code)) == (400, 100, 36007)
    assert refused(oauth(meta, code="never")) == (400, 100, None)


def test_a_partner_hears_of_its_new_client(meta, receiver):
    hear(meta, receiver, "account_update")
    data = meta.control("/embedded_signups", {})["message"]["data"]
    value = told(receiver, "account_update")
    assert value == {
        "event": "PARTNER_ADDED",
        "waba_info": {"waba_id": data["waba_id"], "owner_business_id": data["business_id"]},
    }
    clients = meta.call("GET", "/v23.0/229900118844221/client_whatsapp_business_accounts").json["data"]
    assert [row["id"] for row in clients] == [data["waba_id"]]


def test_a_client_with_the_business_app_need_not_register(meta):
    order = {"on_business_app": True, "display_phone_number": "+44 20 7946 0999"}
    message = meta.control("/embedded_signups", order)["message"]
    assert message["event"] == "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING"
    number = message["data"]["phone_number_id"]
    found = meta.call("GET", f"/v23.0/{number}?fields=status,is_on_biz_app").json
    assert found == {"status": "CONNECTED", "is_on_biz_app": True, "id": number}


def test_a_client_may_have_only_an_account(meta):
    message = meta.control("/embedded_signups", {"display_phone_number": None})["message"]
    assert message["event"] == "FINISH_ONLY_WABA"
    assert "phone_number_id" not in message["data"]
    assert meta.call("GET", f"/v23.0/{message['data']['waba_id']}/phone_numbers").json == {"data": []}


def test_a_new_partner_takes_on_ten_clients_a_week(meta):
    meta.control("/businesses/229900118844221", {"verified": False})
    for _ in range(10):
        meta.control("/embedded_signups", {})
    assert meta.call("POST", "/_sandbox/embedded_signups", {}, token=None).status == 400
    meta.advance(7 * 86_400 + 31)
    meta.control("/embedded_signups", {})
