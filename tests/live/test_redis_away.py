"""Redis may go and come back: nobody has to be restarted, and nobody misses events unknowingly."""

from uuid import UUID

from tests.kit.link import Link
from tests.kit.running import Running, until
from tests.live.browser import Browser, Stream, ticket


def test_readiness_says_that_redis_is_away_and_recovers(linked_live: Running, link: Link) -> None:
    assert linked_live.is_ready()
    link.cut()
    answer = linked_live.ask("GET", "/health/ready")
    assert answer.status == 503
    assert answer.json["ok"] is False
    assert linked_live.ask("GET", "/health/live").status == 200
    link.mend()
    until(linked_live.is_ready, seconds=5)


def test_readiness_answers_also_while_redis_hangs(linked_live: Running, link: Link) -> None:
    link.freeze()
    assert linked_live.ask("GET", "/health/ready", timeout=5).status == 503


def test_a_browser_that_comes_while_redis_is_away_is_asked_to_come_again(
    linked_live: Running, link: Link, tenant_id: UUID
) -> None:
    link.cut()
    with Browser(linked_live, ticket(tenant_id)) as browser:
        assert (browser.status, browser.refusal["code"]) == (503, "unavailable")
        assert browser.headers["retry-after"] == "2"


def test_an_open_stream_goes_on_after_redis_came_back(
    linked_live: Running, link: Link, tenant_id: UUID, stream: Stream
) -> None:
    stream.add("1-1")
    with Browser(linked_live, ticket(tenant_id)) as browser:
        stream.add("2-1")
        assert browser.next_event().id == "2-1"
        link.cut()
        stream.add("3-1")
        link.mend()
        stream.add("4-1")
        assert [browser.next_event().id for _ in range(2)] == ["3-1", "4-1"]


def test_when_redis_lost_its_memory_browsers_are_told_to_refetch(
    linked_live: Running, link: Link, tenant_id: UUID, stream: Stream
) -> None:
    stream.add("1-1")
    stream.add("2-1")
    with Browser(linked_live, ticket(tenant_id)) as browser:
        link.cut()
        stream.forget()
        stream.add("9-1")
        link.mend()
        assert browser.next_event().type == "refetch"
        stream.add("10-1")
        assert browser.next_event().id == "10-1"
