"""Healthy, degraded or not, with the reasons: each fault is found by its own line, and says what to do."""

import datetime as dt
import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from waypost.ops import health
from waypost.ops.looks import machine, neighbours
from waypost.ops.looks.finding import Finding, examine, warns, well, wrong

PROGRAM = Path(sys.executable).parent / "waypost"
NOWHERE = "http://127.0.0.1:9"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def somebody() -> Iterator[str]:
    """Answers everything."""
    with serving() as url:
        yield url


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def examined(folder: Path, *options: str, **changed: str) -> tuple[int, str]:
    done = subprocess.run(
        [PROGRAM, "ops", "health", "--folder", folder, *options],
        env={**os.environ, "WAYPOST_MEDIA_STORAGE": f"file:{folder / 'media'}", **changed},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def running(url: str) -> dict[str, str]:
    names = ("WAYPOST_PUBLIC_URL", "WAYPOST_WEBHOOK_URL", "WAYPOST_LIVE_URL", "WAYPOST_META_GRAPH_URL")
    return dict.fromkeys(names, url)


def line(output: str, what: str) -> str:
    return next(one for one in output.splitlines() if one[7:].startswith(what))


def test_all_well_is_healthy(tmp_path: Path, somebody: str) -> None:
    code, found = examined(tmp_path, **running(somebody))
    assert "WRONG" not in found, found
    assert "Overall status: HEALTHY" in found or "Overall status: DEGRADED" in found
    for what in ("settings", "api", "database", "wall", "redis", "certificate", "meta", "storage", "disk"):
        assert line(found, what).startswith("ok"), found
    assert code in (0, 1)


@pytest.mark.parametrize(
    ("changed", "what", "remedy"),
    [
        ({"WAYPOST_PUBLIC_URL": NOWHERE}, "api", "Is it running?"),
        ({"WAYPOST_META_GRAPH_URL": NOWHERE}, "meta", "way out"),
        ({"WAYPOST_REDIS_URL": "redis://127.0.0.1:9/0"}, "redis", "WAYPOST_REDIS_URL"),
        ({"WAYPOST_DATABASE_URL": "postgresql://waypost_app@127.0.0.1:9/waypost"}, "database", "running"),
        ({"WAYPOST_MEDIA_STORAGE": "file:/proc/nowhere"}, "storage", "WAYPOST_MEDIA_STORAGE"),
        ({"WAYPOST_SECRET_KEY": ""}, "settings", "docs/reference/settings.md"),
    ],
)
def test_what_is_down_is_named_with_its_remedy(
    tmp_path: Path, somebody: str, changed: dict[str, str], what: str, remedy: str
) -> None:
    code, found = examined(tmp_path, **{**running(somebody), **changed})
    assert (code, line(found, what)[:5]) == (2, "WRONG"), found
    assert "Overall status: UNHEALTHY" in found
    assert remedy in next(one for one in found.splitlines() if one.startswith(f"  {what}: "))


def test_programs_read_it_as_json(tmp_path: Path, somebody: str) -> None:
    away = {**running(somebody), "WAYPOST_META_GRAPH_URL": NOWHERE}
    code, found = examined(tmp_path, "--format", "json", **away)
    said = json.loads(found)
    assert (code, said["status"]) == (2, "UNHEALTHY")
    assert {one["verdict"] for one in said["findings"] if one["what"] == "meta"} == {"wrong"}


def test_pipelines_read_it_as_junit() -> None:
    found = [
        well("redis", "answers"),
        warns("disk", "2 MB free", "Make room."),
        wrong("api", "gone", "Start it."),
    ]
    suite = ET.fromstring(health.junit("UNHEALTHY", found))
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    failure = suite.find("testcase[@name='api']/failure")
    assert failure is not None
    assert (failure.get("message"), failure.text) == ("gone", "Start it.")


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ([well("a", "")], "HEALTHY"),
        ([well("a", ""), warns("b", "", "")], "DEGRADED"),
        ([warns("a", "", ""), wrong("b", "", "")], "UNHEALTHY"),
    ],
)
def test_the_worst_finding_decides(found: list[Finding], status: str) -> None:
    assert health.health_of(found) == status


def test_a_look_that_breaks_is_a_finding_and_the_others_still_count() -> None:
    def broken_look() -> list[Finding]:
        raise ZeroDivisionError("by zero")

    found = list(examine([broken_look, machine.load]))
    assert (found[0].what, found[0].verdict) == ("broken look", "wrong")
    assert len(found) == 2


@pytest.mark.parametrize(("days", "verdict"), [(90, "well"), (20, "warns"), (6, "wrong"), (-1, "wrong")])
def test_a_certificate_is_told_of_before_it_ends(
    tmp_path: Path, monkeypatch, days: int, verdict: str
) -> None:
    with serving(certificate(tmp_path, days)) as url:
        for name in ("WAYPOST_PUBLIC_URL", "WAYPOST_WEBHOOK_URL", "WAYPOST_LIVE_URL"):
            monkeypatch.setenv(name, url)
        neighbours.env.core.cache_clear()
        try:
            [found] = neighbours.certificates()
        finally:
            monkeypatch.undo()
            neighbours.env.core.cache_clear()
    assert found.verdict == verdict, found


def certificate(folder: Path, days: int) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=100))
        .not_valid_after(now + dt.timedelta(days=days, hours=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(("free", "verdict"), [(50_000, "well"), (4_000, "warns"), (900, "wrong")])
def test_a_disk_is_told_of_before_it_is_full(free: int, verdict: str) -> None:
    assert machine.room(free).verdict == verdict
