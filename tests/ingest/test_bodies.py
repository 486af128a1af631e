"""Whatever Meta signed is kept; what is too large or never ends is not waited for."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.ingest.meta import Meta, signature, webhook
from tests.kit.running import running, until

LIMIT = 3 * 1024 * 1024


def head(meta: Meta, body: bytes, *more: str) -> bytes:
    lines = [f"POST {meta.path} HTTP/1.1", "Host: x", f"X-Hub-Signature-256: {signature(body)}", *more]
    return "\r\n".join([*lines, "", ""]).encode()


def read_status(line: socket.socket) -> int:
    return int(line.recv(4_096).split(b" ", 2)[1])


@pytest.mark.parametrize("body", [b"{", b"not JSON", b"[]", b"\xff\xfe\x00", b"null", b" "])
def test_malformed_json_with_a_right_signature_is_stored_so_that_nothing_is_lost(
    meta: Meta, body: bytes
) -> None:
    assert meta.send(body).status == 200
    assert meta.stored() == [body]


def test_an_empty_body_is_refused(meta: Meta) -> None:
    assert meta.send(b"").json["code"] == "empty"


def test_a_body_of_exactly_three_megabytes_is_stored(meta: Meta) -> None:
    body = b"x" * LIMIT
    assert meta.send(body).status == 200
    assert meta.stored() == [body]


def test_a_body_announced_as_ten_megabytes_is_refused_before_it_is_sent(meta: Meta) -> None:
    with meta.ingest.line() as line:
        line.sendall(head(meta, b"", f"Content-Length: {10 * 1024 * 1024}") + b"x" * 1_000)
        assert read_status(line) == 413
    assert meta.stored() == []


def test_a_body_that_grows_past_the_limit_is_refused_without_reading_it_all(meta: Meta) -> None:
    piece = b"%x\r\n" % 65_536 + b"x" * 65_536 + b"\r\n"
    sent = 0
    with meta.ingest.line() as line:
        line.sendall(head(meta, b"", "Transfer-Encoding: chunked"))
        line.settimeout(0.001)
        answer = b""
        while not answer and sent < 20 * 1024 * 1024:
            try:
                line.settimeout(5)
                line.sendall(piece)
                sent += len(piece)
                line.settimeout(0.001)
                answer = line.recv(4_096)
            except TimeoutError:
                continue
            except ConnectionError:
                break
    assert sent < 10 * 1024 * 1024
    assert answer.split(b" ", 2)[1:2] in ([b"413"], [])
    assert meta.stored() == []


def test_a_body_in_pieces_is_put_together(meta: Meta) -> None:
    body = webhook()
    with meta.ingest.line() as line:
        line.sendall(head(meta, body, "Transfer-Encoding: chunked"))
        for n in range(0, len(body), 50):
            part = body[n : n + 50]
            line.sendall(b"%x\r\n%b\r\n" % (len(part), part))
            time.sleep(0.001)
        line.sendall(b"0\r\n\r\n")
        assert read_status(line) == 200
    assert meta.stored() == [body]


def test_the_same_webhook_ten_times_at_once_is_answered_200_each_time(meta: Meta) -> None:
    body = webhook()
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda _: meta.send(body).status, range(10)))
    assert answers == [200] * 10
    assert meta.stored() == [body] * 10


def test_one_connection_carries_many_webhooks_one_after_the_other(meta: Meta) -> None:
    with meta.ingest.line() as line:
        for _ in range(5):
            body = webhook()
            line.sendall(head(meta, body, f"Content-Length: {len(body)}") + body)
            assert read_status(line) == 200
    assert len(meta.stored()) == 5


def test_requests_that_are_sent_without_waiting_are_all_answered_in_order(meta: Meta) -> None:
    bodies = [webhook() for _ in range(3)]
    wrong = head(meta, b"other", f"Content-Length: {len(bodies[1])}") + bodies[1]
    with meta.ingest.line() as line:
        line.sendall(
            head(meta, bodies[0], f"Content-Length: {len(bodies[0])}")
            + bodies[0]
            + wrong
            + head(meta, bodies[2], f"Content-Length: {len(bodies[2])}", "Connection: close")
            + bodies[2]
        )
        answers = b""
        while part := line.recv(4_096):
            answers += part
    codes = [part.split(b" ")[0] for part in answers.split(b"HTTP/1.1 ")[1:]]
    assert codes == [b"200", b"401", b"200"]
    assert meta.stored() == [bodies[0], bodies[2]]


def test_a_sender_that_leaves_in_the_middle_harms_nobody(meta: Meta) -> None:
    for _ in range(20):
        with meta.ingest.line() as line:
            line.sendall(head(meta, b"", "Content-Length: 5000") + b"x" * 100)
    body = webhook()
    assert meta.send(body).status == 200
    assert meta.stored() == [body]


def test_other_methods_and_paths_are_refused(meta: Meta) -> None:
    assert meta.ingest.ask("PUT", meta.path, b"{}").status == 405
    assert meta.ingest.ask("POST", "/elsewhere", b"{}").status == 404
    assert meta.ingest.ask("GET", "/").status == 404


def test_a_slow_body_and_a_slow_head_are_given_up(postgres_url, tmp_path) -> None:
    shorter = (
        "import waypost.ingest.app as a, waypost.processes.ingest as p;"
        "a.READ_SECONDS = 0.5; p.HEADER_MILLISECONDS = 500"
    )
    with running(
        "ingest", tmp_path, changes=shorter, WAYPOST_DATABASE_URL=postgres_url("waypost_ingest")
    ) as ingest:
        meta = Meta(postgres_url, ingest)
        with ingest.line(timeout=5) as line:
            line.sendall(head(meta, b"", "Content-Length: 5000") + b"x")
            assert read_status(line) == 408
        with ingest.line(timeout=5) as line:
            line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n")
            answer = line.recv(4_096)
            assert answer == b"" or answer.startswith(b"HTTP/1.1 408")
        until(lambda: meta.send(webhook()).status == 200)
