"""A real `waypost up` in a folder of its own, whose parts can be killed while nobody starts them again."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

FIRST_PORT = int(os.environ.get("PORT", "24050"))
_READY_WITHIN_SECONDS = 120


class Stack:
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="waypost-faults-"))
        self.folder.chmod(0o755)
        self.port = next(one for one in range(FIRST_PORT, 60_000, 20) if _is_free(one))
        self._up: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Stack":
        program = Path(sys.executable).parent / "waypost"
        with (self.folder / "up.log").open("wb") as log:
            self._up = subprocess.Popen(
                [program, "up", "--port", str(self.port), "--folder", self.folder / "var"],
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        while "Waypost is up" not in (said := (self.folder / "up.log").read_text()):
            if time.monotonic() > deadline or self._up.poll() is not None:
                self.__exit__()
                raise TimeoutError(said)
            time.sleep(0.2)
        return self

    def __exit__(self, *_: object) -> None:
        if self._up:
            self._up.send_signal(signal.SIGCONT)
            self._up.terminate()
            self._up.wait(60)
        subprocess.run(["rm", "-rf", str(self.folder)], check=False)

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WAYPOST_")}
        return kept | json.loads((self.folder / "var/environment.json").read_text())

    def url(self, name: str) -> str:
        return self.environment()[f"WAYPOST_{name}_URL"]

    def administer(self, statements: str) -> None:
        address = self.environment()["WAYPOST_DATABASE_URL"].replace("waypost_app@", "postgres@")
        with psycopg.connect(address, autocommit=True) as admin:
            admin.execute(statements)  # type: ignore[arg-type]  # our own statements

    def cache(self) -> "redis.Redis":
        return redis.Redis.from_url(self.environment()["WAYPOST_REDIS_URL"])

    @contextmanager
    def unattended(self) -> Iterator[None]:
        """While it holds still, `waypost up` starts nothing again; afterwards it does."""
        assert self._up is not None
        self._up.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._up.send_signal(signal.SIGCONT)

    def signal_process(self, words: str, number: signal.Signals) -> None:
        """To the one that was started as `waypost <words> …`, and all that it started."""
        assert self._up is not None
        for pid in _children(self._up.pid):
            if f"waypost {words}" in _command(pid):
                os.killpg(pid, number)
                return
        raise ProcessLookupError(words)

    def stop_database(self) -> None:
        folder = self.folder / "var/postgres"
        os.kill(int((folder / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
        while (folder / "postmaster.pid").exists():
            time.sleep(0.1)

    def wait_until_well(self) -> None:
        """Every process answers that it is ready."""
        ready = [f"http://127.0.0.1:{self.port + offset}" for offset in (0, 1, 2, 11, 12, 13, 14)]
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        while not all(_is_ready(url) for url in ready):
            if time.monotonic() > deadline:
                raise TimeoutError((self.folder / "up.log").read_text()[-2000:])
            time.sleep(0.5)


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=5):
            return True
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def _is_free(first: int) -> bool:
    for port in (first, first + 1, first + 2, first + 3, *range(first + 11, first + 15)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True
