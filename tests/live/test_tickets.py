"""Only who holds a fresh ticket of ours sees a tenant's events."""

from uuid import UUID, uuid4

import pytest
from tests.kit.running import Running
from tests.live.browser import Browser, ticket


def test_a_fresh_ticket_opens_the_stream(live: Running, tenant_id: UUID) -> None:
    with Browser(live, ticket(tenant_id)) as browser:
        assert browser.status == 200
        assert browser.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert browser.headers["cache-control"] == "no-store"


def test_an_expired_ticket_is_refused_with_the_way_to_a_new_one(live: Running, tenant_id: UUID) -> None:
    with Browser(live, ticket(tenant_id, age_seconds=61)) as browser:
        assert browser.status == 401
        assert browser.refusal == {
            "code": "ticket_invalid",
            "detail": "Ask POST /api/v1/live/tickets for a new ticket.",
        }


def test_a_ticket_that_is_about_to_expire_still_opens(live: Running, tenant_id: UUID) -> None:
    with Browser(live, ticket(tenant_id, age_seconds=50)) as browser:
        assert browser.status == 200


@pytest.mark.parametrize("forged", ["", "x", "A" * 100, "A" * 10_000, "é", "../..", "%00"])
def test_text_that_is_no_ticket_is_refused(live: Running, forged: str) -> None:
    with Browser(live, forged) as browser:
        assert browser.status == 401


def test_a_ticket_of_another_installation_is_refused(live: Running, tenant_id: UUID) -> None:
    with Browser(live, ticket(tenant_id, secret="another-secret-key")) as browser:
        assert browser.status == 401


def test_a_changed_ticket_is_refused_wherever_it_was_changed(live: Running, tenant_id: UUID) -> None:
    good = ticket(tenant_id)
    for place in range(0, len(good) - 1, 17):
        changed = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        with Browser(live, changed) as browser:
            assert browser.status == 401, place


def test_the_content_of_one_ticket_does_not_fit_the_mark_of_another(live: Running, tenant_id: UUID) -> None:
    mine, theirs = ticket(tenant_id), ticket(uuid4())
    with Browser(live, mine[:40] + theirs[40:]) as browser:
        assert browser.status == 401
