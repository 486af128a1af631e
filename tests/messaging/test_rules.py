from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from waypost.messaging.rules import callback_for, counts_for_window, is_forward, known_status, named_in

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


def test_message_from_the_future_cannot_hold_the_window_open_longer() -> None:
    assert counts_for_window(NOW + timedelta(minutes=10), NOW) == NOW


def test_message_from_the_past_counts_from_when_it_was_written() -> None:
    assert counts_for_window(NOW - timedelta(hours=3), NOW) == NOW - timedelta(hours=3)


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
