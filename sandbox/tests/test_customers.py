"""What customers send, and the phone they hold."""

import json
import signal
import subprocess
import sys
import urllib.request

import pytest
from sandbox.tests.client import ADA, COFFEE, DEWI, LENA, start_sandbox, wait_for


@pytest.mark.parametrize(
    "order",
    [
        {"type": "location", "location": {"latitude": -6.9, "longitude": 107.6, "name": "Braga"}},
        {"type": "contacts", "contacts": [{"name": {"formatted_name": "Ada"}}]},
        {"type": "sticker"},
        {"type": "document", "document": {"filename": "menu.txt"}},
        {
            "type": "interactive",
            "interactive": {"type": "button_reply", "button_reply": {"id": "y", "title": "Yes"}},
        },
        {"type": "button", "button": {"payload": "GO", "text": "Go"}},
        {"type": "order", "order": {"catalog_id": "1", "product_items": []}},
        {"type": "unsupported", "errors": [{"code": 131051, "title": "Message type unknown"}]},
        {"type": "from_the_future", "from_the_future": {"x": 1}, "referral": {"source_id": "7"}},
    ],
)
def test_any_kind_of_message_reaches_the_business(meta, receiver, order):
    meta.control(f"/people/{DEWI}/send", {"phone_number_id": COFFEE, **order})
    (message,) = wait_for(receiver.messages)
    for key, value in order.items():
        assert message[key] == value if not isinstance(value, dict) else value.items() <= message[key].items()


def test_a_reply_names_the_message_it_answers(meta, receiver):
    wamid = meta.open_window()
    meta.customer_writes(text="and this?", context={"message_id": wamid})
    assert wait_for(lambda: len(receiver.messages()) == 2)
    assert receiver.messages()[1]["context"] == {"from": "6281110002001", "id": wamid}


def test_any_number_can_write_and_be_written_to(meta, receiver):
    meta.customer_writes("4915112345678", "Moin")
    assert wait_for(receiver.messages)[0]["from"] == "4915112345678"
    meta.send("4915112345678", "Moin")
    meta.advance()
    assert meta.control("/messages?to=4915112345678")["messages"][0]["received"] == 1


@pytest.mark.parametrize(
    "path, body, words",
    [
        ("/people/nobody/send", {"type": "text", "text": {"body": "x"}}, "There is no customer"),
        (f"/people/{DEWI}/send", {"type": "text"}, "A text needs"),
        (f"/people/{DEWI}/send", {}, "Say the"),
        (
            f"/people/{DEWI}/send",
            {"phone_number_id": "1", "type": "text", "text": {"body": "x"}},
            "no number 1",
        ),
        (f"/people/{DEWI}", {"onlin": True}, "onlin"),
        ("/faults", {"rules": [{"kind": "earthquake"}]}, "earthquake"),
        ("/clock", {"advance_seconds": -1}, "only goes forward"),
        ("/settings", {"window": "yes"}, "window"),
    ],
)
def test_a_wrong_order_says_what_is_wrong(meta, path, body, words):
    answer = meta.call("POST", f"/_sandbox{path}", body, token=None)
    assert answer.status == 400
    assert words in answer.json["detail"]


def test_the_world_is_the_same_at_each_start(meta):
    world = meta.control("/world")
    assert len(world["customers"]) == 20
    assert world["wabas"][0]["phone_numbers"][0] == {
        "id": COFFEE,
        "display_phone_number": "+62 811 1000 2001",
        "verified_name": "Senja Coffee",
    }
    assert {"wa_id": None, "user_id": LENA}.items() <= next(
        c for c in world["customers"] if c["name"] == "Lena K."
    ).items()


def test_messages_are_listed_from_where_the_last_answer_ended(meta):
    for number in range(3):
        meta.send(ADA, str(number))
    first = meta.control("/messages?limit=2")
    assert ([m["text"] for m in first["messages"]], first["more"]) == (["0", "1"], True)
    assert [m["text"] for m in meta.control(f"/messages?after={first['next']}")["messages"]] == ["2"]


def events(url):
    with urllib.request.urlopen(url, timeout=10) as stream:
        name = None
        for raw in stream:
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                yield name, json.loads(line[6:])


def test_an_open_chat_reads_at_once_and_hears_everything(meta, receiver):
    wamid = meta.open_window()
    stream = events(f"{meta.url}/_sandbox/phone/events?as={DEWI}")
    name, hello = next(stream)
    assert name == "hello"
    meta.control("/phone/focus", {"session": hello["session"], "phone_number_id": COFFEE})
    sent = meta.send(text="Here it is").json["messages"][0]["id"]
    meta.post_message({"status": "read", "message_id": wamid, "typing_indicator": {"type": "text"}})
    heard = {}
    while "message" not in heard:
        name, body = next(stream)
        heard[name] = body
    assert heard["message"]["message"]["text"] == "Here it is"
    assert heard["status"] == {"chat": COFFEE, "id": wamid, "status": "read"}
    assert heard["typing"]["chat"] == COFFEE
    assert wait_for(lambda: [s["status"] for s in receiver.statuses(sent)] == ["sent", "read"])
    stream.close()


def test_the_phones_page_and_chats_are_served(meta):
    assert b"<html" in meta.call("GET", "/phone", token=None).raw
    wamid = meta.open_window()
    meta.send(text="Quoted", context={"message_id": wamid})
    meta.advance()
    chats = meta.control(f"/phone/chats?as={DEWI}")["chats"]
    assert chats[0]["name"] == "Senja Coffee"
    assert [m["text"] for m in chats[0]["messages"]] == ["Hi", "Quoted"]
    assert chats[0]["messages"][1]["quote"]["text"] == "Hi"
    assert chats[0]["unread"] == 1


def test_a_taken_port_is_one_clear_sentence(meta):
    port = meta.url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "waypost_sandbox.cli", "--port", port]
    found = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert found.returncode == 1
    assert "Cannot listen" in found.stderr


def test_many_customers_are_made_at_once_and_the_call_may_be_repeated(meta, receiver):
    people = [{"wa_id": f"6287700{n:05d}", "name": f"Bench {n}", "reads": True} for n in range(500)]
    for _ in range(2):
        assert meta.control("/people", {"people": people, "open_windows": [COFFEE]}) == {"people": 500}
    assert len(meta.control("/world")["customers"]) >= 500
    sent = meta.send(to="628770000499").json["messages"][0]["id"]
    meta.advance(10)
    assert [s["status"] for s in receiver.statuses(sent)] == ["sent", "delivered", "read"]


def test_a_wrong_number_in_the_list_is_refused_and_nobody_is_made(meta):
    before = len(meta.control("/people")["people"])
    wrong = [{"wa_id": "6287700000001"}, {"wa_id": "+62 877"}]
    assert meta.call("POST", "/_sandbox/people", {"people": wrong}, token=None).status == 400
    assert len(meta.control("/people")["people"]) == before


def test_a_stop_signal_ends_the_sandbox_cleanly_with_webhooks_pending_and_a_phone_open(receiver):
    for how in (signal.SIGTERM, signal.SIGINT):
        process, meta = start_sandbox()
        meta.subscribe(receiver.url)
        receiver.status = 500
        meta.customer_writes()
        phone = urllib.request.urlopen(f"{meta.url}/_sandbox/phone/events?as={DEWI}")
        phone.readline()
        process.send_signal(how)
        assert process.wait(10) == 0
        said = process.stdout.read().decode()
        assert "Traceback" not in said
        phone.close()
        process.stdout.close()
