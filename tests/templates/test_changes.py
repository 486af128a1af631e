"""What a webhook about a template means, by example: late, twice, in any order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from waypost.templates.rules import Known, News, after_news

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BEFORE = Known("approved", "", "utility", "", "", "green", None, False, {})


def news(kind: str, word: str = "", at: datetime | None = NOW, **value: Any) -> News:
    return News(kind, word, value, at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (news("status", "PAUSED", other_info={"title": "FIRST_PAUSE"}),
         {"status": "paused", "paused_until": NOW + timedelta(hours=3)}),
        (news("status", "PAUSED", other_info={"title": "SECOND_PAUSE"}), {"paused_until": NOW + timedelta(hours=6)}),
        (news("status", "PAUSED", other_info={"title": "RATE_LIMITING_PAUSE"}),
         {"status": "paused", "paused_until": None}),
        (news("status", "LOCKED"), {"status": "paused"}),
        (news("status", "LOCKED", other_info={"title": "DISABLED"}), {"status": "disabled"}),
        (news("status", "FLAGGED"), {"status": "approved"}),
        (news("status", "REINSTATED"), {"status": "approved"}),
        (news("status", "DISABLED", reason="NONE"), {"status": "disabled", "status_reason": ""}),
        (news("status", "REJECTED", reason="SCAM"), {"status": "rejected", "status_reason": "scam"}),
        (news("status", "REJECTED", reason="SCAM", rejection_info={"reason": "Too good.", "recommendation": "Be true"}),
         {"status_reason": "Too good. Be true"}),
        (news("status", "DELETED"), {"status": "deleted", "is_deleted": True}),
        (news("status", "PENDING_DELETION", reason=None), {"status": "pending_deletion", "is_deleted": False}),
        (news("quality", "RED"), {"quality": "red"}),
        (news("category", "UTILITY", new_category="UTILITY", correct_category="MARKETING"),
         {"category": "utility", "next_category": "marketing"}),
        (news("category", "MARKETING", new_category="MARKETING", previous_category="UTILITY"),
         {"category": "marketing", "previous_category": "utility", "next_category": ""}),
    ],
)  # fmt: skip
def test_a_webhook_changes_what_it_speaks_of(update, expected):
    after, asks = after_news(BEFORE, update)

    assert {name: getattr(after, name) for name in expected} == expected
    assert not asks


@pytest.mark.parametrize(
    "update",
    [
        news("components"),
        news("status", "UNARCHIVED"),
        news("status", "PAUSED", None),
        news("status", "LOCKED", other_info={"title": "UNPAUSE"}),
    ],
)
def test_a_webhook_that_does_not_say_all_makes_us_ask(update):
    assert after_news(BEFORE, update)[1]


def test_a_late_webhook_of_the_same_kind_changes_nothing():
    paused, _ = after_news(BEFORE, news("status", "PAUSED"))

    assert after_news(paused, news("status", "APPROVED", NOW - timedelta(seconds=1))) == (paused, False)


def test_a_late_webhook_of_another_kind_still_counts():
    rated, _ = after_news(BEFORE, news("quality", "RED"))

    assert after_news(rated, news("status", "PAUSED", NOW - timedelta(minutes=1)))[0].status == "paused"


def test_a_webhook_from_before_the_newest_list_makes_us_ask_instead():
    listed = replace(BEFORE, listed_at=NOW + timedelta(hours=5))

    after, asks = after_news(listed, news("status", "PAUSED", other_info={"title": "FIRST_PAUSE"}))

    assert (after.status, after.paused_until, asks) == ("approved", None, True)


def test_a_webhook_from_before_the_newest_list_adds_what_lists_do_not_say():
    listed = replace(BEFORE, status="paused", listed_at=NOW + timedelta(hours=1))

    after, asks = after_news(listed, news("status", "PAUSED", other_info={"title": "FIRST_PAUSE"}))

    assert (after.paused_until, asks) == (NOW + timedelta(hours=3), False)


def test_clocks_that_differ_a_little_hide_no_webhook():
    listed = replace(BEFORE, listed_at=NOW + timedelta(minutes=1))

    assert after_news(listed, news("status", "DISABLED"))[0].status == "disabled"


def test_two_words_of_the_same_second_make_us_ask():
    paused, _ = after_news(BEFORE, news("status", "PAUSED"))

    assert after_news(paused, news("status", "PAUSED")) == (paused, False)
    assert after_news(paused, news("status", "APPROVED"))[1]


@pytest.mark.parametrize(
    "order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0), (2, 1, 0, 2, 1)]
)
def test_three_webhooks_end_alike_in_any_order(order):
    told = [
        news("status", "PAUSED", NOW, other_info={"title": "FIRST_PAUSE"}),
        news("status", "APPROVED", NOW + timedelta(hours=3)),
        news("status", "DISABLED", NOW + timedelta(hours=4)),
    ]
    state = BEFORE
    for place in order:
        state, _ = after_news(state, told[place])

    assert (state.status, state.paused_until) == ("disabled", None)
