"""A 200 means: it is on disk. Everything else means: send it again."""

import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from tests.ingest.meta import Meta, webhook
from tests.kit.link import Link
from tests.kit.running import Answer, running, until

_SHORTER = "import waypost.ingest.store as s; s._COMMIT_SECONDS = 0.7\n"


def start_sending(meta: Meta, threads: ThreadPoolExecutor, count: int) -> list[Future[Answer]]:
    futures = [threads.submit(meta.send, webhook()) for _ in range(count)]
    until(lambda: waiting(meta) == count)
    return futures


def waiting(meta: Meta) -> int:
    return int(metric(meta, "waypost_ingest_waiting"))


def metric(meta: Meta, name: str) -> float:
    text = meta.ingest.ask("GET", "/metrics").body.decode()
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(name + " "))


def test_there_is_no_answer_before_the_commit(meta: Meta) -> None:
    with ThreadPoolExecutor(1) as threads:
        with meta.nobody_can_write():
            (future,) = start_sending(meta, threads, 1)
            time.sleep(0.3)
            assert not future.done()
        assert future.result().status == 200
    assert len(meta.stored()) == 1


def test_requests_that_wait_together_share_a_commit(meta: Meta) -> None:
    with ThreadPoolExecutor(20) as threads:
        with meta.nobody_can_write():
            futures = start_sending(meta, threads, 20)
        assert [future.result().status for future in futures] == [200] * 20
    commits = {row[0] for row in meta.rows("xmin::text")}
    assert len(commits) <= 3  # the first alone, the others while it waited


def test_a_sender_that_left_while_its_webhook_waited_does_not_disturb_the_others(meta: Meta) -> None:
    with ThreadPoolExecutor(5) as threads:
        with meta.nobody_can_write():
            with pytest.raises(OSError, match="timed out"):
                meta.send(webhook(), timeout=0.3)
            futures = [threads.submit(meta.send, webhook()) for _ in range(5)]
            time.sleep(0.3)
        assert [future.result().status for future in futures] == [200] * 5


def test_while_the_database_is_away_the_answer_is_503_and_ingest_recovers_by_itself(
    postgres_url, link: Link, linked_url: str, tmp_path
) -> None:
    with running("ingest", tmp_path, WAYPOST_DATABASE_URL=linked_url) as ingest:
        meta = Meta(postgres_url, ingest)
        assert meta.send(webhook()).status == 200
        assert ingest.is_ready()

        link.cut()
        answer = meta.send(webhook())
        assert (answer.status, answer.json["code"]) == (503, "unavailable")
        assert answer.headers["retry-after"] == "1"
        assert ingest.ask("GET", "/health/ready").status == 503
        assert ingest.ask("GET", "/health/live").status == 200
        assert len(meta.stored()) == 1

        link.mend()
        until(lambda: meta.send(webhook()).status == 200, seconds=5)
        until(ingest.is_ready, seconds=5)
        assert len(meta.stored()) == 2


def test_a_database_that_hangs_is_given_up_after_a_moment(
    postgres_url, link: Link, linked_url: str, tmp_path
) -> None:
    with running("ingest", tmp_path, changes=_SHORTER, WAYPOST_DATABASE_URL=linked_url) as ingest:
        meta = Meta(postgres_url, ingest)
        assert meta.send(webhook()).status == 200
        link.freeze()
        started = time.monotonic()
        assert meta.send(webhook()).status == 503
        assert time.monotonic() - started < 4
        link.cut()
        link.mend()
        until(lambda: meta.send(webhook()).status == 200, seconds=8)


def test_a_batch_that_the_database_was_never_seen_to_take_is_not_acknowledged(
    postgres_url, link: Link, linked_url: str, tmp_path
) -> None:
    with (
        running("ingest", tmp_path, WAYPOST_DATABASE_URL=linked_url) as ingest,
        ThreadPoolExecutor(8) as threads,
    ):
        meta = Meta(postgres_url, ingest)
        assert meta.send(webhook()).status == 200
        with meta.nobody_can_write():
            futures = start_sending(meta, threads, 8)
            link.cut()
            assert {future.result().status for future in futures} == {503}


def test_ingest_starts_while_the_database_is_away(
    postgres_url, link: Link, linked_url: str, tmp_path
) -> None:
    link.cut()
    with running("ingest", tmp_path, WAYPOST_DATABASE_URL=linked_url) as ingest:
        meta = Meta(postgres_url, ingest)
        assert meta.send(webhook()).status == 503
        link.mend()
        until(lambda: meta.send(webhook()).status == 200, seconds=5)


def test_when_asked_to_stop_it_answers_what_it_has_taken_and_leaves(postgres_url, tmp_path) -> None:
    with (
        running("ingest", tmp_path, WAYPOST_DATABASE_URL=postgres_url("waypost_ingest")) as ingest,
        ThreadPoolExecutor(20) as threads,
    ):
        meta = Meta(postgres_url, ingest)
        with meta.nobody_can_write():
            futures = start_sending(meta, threads, 20)
            ingest.process.terminate()
            time.sleep(0.5)
            assert ingest.process.poll() is None
        assert [future.result().status for future in futures] == [200] * 20
        assert ingest.process.wait(10) == 0
    assert len(meta.stored()) == 20
    assert "Traceback" not in ingest.log


def test_when_too_much_waits_new_webhooks_are_sent_away(postgres_url, tmp_path) -> None:
    fewer = "import waypost.ingest.store as s; s._MOST_WAITING = 5"
    with (
        running(
            "ingest", tmp_path, changes=fewer, WAYPOST_DATABASE_URL=postgres_url("waypost_ingest")
        ) as ingest,
        ThreadPoolExecutor(5) as threads,
    ):
        meta = Meta(postgres_url, ingest)
        with meta.nobody_can_write():
            futures = start_sending(meta, threads, 5)
            answer = meta.send(webhook())
            assert (answer.status, answer.json["code"]) == (503, "busy")
        assert [future.result().status for future in futures] == [200] * 5


def test_metrics_say_what_became_of_requests(meta: Meta) -> None:
    meta.send(webhook())
    meta.send(webhook(), secret="guessed")
    text = meta.ingest.ask("GET", "/metrics").body.decode()
    for expected in ('result="stored"', 'result="wrong_signature"', "waypost_ingest_commit_seconds_count"):
        assert expected in text
