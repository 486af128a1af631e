"""`waypost up`: everything on one machine, with its own PostgreSQL and Redis, a demo, and Meta's side simulated."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from waypost.ops.roles import create_roles
from waypost.processes.embedded import CannotStart
from waypost.processes.installation import WORKERS, Installation
from waypost.processes.supervise import NotReady, Service, Supervisor, die_with_parent
from waypost.processes.up_checks import (
    CannotGoUp,
    OnlyOne,
    require_disk,
    require_free,
    require_packages,
    require_secrets,
)
from waypost.processes.up_databases import Databases

EDGES = ("sandbox", "ingest", "api", "live")
ROLES = {
    "ingest": "waypost_ingest",
    "relay": "waypost_relay",
}
"""Who signs in to PostgreSQL as something else than `waypost_app`."""
_READY_WITHIN_SECONDS = 90
_LEAVE_WITHIN_SECONDS = 20


@dataclass
class Asked:
    """What makes this process stop."""

    to_stop: bool = False


def main(folder: Path, port: int) -> None:
    """Until Ctrl-C. Exit code 1 and one sentence when something stands in the way."""
    began, asked = time.monotonic(), Asked()
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda *_: setattr(asked, "to_stop", True))
    folder = folder.absolute()
    try:
        with OnlyOne(folder, port) as lock:
            require_packages()
            databases = Databases(folder, _say)
            require_secrets(folder, databases.postgres.folder)
            for place in (folder, databases.postgres.folder):
                require_disk(place)
            installation = Installation(folder, port)
            wait_until = time.monotonic() + (_LEAVE_WITHIN_SECONDS if lock.earlier_was_killed else 0)
            for name, number in installation.ports.items():
                require_free(name, number, wait_until)
            _run(installation, databases, asked, began)
    except (CannotGoUp, CannotStart, NotReady) as problem:
        sys.exit(f"\nWaypost cannot start: {problem}")
    except OSError as problem:
        where = problem.filename or folder
        sys.exit(
            f"\nWaypost cannot go on: {problem.strerror} ({where}). Put that right, then `make up` again."
        )


def _run(installation: Installation, databases: Databases, asked: Asked, began: float) -> None:
    supervisor = Supervisor(_say)
    try:
        _say("Starting PostgreSQL and Redis …")
        databases.start()
        installation.remember(databases.postgres.url("waypost_app"), databases.redis.url)
        _prepare_database(installation, databases, asked)
        if not asked.to_stop:
            _say("Starting Waypost …")
            supervisor.start([_service(installation, databases, name) for name in (*EDGES, *WORKERS)])
            _wait(supervisor, asked)
        if not asked.to_stop:
            _say("Setting up the demo …")
            _seed(installation, databases, asked)
        if not asked.to_stop:
            _say(_welcome(installation, time.monotonic() - began))
        while not asked.to_stop:
            databases.watch_once()
            supervisor.watch_once()
            time.sleep(0.2)
    finally:
        _say("Stopping …")
        try:
            supervisor.stop([EDGES, WORKERS])
        finally:
            databases.stop()
        _say("Stopped. Your data is kept for the next time.")


def _wait(supervisor: Supervisor, asked: Asked) -> None:
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while not asked.to_stop:
        try:
            supervisor.wait_until_ready(1)
        except NotReady:
            if time.monotonic() > deadline or any(
                one.process is not None and one.process.poll() is not None for one in supervisor.services
            ):
                raise
        else:
            return


def _prepare_database(installation: Installation, databases: Databases, asked: Asked) -> None:
    create_roles(databases.postgres.url("postgres", "postgres"), "waypost")
    problem = _run_to_end(
        [sys.executable, "-m", "django", "migrate", "-v", "0"],
        installation.environment(databases.postgres.url("waypost_owner"), databases.redis.url),
        installation.log("migrate"),
        asked,
    )
    if problem is not None:
        raise CannotGoUp(f"the database could not be brought up to date.\n{problem}")


def _seed(installation: Installation, databases: Databases, asked: Asked) -> None:
    problem = _run_to_end(
        [sys.executable, "-m", "waypost.ops.seed", installation.url("sandbox")],
        installation.environment(databases.postgres.url("waypost_app"), databases.redis.url),
        installation.log("seed"),
        asked,
        said=installation.demo_password,
    )
    if problem is not None:
        _say(f"The demo could not be set up; everything else runs.\n{problem}")


def _run_to_end(
    command: Sequence[str],
    environment: Mapping[str, str],
    log: Path,
    asked: Asked,
    *,
    said: str = "",
) -> str | None:
    """What it said last if it failed. Ctrl-C ends it too, and is no failure."""
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own programs
            command,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - this process has one thread
        )
    with contextlib.suppress(BrokenPipeError), process.stdin or contextlib.nullcontext() as entrance:
        if entrance is not None:
            entrance.write(said.encode())
    while process.poll() is None:
        if asked.to_stop:
            process.terminate()
            process.wait()
            return None
        time.sleep(0.05)
    return log.read_text(errors="replace")[-1500:] if process.returncode else None


def _service(installation: Installation, databases: Databases, name: str) -> Service:
    port = installation.ports[name]
    programs = Path(sys.executable).parent
    environment = installation.environment(
        databases.postgres.url(ROLES.get(name, "waypost_app")),
        databases.redis.url,
        **({"WAYPOST_HEALTH_PORT": str(port)} if name in WORKERS else {}),
    )
    if name == "sandbox":
        state = installation.folder / "sandbox.sqlite"
        command = [programs / "waypost-sandbox", "--port", port, "--state", state]
        ready = f"http://127.0.0.1:{port}/health/live"
    else:
        command = [programs / "waypost", *(("worker", name) if name in WORKERS else (name, "--port", port))]
        ready = f"http://127.0.0.1:{port}/health/ready"
    log = installation.log(name)
    return Service(name, [str(part) for part in command], environment, ready, log, speaks=name == "api")


def _welcome(installation: Installation, seconds: float) -> str:
    return f"""
  Waypost is up ({seconds:.0f} s).

  Open            {installation.url("api")}
  Sign in as      {installation.demo_email}
  Password        {installation.demo_password}

  The customer's phone    {installation.url("sandbox")}/phone
  Mail that was sent      {installation.url("api")}/dev/mail
  Logs                    {installation.folder / "log"}

  Ctrl-C stops everything.
"""


def _say(words: str) -> None:
    """A terminal that was closed must not keep us from stopping in order."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()
