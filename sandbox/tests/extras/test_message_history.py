"""What Meta remembers of a message: each status, with what became of its webhook."""

import urllib.parse

import pytest
from sandbox.tests.client import APP_ID, COFFEE, DEWI, WABA, wait_for

WHOLESALE = "118833445566002"
PATH = f"/v23.0/{COFFEE}/message_history"


@pytest.fixture
def message_id(meta, receiver):
    """A message that was read, and whose statuses were all told."""
    meta.control(f"/people/{DEWI}", {"reads": True})
    meta.open_window(DEWI)
    sent = meta.send(DEWI).json["messages"][0]["id"]
    meta.advance(10)
    assert wait_for(lambda: len(receiver.statuses(sent)) == 3)
    return sent


def test_each_status_has_its_time_and_what_became_of_the_webhook(meta, receiver, message_id):
    def answered():
        entry = meta.call("GET", f"{PATH}?message_id={message_id}").json["data"][0]
        states = {event.get("webhook_update_state") for event in entry["events"]["data"]}
        return entry if states == {"DELIVERED"} else None

    entry = wait_for(answered)
    assert entry is not None, meta.call("GET", f"{PATH}?message_id={message_id}").raw
    assert entry["message_id"] == message_id
    events = entry["events"]["data"]
    assert [event["delivery_status"] for event in events] == ["SENT", "DELIVERED", "READ"]
    assert [event["timestamp"] for event in events] == [
        int(status["timestamp"]) for status in sorted(receiver.statuses(message_id), key=_order)
    ]
    assert {event["application"]["id"] for event in events} == {APP_ID}
    assert {event["webhook_uri"] for event in events} == {receiver.url}
    assert len({event["id"] for event in events}) == 3


def _order(status):
    return ("sent", "delivered", "read").index(status["status"])


def test_a_webhook_that_is_not_taken_shows_why(meta, receiver):
    meta.open_window(DEWI)
    receiver.status = 500
    sent = meta.send(DEWI).json["messages"][0]["id"]

    def refused():
        entry = meta.call("GET", f"{PATH}?message_id={sent}").json["data"][0]
        return [e for e in entry["events"]["data"] if e.get("webhook_update_state") == "RETRYING"]

    events = wait_for(refused)
    assert events
    assert "500" in events[0]["error_description"]


def test_a_message_that_failed_says_so(meta):
    sent = meta.send(DEWI).json["messages"][0]["id"]
    meta.advance(5)
    events = meta.call("GET", f"{PATH}?message_id={sent}").json["data"][0]["events"]["data"]
    assert [event["delivery_status"] for event in events] == ["FAILED"]
    assert events[0]["error_description"] == "Re-engagement message"


def test_the_list_has_ids_only_unless_events_are_asked_for(meta, message_id):
    rows = meta.call("GET", PATH).json["data"]
    assert [set(row) for row in rows] == [{"id", "message_id"}]
    fields = urllib.parse.quote("id,events{delivery_status}")
    row = meta.call("GET", f"{PATH}?fields={fields}").json["data"][0]
    assert [set(event) for event in row["events"]["data"]] == [{"id", "delivery_status"}] * 3


def test_events_of_an_entry_are_filtered_by_status(meta, message_id):
    entry = meta.call("GET", f"{PATH}?message_id={message_id}").json["data"][0]["id"]
    rows = meta.call("GET", f"/v23.0/{entry}/events").json["data"]
    assert [row["node"]["delivery_status"] for row in rows] == ["SENT", "DELIVERED", "READ"]
    assert set(rows[0]) == {"cursor", "node"}
    read = meta.call("GET", f"/v23.0/{entry}/events?status_filter=READ").json["data"]
    assert [row["node"]["delivery_status"] for row in read] == ["READ"]
    assert meta.call("GET", f"/v23.0/{entry}/events?status_filter=SEEN").code == 100


def test_only_the_own_account_sees_an_entry(meta, message_id):
    entry = meta.call("GET", f"{PATH}?message_id={message_id}").json["data"][0]["id"]
    assert meta.call("GET", f"/v23.0/{entry}/events", token="EAAotherAccount").code == 100


@pytest.mark.parametrize(
    "query", ["message_id=4182", "message_id=wamid.unknown", "limit=101", "fields=colour"]
)
def test_broken_questions_are_refused(meta, query):
    assert meta.call("GET", f"{PATH}?{query}").code == 100


def test_another_number_has_no_history_of_it(meta, message_id):
    path = f"/v23.0/{WHOLESALE}/message_history"
    assert meta.call("GET", f"{path}?message_id={message_id}").code == 100
    assert meta.call("GET", path).json == {"data": []}
    assert meta.call("GET", f"/v23.0/{WABA}/message_history").code == 100
