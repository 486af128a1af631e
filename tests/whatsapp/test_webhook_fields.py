"""Webhook fields about one number: calls, history, new ids, the address book, groups, preferences, forms."""

import json
from pathlib import Path

import msgspec
import pytest

from waypost.whatsapp import webhook
from waypost.whatsapp.webhook import (
    AppContact,
    Broken,
    CallEvent,
    FlowUpdate,
    GroupUpdate,
    HistoryChunk,
    HistoryMessage,
    IdentityChange,
    NumberErrors,
    Unknown,
    UserPreference,
)

PAYLOADS = Path(__file__).parents[1] / "payloads"
PAYLOADS_TOLD = {
    "call", "call_ended", "call_failed", "call_ringing", "history", "history_file", "history_declined",
    "app_state", "app_state_removed", "user_id_update", "user_parent_id_update", "group_created",
    "group_joined", "group_failed", "marketing_stopped", "marketing_signup", "flow_status",
}  # fmt: skip
WA_ID, USER_ID = "31610000001", "NL.70010000000000000001"
METADATA = {"display_phone_number": "31201230000", "phone_number_id": "118833905"}


def parsed(name: str) -> list[webhook.Event]:
    return webhook.parse((PAYLOADS / f"{name}.json").read_bytes())


def only(name: str) -> webhook.Event:
    (event,) = parsed(name)
    return event


def events_of(field: str, **value: object) -> list[webhook.Event]:
    change = {"field": field, "value": {"metadata": METADATA, **value}}
    return webhook.parse(json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode())


@pytest.mark.parametrize("name", sorted(PAYLOADS_TOLD - {"flow_status"}))
def test_each_event_says_whose_number_it_is_about(name):
    for event in parsed(name):
        assert (event.waba_id, event.phone_number_id) == ("104220871", "118833905")


# Calls


def test_a_call_that_comes_in_is_from_the_contact():
    call = only("call")
    assert isinstance(call, CallEvent)
    assert (call.event, call.direction, call.wa_id, call.user_id) == ("connect", "in", WA_ID, USER_ID)
    assert (call.id, call.timestamp, call.status) == ("wacid.ABGG", 1789100300, "")
    assert msgspec.json.decode(call.raw)["session"]["sdp_type"] == "offer"


def test_a_call_that_ended_says_how_long_it_was():
    call = only("call_ended")
    assert (call.event, call.direction, call.status) == ("terminate", "out", "completed")
    assert (call.wa_id, call.user_id) == (WA_ID, USER_ID)
    assert (call.started_at, call.ended_at, call.duration_seconds) == (1789100320, 1789100490, 170)
    assert call.callback == "wp:call:1"


def test_a_call_that_failed_says_why():
    (error,) = only("call_failed").errors
    assert error.code == 138021


def test_a_call_that_rings_is_a_status():
    call = only("call_ringing")
    assert (call.event, call.status, call.direction, call.wa_id) == ("status", "ringing", None, WA_ID)


# History


def test_history_comes_out_message_by_message_with_its_chunk_last():
    *messages, chunk = parsed("history")
    assert isinstance(chunk, HistoryChunk)
    assert (chunk.phase, chunk.chunk_order, chunk.progress, chunk.errors) == (1, 3, 55, ())
    assert all(isinstance(message, HistoryMessage) for message in messages)
    assert [(m.direction, m.kind, m.text, m.status) for m in messages] == [
        ("in", "text", "Hi", "read"),
        ("out", "text", "Good morning", "delivered"),
        ("in", "unknown", "", "read"),
        ("in", "text", "Open today?", "played"),
    ]


def test_history_is_told_of_the_person_on_the_other_side():
    *messages, _ = parsed("history")
    assert [(m.wa_id, m.user_id, m.username) for m in messages] == [
        *[(WA_ID, USER_ID, "bovis")] * 3,
        (None, "NL.70010000000000000002", None),
    ]


def test_a_file_of_the_history_follows_under_the_same_id():
    placeholder = parsed("history")[2]
    file = only("history_file")
    assert placeholder.type == "media_placeholder"
    assert (file.id, file.kind, file.text) == (placeholder.id, "image", "Last time")
    assert file.media.mime_type == "image/jpeg"
    assert (file.wa_id, file.user_id, file.status) == (WA_ID, USER_ID, None)


def test_history_that_is_not_shared_says_so():
    chunk = only("history_declined")
    assert [error.code for error in chunk.errors] == [2593109]
    assert chunk.progress is None


def test_a_broken_message_of_the_history_fails_alone():
    good = {"from": WA_ID, "id": "wamid.1", "timestamp": "1", "type": "text", "text": {"body": "Hi"}}
    threads = [
        {"id": WA_ID, "messages": [good, 7, good]},
        "no thread",
        {"messages": [{**good, "from": None}]},
    ]
    events = events_of("history", history=[{"threads": threads}, 7])
    assert [type(event) for event in events] == [
        HistoryMessage, Broken, HistoryMessage, Broken, Broken, HistoryChunk, Broken,
    ]  # fmt: skip
    assert events[1].where == "entry[0].changes[0].history[0].threads[0].messages[1]"


# Who is who


def test_a_new_user_id_is_heard():
    change = only("user_id_update")
    assert isinstance(change, IdentityChange)
    assert (change.previous_user_id, change.user_id) == (USER_ID, "NL.70010000000000000009")
    assert (change.previous_wa_id, change.wa_id) == (None, WA_ID)


def test_a_new_parent_id_is_heard():
    change = only("user_parent_id_update")
    assert (change.previous_parent_user_id, change.parent_user_id) == (
        "NL.ENT.1181579921288", "NL.ENT.1181579921299",
    )  # fmt: skip
    assert change.timestamp == 1789100000


def test_the_address_book_of_the_phone_app_comes_along():
    added, removed = only("app_state"), only("app_state_removed")
    assert isinstance(added, AppContact)
    assert (added.action, added.wa_id, added.full_name, added.first_name) == ("add", WA_ID, "Bo Vis", "Bo")
    assert (removed.action, removed.wa_id, removed.full_name) == ("remove", "31610000003", "")
    assert added.timestamp == 1789100000


# Preferences, groups, forms


def test_who_stops_marketing_is_heard():
    event = only("marketing_stopped")
    assert isinstance(event, UserPreference)
    assert (event.value, event.category, event.user_id) == ("stop", "marketing_messages", USER_ID)
    assert event.signup_id is None


def test_who_signs_up_is_heard_with_the_link():
    event = only("marketing_signup")
    assert (event.value, event.signup_id) == ("signup", "90210")


def test_news_of_a_group_is_heard():
    created, joined = only("group_created"), only("group_joined")
    assert isinstance(created, GroupUpdate)
    assert (created.word, created.request_id) == ("group_create", "784D93D0C4")
    assert (joined.field, joined.word) == ("group_participants_update", "group_participants_add")
    assert created.group_id == joined.group_id
    assert [error.code for error in only("group_failed").errors] == [131041]


def test_news_of_a_form_is_heard():
    event = only("flow_status")
    assert isinstance(event, FlowUpdate)
    assert event.word == "FLOW_STATUS_CHANGE"
    assert event.flow_id.isdigit()
    assert event.status


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("calls", "calls"), ("calls", "statuses"), ("user_id_update", "user_id_update"),
        ("smb_app_state_sync", "state_sync"), ("user_preferences", "user_preferences"),
        ("group_status_update", "groups"), ("history", "history"), ("history", "messages"),
    ],
)  # fmt: skip
def test_an_item_that_cannot_be_read_is_broken_in_its_place(field, name):
    events = events_of(field, **{name: [7, None]})
    assert [event.where for event in events if isinstance(event, Broken)] == [
        f"entry[0].changes[0].{name}[0]",
        f"entry[0].changes[0].{name}[1]",
    ]


@pytest.mark.parametrize("field", ["calls", "history", "user_preferences", "group_status_update"])
def test_a_field_without_anything_that_we_read_is_kept(field):
    (event,) = events_of(field, something_new=[1])
    assert isinstance(event, Unknown)
    (event,) = events_of(field, errors=[{"code": 131000, "title": "Something went wrong"}])
    assert isinstance(event, NumberErrors)


def test_a_field_that_names_no_number_is_broken():
    body = b'{"entry":[{"id":"1","changes":[{"field":"calls","value":{"calls":[{}]}}]}]}'
    (event,) = webhook.parse(body)
    assert isinstance(event, Broken)
