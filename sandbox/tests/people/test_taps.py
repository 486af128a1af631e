"""Buttons on the phone: only those that are there can be tapped, and each sends what Meta sends."""

import json

import pytest
from sandbox.tests.client import COFFEE, DEWI, wait_for

from waypost_sandbox.people.taps import Choice, order_of
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person


def send(meta, interactive, to=DEWI):
    sent = meta.post_message({"to": to, "type": "interactive", "interactive": interactive})
    assert sent.status == 200, sent.raw
    meta.advance(2)
    return sent.json["messages"][0]["id"]


def interactive(kind, action, body="Which one?"):
    return {"type": kind, "body": {"text": body}, "action": action}


def buttons():
    replies = [{"type": "reply", "reply": {"id": i, "title": t}} for i, t in (("y", "Yes"), ("n", "No"))]
    return interactive("button", {"buttons": replies})


def rows():
    chosen = [{"id": "mon", "title": "Monday", "description": "Two left"}, {"id": "tue", "title": "Tuesday"}]
    return interactive("list", {"button": "Days", "sections": [{"title": "Week", "rows": chosen}]})


def tapped(meta, receiver, message_id, **choice):
    answer = meta.control(f"/people/{DEWI}/tap", {"message_id": message_id, **choice})
    return wait_for(lambda: next((m for m in receiver.messages() if m["id"] == answer["id"]), None))


@pytest.fixture
def chat(meta, receiver):
    meta.open_window()
    return meta


@pytest.mark.parametrize("button", [2, "No", "n"])
def test_a_button_is_tapped_by_place_title_or_id(chat, receiver, button):
    sent = send(chat, buttons())
    message = tapped(chat, receiver, sent, button=button)
    assert message["interactive"] == {"type": "button_reply", "button_reply": {"id": "n", "title": "No"}}
    assert message["context"] == {"from": "6281110002001", "id": sent}


def test_a_row_of_a_list_comes_with_its_description(chat, receiver):
    sent = send(chat, rows())
    first, second = (tapped(chat, receiver, sent, row=row)["interactive"] for row in ("Monday", 2))
    assert first["list_reply"] == {"id": "mon", "title": "Monday", "description": "Two left"}
    assert second == {"type": "list_reply", "list_reply": {"id": "tue", "title": "Tuesday"}}


def test_a_quick_reply_of_a_template_is_a_button_message(chat, receiver):
    template = {
        "name": "order_update",
        "language": {"code": "en_US"},
        "components": [
            {"type": "body", "parameters": [{"type": "text", "text": t} for t in ("Dewi", "#1")]},
            {
                "type": "button",
                "sub_type": "quick_reply",
                "index": "1",
                "parameters": [{"type": "payload", "payload": "FINE:1"}],
            },
        ],
    }
    answer = chat.post_message({"to": DEWI, "type": "template", "template": template})
    chat.advance(2)
    message = tapped(chat, receiver, answer.json["messages"][0]["id"], button="All good")
    assert (message["type"], message["button"]) == ("button", {"payload": "FINE:1", "text": "All good"})


def test_a_location_is_sent_when_it_is_asked_for(chat, receiver):
    sent = send(chat, interactive("location_request_message", {"name": "send_location"}))
    message = tapped(chat, receiver, sent, response={"latitude": -6.9, "longitude": 107.6})
    assert (message["type"], message["location"]) == ("location", {"latitude": -6.9, "longitude": 107.6})


def test_a_number_is_shared_when_it_is_asked_for(chat, receiver):
    sent = send(chat, interactive("request_contact_info", {"name": "request_contact_info"}))
    message = tapped(chat, receiver, sent)
    assert (message["type"], message["origin"]) == ("contacts", "contact_request")
    assert message["contacts"][0]["phones"][0]["wa_id"] == DEWI
    assert "waid=6281234567890" in message["contacts"][0]["vcard"]


def reply_to(button, response):
    """What a tap of the only button would send."""
    fields = {
        "outgoing": True,
        "phone_number_id": COFFEE,
        "person": DEWI,
        "content": {},
        "text": "",
        "at": 0.0,
    }
    message = Message(seq=1, id="wamid.1", type="interactive", shown={"buttons": [button]}, **fields)
    person = Person(user_id="ID.1", name="Dewi", wa_id=DEWI)
    return order_of(person, message, button, Choice(response=response), 1000.0)


@pytest.mark.parametrize(
    "response, expected",
    [
        ("accept", {"response": "accept", "is_permanent": False, "expiration_timestamp": 1000 + 7 * 86_400}),
        ("always", {"response": "accept", "is_permanent": True}),
        ("reject", {"response": "reject"}),
    ],
)
def test_a_permission_to_call_is_given_for_a_week_for_good_or_not(response, expected):
    order = reply_to({"kind": "call_permission", "title": "Choose"}, response)
    reply = order["interactive"]["call_permission_reply"]
    assert reply == {"response_source": "user_action", **expected}


def test_a_form_comes_back_with_its_token():
    button = {"kind": "flow", "title": "Start", "flow": {"token": "claim-5521"}}
    reply = reply_to(button, {"kind": "glass"})["interactive"]["nfm_reply"]
    assert (reply["name"], reply["body"]) == ("flow", "Sent")
    assert json.loads(reply["response_json"]) == {"flow_token": "claim-5521", "kind": "glass"}


def test_an_address_comes_back_with_what_was_known():
    button = {"kind": "address", "title": "Address", "country": "IN", "values": {"city": "Pune"}}
    reply = reply_to(button, {"in_pin_code": "411001"})["interactive"]["nfm_reply"]
    values = {"name": "Dewi", "city": "Pune", "in_pin_code": "411001"}
    assert (reply["name"], json.loads(reply["response_json"])) == ("address_message", {"values": values})


def test_a_product_becomes_an_order():
    button = {"kind": "product", "title": "View", "catalog_id": "77", "product": "SKU1"}
    items = [{"product_retailer_id": "SKU1", "quantity": 2, "item_price": 30, "currency": "EUR"}]
    order = reply_to(button, items)["order"]
    assert order == {"catalog_id": "77", "text": "", "product_items": items}
    assert reply_to(button, None)["order"]["product_items"][0]["product_retailer_id"] == "SKU1"


def test_a_link_stays_on_the_phone(chat):
    action = {"name": "cta_url", "parameters": {"display_text": "Pay", "url": "https://senja.example/pay"}}
    sent = send(chat, interactive("cta_url", action))
    assert chat.control(f"/people/{DEWI}/tap", {"message_id": sent}) == {"id": None}


@pytest.mark.parametrize(
    "order, words",
    [
        ({"button": "Maybe"}, "no button Maybe. It has: Yes, No"),
        ({"button": 3}, "no button 3"),
        ({"message_id": "wamid.none"}, "no such message"),
    ],
)
def test_what_is_not_there_cannot_be_tapped(chat, order, words):
    sent = send(chat, buttons())
    answer = chat.call("POST", f"/_sandbox/people/{DEWI}/tap", {"message_id": sent, **order}, token=None)
    assert (answer.status, words in answer.json["detail"]) == (400, True)


def test_a_reply_written_by_hand_must_name_a_button_of_the_message(chat):
    sent = send(chat, buttons())
    reply = {"type": "button_reply", "button_reply": {"id": "maybe", "title": "Maybe"}}
    order = {"phone_number_id": COFFEE, "type": "interactive", "interactive": reply}
    order["context"] = {"message_id": sent}
    answer = chat.call("POST", f"/_sandbox/people/{DEWI}/send", order, token=None)
    assert (answer.status, "nothing to tap" in answer.json["detail"]) == (400, True)
    reply["button_reply"] = {"id": "y", "title": "Yes"}
    assert chat.control(f"/people/{DEWI}/send", order)["id"]
