"""The command `waypost up`, run as people run it, in a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from waypost.processes.installation import PORTS

PROGRAM = Path(sys.executable).parent / "waypost"


@contextmanager
def own_folder() -> Iterator[Path]:
    """Reachable for the account that PostgreSQL runs as, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="waypost-up-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def outside() -> dict[str, str]:
    """The environment of somebody who set nothing."""
    return {name: value for name, value in os.environ.items() if not name.startswith("WAYPOST_")}


def refused(folder: Path, port: int | None = None) -> str:
    """What it says when it does not start; never a traceback."""
    done = subprocess.run(
        [PROGRAM, "up", "--folder", folder, "--port", str(port or free_ports())],
        env=outside(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


class Up:
    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.began = time.monotonic()
        self._output = folder / "said"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [PROGRAM, "up", "--folder", folder, "--port", str(port)],
                env=outside(),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self._output.read_text()

    def wait_for(self, words: str, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port + PORTS[name]}"

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@contextmanager
def running_up(folder: Path, port: int) -> Iterator[Up]:
    found = Up(folder, port)
    try:
        yield found
    finally:
        if found.process.poll() is None:
            found.stop()


def free_ports() -> int:
    """The first of a row that nothing listens at."""
    for first in range(20_000 + os.getpid() % 200 * 50, 32_000, 20):
        if all(_is_free(first + offset) for offset in PORTS.values()):
            return first
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
