"""`waypost up` for real: the demo is there, what dies comes back, and everything ends with it."""

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.processes.up_command import PROGRAM, Up, free_ports, outside, own_folder, running_up

from waypost.ops.seed import ANSWERS


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with own_folder() as found:
        yield found


@pytest.fixture(scope="module")
def port() -> int:
    return free_ports()


def ask(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def doctor(up: Up) -> tuple[int, str]:
    done = subprocess.run(
        [PROGRAM, "doctor", "--folder", up.folder], env=outside(), capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def until(holds: Any, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.3)


def texts_that_reached_customers(up: Up) -> list[str]:
    rows = ask(f"{up.url('sandbox')}/_sandbox/messages")["messages"]
    return [row["text"] for row in rows if row["text"] in ANSWERS.values() and row["received"]]


def processes_of(folder: Path) -> list[str]:
    """Those that name the folder, or keep data in it."""
    found = []
    for one in Path("/proc").iterdir():
        if one.name.isdigit() and int(one.name) != os.getpid():
            try:
                command = (one / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if str(folder) in command or str((one / "cwd").readlink()).startswith(str(folder)):
                    found.append(command)
            except OSError:
                continue
    return found


def test_the_first_time_brings_the_demo_and_every_customer_gets_one_answer(folder: Path, port: int) -> None:
    with running_up(folder, port) as up:
        up.wait_for("Waypost is up")
        for line in (
            "demo@waypost.example",
            f"http://localhost:{up.port}",
            f"{up.url('sandbox')}/phone",
            "/dev/mail",
        ):
            assert line in up.said
        until(lambda: sorted(texts_that_reached_customers(up)) == sorted(ANSWERS.values()))
        code, found = doctor(up)
        assert code == 0, found
        assert up.stop() == 0
        assert "Traceback" not in up.said
    assert processes_of(folder) == []


def test_the_second_time_finds_its_data_and_writes_nothing_twice(folder: Path, port: int) -> None:
    with running_up(folder, port) as up:
        up.wait_for("Waypost is up")
        assert "could not be set up" not in up.said
        assert sorted(texts_that_reached_customers(up)) == sorted(ANSWERS.values())
        assert up.stop(signal.SIGTERM) == 0
    assert processes_of(folder) == []


def test_databases_that_end_are_started_again_and_a_killed_one_leaves_nothing_in_the_way(
    folder: Path, port: int
) -> None:
    with running_up(folder, port) as up:
        up.wait_for("Waypost is up")
        os.kill(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
        os.kill(_redis_of(folder), signal.SIGKILL)
        up.wait_for("PostgreSQL ended; starting it again.", 30)
        up.wait_for("Redis ended; starting it again.", 30)
        until(lambda: doctor(up)[0] == 0)
        up.process.kill()
        up.process.wait()

    with running_up(folder, port) as up:
        up.wait_for("Waypost is up")
        assert len([one for one in processes_of(folder) if "redis-server" in one]) == 1
        assert up.stop() == 0
    assert processes_of(folder) == []


def _redis_of(folder: Path) -> int:
    for one in Path("/proc").iterdir():
        try:
            if one.name.isdigit() and (one / "cwd").readlink() == folder / "redis":
                return int(one.name)
        except OSError:
            continue
    raise AssertionError("Redis does not run")
