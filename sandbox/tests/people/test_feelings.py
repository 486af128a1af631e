"""Blocking, reporting, and marketing that a customer does not want."""

from sandbox.tests.client import ADA, COFFEE, DEWI, wait_for


def test_stopping_and_resuming_marketing_is_told_once_each(meta, receiver):
    meta.subscribe(receiver.url, "messages,user_preferences")
    for deed in ("stop_marketing", "stop_marketing", "resume_marketing"):
        meta.control(f"/people/{DEWI}/{deed}", {"phone_number_id": COFFEE})
    meta.advance(1)
    told = [p for v in receiver.values() for p in v.get("user_preferences", [])]
    assert [p["value"] for p in told] == ["stop", "resume"]
    assert told[0] == {
        "wa_id": DEWI,
        "user_id": "ID.84519930277416250193",
        "detail": "User requested to stop marketing messages",
        "category": "marketing_messages",
        "value": "stop",
        "timestamp": told[0]["timestamp"],
    }
    assert isinstance(told[0]["timestamp"], int)
    assert receiver.values()[0]["contacts"][0]["wa_id"] == DEWI


def test_who_blocked_the_business_writes_only_after_unblocking(meta, receiver):
    meta.control(f"/people/{DEWI}/block", {"phone_number_id": COFFEE})
    order = {"phone_number_id": COFFEE, "type": "text", "text": {"body": "Hi"}}
    assert meta.call("POST", f"/_sandbox/people/{DEWI}/send", order, token=None).status == 400
    meta.control(f"/people/{DEWI}/unblock", {"phone_number_id": COFFEE})
    meta.customer_writes()
    assert wait_for(receiver.messages)


def test_a_verdict_may_name_the_message_that_led_to_it(meta):
    meta.open_window()
    sent = meta.send().json["messages"][0]["id"]
    meta.advance(2)
    assert meta.control(f"/people/{DEWI}/report", {"phone_number_id": COFFEE, "message_id": sent})
    wrong = {"phone_number_id": COFFEE, "message_id": sent}
    assert meta.call("POST", f"/_sandbox/people/{ADA}/report", wrong, token=None).status == 400
