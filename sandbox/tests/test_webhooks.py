"""What reaches the business: signed, escaped, in Meta's shape, until it answers 200."""

import json
import time

from sandbox.tests.client import ADA, COFFEE, DEWI, LENA, WABA, signed, wait_for

from waypost_sandbox.wire import meta_json

HOUR, DAY = 3600, 86_400


def test_non_ascii_and_slashes_are_escaped_as_meta_does():
    body = meta_json({"a": "é/😀", "b": "نعم"})
    assert body == rb'{"a":"\u00e9\/\ud83d\ude00","b":"\u0646\u0639\u0645"}'
    assert json.loads(body) == {"a": "é/😀", "b": "نعم"}


def test_every_webhook_is_signed_over_its_exact_bytes(meta, receiver):
    meta.customer_writes("201001234567", "هل المتجر مفتوح؟ 24/7 😀")
    assert wait_for(lambda: receiver.bodies)
    assert receiver.headers[0]["X-Hub-Signature-256"] == signed(receiver.bodies[0])
    assert rb"24\/7 \ud83d\ude00" in receiver.bodies[0]


def test_a_customers_text_arrives_in_metas_envelope(meta, receiver):
    wamid = meta.customer_writes(text="Is it in stock?")
    assert wait_for(receiver.messages)
    body = json.loads(receiver.bodies[0])
    assert body["object"] == "whatsapp_business_account"
    assert body["entry"][0]["id"] == WABA
    assert body["entry"][0]["changes"][0]["field"] == "messages"
    value = receiver.values()[0]
    assert value["metadata"] == {"display_phone_number": "6281110002001", "phone_number_id": COFFEE}
    assert value["contacts"][0]["profile"] == {"name": "Dewi Prasetyo", "username": "@dewi.p"}
    message = value["messages"][0]
    assert (message["id"], message["from"], message["type"]) == (wamid, DEWI, "text")
    assert message["text"] == {"body": "Is it in stock?"}
    assert isinstance(message["timestamp"], str)


def test_a_person_with_only_a_username_comes_without_number(meta, receiver):
    meta.customer_writes(LENA)
    assert wait_for(receiver.messages)
    value = receiver.values()[0]
    assert "from" not in value["messages"][0]
    assert value["messages"][0]["from_user_id"] == LENA
    assert "wa_id" not in value["contacts"][0]


def test_statuses_come_in_order_with_price_contact_and_callback_data(meta, receiver):
    meta.open_window()
    meta.control(f"/people/{DEWI}", {"reads": True})
    wamid = meta.send(biz_opaque_callback_data="campaign=41").json["messages"][0]["id"]
    meta.advance()
    sent, delivered, read = receiver.statuses(wamid)
    assert [s["status"] for s in (sent, delivered, read)] == ["sent", "delivered", "read"]
    assert {s["biz_opaque_callback_data"] for s in (sent, delivered, read)} == {"campaign=41"}
    assert sent["pricing"]["category"] == "service"
    assert "pricing" in delivered
    assert "pricing" not in read
    assert sent["recipient_id"] == DEWI
    assert all(v["contacts"][0]["wa_id"] == DEWI for v in receiver.values() if "statuses" in v)


def test_a_customer_who_is_offline_gets_the_message_when_back(meta, receiver):
    meta.open_window()
    meta.control(f"/people/{DEWI}", {"online": False})
    wamid = meta.send().json["messages"][0]["id"]
    meta.advance(HOUR)
    assert [s["status"] for s in receiver.statuses(wamid)] == ["sent"]
    meta.control(f"/people/{DEWI}", {"online": True})
    meta.control(f"/people/{DEWI}/read", {})
    meta.advance()
    assert [s["status"] for s in receiver.statuses(wamid)] == ["sent", "delivered", "read"]


def test_outside_the_window_the_answer_is_200_and_the_failure_comes_later(meta, receiver):
    meta.open_window()
    meta.advance(DAY + 1)
    answer = meta.send(biz_opaque_callback_data="x")
    assert answer.status == 200
    meta.advance()
    (failed,) = receiver.statuses(answer.json["messages"][0]["id"])
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131047)
    assert failed["biz_opaque_callback_data"] == "x"
    assert all(
        "contacts" not in v
        for v in receiver.values()
        if any(s["status"] == "failed" for s in v.get("statuses", []))
    )


def test_a_template_goes_out_with_the_window_closed(meta, receiver):
    meta.post_message(
        {"to": ADA, "type": "template", "template": {"name": "hello_world", "language": {"code": "en_US"}}}
    )
    meta.advance()
    assert [s["status"] for s in receiver.statuses()] == ["sent", "delivered"]
    assert receiver.statuses()[0]["pricing"]["category"] == "utility"


def test_a_number_that_is_not_on_whatsapp_fails_with_131026(meta, receiver):
    meta.open_window("628990000001")
    wamid = meta.send("628990000001").json["messages"][0]["id"]
    meta.advance()
    assert receiver.statuses(wamid)[0]["errors"][0]["code"] == 131026


def test_a_reaction_of_the_business_is_only_sent(meta, receiver):
    wamid = meta.open_window()
    meta.post_message({"to": DEWI, "type": "reaction", "reaction": {"message_id": wamid, "emoji": "👍"}})
    meta.advance()
    assert [s["status"] for s in receiver.statuses()] == ["sent"]


def test_the_read_receipt_is_taken_and_an_unknown_message_refused(meta):
    wamid = meta.open_window()
    receipt = {"status": "read", "message_id": wamid, "typing_indicator": {"type": "text"}}
    assert meta.post_message(receipt).json == {"success": True}
    assert meta.control("/messages?direction=in")["messages"][0]["status"] == "read"
    assert meta.post_message({"status": "read", "message_id": "wamid.none"}).code == 131009


def test_a_failing_receiver_gets_the_same_bytes_again(meta, receiver):
    receiver.status = 500
    meta.customer_writes(text="Keep trying")
    assert wait_for(lambda: receiver.bodies)
    meta.advance(60)
    assert len(receiver.bodies) >= 4
    assert meta.control("/state")["webhooks"]["retrying"] == 1
    receiver.status = 200
    meta.advance(HOUR)
    assert len(set(receiver.bodies)) == 1
    assert meta.control("/state")["webhooks"]["pending"] == 0


def test_redelivery_goes_on_for_seven_days_and_no_longer(meta, receiver):
    receiver.status = 503
    meta.customer_writes()
    meta.advance(6.5 * DAY)
    assert meta.control("/state")["webhooks"]["pending"] == 1
    meta.advance(DAY)
    found = meta.control("/state")["webhooks"]
    assert (found["pending"], found["given_up_after_seven_days"]) == (0, 1)
    assert 20 < len(receiver.bodies) < 60


def test_an_unreachable_receiver_gets_everything_when_it_is_back(meta, receiver):
    meta.call(
        "POST",
        f"/v23.0/{COFFEE}",
        {"webhook_configuration": {"override_callback_uri": receiver.url, "verify_token": "v"}},
    )
    receiver.status = 502
    meta.open_window()
    wamid = meta.send().json["messages"][0]["id"]
    meta.advance(30)
    receiver.clear()
    meta.advance(HOUR)
    assert {s["status"] for s in receiver.statuses(wamid)} == {"sent", "delivered"}
    assert len(receiver.messages()) == 1


def test_a_duplicated_webhook_arrives_twice(meta, receiver):
    meta.faults({"kind": "duplicate_webhook"})
    wamid = meta.customer_writes()
    meta.advance()
    assert [m["id"] for m in receiver.messages()] == [wamid, wamid]


def test_reordered_webhooks_come_in_another_order_and_none_is_missing(meta, receiver):
    meta.control("/faults", {"rules": [{"kind": "reorder_webhooks", "delay_seconds": 30}], "seed": 7})
    sent = [meta.customer_writes(text=str(n)) for n in range(20)]
    meta.advance(60)
    got = [m["id"] for m in receiver.messages()]
    assert sorted(got) == sorted(sent)
    assert got != sent


def test_a_lost_webhook_never_comes_unless_a_delay_is_given(meta, receiver):
    meta.faults({"kind": "lose_webhook", "count": 1})
    meta.customer_writes(text="lost")
    meta.faults({"kind": "lose_webhook", "count": 1, "delay_seconds": 600})
    meta.customer_writes(text="late")
    meta.advance(DAY)
    assert [m["text"]["body"] for m in receiver.messages()] == ["late"]


def test_a_wrong_signature_is_followed_by_the_right_one_when_refused(meta, receiver):
    receiver.status = 401
    meta.faults({"kind": "wrong_signature", "count": 1})
    meta.customer_writes()
    assert wait_for(lambda: receiver.bodies)
    receiver.status = 200
    meta.advance()
    marks = [
        h["X-Hub-Signature-256"] == signed(b) for h, b in zip(receiver.headers, receiver.bodies, strict=True)
    ]
    assert marks == [False, True]


def test_many_updates_share_a_webhook(meta, receiver):
    meta.faults({"kind": "batch_webhooks"})
    for number in range(30):
        meta.customer_writes(text=str(number))
    meta.advance()
    assert len(receiver.messages()) == 30
    assert len(receiver.bodies) < 4


def test_the_handshake_must_return_the_challenge(meta, receiver):
    receiver.challenge = False
    answer = meta.subscribe(receiver.url)
    assert (answer.status, answer.code) == (400, 2200)
    receiver.challenge = True
    assert meta.subscribe(receiver.url).status == 200


def test_an_override_of_the_account_takes_the_webhooks(meta, receiver):
    url = receiver.url + "/override"
    answer = meta.call(
        "POST", f"/v23.0/{WABA}/subscribed_apps", {"override_callback_uri": url, "verify_token": "v"}
    )
    assert answer.json == {"success": True}
    assert meta.call("GET", f"/v23.0/{WABA}/subscribed_apps").json["data"][0]["override_callback_uri"] == url
    assert meta.call("DELETE", f"/v23.0/{WABA}/subscribed_apps").json == {"success": True}
    meta.customer_writes()
    assert wait_for(lambda: meta.control("/state")["webhooks"].get("without_subscription"))
    assert receiver.bodies == []


def test_statuses_come_by_themselves_in_real_time(meta, receiver):
    meta.open_window()
    begun = time.monotonic()
    wamid = meta.send().json["messages"][0]["id"]
    assert wait_for(lambda: len(receiver.statuses(wamid)) == 2)
    assert time.monotonic() - begun < 2
