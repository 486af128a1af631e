"""A customer fills in a form: alone, and with the business's endpoint behind it."""

import base64
import hashlib
import hmac
import json

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from sandbox.tests.client import APP_SECRET, COFFEE, DEWI, wait_for
from sandbox.tests.flows.endpoint import KeyPair
from sandbox.tests.flows.forms import (
    SIMPLE,
    create,
    dynamic,
    move,
    press,
    send_and_arrive,
    set_key,
    upload,
)

from waypost_sandbox.sample_flow import FLOW_ID

HELLO = {"screen": "NAME", "data": {"hello": "Hi Dewi"}}
DONE = {"screen": "DONE", "data": {"first": "Dewi"}}
FINISH = {
    "screen": "SUCCESS",
    "data": {"extension_message_response": {"params": {"flow_token": "claim-1", "result": "ok"}}},
}


@pytest.fixture
def flow(account, endpoint, keys):
    """Published, with an endpoint that knows the way."""
    set_key(account, keys.pem)
    answer = create(account, dynamic(), endpoint_uri=endpoint.url, publish=True)
    assert answer.status == 200, answer.raw
    endpoint.clear()
    endpoint.screens = {("INIT", ""): HELLO, ("data_exchange", "NAME"): DONE, ("BACK", "DONE"): HELLO}
    return answer.json["id"]


@pytest.fixture
def message(account, flow):
    return send_and_arrive(account, flow, flow_action="data_exchange")


@pytest.fixture
def opened(account, flow, message):
    return account, flow, message


def reply(receiver):
    (found,) = wait_for(lambda: [m for m in receiver.messages() if m["type"] == "interactive"])
    return found


def test_a_form_without_endpoint_goes_from_screen_to_screen_and_is_sent(account, receiver):
    message = send_and_arrive(account, FLOW_ID)
    first = press(account, FLOW_ID, message).json
    assert (first["screen"], first["data"]) == ("TASTING", {})
    assert first["document"]["screens"][0]["id"] == "TASTING"
    data = {"guest": "Dewi", "place": "kemang", "day": "2026-12-03", "hour": "14", "news": None}
    second = move(account, FLOW_ID, message, screen="TASTING", action="navigate", next="SUMMARY", data=data)
    data.pop("news")
    assert second.json == {"screen": "SUMMARY", "data": data}
    done = move(account, FLOW_ID, message, screen="SUMMARY", action="complete", data=data).json
    found = reply(receiver)
    assert done == {"done": True, "message_id": found["id"]}
    assert found["context"]["id"] == message
    form = found["interactive"]["nfm_reply"]
    assert (found["interactive"]["type"], form["name"], form["body"]) == ("nfm_reply", "flow", "Sent")
    assert json.loads(form["response_json"]) == {"flow_token": "claim-1", **data}


def test_the_message_says_where_a_form_begins_and_with_what(account):
    flow = create(account, publish=True).json["id"]
    payload = {"screen": "DONE", "data": {"first": "Ada"}}
    message = send_and_arrive(account, flow, flow_action_payload=payload)
    opened = press(account, flow, message).json
    assert (opened["screen"], opened["data"]) == ("DONE", {"first": "Ada"})


def test_first_data_of_a_wrong_type_fails_on_the_phone(account):
    flow = create(account, publish=True).json["id"]
    payload = {"screen": "DONE", "data": {"first": 7}}
    message = send_and_arrive(account, flow, flow_action_payload=payload)
    assert press(account, flow, message).json["error"]["type"] == "payload-schema-error"


def test_an_old_message_opens_the_edition_of_its_time(account):
    flow = create(account, publish=True).json["id"]
    message = send_and_arrive(account, flow)
    account.advance(5)
    upload(account, flow, json.loads(json.dumps(SIMPLE).replace("First name", "Forename")))
    account.call("POST", f"/v23.0/{flow}/publish")
    assert "First name" in press(account, flow, message).raw.decode()
    assert "Forename" in press(account, flow, send_and_arrive(account, flow)).raw.decode()


def test_a_message_that_was_not_sent_to_this_person_opens_nothing(account):
    assert press(account, FLOW_ID, "wamid.none").status == 400


def test_only_a_terminal_screen_completes(account):
    message = send_and_arrive(account, FLOW_ID)
    assert move(account, FLOW_ID, message, screen="TASTING", action="complete").status == 400


def test_a_way_that_is_not_drawn_is_not_gone(account):
    message = send_and_arrive(account, FLOW_ID)
    found = move(account, FLOW_ID, message, screen="TASTING", action="navigate", next="NOWHERE").json
    assert found["error"]["type"] == "invalid-screen-transition"


def test_the_endpoint_gives_the_first_screen(account, flow, message, endpoint):
    opened = press(account, flow, message).json
    assert (opened["screen"], opened["data"]) == ("NAME", {"hello": "Hi Dewi"})
    (request,) = endpoint.requests
    signature = request.pop("flow_token_signature")
    assert request == {"version": "4.0", "action": "INIT", "screen": "", "data": {}, "flow_token": "claim-1"}
    signed_part, _, proof = signature.rpartition(".")
    expected = hmac.new(APP_SECRET.encode(), signed_part.encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(proof + "==")[:32] == expected


def test_older_data_apis_have_no_token_signature(account, endpoint, keys):
    set_key(account, keys.pem)
    flow = create(account, dynamic("7.2", "3.0"), endpoint_uri=endpoint.url, publish=True).json["id"]
    message = send_and_arrive(account, flow, flow_action="data_exchange")
    endpoint.clear()
    endpoint.screens = {("INIT", ""): HELLO}
    press(account, flow, message)
    assert "flow_token_signature" not in endpoint.requests[0]
    assert endpoint.requests[0]["version"] == "3.0"


def test_what_was_typed_goes_to_the_endpoint_and_the_next_screen_comes(account, flow, message, endpoint):
    found = move(account, flow, message, screen="NAME", action="data_exchange", data={"first": "Dewi"}).json
    assert found == DONE
    assert endpoint.requests[0]["data"] == {"first": "Dewi"}


def test_a_notice_stays_on_the_same_screen(account, flow, message, endpoint):
    wrong = {"screen": "NAME", "data": {"error_message": "Too short", "undeclared": 1}}
    endpoint.screens["data_exchange", "NAME"] = wrong
    found = move(account, flow, message, screen="NAME", action="data_exchange", data={"first": "D"}).json
    assert found == {"screen": "NAME", "data": {"error_message": "Too short"}}


def test_going_back_asks_the_endpoint(account, flow, message, endpoint):
    assert move(account, flow, message, screen="DONE", action="BACK").json == HELLO
    assert endpoint.requests[0]["action"] == "BACK"


def test_the_endpoint_ends_the_form(account, flow, message, endpoint, receiver):
    endpoint.screens["data_exchange", "NAME"] = FINISH
    assert move(account, flow, message, screen="NAME", action="data_exchange").json["done"]
    response = json.loads(reply(receiver)["interactive"]["nfm_reply"]["response_json"])
    assert response == {"flow_token": "claim-1", "result": "ok"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"screen": "NOWHERE", "data": {}}, "invalid-screen-transition"),
        ({"screen": "DONE", "data": {"first": 7}}, "payload-schema-error"),
        ({"screen": "DONE", "data": {}}, "payload-schema-error"),
        ({"screen": "SUCCESS", "data": {}}, "payload-schema-error"),
    ],
)
def test_an_answer_that_the_phone_cannot_show_is_told_to_the_endpoint(opened, endpoint, answer, error):
    account, flow, message = opened
    endpoint.screens["data_exchange", "NAME"] = answer
    found = move(account, flow, message, screen="NAME", action="data_exchange").json
    assert (found["error"]["type"], found["error"]["closed"]) == (error, False)
    notice = endpoint.requests[1]
    assert (notice["action"], notice["data"]["error"]) == ("data_exchange", error)


def test_an_answer_sealed_wrongly_is_a_decryption_error(account, flow, message, endpoint):
    endpoint.garbled = True
    assert press(account, flow, message).json["error"]["type"] == "response-decryption-error"


@pytest.mark.parametrize("status", [500, 432, 404])
def test_other_statuses_are_unexpected(account, flow, message, endpoint, status):
    endpoint.status = status
    assert press(account, flow, message).json["error"]["type"] == "unexpected_http_status_code"


def test_an_endpoint_that_is_too_slow_times_out(account, flow, message, endpoint):
    account.control("/settings", {"flow_timeout_seconds": 0.2})
    endpoint.slow = 0.6
    assert press(account, flow, message).json["error"]["type"] == "timeout_error"
    account.control("/settings", {"flow_timeout_seconds": 10.0})


def test_an_endpoint_that_is_gone_gives_no_response(account, flow, message):
    account.call("POST", f"/v23.0/{flow}", {"endpoint_uri": "http://127.0.0.1:9/flow"})
    assert press(account, flow, message).json["error"]["type"] == "no_http_response_error"


def test_after_427_the_words_are_shown_and_the_button_is_dead(account, flow, message, endpoint):
    endpoint.status, endpoint.plain = 427, b'{"error_msg": "You have ordered already"}'
    error = press(account, flow, message).json["error"]
    assert (error["message"], error["closed"]) == ("You have ordered already", True)
    endpoint.status = 200
    assert press(account, flow, message).status == 400


def test_a_phone_with_an_old_key_fetches_the_new_one_after_421(account, flow, message, endpoint):
    assert press(account, flow, message).json["screen"] == "NAME"
    endpoint.keys = KeyPair()
    set_key(account, endpoint.keys.pem)
    endpoint.requests.clear()
    assert press(account, flow, message).json["screen"] == "NAME"
    assert endpoint.requests[0] is None
    assert endpoint.requests[1]["action"] == "INIT"


def test_a_key_that_stays_wrong_is_a_business_decryption_error(account, flow, message, endpoint):
    endpoint.keys = KeyPair()
    assert press(account, flow, message).json["error"]["type"] == "business-decryption-error"
    assert endpoint.requests == [None, None]


def test_a_number_without_a_key_cannot_ask(account, flow, message, endpoint):
    account.call("POST", f"/v23.0/{COFFEE}/deregister")
    error = press(account, flow, message).json["error"]
    assert error["type"] == "public-key-signiture-verification"
    assert endpoint.requests == []


def test_a_picked_photo_reaches_the_endpoint_encrypted(account, flow, message, endpoint):
    photo = b"\xff\xd8\xff" + b"photo" * 100
    headers = {"Content-Type": "image/jpeg"}
    media = account.call("POST", f"/_sandbox/people/{DEWI}/media", photo, token=None, headers=headers).json[
        "id"
    ]
    picked = [{"media_id": media, "file_name": "cup.jpg"}]
    move(account, flow, message, screen="NAME", action="data_exchange", data={"photo": picked})
    (row,) = endpoint.requests[0]["data"]["photo"]
    meta = {name: base64.b64decode(value) for name, value in row["encryption_metadata"].items()}
    locked = account.call("GET", row["cdn_url"], token=None).raw
    sealed, proof = locked[:-10], locked[-10:]
    assert hashlib.sha256(locked).digest() == meta["encrypted_hash"]
    assert hmac.new(meta["hmac_key"], meta["iv"] + sealed, hashlib.sha256).digest()[:10] == proof
    opener = Cipher(algorithms.AES256(meta["encryption_key"]), modes.CBC(meta["iv"])).decryptor()
    unpadder = PKCS7(128).unpadder()
    assert unpadder.update(opener.update(sealed)) + unpadder.finalize() == photo
    assert hashlib.sha256(photo).digest() == meta["plaintext_hash"]
    assert row["file_name"] == "cup.jpg"


def test_a_picked_photo_stands_in_the_answer_as_media(account, receiver):
    photo = b"\xff\xd8\xff" + b"photo" * 10
    headers = {"Content-Type": "image/jpeg"}
    media = account.call("POST", f"/_sandbox/people/{DEWI}/media", photo, token=None, headers=headers).json[
        "id"
    ]
    message = send_and_arrive(account, FLOW_ID)
    picked = {"photo": [{"media_id": media, "file_name": "cup.jpg"}]}
    move(account, FLOW_ID, message, screen="SUMMARY", action="complete", data=picked)
    response = json.loads(reply(receiver)["interactive"]["nfm_reply"]["response_json"])
    digest = base64.b64encode(hashlib.sha256(photo).digest()).decode()
    assert response["photo"] == [
        {"file_name": "cup.jpg", "mime_type": "image/jpeg", "sha256": digest, "id": media}
    ]
    assert account.call("GET", f"/v23.0/{media}").json["mime_type"] == "image/jpeg"


def test_more_than_ten_files_do_not_fit_into_an_answer(account):
    headers = {"Content-Type": "image/jpeg"}
    media = account.call("POST", f"/_sandbox/people/{DEWI}/media", b"x", token=None, headers=headers).json[
        "id"
    ]
    message = send_and_arrive(account, FLOW_ID)
    picked = {"photo": [{"media_id": media, "file_name": "a.jpg"}] * 11}
    assert move(account, FLOW_ID, message, screen="SUMMARY", action="complete", data=picked).status == 400
