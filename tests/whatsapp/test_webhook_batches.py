"""Every item of every change of every entry comes out, and a bad one fails alone."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.whatsapp import webhook, wire
from waypost.whatsapp.webhook import Broken, InboundMessage, NotAWebhook, Status, Unknown

PAYLOADS = Path(__file__).parents[1] / "payloads"
METADATA = {"display_phone_number": "31201230000", "phone_number_id": "118833905"}


def parsed(name: str) -> list[webhook.Event]:
    return webhook.parse((PAYLOADS / f"{name}.json").read_bytes())


def body_of(*items: object, name: str = "messages") -> bytes:
    value = {"messaging_product": "whatsapp", "metadata": METADATA, name: items}
    return json.dumps({"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}).encode()


def text(number: int, body: str = "hello") -> dict[str, object]:
    return {
        "from": "31610000001",
        "id": f"wamid.{number}",
        "timestamp": "1789100000",
        "type": "text",
        "text": {"body": body},
    }


def test_three_entries_of_three_changes_all_come_out_in_order():
    events = parsed("batch_of_many")
    messages = [event for event in events if isinstance(event, InboundMessage)]
    statuses = [event for event in events if isinstance(event, Status)]
    assert len(messages) == 3 * 2 * 3
    assert len(statuses) == 3 * 2
    assert len(events) == len(messages) + len(statuses)
    assert [m.text for m in messages][:4] == ["number 1001", "number 1002", "number 1003", "number 1004"]
    assert [m.phone_number_id for m in messages] == [f"118833905{n}" for n in (0, 1, 2) for _ in range(6)]
    assert {m.waba_id for m in messages} == {"1042208710", "1042208711", "1042208712"}


def test_a_thousand_messages_in_one_webhook_all_come_out():
    events = webhook.parse(body_of(*(text(n) for n in range(1000))))
    assert [event.id for event in events] == [f"wamid.{n}" for n in range(1000)]


def test_a_broken_item_fails_alone():
    events = parsed("broken_item")
    assert [type(event) for event in events] == [Status, Broken, InboundMessage, Broken, InboundMessage]
    assert [event.text for event in events if isinstance(event, InboundMessage)] == ["before", "after"]
    assert [event.where for event in events if isinstance(event, Broken)] == [
        "entry[0].changes[0].statuses[1]",
        "entry[0].changes[0].messages[1]",
    ]
    assert b"no id" in events[3].raw


def test_a_broken_change_fails_alone():
    first, second, after = parsed("broken_change")
    assert (first.where, second.where) == ("entry[0].changes[0]", "entry[0].changes[1]")
    assert "phone_number_id" in second.reason
    assert after.text == "after"
    assert after.waba_id == "104220871"


def test_a_broken_entry_fails_alone():
    broken, after = parsed("broken_entry")
    assert broken.where == "entry[0]"
    assert after.text == "after"


def test_a_message_from_nobody_is_broken():
    (broken,) = parsed("broken_nobody")
    assert broken.reason == "nothing says who wrote it"


def test_a_reason_does_not_repeat_what_a_person_wrote():
    (broken,) = webhook.parse(body_of({**text(1, "my secret"), "timestamp": "my secret"}))
    assert "secret" not in broken.reason


def test_nulls_are_the_same_as_nothing():
    message = {**text(1), "errors": None, "context": None, "referral": None, "group_id": None}
    (event,) = webhook.parse(body_of(message))
    assert (event.text, event.errors, event.referral, event.context_id) == ("hello", (), None, None)


def test_contacts_that_cannot_be_read_cost_no_message():
    value = {"metadata": METADATA, "contacts": [7, None], "messages": [text(1)], "statuses": None}
    body = json.dumps({"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}).encode()
    (event,) = webhook.parse(body)
    assert (event.text, event.wa_id, event.profile_name) == ("hello", "31610000001", None)


def test_an_error_that_cannot_be_read_still_fails_the_message():
    status = {"id": "w", "status": "failed", "timestamp": "1"}
    for errors in ([{"code": "many"}], [{}], [7], "no", {"code": 1}, [{"code": 2**40}]):
        (event,) = webhook.parse(body_of({**status, "errors": errors}, name="statuses"))
        assert event.status == "failed"
        assert [error.code for error in event.errors] == [webhook.UNREADABLE]


def test_a_messages_change_without_anything_in_it_is_kept():
    (event,) = webhook.parse(body_of(name="something_new"))
    assert isinstance(event, Unknown)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b"null", b"{}", b'{"entry": 7}', b"\xff\xfe", b'"\xff"']
)
def test_what_is_no_webhook_says_so(body):
    with pytest.raises(NotAWebhook):
        webhook.parse(body)


def test_a_bottomless_body_is_no_webhook():
    with pytest.raises(NotAWebhook):
        webhook.parse(b'{"entry":' + b"[" * 100_000 + b"]" * 100_000 + b"}")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (rb"a\u0000b", "a\ufffdb"),
        (rb"half \ud83d", "half \ufffd"),
        (rb"half \ude00", "half \ufffd"),
        (rb"\ud83d\ude00", "😀"),
        (rb"\\u0000", r"\u0000"),
        (rb"\\ud83d\ude00", "\\ud83d\ufffd"),
    ],
)
def test_what_no_database_can_hold_is_replaced(sent, kept):
    (event,) = webhook.parse(body_of(text(1, "TEXT")).replace(b"TEXT", sent))
    assert event.text == kept
    assert json.loads(bytes(event.content))["body"] == kept


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELD_NAMES = sorted(set(wire.Message.__struct_encode_fields__) | set(wire.Status.__struct_encode_fields__))
items = st.dictionaries(st.sampled_from(FIELD_NAMES), json_values, max_size=8) | json_values


@given(json_values)
def test_any_json_is_events_or_no_webhook(value):
    with contextlib.suppress(NotAWebhook):
        webhook.parse(json.dumps(value).encode())


@given(st.binary(max_size=60))
def test_any_bytes_are_events_or_no_webhook(body):
    with contextlib.suppress(NotAWebhook):
        webhook.parse(body)


@given(st.lists(json_values, max_size=3), json_values, json_values)
def test_any_entries_are_events(entries, value, field):
    odd = {"id": "1", "changes": [{"field": field, "value": value}, *entries]}
    webhook.parse(json.dumps({"entry": [odd, *entries]}).encode())


@given(st.sampled_from(["messages", "statuses", "message_echoes"]), items)
def test_any_item_leaves_its_neighbours_alone(name, odd):
    good = {**text(1), "status": "sent", "to": "31610000002"}
    first, middle, last = webhook.parse(body_of(good, odd, good, name=name))
    assert first == last
    assert not isinstance(first, Broken)
    assert middle is not None


@given(st.text(max_size=40))
def test_text_comes_out_as_it_went_in(body):
    (event,) = webhook.parse(body_of(text(1, body)))
    assert event.text == body.replace("\x00", "\ufffd")
