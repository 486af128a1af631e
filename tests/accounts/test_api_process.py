"""The API process as operators run it: a real server on a real port, against PostgreSQL and Redis."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

WAYPOST = str(Path(sys.executable).parent / "waypost")
Answer = tuple[int, http.client.HTTPMessage, bytes]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def ask(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(connection):
        connection.request(
            method, path, body, {name.replace("_", "-"): text for name, text in headers.items()}
        )
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


@contextlib.contextmanager
def running_api(**settings: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    process = subprocess.Popen(
        [WAYPOST, "api", "--port", str(port)], env={**os.environ, **settings}, start_new_session=True
    )
    try:
        for _ in range(150):
            with contextlib.suppress(OSError):
                ask(port, "GET", "/health/live")
                break
            assert process.poll() is None, "it ended"
            time.sleep(0.2)
        yield port, process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the server starts one that serves
        process.wait()


@pytest.fixture(scope="module")
def api() -> Iterator[int]:
    with running_api() as (port, _):
        yield port


def test_it_is_ready_when_the_database_and_redis_answer(api):
    status, _, body = ask(api, "GET", "/health/ready")

    assert status == 200, body


def test_it_is_alive_but_not_ready_while_redis_is_away():
    with running_api(WAYPOST_REDIS_URL=f"redis://127.0.0.1:{free_port()}/0") as (port, _):
        alive, ready = ask(port, "GET", "/health/live"), ask(port, "GET", "/health/ready")

    assert (alive[0], ready[0]) == (200, 503)
    assert b"redis" in ready[2]


def test_it_ends_cleanly_when_told_to():
    with running_api() as (_, process):
        process.send_signal(signal.SIGTERM)

        assert process.wait(20) == 0


def test_it_counts_requests_by_route(api):
    ask(api, "GET", "/api/v1/me")

    assert b'waypost_api_requests_total{method="GET",route="api/v1/me"' in ask(api, "GET", "/metrics")[2]


def test_a_body_of_10_mb_is_refused_and_the_next_request_answered(api):
    for path in ("/api/v1/invitations/accept", "/_allauth/browser/v1/auth/login"):
        with contextlib.suppress(ConnectionError):  # refused before all of it was read
            status, _, body = ask(api, "POST", path, b"x" * 10_000_000, Content_Type="application/json")
            assert status in {401, 413}
            assert json.loads(body)["code"] in {"unauthenticated", "too_large"}

    assert ask(api, "GET", "/health/live")[0] == 200


def test_the_application_hands_out_the_csrf_cookie(api):
    status, headers, _ = ask(api, "GET", "/inbox")
    if status == 503:
        pytest.skip("the web application is not built")

    assert "csrftoken=" in headers["Set-Cookie"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.fixture(scope="module")
def in_public(tmp_path_factory) -> Iterator[int]:
    """As behind a proxy that ends TLS, and with no mail server set."""
    folder = str(tmp_path_factory.mktemp("mail"))
    with running_api(WAYPOST_PUBLIC_URL="https://waypost.example", WAYPOST_MAIL_FOLDER=folder) as (port, _):
        yield port


def test_in_public_cookies_travel_only_over_tls(in_public):
    body = json.dumps({"email": "nobody@example.com", "password": "seven quiet lanterns"}).encode()
    first = {"Host": "waypost.example", "X_Forwarded_Proto": "https"}
    token = ask(in_public, "GET", "/_allauth/browser/v1/config", **first)[1]["Set-Cookie"]
    assert "; Secure" in token
    name = token.split(";")[0]
    status, _, said = ask(
        in_public, "POST", "/_allauth/browser/v1/auth/password/request", body, Cookie=name,
        X_CSRFToken=name.partition("=")[2], Content_Type="application/json",
        Origin="https://waypost.example", Referer="https://waypost.example/", **first,
    )  # fmt: skip
    assert status == 200, said


def test_in_public_another_site_cannot_post(in_public):
    status, _, body = ask(
        in_public, "POST", "/_allauth/browser/v1/auth/login", b"{}", Host="waypost.example",
        X_Forwarded_Proto="https", Content_Type="application/json", Origin="https://evil.example",
    )  # fmt: skip

    assert (status, json.loads(body)["code"]) == (403, "csrf")


def test_in_public_kept_mail_is_not_shown(in_public):
    status, _, body = ask(in_public, "GET", "/dev/mail", Host="waypost.example", X_Forwarded_Proto="https")

    assert (status, json.loads(body)["code"]) == (404, "not_found")
