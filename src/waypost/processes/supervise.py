"""Keeps processes running on one machine: starts them, waits until each is ready, restarts what dies."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_BACKOFF_SECONDS = (0.5, 1, 2, 5, 10)
_HEALTHY_AFTER_SECONDS = 30


class NotReady(RuntimeError):
    """A process did not become ready; the text says what it said last."""


def die_with_parent() -> None:
    """Runs in a new child: when whoever started it is gone, however that happened, it ends too."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Service:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    ready_url: str
    log: Path
    speaks: bool = False
    """Its standard output is for the person at the terminal."""
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    restarts: int = 0
    restart_at: float | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own programs
                self.command,
                env=dict(self.environment),
                stdout=None if self.speaks else log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - this process has one thread
            )
        self.started_at, self.restart_at = time.monotonic(), None

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """With everything that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def problem(self) -> str | None:
        """None when it is ready."""
        try:
            with urllib.request.urlopen(self.ready_url, timeout=3) as answer:  # noqa: S310 - our own address
                return None if answer.status == 200 else f"answered {answer.status}"
        except urllib.error.HTTPError as error:
            return _reasons(error.read()) or f"answered {error.code}"
        except OSError:
            return "does not answer"

    def last_words(self) -> str:
        try:
            return self.log.read_text(errors="replace")[-1500:].strip()
        except OSError:
            return ""


@dataclass
class Supervisor:
    """Services in the order to start; they stop in the opposite order of `groups`."""

    say: Callable[[str], None]
    services: list[Service] = field(default_factory=list)
    grace_seconds: float = 20

    def start(self, services: Sequence[Service]) -> None:
        """All at once, then wait for each."""
        for service in services:
            service.start()
            self.services.append(service)

    def wait_until_ready(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        for service in self.services:
            while (problem := service.problem()) is not None:
                died = service.process is not None and service.process.poll() is not None
                if died or time.monotonic() > deadline:
                    raise NotReady(f"{service.name} {problem}. What it said last:\n{service.last_words()}")
                time.sleep(0.05)

    def watch_once(self) -> None:
        """Call it often: what died is started again, later each time."""
        now = time.monotonic()
        for service in self.services:
            if service.process is None or service.process.poll() is None:
                if now - service.started_at > _HEALTHY_AFTER_SECONDS:
                    service.restarts = 0
                continue
            if service.restart_at is None:
                wait = _BACKOFF_SECONDS[min(service.restarts, len(_BACKOFF_SECONDS) - 1)]
                service.restarts += 1
                service.restart_at = now + wait
                ended = service.process.returncode
                self.say(
                    f"{service.name} ended ({ended}); starting it again in {wait:g} s. See {service.log}"
                )
            elif now >= service.restart_at:
                service.start()

    def stop(self, groups: Sequence[Sequence[str]]) -> None:
        """Group after group, each all at once; who does not leave in time is killed."""
        for group in groups:
            leaving = [service for service in self.services if service.name in group]
            for service in leaving:
                service.signal(signal.SIGTERM)
            deadline = time.monotonic() + self.grace_seconds
            for service in leaving:
                if service.process is None:
                    continue
                try:
                    service.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self.say(f"{service.name} did not stop in {self.grace_seconds:g} s and was killed.")
                service.kill()


def _reasons(body: bytes) -> str:
    """What a ready check says is wrong."""
    try:
        checks = json.loads(body)["checks"]
        return ", ".join(f"{name}: {said}" for name, said in checks.items() if said != "ok")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
