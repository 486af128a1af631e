from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from waypost.messaging.rules import (
    WINDOW,
    Allowed,
    Attempt,
    Refused,
    callback_for,
    counts_for_window,
    is_forward,
    known_status,
    may_send,
    named_in,
    window_closes_at,
)

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
GOOD = Attempt(
    text="Your order leaves tomorrow.",
    channel_status="connected",
    channel_reason="",
    reachable=True,
    last_inbound_at=NOW - timedelta(hours=1),
)


def verdict(**changed: object) -> Allowed | Refused:
    return may_send(replace(GOOD, **changed), NOW)


def test_answer_inside_the_window_is_allowed() -> None:
    assert verdict() == Allowed()


def test_window_is_open_until_its_last_moment() -> None:
    assert verdict(last_inbound_at=NOW - WINDOW + timedelta(seconds=1)) == Allowed()


def test_window_is_closed_after_24_hours_and_the_refusal_says_when() -> None:
    refused = verdict(last_inbound_at=NOW - WINDOW)
    assert isinstance(refused, Refused)
    assert refused.code == "window_closed"
    assert "closed at 14:05 UTC on 23 November" in refused.reason


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"last_inbound_at": None}, "window_closed"),
        ({"text": "  \n"}, "text_empty"),
        ({"text": "x" * 4097}, "text_too_long"),
        ({"channel_status": "paused"}, "channel_paused"),
        ({"channel_status": "failed"}, "channel_paused"),
        ({"channel_status": "disconnected"}, "channel_disconnected"),
        ({"reachable": False}, "contact_unreachable"),
    ],
)
def test_gate_refuses_and_names_the_reason(changed: dict[str, object], code: str) -> None:
    refused = verdict(**changed)
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert refused.reason.startswith("Not sent: ")


def test_text_of_exactly_the_limit_passes() -> None:
    assert verdict(text="x" * 4096) == Allowed()


def test_message_from_the_future_cannot_hold_the_window_open_longer() -> None:
    assert counts_for_window(NOW + timedelta(minutes=10), NOW) == NOW


def test_message_from_the_past_counts_from_when_it_was_written() -> None:
    assert counts_for_window(NOW - timedelta(hours=3), NOW) == NOW - timedelta(hours=3)


def test_nobody_wrote_so_there_is_no_window() -> None:
    assert window_closes_at(None) is None


def test_statuses_only_move_forward() -> None:
    order = ["queued", "sending", "unknown", "sent", "failed", "delivered", "read", "played"]
    assert all(is_forward(a, b) and not is_forward(b, a) for a, b in pairwise(order))


def test_words_that_meta_may_add_change_nothing() -> None:
    assert known_status("teleported") is None


def test_callback_names_the_message_and_the_attempt() -> None:
    message_id = uuid4()
    assert named_in(callback_for(message_id, 2)) == (message_id, 2)


@pytest.mark.parametrize(
    "callback", [None, "", "campaign=41;row=9", "wp:", "wp:not-a-uuid:1", f"wp:{uuid4()}"]
)
def test_callback_of_somebody_else_names_nothing(callback: str | None) -> None:
    assert named_in(callback) is None
