"""Memory stays bounded: the oldest finished messages are forgotten with all that belongs to them."""

from sandbox.tests.client import ADA, COFFEE, DEWI
from sandbox.tests.life.sends import UTILITY, send_template


def known(meta):
    return [m["id"] for m in meta.control("/messages?direction=all")["messages"]]


def quick(meta, history):
    meta.control("/settings", {"history": history, "pair_limit": False, "throughput_limit": False})


def test_beyond_the_history_the_oldest_are_forgotten(meta):
    quick(meta, 20)
    wrote = [meta.customer_writes(text=str(n)) for n in range(50)]
    assert known(meta) == wrote[-20:]
    chat = next(c for c in meta.control(f"/phone/chats?as={DEWI}")["chats"] if c["id"] == COFFEE)
    assert [m["id"] for m in chat["messages"]] == wrote[-20:]


def test_a_message_that_still_waits_is_kept(meta, receiver):
    quick(meta, 10)
    meta.control(f"/people/{ADA}", {"online": False})
    waiting = send_template(meta, ADA, UTILITY)
    meta.advance(2)
    for n in range(40):
        meta.customer_writes(text=str(n))
    assert waiting in known(meta)
    meta.control(f"/people/{ADA}", {"online": True})
    meta.advance(1)
    assert [s["status"] for s in receiver.statuses(waiting)] == ["sent", "delivered"]


def test_the_files_of_forgotten_messages_go_with_them(meta):
    quick(meta, 10)
    meta.control(f"/people/{DEWI}/send", {"type": "image"})
    media = meta.control("/messages?direction=in")["messages"][0]["content"]["id"]
    assert meta.call("GET", f"/v23.0/{media}").status == 200
    for n in range(20):
        meta.customer_writes(text=str(n))
    assert meta.call("GET", f"/v23.0/{media}").status == 400


def test_a_late_reading_of_a_forgotten_message_hurts_nobody(meta, receiver):
    quick(meta, 5)
    sent = [send_template(meta, DEWI, UTILITY) for _ in range(3)]
    meta.advance(2)
    for n in range(20):
        meta.customer_writes(ADA, text=str(n))
    assert meta.control(f"/people/{DEWI}/read", {"phone_number_id": COFFEE}) == {"read": 0}
    assert {s["status"] for i in sent for s in receiver.statuses(i)} == {"sent", "delivered"}
