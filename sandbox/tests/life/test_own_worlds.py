"""Customers of a world that was written by hand: their ids within portfolios, their scripts."""

from sandbox.tests.client import DEWI, wait_for


def test_each_portfolio_knows_a_person_by_another_user_id(accounts, receiver):
    for number in ("1001", "2001", "3001", "2003"):
        accounts.customer_writes(phone_number_id=number)
    assert wait_for(lambda: len(receiver.messages()) == 4)
    ids = {}
    for value in receiver.values():
        number = value["metadata"]["phone_number_id"]
        ids[number] = value["contacts"][0]["user_id"]
        assert value["messages"][0]["from_user_id"] == ids[number]
    assert ids["2001"] == ids["2003"]
    assert len(set(ids.values())) == 3
    assert all(found.startswith("ID.") for found in ids.values())
    body = {"messaging_product": "whatsapp", "recipient": ids["2001"], "text": {"body": "Hi"}}
    accepted = accounts.call("POST", "/v23.0/2003/messages", body)
    assert accepted.json["contacts"] == [{"input": ids["2001"], "user_id": ids["2001"]}]
    assert accounts.call("POST", "/v23.0/3001/messages", body).code == 100


def test_a_script_may_stand_in_the_world_file(accounts, receiver):
    ani = "6281298765432"
    accounts.customer_writes(ani, phone_number_id="2001")
    body = {"messaging_product": "whatsapp", "to": ani, "text": {"body": "Your order is ready."}}
    accounts.call("POST", "/v23.0/2001/messages", body)
    accounts.advance(3)
    assert [m["text"]["body"] for m in receiver.messages()] == ["Hi", "Thank you!"]


def test_a_changed_identity_is_announced_and_the_old_hash_fails_with_137000(accounts, receiver):
    accounts.customer_writes(phone_number_id="2003")
    assert wait_for(receiver.messages)
    old = receiver.values()[-1]["contacts"][0]["identity_key_hash"]
    accounts.control(f"/people/{DEWI}/identity", {})
    system = wait_for(lambda: next((m for m in receiver.messages() if m["type"] == "system"), None))
    assert system["system"]["type"] == "customer_identity_changed"
    assert system["identity"]["acknowledged"] is False
    new = system["identity"]["hash"]
    assert new != old
    stale, fresh = (send_believing(accounts, identity) for identity in (old, new))
    accounts.advance(2)
    assert receiver.statuses(stale)[0]["errors"][0]["code"] == 137000
    assert [s["status"] for s in receiver.statuses(fresh)] == ["sent", "delivered"]
    assert receiver.statuses(fresh)[0]["recipient_identity_key_hash"] == new


def send_believing(meta, identity):
    body = {"messaging_product": "whatsapp", "to": DEWI, "text": {"body": "Hi"}}
    body["recipient_identity_key_hash"] = identity
    return meta.call("POST", "/v23.0/2003/messages", body).json["messages"][0]["id"]
