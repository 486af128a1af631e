"""The customer service window, and how long a message lives."""

from sandbox.tests.client import COFFEE, DEWI
from sandbox.tests.life.sends import UTILITY, failure_of, send_template, send_text

DAY = 86_400


def test_the_window_holds_24_hours_from_the_last_message(meta, receiver):
    meta.open_window()
    meta.advance(DAY - 60)
    meta.customer_writes(text="Still there?")
    meta.advance(DAY - 60)
    assert failure_of(meta, receiver, send_text(meta, DEWI)) is None
    meta.advance(120)
    assert failure_of(meta, receiver, send_text(meta, DEWI)) == 131047


def test_the_window_of_one_number_does_not_open_another(meta, receiver):
    meta.open_window()
    other = meta.control("/world")["wabas"][0]["phone_numbers"][1]["id"]
    assert failure_of(meta, receiver, send_text(meta, DEWI, number=other)) == 131047


def test_a_tap_of_a_button_opens_the_window(meta, receiver):
    sent = meta.post_message(
        {
            "to": DEWI,
            "type": "template",
            "template": {
                "name": "order_update",
                "language": {"code": "en_US"},
                "components": [{"type": "body", "parameters": [{"type": "text", "text": t} for t in "ab"]}],
            },
        }
    ).json["messages"][0]["id"]
    meta.advance(2)
    meta.control(f"/people/{DEWI}/tap", {"message_id": sent, "button": "All good"})
    assert failure_of(meta, receiver, send_text(meta, DEWI)) is None


def test_what_waits_longer_than_thirty_days_is_dropped_and_nobody_is_told(meta, receiver):
    meta.control(f"/people/{DEWI}", {"online": False})
    old = send_template(meta, DEWI, UTILITY)
    meta.advance(29 * DAY)
    young = send_template(meta, DEWI, UTILITY)
    meta.advance(2 * DAY)
    meta.control(f"/people/{DEWI}", {"online": True})
    meta.advance(2)
    assert [s["status"] for s in receiver.statuses(old)] == ["sent"]
    assert [s["status"] for s in receiver.statuses(young)] == ["sent", "delivered"]


def test_a_number_that_is_blocked_while_its_message_waits_never_delivers_it(meta, receiver):
    meta.control(f"/people/{DEWI}", {"online": False})
    sent = send_template(meta, DEWI, UTILITY)
    meta.advance(2)
    meta.control(f"/people/{DEWI}", {"online": True, "blocked": [COFFEE]})
    meta.advance(2)
    assert [s["status"] for s in receiver.statuses(sent)] == ["sent"]


def test_a_voice_message_is_played_after_it_is_read(meta, receiver):
    meta.open_window()
    voice = meta.control(f"/people/{DEWI}/send", {"type": "audio"})["id"]
    media = meta.control("/messages?direction=in")["messages"][-1]["content"]["id"]
    assert voice
    sent = meta.post_message({"to": DEWI, "type": "audio", "audio": {"id": media, "voice": True}})
    sent = sent.json["messages"][0]["id"]
    meta.advance(2)
    for _ in range(2):
        meta.control(f"/people/{DEWI}/played", {"message_id": sent})
    meta.advance(1)
    assert [s["status"] for s in receiver.statuses(sent)] == ["sent", "delivered", "read", "played"]
