"""Calls: who may call whom, what is answered, what is told."""

import pytest
from sandbox.tests.client import ADA, COFFEE, DEWI, LENA
from sandbox.tests.extras.webhooks import changes, told

NOBODY = "628990000001"
MARCOS = "5511987654321"
WHOLESALE = "118833445566002"
EXCHANGE = "118833445566004"
NEW_YORK = "118833445566005"
KIOSK = "118833445566006"
OFFER = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"


def act(meta, action, number=COFFEE, **more):
    body = {"messaging_product": "whatsapp", "action": action, **more}
    return meta.call("POST", f"/v23.0/{number}/calls", body)


def connect(meta, to=DEWI, number=COFFEE, **more):
    session = {"sdp_type": "offer", "sdp": OFFER}
    return act(meta, "connect", number, **{"to": to, "session": session} | more)


def answer(meta, action, call_id, sdp=OFFER):
    return act(meta, action, call_id=call_id, session={"sdp_type": "answer", "sdp": sdp})


def allow(meta, person=DEWI, permission="temporary", number=COFFEE):
    order = {"permission": permission, "phone_number_id": number}
    meta.control(f"/people/{person}/call_permission", order)


def permissions(meta, person=DEWI):
    return meta.call("GET", f"/v23.0/{COFFEE}/call_permissions?user_wa_id={person}")


def customer_calls(meta, person=DEWI, number=COFFEE):
    return meta.control(f"/people/{person}/call", {"phone_number_id": number})["id"]


def called(meta, receiver, person=DEWI):
    """A call of the business that the customer took and hung up."""
    call_id = connect(meta, person).json["calls"][0]["id"]
    meta.advance(1)
    meta.control(f"/calls/{call_id}/answer", {})
    meta.advance(10)
    meta.control(f"/calls/{call_id}/hang_up", {})
    return call_id


def test_a_customer_calls_and_the_business_takes_the_call(meta, receiver):
    call_id = customer_calls(meta)
    assert call_id.startswith("wacid.")
    offered = told(receiver, "calls", "calls", 1)[0]
    assert (offered["id"], offered["event"], offered["direction"]) == (call_id, "connect", "USER_INITIATED")
    assert (offered["from"], offered["to"]) == (DEWI, "6281110002001")
    assert offered["session"]["sdp_type"] == "offer"
    assert offered["session"]["sdp"].startswith("v=0")
    contact = changes(receiver, "calls")[0]["contacts"][0]
    assert (contact["wa_id"], contact["profile"]["name"]) == (DEWI, "Dewi Prasetyo")
    success = {"messaging_product": "whatsapp", "success": True}
    assert answer(meta, "pre_accept", call_id).json == success
    assert answer(meta, "accept", call_id).json == success
    meta.advance(120)
    assert act(meta, "terminate", call_id=call_id).json == success
    ended = told(receiver, "calls", "calls", 2)[1]
    assert (ended["event"], ended["status"]) == ("terminate", "COMPLETED")
    assert int(ended["end_time"]) - int(ended["start_time"]) == ended["duration"]
    assert 119 <= ended["duration"] <= 122


def test_a_call_that_nobody_takes_ends_after_a_minute(meta, receiver):
    customer_calls(meta)
    meta.advance(61)
    ended = told(receiver, "calls", "calls", 2)[1]
    assert (ended["event"], ended["status"]) == ("terminate", "FAILED")
    assert "duration" not in ended


def test_a_call_opens_the_window_though_nobody_takes_it(meta, receiver):
    customer_calls(meta)
    sent = meta.send(DEWI).json["messages"][0]["id"]
    meta.advance(5)
    assert {status["status"] for status in receiver.statuses(sent)} == {"sent", "delivered"}


def test_a_rejected_call_cannot_be_answered_any_more(meta, receiver):
    call_id = customer_calls(meta)
    assert act(meta, "reject", call_id=call_id).status == 200
    assert told(receiver, "calls", "calls", 2)[1]["status"] == "FAILED"
    assert answer(meta, "accept", call_id).code == 131009
    assert act(meta, "terminate", call_id=call_id).code == 131009


def test_the_answer_must_be_the_one_of_pre_accept(meta):
    call_id = customer_calls(meta)
    answer(meta, "pre_accept", call_id)
    assert answer(meta, "accept", call_id, OFFER + "a=sendrecv\r\n").code == 131009


def test_a_customer_without_a_number_calls(meta, receiver):
    customer_calls(meta, LENA)
    offered = told(receiver, "calls", "calls", 1)[0]
    assert "from" not in offered
    assert offered["from_user_id"] == LENA


def test_a_call_to_the_business_allows_calling_back_where_that_is_set(meta):
    customer_calls(meta, number=NEW_YORK)
    found = meta.call("GET", f"/v23.0/{NEW_YORK}/call_permissions?user_wa_id={DEWI}")
    assert found.json["permission"]["status"] == "temporary"


def test_the_business_calls_with_permission(meta, receiver):
    allow(meta)
    receiver.clear()
    made = connect(meta, biz_opaque_callback_data="row 9")
    call_id = made.json["calls"][0]["id"]
    assert made.json == {"messaging_product": "whatsapp", "calls": [{"id": call_id}]}
    meta.advance(1)
    rung = told(receiver, "calls", "calls", 1)[0]
    assert (rung["event"], rung["direction"]) == ("connect", "BUSINESS_INITIATED")
    assert rung["session"]["sdp_type"] == "answer"
    assert (rung["from"], rung["to"]) == ("6281110002001", DEWI)
    meta.control(f"/calls/{call_id}/answer", {})
    meta.advance(30)
    meta.control(f"/calls/{call_id}/hang_up", {})
    statuses = told(receiver, "calls", "statuses", 2)
    assert [(s["status"], s["type"], s["recipient_id"]) for s in statuses] == [
        ("RINGING", "call", DEWI),
        ("ACCEPTED", "call", DEWI),
    ]
    ended = told(receiver, "calls", "calls", 2)[1]
    assert (ended["status"], ended["biz_opaque_callback_data"]) == ("COMPLETED", "row 9")


def test_a_customer_rejects_the_call(meta, receiver):
    allow(meta)
    call_id = connect(meta).json["calls"][0]["id"]
    meta.advance(1)
    meta.control(f"/calls/{call_id}/reject", {})
    assert [s["status"] for s in told(receiver, "calls", "statuses", 2)] == ["RINGING", "REJECTED"]
    assert told(receiver, "calls", "calls", 2)[1]["status"] == "FAILED"


def test_calling_without_permission_is_refused(meta):
    assert connect(meta).code == 138006
    allow(meta)
    allow(meta, permission="no_permission")
    assert connect(meta).code == 138006


def test_a_temporary_permission_ends_after_a_week(meta):
    allow(meta)
    meta.advance(7 * 86400 + 60)
    assert connect(meta).code == 138006
    allow(meta, permission="permanent")
    meta.advance(30 * 86400)
    assert connect(meta).status == 200


def test_four_calls_in_a_row_that_nobody_takes_cost_the_permission(meta):
    allow(meta)
    for _ in range(4):
        assert connect(meta).status == 200
        meta.advance(70)
    assert connect(meta).code == 138006


def test_ten_calls_a_day_are_the_limit(meta, receiver):
    allow(meta, permission="permanent")
    for _ in range(10):
        called(meta, receiver)
    assert connect(meta).code == 138012
    action = permissions(meta).json["actions"][1]
    assert (action["action_name"], action["can_perform_action"]) == ("start_call", False)
    limit = action["limits"][0]
    assert (limit["time_period"], limit["max_allowed"], limit["current_usage"]) == ("PT24H", 10, 10)
    assert limit["limit_expiration_time"] > 0
    meta.advance(86400)
    assert connect(meta).status == 200


@pytest.mark.parametrize(
    ("number", "code"),
    [(WHOLESALE, 138000), (EXCHANGE, 131055), (NEW_YORK, 138013)],
)
def test_some_numbers_cannot_call(meta, number, code):
    assert connect(meta, number=number).code == code


def test_a_second_call_with_the_same_customer_is_refused(meta):
    allow(meta)
    assert connect(meta).status == 200
    assert connect(meta).code == 138003


def test_somebody_who_is_not_on_whatsapp_cannot_be_called(meta):
    allow(meta, NOBODY)
    assert connect(meta, NOBODY).code == 138001


def test_the_number_cannot_call_itself(meta):
    assert connect(meta, "6281110002001").code == 131021


def test_without_a_payment_method_the_call_fails_by_webhook(meta, receiver):
    allow(meta, number=KIOSK)
    receiver.clear()
    assert connect(meta, number=KIOSK).status == 200
    meta.advance(1)
    ended = told(receiver, "calls", "calls", 1)[0]
    assert (ended["event"], ended["status"]) == ("terminate", "FAILED")
    assert [error["code"] for error in changes(receiver, "calls")[0]["errors"]] == [131044]


def test_a_thousand_calls_at_once_are_the_limit(meta):
    people = [str(491510000000 + number) for number in range(1000)]
    meta.control("/people", {"people": [{"wa_id": wa_id} for wa_id in people]})
    for person in people:
        customer_calls(meta, person)
    allow(meta)
    assert connect(meta).code == 138002


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"messaging_product": "sms"}, 100),
        ({"to": None}, 131008),
        ({"session": None}, 131008),
        ({"session": {"sdp_type": "answer", "sdp": OFFER}}, 100),
        ({"session": {"sdp_type": "offer", "sdp": "Hello"}}, 131009),
        ({"session": {"sdp_type": "offer"}}, 131008),
        ({"biz_opaque_callback_data": "x" * 513}, 131009),
    ],
)
def test_broken_calls_are_refused(meta, body, code):
    allow(meta)
    assert connect(meta, **body).code == code


def test_an_unknown_action_is_refused(meta):
    assert act(meta, "dial", to=DEWI).code == 100


@pytest.mark.parametrize(("more", "code"), [({}, 131008), ({"call_id": "wacid.unknown"}, 131009)])
def test_acting_on_a_call_needs_its_id(meta, more, code):
    assert act(meta, "terminate", **more).code == code


def test_permissions_are_shown_with_their_limits(meta):
    assert permissions(meta).json == {
        "messaging_product": "whatsapp",
        "permission": {"status": "no_permission"},
        "actions": [
            {
                "action_name": "send_call_permission_request",
                "can_perform_action": True,
                "limits": [
                    {"time_period": "PT24H", "max_allowed": 1, "current_usage": 0},
                    {"time_period": "P7D", "max_allowed": 2, "current_usage": 0},
                ],
            },
            {
                "action_name": "start_call",
                "can_perform_action": False,
                "limits": [{"time_period": "PT24H", "max_allowed": 10, "current_usage": 0}],
            },
        ],
    }
    allow(meta)
    found = permissions(meta).json["permission"]
    assert (found["status"], found["expiration_time"] > 0) == ("temporary", True)
    allow(meta, permission="permanent")
    assert permissions(meta).json["permission"] == {"status": "permanent"}


def test_a_request_for_permission_counts_until_a_call_is_taken(meta, receiver):
    meta.open_window(DEWI)
    request = {
        "type": "call_permission_request",
        "action": {"name": "call_permission_request"},
        "body": {"text": "May we call you about your order?"},
    }
    sent = meta.post_message({"to": DEWI, "type": "interactive", "interactive": request})
    assert sent.status == 200, sent.raw
    asked = permissions(meta).json["actions"][0]
    assert (asked["can_perform_action"], asked["limits"][0]["current_usage"]) == (False, 1)
    assert asked["limits"][0]["limit_expiration_time"] > 0
    allow(meta)
    called(meta, receiver)
    asked = permissions(meta).json["actions"][0]
    assert (asked["can_perform_action"], asked["limits"][0]["current_usage"]) == (True, 0)


def test_five_look_ups_a_second_are_the_limit(meta):
    codes = [permissions(meta, ADA).status for _ in range(6)]
    assert codes == [200] * 5 + [429]
    assert permissions(meta, ADA).code == 613
    meta.advance(1.5)
    assert permissions(meta, ADA).status == 200


def test_a_look_up_needs_a_user(meta):
    assert meta.call("GET", f"/v23.0/{COFFEE}/call_permissions").code == 131008


def test_where_calling_is_off_there_are_no_permissions(meta):
    assert meta.call("GET", f"/v23.0/{WHOLESALE}/call_permissions?user_wa_id={DEWI}").code == 138000
