"""Each refusal of the sending side, provoked the way a client would."""

from copy import deepcopy

import pytest
from sandbox.tests.client import ADA, COFFEE, DEWI, LENA, WABA
from sandbox.tests.messages.bodies import BODIES, SLOW_FLOW, TEMPLATES, named, template

BANNED, MOVING, NEW, OFF, PLAIN = (f"1188334455660{n}" for n in (11, 12, 13, 14, 21))
HELLO = {"messaging_product": "whatsapp", "to": DEWI, "type": "text", "text": {"body": "Hello"}}


def post(meta, body, number=COFFEE, endpoint="messages", version="v23.0"):
    return meta.call("POST", f"/{version}/{number}/{endpoint}", body)


@pytest.mark.parametrize(
    "number, status, code",
    [(BANNED, 403, 131031), (MOVING, 500, 131057), (NEW, 400, 131037), (OFF, 400, 133010)],
)
def test_a_number_that_may_not_send_is_refused_with_its_code(meta, number, status, code):
    answer = post(meta, HELLO, number)
    assert (answer.status, answer.code) == (status, code)


def test_the_throughput_of_a_number_ends_in_130429(meta):
    meta.control("/settings", {"throughput_limit": True})
    answers = (post(meta, HELLO) for _ in range(1000))
    refused = next(answer for answer in answers if answer.status != 200)
    assert refused.code == 130429


def test_the_throughput_is_looked_at_before_the_body(meta):
    meta.control("/settings", {"throughput_limit": True})
    codes = (post(meta, {}).code for _ in range(1000))
    assert next(code for code in codes if code != 100) == 130429


def test_the_limit_of_a_pair_is_131056_and_comes_last(meta):
    meta.control("/settings", {"pair_limit": True})
    assert {post(meta, HELLO).status for _ in range(45)} == {200}
    assert post(meta, HELLO).code == 131056
    assert post(meta, template("nothing")).code == 132001
    assert post(meta, HELLO | {"to": ADA}).status == 200


def test_a_broken_body_is_told_before_the_number(meta):
    assert post(meta, HELLO | {"type": "poem"}, BANNED).code == 100
    assert post(meta, HELLO | {"to": "6281110002011"}, BANNED).code == 131031


@pytest.mark.parametrize(
    "change, code",
    [
        ({"to": "+62 811-1000 (2001)"}, 131021),
        ({"to": "+62"}, 100),
        ({"to": None, "recipient": "NL.1"}, 100),
        ({"type": "pin", "pin": {"type": "pin"}}, 131051),
        ({"recipient_type": "group", "to": "Y2FwaV9ncm91cDoxZD"}, 131041),
        ({"category": "utility"}, 100),
    ],
)
def test_a_recipient_or_type_that_cannot_be_has_its_code(meta, change, code):
    assert post(meta, HELLO | change).code == code


def test_a_test_number_refuses_strangers_with_131030(meta):
    meta.control("/settings", {"allowed_recipients": [ADA]})
    assert post(meta, HELLO).code == 131030
    assert post(meta, HELLO | {"to": ADA}).status == 200


def test_someone_whom_the_business_blocked_is_refused_with_130403(meta):
    meta.open_window()
    blocked = {"messaging_product": "whatsapp", "block_users": [{"user": DEWI}]}
    assert meta.call("POST", f"/v23.0/{COFFEE}/block_users", blocked).status == 200
    answer = post(meta, HELLO)
    assert (answer.status, answer.code) == (400, 130403)


@pytest.mark.parametrize(
    "body, status, code",
    [
        (template("nothing"), 404, 132001),
        (template("in_review"), 404, 132001),
        (template("paused"), 400, 132015),
        (template("disabled"), 400, 132016),
        (template("dear_price"), 400, 131061),
        (template("template-name", language="language-and-locale-code"), 400, 132000),
        (TEMPLATES["code"] | {"to": None, "recipient": LENA}, 400, 131062),
    ],
)
def test_a_template_that_cannot_be_sent_has_its_code(meta, body, status, code):
    answer = post(meta, body)
    assert (answer.status, answer.code) == (status, code)


STOPPED, SILENT, MISCAST = (f"1188334455660{n}" for n in (31, 32, 33))


@pytest.mark.parametrize(
    "number, body, status, code",
    [
        (STOPPED, HELLO, 403, 368),
        (SILENT, template("notice"), 403, 368),
        (SILENT, HELLO, 200, None),
        (MISCAST, template("notice"), 400, 131064),
        (MISCAST, HELLO | {"category": "utility"}, 400, 139200),
        (MISCAST, HELLO, 200, None),
    ],
)
def test_an_account_under_a_restriction_is_refused_what_it_may_not_send(meta, number, body, status, code):
    answer = post(meta, body, number)
    assert answer.status == status
    assert code is None or answer.code == code


def test_marketing_is_switched_off_on_the_cloud_api_with_131063(meta):
    assert post(meta, template("news"), PLAIN).code == 131063


@pytest.mark.parametrize(
    "body, version, status, code",
    [
        (HELLO, "v23.0", 400, 100),
        (template("hello_world"), "v23.0", 400, 134100),
        (template("hello_world"), "v22.0", 400, 131055),
        (template("just_made"), "v23.0", 400, 134101),
        (template("just_made"), "v22.0", 400, 131009),
        (template("welcome_offer") | {"product_policy": "SOMETIMES"}, "v23.0", 400, 100),
        (template("welcome_offer") | {"message_activity_sharing": "maybe"}, "v23.0", 400, 100),
        (template("intro_catalog_offer"), "v23.0", 400, 132000),
        (template("nothing"), "v23.0", 404, 132001),
    ],
)
def test_the_marketing_endpoint_has_codes_of_its_own(meta, body, version, status, code):
    answer = post(meta, body, endpoint="marketing_messages", version=version)
    assert (answer.status, answer.code) == (status, code)


def test_an_account_that_is_not_onboarded_cannot_use_the_marketing_endpoint(meta):
    answer = post(meta, template("news"), PLAIN, "marketing_messages")
    assert (answer.status, answer.code) == (500, 134102)


@pytest.mark.parametrize("version, code", [("v23.0", 132018), ("v22.0", 132012)])
def test_a_wrong_parameter_is_132018_on_the_marketing_endpoint(meta, version, code):
    body = deepcopy(TEMPLATES["products"])
    body["template"]["components"][0]["parameters"] = [{"type": "payload", "payload": "x"}]
    assert post(meta, body).code == 132012
    assert post(meta, body, endpoint="marketing_messages", version=version).code == code


def test_a_maximum_price_goes_through_the_marketing_endpoint(meta):
    body = template("dear_price") | {"product_policy": "STRICT", "message_activity_sharing": True}
    answer = post(meta, body, endpoint="marketing_messages")
    assert answer.json["messages"][0]["message_status"] == "accepted"


def test_the_permission_to_call_is_asked_for_once_a_day_and_twice_a_week(meta):
    body = BODIES["call_permission_request"]
    codes = []
    for days in (0, 0, 1, 1, 5.5):
        meta.advance(days * 86_401)
        answer = post(meta, body)
        codes.append(200 if answer.status == 200 else answer.code)
    assert codes == [200, 138009, 200, 138009, 200]


def test_who_may_be_called_for_good_is_not_asked_again(meta):
    meta.control(f"/people/{DEWI}/call_permission", {"phone_number_id": COFFEE, "permission": "permanent"})
    assert post(meta, BODIES["call_permission_request"]).code == 138017


@pytest.fixture
def group(meta):
    made = {"messaging_product": "whatsapp", "subject": "Race team"}
    assert meta.call("POST", f"/v23.0/{COFFEE}/groups", made).status == 200
    meta.advance()
    return meta.control("/groups")["groups"][0]["id"]


def test_a_group_takes_no_messages_in_the_sandbox(meta, group):
    to_group = {"recipient_type": "group", "to": group}
    assert post(meta, HELLO | to_group).code == 131020
    meta.control(f"/groups/{group}/join", {"person": ADA})
    assert post(meta, HELLO | to_group).code == 131215
    assert post(meta, BODIES["button"] | to_group).code == 131009
    assert post(meta, BODIES["location"] | to_group).code == 131051
    assert post(meta, HELLO | to_group, PLAIN).code == 131041
    meta.control(f"/groups/{group}/suspend", {"suspended": True})
    answer = post(meta, HELLO | to_group)
    assert (answer.status, answer.code) == (403, 131207)


def test_a_throttled_flow_goes_ten_times_an_hour(meta):
    body = named("flow", "flow", flow_message_version="3", flow_id=SLOW_FLOW, flow_cta="Start")
    assert {post(meta, body).status for _ in range(10)} == {200}
    assert post(meta, body).code == 132069
    meta.advance(3601)
    assert post(meta, body).status == 200


@pytest.mark.parametrize(
    "name, status, code",
    [
        ("call_permission_request", 401, 138000),
        ("voice_call", 401, 138000),
        ("order_details", 400, 134011),
        ("order_status", 400, 134011),
    ],
)
def test_what_an_account_has_not_set_up_is_refused(meta, name, status, code):
    answer = post(meta, BODIES[name], PLAIN)
    assert (answer.status, answer.code) == (status, code)


def test_an_account_with_a_catalogue_sends_products_of_no_other(meta):
    catalogs = f"/v23.0/{WABA[:-2]}99/product_catalogs"
    assert post(meta, BODIES["product"], PLAIN).status == 200
    assert meta.call("POST", catalogs, {"catalog_id": "999000111"}).status == 200
    assert post(meta, BODIES["product"], PLAIN).code == 131009
    assert meta.call("DELETE", f"{catalogs}?catalog_id=999000111").status == 200


@pytest.mark.parametrize(
    "wanted, codes", [("mixed", (100, 131009)), ("100", (100, 100)), ("131009", (131009,) * 2)]
)
def test_one_switch_makes_shape_and_limit_one_code(meta, wanted, codes):
    meta.control("/settings", {"shape_errors": wanted})
    wrong_shape, too_long = HELLO | {"text": {"body": 7}}, HELLO | {"text": {"body": "x" * 4097}}
    assert (post(meta, wrong_shape).code, post(meta, too_long).code) == codes
    assert post(meta, HELLO | {"text": {}}).code == 131008


def test_encrypted_payloads_are_refused(meta):
    body = {"messaging_product": "whatsapp", "encrypted_contents": "eyJ"}
    assert post(meta, body, endpoint="messages_encrypted").code == 100
    assert "encryption" in post(meta, body, endpoint="messages_encrypted").details
    assert post(meta, body | {"encrypted_contents": ""}, endpoint="messages_encrypted").code == 131008
