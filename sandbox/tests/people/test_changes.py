"""Customers who change number, phone, username, or hide their number."""

from sandbox.tests.client import DEWI, LENA, wait_for

NEW = "6281299990000"
DAY = 86_400


def test_a_new_number_is_announced_without_contacts(meta, receiver):
    meta.subscribe(receiver.url, "messages,user_id_update")
    before = next(p for p in meta.control("/people")["people"] if p["wa_id"] == DEWI)["user_id"]
    meta.open_window()
    after = meta.control(f"/people/{DEWI}/number", {"wa_id": NEW})["user_id"]
    value = wait_for(lambda: next((v for v in receiver.values() if "user_id_update" in v), None))
    assert after != before
    assert value["user_id_update"][0]["user_id"] == {"previous": before, "current": after}
    system = next(v for v in receiver.values() if v.get("messages", [{}])[0].get("type") == "system")
    assert "contacts" not in system
    assert system["messages"][0]["from"] == DEWI
    assert system["messages"][0]["system"] == {
        "body": f"User Dewi Prasetyo changed from {DEWI} to {NEW}",
        "type": "user_changed_number",
        "wa_id": NEW,
        "user_id": after,
        "previous_user_id": before,
    }


def test_nobody_answers_at_the_old_number_and_the_new_one_has_no_window(meta, receiver):
    meta.open_window()
    meta.control(f"/people/{DEWI}/number", {"wa_id": NEW})
    old, new = (meta.send(to).json["messages"][0]["id"] for to in (DEWI, NEW))
    meta.advance(2)
    codes = [receiver.statuses(i)[0]["errors"][0]["code"] for i in (old, new)]
    assert codes == [131047, 131047]
    meta.customer_writes(NEW)
    sent = meta.send(NEW).json["messages"][0]["id"]
    meta.advance(2)
    assert [s["status"] for s in receiver.statuses(sent)] == ["sent", "delivered"]


def test_the_chat_moves_along(meta):
    wamid = meta.open_window()
    meta.control(f"/people/{DEWI}/number", {"wa_id": NEW})
    chats = meta.control(f"/phone/chats?as={NEW}")["chats"]
    assert [m["id"] for c in chats for m in c["messages"]] == [wamid]


def hide(meta):
    return meta.control(f"/people/{DEWI}", {"hidden": True})


def test_a_hidden_number_is_missing_in_messages_contacts_and_statuses(meta, receiver):
    hide(meta)
    meta.customer_writes()
    user_id = next(p for p in meta.control("/people")["people"] if p["wa_id"] == DEWI)["user_id"]
    sent = meta.post_message({"recipient": user_id, "text": {"body": "Hi"}}).json["messages"][0]["id"]
    meta.advance(2)
    assert "from" not in receiver.messages()[0]
    assert all("wa_id" not in v["contacts"][0] for v in receiver.values())
    assert all("recipient_id" not in s for s in receiver.statuses(sent))
    assert {s["recipient_user_id"] for s in receiver.statuses(sent)} == {user_id}


def test_who_was_written_to_by_number_shows_it_for_thirty_days(meta, receiver):
    hide(meta)
    meta.send()
    meta.advance(29 * DAY)
    meta.customer_writes()
    assert wait_for(receiver.messages)[0]["from"] == DEWI
    meta.advance(2 * DAY)
    meta.customer_writes()
    assert wait_for(lambda: len(receiver.messages()) == 2)
    assert "from" not in receiver.messages()[1]


def test_a_number_cannot_be_hidden_without_a_username(meta):
    answer = meta.call("POST", "/_sandbox/people/31612345678", {"hidden": True}, token=None)
    assert (answer.status, "username" in answer.json["detail"]) == (400, True)


def test_a_username_can_be_changed_but_not_taken_from_someone(meta):
    assert meta.control(f"/people/{DEWI}", {"username": "dewi"})["username"] == "dewi"
    assert meta.control("/people/@dewi", {})["wa_id"] == DEWI
    answer = meta.call("POST", "/_sandbox/people/31612345678", {"username": "lena.k"}, token=None)
    assert (answer.status, "Lena" in answer.json["detail"]) == (400, True)
    answer = meta.call("POST", f"/_sandbox/people/{LENA}", {"username": None}, token=None)
    assert answer.status == 400


def test_who_hides_the_number_has_only_another_user_id_after_a_change(meta, receiver):
    hide(meta)
    meta.customer_writes()
    after = meta.control(f"/people/{DEWI}/number", {"wa_id": NEW})["user_id"]
    system = wait_for(lambda: next((m for m in receiver.messages() if m["type"] == "system"), None))
    assert "from" not in system
    assert system["system"] == {
        "body": f"User Dewi Prasetyo changed from ID.84519930277416250193 to {after}",
        "type": "user_changed_user_id",
        "user_id": after,
        "previous_user_id": "ID.84519930277416250193",
    }
