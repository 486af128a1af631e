"""A number that the WhatsApp Business app and the API share."""

import pytest
from sandbox.tests.client import ADA, COFFEE, DEWI

DAY = 86_400
FIELDS = "messages,history,smb_app_state_sync,smb_message_echoes,account_update"


@pytest.fixture
def shared(meta, receiver):
    meta.subscribe(receiver.url, FIELDS)
    receiver.clear()
    return meta


def onboard(meta, **told):
    meta.control(f"/coexistence/{COFFEE}/onboard", told)


def ask(meta, kind):
    body = {"messaging_product": "whatsapp", "sync_type": kind}
    return meta.call("POST", f"/v23.0/{COFFEE}/smb_app_data", body)


def parts(receiver, name):
    return [item for value in receiver.values() for item in value.get(name, [])]


def test_what_is_written_in_the_app_comes_as_an_echo_without_statuses(shared, receiver):
    onboard(shared)
    sent = shared.control(
        f"/coexistence/{COFFEE}/echo", {"to": DEWI, "type": "text", "text": {"body": "Ready for pick-up"}}
    )["id"]
    shared.advance(5)
    assert shared.control(f"/people/{DEWI}/read", {}) == {"read": 1}
    shared.advance(1)
    (echo,) = parts(receiver, "message_echoes")
    assert echo == {
        "from": "6281110002001",
        "to": DEWI,
        "to_user_id": "ID.84519930277416250193",
        "id": sent,
        "timestamp": echo["timestamp"],
        "type": "text",
        "text": {"body": "Ready for pick-up"},
    }
    assert receiver.statuses() == []


def test_an_echo_can_be_edited_and_taken_back(shared, receiver):
    onboard(shared)
    sent = shared.control(f"/coexistence/{COFFEE}/echo", {"to": DEWI, "text": {"body": "Raedy"}})["id"]
    shared.control(f"/coexistence/{COFFEE}/edit", {"message_id": sent, "text": "Ready"})
    shared.control(f"/coexistence/{COFFEE}/revoke", {"message_id": sent})
    shared.advance(1)
    _, edit, revoke = parts(receiver, "message_echoes")
    assert edit["edit"] == {
        "original_message_id": sent,
        "message": {"type": "text", "text": {"body": "Ready"}},
    }
    assert revoke["revoke"] == {"original_message_id": sent}


def test_the_address_book_is_sent_once_and_kept_up(shared, receiver):
    onboard(shared, contacts={ADA: {"full_name": "Ada Mol", "first_name": "Ada"}})
    answer = ask(shared, "smb_app_state_sync")
    assert (answer.status, answer.json["messaging_product"]) == (200, "whatsapp")
    assert answer.json["request_id"]
    shared.advance(2)
    (synced,) = parts(receiver, "state_sync")
    assert (synced["type"], synced["action"]) == ("contact", "add")
    assert synced["contact"] == {"full_name": "Ada Mol", "first_name": "Ada", "phone_number": ADA}
    assert ask(shared, "smb_app_state_sync").code == 2593107
    shared.control(f"/coexistence/{COFFEE}/contact", {"phone_number": ADA, "remove": True})
    shared.advance(1)
    assert parts(receiver, "state_sync")[1]["action"] == "remove"


def test_the_history_comes_in_phases_that_end_at_100_and_media_follow(shared, receiver):
    messages = [
        {"from_me": False, "days_ago": 0.5, "content": {"body": "Today"}},
        {"from_me": True, "days_ago": 30, "content": {"body": "Last month"}, "status": "DELIVERED"},
        {"from_me": False, "days_ago": 3, "type": "image", "content": {"caption": "New"}},
        {"from_me": False, "days_ago": 100, "type": "image", "content": {"caption": "Old"}},
    ]
    onboard(shared, threads=[{"person": ADA, "messages": messages}])
    assert ask(shared, "history").status == 200
    shared.advance(60)
    chunks = parts(receiver, "history")
    assert [c["metadata"]["phase"] for c in chunks] == [0, 1, 2]
    assert [c["metadata"]["progress"] for c in chunks][-1] == 100
    assert sorted(c["metadata"]["progress"] for c in chunks) == [c["metadata"]["progress"] for c in chunks]
    threads = [t for c in chunks for t in c["threads"]]
    assert {t["id"] for t in threads} == {ADA}
    found = [m for t in threads for m in t["messages"]]
    assert [m["type"] for m in found] == ["text", "media_placeholder", "text", "media_placeholder"]
    assert found[2]["history_context"] == {"status": "DELIVERED"}
    assert (found[2]["from"], found[2]["to"]) == ("6281110002001", ADA)
    (media,) = parts(receiver, "messages")
    assert (media["id"], media["image"]["caption"]) == (found[1]["id"], "New")


def test_a_long_history_comes_in_many_chunks(shared, receiver):
    messages = [{"from_me": True, "days_ago": 10, "content": {"body": str(n)}} for n in range(450)]
    onboard(shared, threads=[{"person": ADA, "messages": messages}])
    ask(shared, "history")
    shared.advance(60)
    chunks = [c["metadata"] for c in parts(receiver, "history")]
    assert [(c["phase"], c["chunk_order"]) for c in chunks] == [(0, 1), (1, 1), (1, 2), (1, 3), (2, 1)]
    assert max(c["progress"] for c in chunks[:-1]) < 100


def test_a_business_may_keep_its_history(shared, receiver):
    onboard(shared, declined=True)
    ask(shared, "history")
    shared.advance(5)
    (refused,) = parts(receiver, "history")
    assert refused["errors"][0]["code"] == 2593109


def test_without_a_history_of_its_own_samples_are_sent(shared, receiver):
    onboard(shared)
    ask(shared, "history")
    ask(shared, "smb_app_state_sync")
    shared.advance(120)
    assert parts(receiver, "history")[-1]["metadata"]["progress"] == 100
    assert len(parts(receiver, "state_sync")) == 5


def test_the_history_must_be_asked_for_within_a_day(shared):
    onboard(shared)
    shared.advance(DAY + 60)
    assert ask(shared, "history").code == 2593108


def test_a_number_of_its_own_has_nothing_to_synchronise(shared):
    assert ask(shared, "history").code == 100
    assert ask(shared, "everything").code == 100


def test_a_shared_number_sends_twenty_messages_a_second(shared):
    onboard(shared)
    answers = [shared.send(to=f"62877000{n:05d}") for n in range(45)]
    assert answers[19].status == 200
    assert 130429 in [a.code for a in answers if a.status != 200]


def test_a_disconnected_number_is_announced(shared, receiver):
    onboard(shared)
    shared.control(f"/coexistence/{COFFEE}/disconnect", {"reason": "PRIMARY_INACTIVITY"})
    shared.advance(1)
    assert receiver.values()[-1] == {
        "event": "PARTNER_REMOVED",
        "waba_info": {"waba_id": "104220055667788", "owner_business_id": "229900118844221"},
        "disconnection_info": {"reason": "PRIMARY_INACTIVITY", "initiated_by": "SYSTEM"},
    }
    assert shared.send().code == 133010
