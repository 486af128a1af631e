"""Every event of the own tenant, once, in order, also after a pause: or the word that some are missing."""

from uuid import UUID, uuid4

import pytest
from tests.kit.running import Running, running
from tests.live.browser import Browser, Event, Stream, ticket


def test_an_event_arrives_as_it_was_written(live: Running, tenant_id: UUID, stream: Stream) -> None:
    content = {"message": {"text": "first line\nsecond 🌵\u2028 مرحبا"}}
    with Browser(live, ticket(tenant_id)) as browser:
        stream.add("7-1", content, "message.status_changed")
        assert browser.next_event() == Event("7-1", "message.status_changed", content)


def test_all_browsers_of_a_tenant_get_every_event_in_order(
    live: Running, tenant_id: UUID, stream: Stream
) -> None:
    with Browser(live, ticket(tenant_id)) as one, Browser(live, ticket(tenant_id, "budi")) as other:
        for n in range(1, 101):
            stream.add(f"{n}-{n}")
        for browser in (one, other):
            assert [browser.next_event().id for _ in range(100)] == [f"{n}-{n}" for n in range(1, 101)]


def test_events_of_another_tenant_never_arrive(live: Running, tenant_id: UUID, stream: Stream) -> None:
    others = Stream(uuid4())
    with Browser(live, ticket(tenant_id)) as browser:
        for n in range(1, 50):
            others.add(f"{n}-1", {"secret": "of the other tenant"})
        stream.add("50-1")
        assert browser.next_event().id == "50-1"


def test_a_newcomer_gets_only_what_happens_from_now_on(
    live: Running, tenant_id: UUID, stream: Stream
) -> None:
    stream.add("1-1")
    with Browser(live, ticket(tenant_id)) as browser:
        assert browser.position == "1-1"
        stream.add("2-1")
        assert browser.next_event().id == "2-1"


@pytest.mark.parametrize("by_query", [False, True])
def test_a_browser_that_comes_back_gets_what_it_missed(
    live: Running, tenant_id: UUID, stream: Stream, by_query: bool
) -> None:
    for n in range(1, 6):
        stream.add(f"{n}-1")
    with Browser(live, ticket(tenant_id), last_event_id="2-1", by_query=by_query) as browser:
        assert [browser.next_event().id for _ in range(3)] == ["3-1", "4-1", "5-1"]
        stream.add("6-1")
        assert browser.next_event().id == "6-1"


def test_the_position_told_to_a_newcomer_is_good_for_coming_back(
    live: Running, tenant_id: UUID, stream: Stream
) -> None:
    stream.add("1-1")
    with Browser(live, ticket(tenant_id)) as browser:
        position = browser.position
    stream.add("2-1")
    with Browser(live, ticket(tenant_id), last_event_id=position) as browser:
        assert browser.next_event().id == "2-1"


def test_a_browser_that_was_away_too_long_is_told_to_refetch_and_goes_on(
    live: Running, tenant_id: UUID, stream: Stream
) -> None:
    for n in range(1, 10):
        stream.add(f"{n}-1")
    stream.keep_newest(3)
    with Browser(live, ticket(tenant_id), last_event_id="2-1") as browser:
        assert browser.next_event() == Event("9-1", "refetch", {})
        stream.add("10-1")
        assert browser.next_event().id == "10-1"


@pytest.mark.parametrize("unknown", ["99-1", "0-0", "nonsense", "-", "1-", "9" * 30 + "-1"])
def test_a_position_that_the_stream_does_not_know_means_refetch(
    live: Running, tenant_id: UUID, stream: Stream, unknown: str
) -> None:
    stream.add("5-1")
    with Browser(live, ticket(tenant_id), last_event_id=unknown) as browser:
        assert browser.next_event().type == "refetch"


def test_more_missed_events_than_a_browser_should_replay_mean_refetch(
    live: Running, tenant_id: UUID, stream: Stream
) -> None:
    stream.add_many(1, 700, "x")
    with Browser(live, ticket(tenant_id), last_event_id="1-1") as browser:
        assert browser.next_event() == Event("700-1", "refetch", {})


def test_a_quiet_connection_gets_a_ping(tenant_id: UUID, tmp_path) -> None:
    with (
        running("live", tmp_path, changes="import waypost.live.app as a; a.PING_SECONDS = 0.1") as live,
        Browser(live, ticket(tenant_id)) as browser,
    ):
        assert browser.next_block() == [": ping"]
        assert browser.next_block() == [": ping"]
