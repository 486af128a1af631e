"""Whatever is nested in a webhook, as many events come out as items went in, in their order."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from waypost.whatsapp import webhook
from waypost.whatsapp.webhook import Broken, Echo, InboundMessage, Status, Unknown

METADATA = {"display_phone_number": "31201230000", "phone_number_id": "118833905"}
PERSON = {"wa_id": "31610000001", "user_id": "NL.7001", "profile": {"name": "Bo"}}

Item = Any
Change = tuple[dict[str, Any], list[str]]
"""A change, and the marks of its items in order."""


def message(mark: str, kind: str) -> Item:
    content = [{}] if kind == "contacts" else {"id": "1", "body": "Hello", "type": "user_changed_number"}
    return {"id": mark, "timestamp": "1789100000", "from": "31610000001", "type": kind, kind: content}


def broken(mark: str, how: str) -> Item:
    whole = message(mark, "text")
    return {
        "no id": {"timestamp": "1", "type": "text", "mark": mark},
        "no time": {**whole, "timestamp": mark},
        "no text": {**whole, "text": {"mark": mark}},
        "nobody": {**whole, "from": None},
        "a word": mark,
        "a list": [mark],
    }[how]


kinds = st.sampled_from(
    ["text", "image", "video", "audio", "document", "sticker", "location", "contacts", "reaction", "button",
     "interactive", "order", "system", "edit", "revoke", "unsupported", "hologram", ""]
)  # fmt: skip
faults = st.sampled_from(["no id", "no time", "no text", "nobody", "a word", "a list"])
plans = st.lists(st.tuples(st.sampled_from(["good", "broken"]), kinds, faults), max_size=5)


@st.composite
def changes(draw: st.DrawFn) -> Any:
    """What a change is made of, without the marks: those are given when all of it is known."""
    field = draw(
        st.sampled_from(
            ["messages", "messages", "smb_message_echoes", "calls", "history", "hologram_updates"]
        )
    )
    return field, draw(plans), draw(plans), draw(st.booleans())


def built(number: str, plan: Any) -> Change:
    field, first, second, with_people = plan
    marks: list[str] = []

    def items(chosen: Any, make: Any) -> list[Item]:
        made = []
        for good, kind, fault in chosen:
            mark = f"mark-{number}-{len(marks)}"
            marks.append(mark)
            made.append(make(mark, kind) if good == "good" else broken(mark, fault))
        return made

    value: dict[str, Any] = {"metadata": METADATA}
    if with_people:
        value["contacts"] = [PERSON, {"wa_id": "31610000002", "profile": {"name": "Cas"}}]
    if field == "messages":
        value["statuses"] = items(first, status)
        value["messages"] = items(second, message)
    elif field == "smb_message_echoes":
        value["message_echoes"] = items([*first, *second], echo)
    elif field == "calls":
        value["calls"] = items(first, call)
        value["statuses"] = items(second, call)
    elif field == "history":
        threads = [{"id": "31610000001", "messages": items(part, message)} for part in (first, second)]
        value["history"] = [{"threads": threads}]
    return {"field": field, "value": value}, marks


def status(mark: str, kind: str) -> Item:
    return {"id": mark, "status": kind or "sent", "timestamp": 1789100000, "recipient_id": "31610000001"}


def echo(mark: str, kind: str) -> Item:
    return {**message(mark, kind), "to": "31610000001"}


def call(mark: str, kind: str) -> Item:
    return {"id": mark, "event": kind, "timestamp": "1789100000", "from": "31610000001"}


def mark_of(event: webhook.Event) -> str:
    raw = event.raw.decode() if isinstance(event, Broken) else getattr(event, "id", "")
    return raw[raw.find("mark-") :].partition('"')[0] if "mark-" in raw else ""


@settings(max_examples=300)
@given(st.lists(st.lists(changes(), max_size=4), max_size=4))
def test_as_many_events_come_out_as_items_go_in_and_in_order(plan):
    entries, expected, without_items = [], [], 0
    for index, planned in enumerate(plan):
        made = [built(f"{index}-{place}", one) for place, one in enumerate(planned)]
        entries.append({"id": f"waba-{index}", "changes": [change for change, _ in made]})
        for change, marks in made:
            expected += marks
            if change["field"] == "history" or not marks:
                without_items += 1  # the chunk itself; or the change, which is kept whole
    events = webhook.parse(json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode())
    assert len(events) == len(expected) + without_items
    # a person is somebody only by the contacts, so `nobody` may be read; what counts is that it comes out
    found = [mark for mark in map(mark_of, events) if mark]
    assert found == expected


@settings(max_examples=100)
@given(plans, plans)
def test_good_items_are_read_and_bad_ones_set_aside(first, second):
    change, marks = built("0", ("messages", first, second, False))
    events = webhook.parse(json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode())
    if not marks:
        assert [type(event) for event in events] == [Unknown]
        return
    wanted = [Status if good == "good" else Broken for good, _, _ in first]
    wanted += [InboundMessage if good == "good" else Broken for good, _, _ in second]
    for event, kind in zip(events, wanted, strict=True):
        assert isinstance(event, kind)


@settings(max_examples=50)
@given(plans)
def test_echoes_are_never_taken_for_messages(plan):
    change, _ = built("0", ("smb_message_echoes", plan, [], False))
    events = webhook.parse(json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode())
    assert all(isinstance(event, Echo | Broken | Unknown) for event in events)
