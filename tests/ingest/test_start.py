"""What keeps an edge from starting is one sentence with the remedy, not a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def start(name: str, port: int, **changed: str) -> tuple[int, str]:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "waypost"), name, "--port", str(port)],
        env={**os.environ, **changed},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.parametrize("name", ["ingest", "live"])
def test_a_taken_port_is_named(name: str) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = start(name, port)
    assert code == 1
    assert f"port {port} of 127.0.0.1 cannot be used" in said


@pytest.mark.parametrize(
    ("name", "variable"),
    [("ingest", "WAYPOST_DATABASE_URL"), ("live", "WAYPOST_REDIS_URL"), ("live", "WAYPOST_SECRET_KEY")],
)
def test_a_missing_setting_is_named(name: str, variable: str) -> None:
    code, said = start(name, 0, **{variable: ""})
    assert code == 2
    assert variable in said


@pytest.mark.parametrize("keys", ["abc", "not base64!", "c2hvcnQ="])
def test_a_master_key_that_is_no_key_is_explained(keys: str) -> None:
    code, said = start("ingest", 0, WAYPOST_MASTER_KEYS=keys)
    assert code == 2
    assert "openssl rand -base64 32" in said
    assert keys not in said


@pytest.mark.parametrize("name", ["ingest", "live"])
def test_a_misspelt_setting_is_named(name: str) -> None:
    code, said = start(name, 0, WAYPOST_DATABSE_URL="x")
    assert code == 2
    assert "WAYPOST_DATABSE_URL" in said
