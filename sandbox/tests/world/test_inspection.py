"""What happened, found again: requests with verdicts, messages with their lives, webhooks with attempts."""

from sandbox.tests.client import ADA, COFFEE, DEWI, wait_for


def test_a_refused_request_is_kept_with_its_code_and_reason(meta):
    meta.post_message({"to": DEWI, "type": "text", "text": {}})
    asked = meta.control("/requests?refused&latest=1")["requests"][0]
    assert asked["code"] == 131008
    assert "text['body']" in asked["reason"]
    assert asked["body"]["to"] == DEWI
    assert asked["answer"]["error"]["code"] == 131008


def test_a_message_is_shown_with_its_life_its_request_and_its_webhooks(meta, receiver):
    meta.open_window()
    wamid = meta.send(text="Follow me").json["messages"][0]["id"]
    meta.advance()
    assert wait_for(lambda: len(receiver.statuses(wamid)) >= 2)
    found = meta.control(f"/messages/{wamid}")
    assert found["message"]["statuses"].keys() == {"sent", "delivered"}
    assert found["request"]["path"] == f"/v23.0/{COFFEE}/messages"
    assert found["webhooks"]
    assert found["webhooks"][0]["attempts"][0]["status"] == 200


def test_a_webhook_that_fails_is_kept_with_every_attempt(meta, receiver):
    receiver.status = 500
    meta.customer_writes()
    meta.advance(3)
    told = meta.control("/webhooks?unanswered&latest=1")["webhooks"][0]
    assert [attempt["status"] for attempt in told["attempts"]][:2] == [500, 500]
    assert told["outcome"] == "waiting"


def test_messages_are_found_by_their_words_their_status_and_their_people(meta):
    meta.open_window(DEWI)
    meta.send(DEWI, "A needle in the hay")
    meta.send(ADA, "Only hay")
    meta.advance()
    assert [m["to"] for m in meta.control("/messages?search=needle")["messages"]] == [DEWI]
    assert [m["to"] for m in meta.control("/messages?status=failed")["messages"]] == [ADA]
    assert [m["text"] for m in meta.control(f"/messages?to={ADA}&type=text")["messages"]] == ["Only hay"]


def test_everything_is_exported_as_one_document(meta):
    meta.customer_writes(text="Keep me")
    meta.call("GET", f"/v23.0/{COFFEE}")
    export = meta.control("/export")
    assert [m["text"] for m in export["messages"]] == ["Keep me"]
    assert any(asked["path"] == f"/v23.0/{COFFEE}" for asked in export["requests"])


def test_a_message_that_is_not_there_says_so(meta):
    answer = meta.call("GET", "/_sandbox/messages/wamid.nobody", token=None)
    assert answer.status == 400
    assert "no such message" in answer.json["detail"]


def test_the_page_and_its_files_are_served(meta):
    page = meta.call("GET", "/_sandbox/", token=None)
    assert b"inspection.js" in page.raw
    for name in ("inspection.js", "columns.js", "detail.js", "page.js", "inspection.css"):
        assert meta.call("GET", f"/_sandbox/static/{name}", token=None).status == 200
