"""One of our processes, started as the command starts it, and spoken to over real sockets."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Running:
    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text()

    def ask(self, method: str, path: str, body: Any = None, timeout: float = 20, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def line(self, timeout: float = 20) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def is_ready(self) -> bool:
        return self.ask("GET", "/health/ready").status == 200

    def stop(self, timeout: float = 15) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout)


@contextmanager
def running(name: str, folder: Path, *, changes: str = "", **environment: str) -> Iterator[Running]:
    """`changes` is code that runs first: a shorter time limit, for one."""
    port = _free_port()
    log = folder / f"{name}-{port}.log"
    code = f"{changes}\nfrom waypost.processes.{name} import main\nmain(port={port})"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", code], env={**os.environ, **environment}, stdout=output, stderr=output
        )
    found = Running(process, port, log)
    try:
        _wait_until_up(found)
        yield found
    finally:
        process.kill()
        process.wait()


def until(holds: Any, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def _wait_until_up(found: Running) -> None:
    def is_up() -> bool:
        assert found.process.poll() is None, found.log
        try:
            return found.ask("GET", "/health/live").status == 200
        except OSError:
            return False

    until(is_up)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
