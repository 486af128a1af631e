"""Processes that are looked after: started, waited for, started again, stopped in order, gone with us."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from waypost.processes.supervise import NotReady, Service, Supervisor

SERVER = """
import http.server, signal, sys
from pathlib import Path
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
def leave(*_):
    Path(sys.argv[2]).open("a").write(sys.argv[3] + "\\n"); sys.exit(0)
signal.signal(signal.SIGTERM, signal.SIG_IGN if sys.argv[3] == "stubborn" else leave)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready).serve_forever()
"""


class Group:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.left = folder / "left"
        self.said: list[str] = []
        self.supervisor = Supervisor(self.said.append)

    def start(self, *names: str, code: str = SERVER) -> list[Service]:
        services = [self._service(name, code) for name in names]
        self.supervisor.start(services)
        return services

    def _service(self, name: str, code: str) -> Service:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        command = [sys.executable, "-c", code, port, str(self.left), name]
        ready = f"http://127.0.0.1:{port}/"
        return Service(name, command, dict(os.environ), ready, self.folder / f"{name}.log")


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    found = Group(tmp_path)
    yield found
    for service in found.supervisor.services:
        service.kill()


def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_what_dies_is_started_again_and_said_in_one_line(group: Group) -> None:
    (service,) = group.start("shop")
    group.supervisor.wait_until_ready(20)
    first = service.process.pid
    service.signal(signal.SIGKILL)

    def is_back() -> bool:
        group.supervisor.watch_once()
        return service.process.pid != first and service.problem() is None

    until(is_back, 20)
    assert len(group.said) == 1
    assert group.said[0].startswith("shop ended (-9); starting it again in 0.5 s.")


def test_what_dies_at_every_start_is_tried_later_each_time(group: Group, monkeypatch) -> None:
    monkeypatch.setattr("waypost.processes.supervise._BACKOFF_SECONDS", (0.1, 0.2, 0.4))
    group.start("shop", code="raise SystemExit(3)")

    def said_four_times() -> bool:
        group.supervisor.watch_once()
        return len(group.said) == 4

    until(said_four_times, 20)
    assert [line.split(" in ")[1].split(" s.")[0] for line in group.said] == ["0.1", "0.2", "0.4", "0.4"]


def test_what_ends_before_it_is_ready_is_named_with_its_last_words(group: Group) -> None:
    group.start("shop", code="raise SystemExit('the shelf is broken')")
    with pytest.raises(NotReady, match=r"(?s)shop .*the shelf is broken"):
        group.supervisor.wait_until_ready(20)


def test_groups_stop_one_after_the_other(group: Group) -> None:
    group.start("worker", "edge")
    group.supervisor.wait_until_ready(20)
    group.supervisor.stop([("edge",), ("worker",)])
    assert group.left.read_text().split() == ["edge", "worker"]


def test_who_does_not_leave_in_time_is_killed(group: Group) -> None:
    (service,) = group.start("stubborn")
    group.supervisor.wait_until_ready(20)
    group.supervisor.grace_seconds = 0.3
    group.supervisor.stop([("stubborn",)])
    assert service.process.returncode == -signal.SIGKILL
    assert group.said == ["stubborn did not stop in 0.3 s and was killed."]


def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time; from waypost.processes.supervise import die_with_parent\n"
        "child = subprocess.Popen(['sleep', '60'], start_new_session=True, preexec_fn=die_with_parent)\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    until(lambda: not _runs(child))


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
