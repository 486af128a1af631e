"""What the messages endpoint takes, refuses and answers."""

import http.client
import urllib.error

import pytest
from sandbox.tests.client import ADA, COFFEE, DEWI, LENA, TOKEN, WABA


def test_an_accepted_message_gets_a_wamid_and_the_recipient(meta):
    answer = meta.send("+62 812-3456-7890")
    assert answer.status == 200
    assert answer.json["messaging_product"] == "whatsapp"
    assert answer.json["contacts"] == [{"input": "+62 812-3456-7890", "wa_id": DEWI}]
    assert answer.json["messages"][0]["id"].startswith("wamid.")
    assert answer.headers["facebook-api-version"] == "v23.0"


@pytest.mark.parametrize("path", ["/v17.0/", "/v25.0/", "/"])
def test_any_supported_version_or_none_is_accepted(meta, path):
    assert meta.call("GET", f"{path}{COFFEE}").status == 200


def test_a_missing_token_is_code_104(meta):
    answer = meta.post_message({"to": DEWI, "text": {"body": "x"}}, token=None)
    assert (answer.status, answer.code) == (401, 104)


def test_a_wrong_token_is_code_190(meta):
    answer = meta.post_message({"to": DEWI, "text": {"body": "x"}}, token="EAAwrong")
    assert (answer.status, answer.code, answer.json["error"]["type"]) == (401, 190, "OAuthException")


def test_an_expired_token_is_code_190_with_subcode_463(meta):
    meta.control("/settings", {"access": "expired"})
    answer = meta.send()
    assert (answer.status, answer.code, answer.json["error"]["error_subcode"]) == (401, 190, 463)


def test_an_unknown_number_is_400_with_code_100_and_subcode_33(meta):
    body = {"messaging_product": "whatsapp", "to": DEWI, "text": {"body": "x"}}
    answer = meta.call("POST", "/v23.0/118833449999999/messages", body)
    assert (answer.status, answer.code, answer.json["error"]["error_subcode"]) == (400, 100, 33)
    assert answer.json["error"]["type"] == "GraphMethodException"


def test_an_unknown_path_is_code_2500(meta):
    assert meta.call("GET", f"/v23.0/{COFFEE}/nonsense").code == 2500


def test_a_version_that_never_was_is_refused(meta):
    assert meta.call("GET", f"/v99.0/{COFFEE}").code == 2635


@pytest.mark.parametrize(
    "body, code",
    [
        ({"messaging_product": None, "to": DEWI, "text": {"body": "x"}}, 100),
        ({"to": DEWI, "type": "poem", "poem": {}}, 100),
        ({"to": DEWI}, 131008),
        ({"to": DEWI, "type": "text"}, 131008),
        ({"to": DEWI, "type": "text", "text": "x"}, 100),
        ({"to": DEWI, "text": {}}, 131008),
        ({"to": DEWI, "text": {"body": 7}}, 100),
        ({"to": DEWI, "text": {"body": "x" * 4097}}, 131009),
        ({"text": {"body": "x"}}, 131008),
        ({"to": "someone", "text": {"body": "x"}}, 100),
        ({"to": "6281110002001", "text": {"body": "x"}}, 131021),
        ({"to": DEWI, "text": {"body": "x"}, "biz_opaque_callback_data": "x" * 513}, 131009),
        ({"recipient": "DE.1", "text": {"body": "x"}}, 100),
        ({"to": DEWI, "type": "image", "image": {"id": "1"}}, 131009),
        ({"to": DEWI, "type": "image", "image": {}}, 131008),
        ({"to": DEWI, "type": "location", "location": {"latitude": 1}}, 131008),
        ({"to": DEWI, "type": "location", "location": {"latitude": "north", "longitude": 1}}, 100),
        ({"to": DEWI, "type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "ok"}}, 131009),
        (
            {"to": DEWI, "type": "reaction", "reaction": {"message_id": "w"}, "context": {"message_id": "w"}},
            100,
        ),
        ({"to": DEWI, "type": "contacts", "contacts": [{"name": {"formatted_name": "Ada"}}]}, 131009),
        (
            {"to": DEWI, "type": "template", "template": {"name": "none", "language": {"code": "en_US"}}},
            132001,
        ),
        (
            {
                "to": DEWI,
                "type": "template",
                "template": {"name": "order_update", "language": {"code": "id"}},
            },
            132000,
        ),
        (
            {
                "to": DEWI,
                "type": "template",
                "template": {"name": "winter_sale", "language": {"code": "en_US"}},
            },
            132015,
        ),
    ],
)
def test_a_message_that_does_not_fit_is_refused_with_its_code(meta, body, code):
    assert meta.post_message(body).code == code


def buttons(*titles):
    replies = [{"type": "reply", "reply": {"id": f"b{n}", "title": t}} for n, t in enumerate(titles)]
    return {"type": "button", "body": {"text": "Is 15:30 fine?"}, "action": {"buttons": replies}}


def rows(count):
    sections = [{"title": "One", "rows": [{"id": str(n), "title": f"Row {n}"} for n in range(count)]}]
    return {"type": "list", "body": {"text": "Pick"}, "action": {"button": "See", "sections": sections}}


def link(**parameters):
    action = {"name": "cta_url", "parameters": parameters}
    return {"type": "cta_url", "body": {"text": "Pay your order"}, "action": action}


@pytest.mark.parametrize(
    "interactive, code",
    [
        (buttons("Yes", "No"), None),
        (buttons("Yes", "No", "Later", "Never"), 131009),
        (buttons("Yes", "Yes"), 131009),
        (buttons("x" * 21), 131009),
        (rows(10), None),
        (rows(11), 131009),
        (link(display_text="Pay", url="https://senja.example/pay"), None),
        (link(display_text="Pay", url="senja.example"), 131009),
        (link(url="https://senja.example/pay"), 131008),
        ({"type": "dance", "body": {"text": "Pay"}, "action": {}}, 100),
        ({"type": "button", "action": {}}, 131008),
    ],
)
def test_buttons_lists_and_links_hold_to_their_limits(meta, interactive, code):
    answer = meta.post_message({"to": DEWI, "type": "interactive", "interactive": interactive})
    assert (answer.status == 200) if code is None else (answer.code == code)


def test_a_body_that_is_not_json_is_code_100(meta):
    answer = meta.call(
        "POST", f"/v23.0/{COFFEE}/messages", b"{", headers={"Content-Type": "application/json"}
    )
    assert (answer.status, answer.code) == (400, 100)


def test_a_person_without_number_is_reached_by_user_id(meta, receiver):
    meta.open_window(LENA)
    answer = meta.post_message({"recipient": LENA, "text": {"body": "Hello"}})
    assert answer.json["contacts"] == [{"input": LENA, "user_id": LENA}]
    meta.advance()
    sent = receiver.statuses(answer.json["messages"][0]["id"])[0]
    assert sent["recipient_user_id"] == LENA
    assert "recipient_id" not in sent


def test_a_test_number_reaches_only_its_allowed_recipients(meta):
    meta.control("/settings", {"allowed_recipients": [ADA]})
    assert meta.send(DEWI).code == 131030
    assert meta.send(ADA).status == 200


def test_the_46th_message_at_once_to_one_person_is_refused_and_one_more_goes_after_six_seconds(meta):
    assert [meta.send().status for _ in range(45)] == [200] * 45
    assert meta.send().code == 131056
    assert meta.send(ADA).status == 200
    meta.advance(6.1)
    assert meta.send().status == 200
    assert meta.send().code == 131056


def test_the_limits_can_be_switched_off(meta):
    meta.control("/settings", {"pair_limit": False, "throughput_limit": False})
    assert {meta.send().status for _ in range(60)} == {200}


def test_a_dropped_answer_leaves_the_message_accepted_and_received_once(meta, receiver):
    meta.open_window()
    meta.faults({"path": "/messages", "kind": "drop_answer", "count": 1})
    with pytest.raises((http.client.IncompleteRead, urllib.error.URLError, ConnectionError)):
        meta.send(text="Only once", biz_opaque_callback_data="row-9")
    meta.advance()
    rows = meta.control(f"/messages?to={DEWI}")["messages"]
    assert [(r["text"], r["received"], r["biz_opaque_callback_data"]) for r in rows] == [
        ("Only once", 1, "row-9")
    ]
    assert [s["status"] for s in receiver.statuses()] == ["sent", "delivered"]
    assert {s["biz_opaque_callback_data"] for s in receiver.statuses()} == {"row-9"}


def test_a_repeated_send_is_not_recognised_and_shows_as_a_duplicate(meta):
    meta.open_window()
    meta.send(text="Twice")
    meta.send(text="Twice")
    meta.advance()
    found = meta.control("/messages/duplicates")
    assert found["duplicates"] == [{"from": COFFEE, "to": DEWI, "text": "Twice", "count": 2}]


@pytest.mark.parametrize(
    "rule, status, code",
    [({"kind": "error", "code": 131016}, 500, 131016), ({"kind": "http_500"}, 500, 131000)],
)
def test_an_ordered_error_accepts_nothing(meta, rule, status, code):
    meta.faults({"path": "/messages", "count": 1, **rule})
    answer = meta.send()
    assert (answer.status, answer.code) == (status, code)
    assert meta.control("/messages")["messages"] == []
    assert meta.send().status == 200


def test_a_template_is_filled_in_for_the_customer(meta):
    parameters = [{"type": "text", "text": "Dewi"}, {"type": "text", "text": "#4182"}]
    template = {
        "name": "order_update",
        "language": {"code": "en_US"},
        "components": [{"type": "body", "parameters": parameters}],
    }
    answer = meta.post_message({"to": DEWI, "type": "template", "template": template})
    assert answer.json["messages"][0]["message_status"] == "accepted"
    assert (
        meta.control("/messages")["messages"][0]["text"]
        == "Hi Dewi, your order #4182 leaves tomorrow morning."
    )


def test_the_token_may_stand_in_the_address(meta):
    assert meta.call("GET", f"/v23.0/{COFFEE}?access_token={TOKEN}", token=None).status == 200


def test_numbers_templates_token_and_subscriptions_can_be_read(meta, receiver):
    phone = meta.call("GET", f"/v23.0/{COFFEE}").json
    assert phone["verified_name"] == "Senja Coffee"
    assert phone["webhook_configuration"] == {"application": receiver.url}
    assert meta.call("GET", f"/v23.0/{COFFEE}?fields=status").json == {"status": "CONNECTED", "id": COFFEE}
    assert meta.call("GET", f"/v23.0/{COFFEE}?fields=nonsense").code == 100
    assert len(meta.call("GET", f"/v23.0/{WABA}/phone_numbers").json["data"]) == 2
    page = meta.call("GET", f"/v23.0/{WABA}/message_templates?limit=2").json
    rest = meta.call("GET", page["paging"]["next"]).json
    assert len(page["data"]) == 2
    assert {t["id"] for t in page["data"]}.isdisjoint(t["id"] for t in rest["data"])
    assert meta.call("GET", f"/v23.0/debug_token?input_token={TOKEN}").json["data"]["is_valid"] is True
    assert meta.call("GET", "/v23.0/debug_token?input_token=x").json["data"]["is_valid"] is False
    assert meta.call("GET", f"/v23.0/{WABA}/subscribed_apps").json["data"][0]["whatsapp_business_api_data"][
        "id"
    ]
