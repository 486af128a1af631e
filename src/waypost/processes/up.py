"""`waypost up`: everything on one machine, with its own PostgreSQL and Redis, a demo, and Meta's side simulated."""

import fcntl
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from waypost.ops.roles import create_roles
from waypost.processes.embedded import CannotStart, EmbeddedPostgres, EmbeddedRedis
from waypost.processes.installation import Installation
from waypost.processes.supervise import NotReady, Service, Supervisor

EDGES = ("sandbox", "ingest", "api", "live")
WORKERS = ("inbound", "outbound", "relay", "jobs")
ROLES = {
    "ingest": "waypost_ingest",
    "relay": "waypost_relay",
}
"""Who signs in to PostgreSQL as something else than `waypost_app`."""
FREE_DISK_MB = 500


class CannotGoUp(Exception):
    """One sentence, with the remedy."""


@dataclass
class Asked:
    """What makes this process stop."""

    to_stop: bool = False


def main(folder: Path, port: int) -> None:
    """Until Ctrl-C. Exit code 1 and one sentence when something stands in the way."""
    began, asked = time.monotonic(), Asked()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: setattr(asked, "to_stop", True))
    try:
        with _only_one(folder, port):
            _run(Installation(folder, port), asked, began)
    except (CannotGoUp, CannotStart, NotReady) as problem:
        sys.stderr.write(f"\nWaypost cannot start: {problem}\n")
        sys.exit(1)


def _run(installation: Installation, asked: Asked, began: float) -> None:
    for name, number in installation.ports.items():
        _require_free(name, number)
    _require_disk(installation.folder)
    postgres = EmbeddedPostgres(installation.folder / "postgres")
    redis = EmbeddedRedis(installation.folder / "redis")
    supervisor = Supervisor(_say)
    try:
        _say("Starting PostgreSQL and Redis …")
        _start_databases(installation, postgres, redis)
        installation.remember(postgres.url("waypost_app"), redis.url)
        _prepare_database(installation, postgres, redis)
        _say("Starting Waypost …")
        supervisor.start([_service(installation, postgres, redis, name) for name in (*EDGES, *WORKERS)])
        _wait(supervisor, asked)
        if not asked.to_stop:
            _say("Setting up the demo …")
            _seed(installation, postgres, redis)
            sys.stdout.write(_welcome(installation, time.monotonic() - began))
            sys.stdout.flush()
        while not asked.to_stop:
            supervisor.watch_once()
            time.sleep(0.2)
    finally:
        _say("Stopping …")
        supervisor.stop([EDGES, WORKERS])
        redis.stop()
        postgres.stop()
        _say("Stopped. Your data is kept for the next time.")


def _wait(supervisor: Supervisor, asked: Asked) -> None:
    deadline = time.monotonic() + 90
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


def _start_databases(installation: Installation, postgres: EmbeddedPostgres, redis: EmbeddedRedis) -> None:
    try:
        if not postgres.is_running():  # it outlives a `make up` that was killed
            postgres.start()
        redis.start()
    except (CannotStart, OSError, psycopg.Error) as error:
        raise CannotGoUp(
            f"the data in {installation.folder} cannot be used. Put it aside to begin anew: "
            f"mv {installation.folder} {installation.folder}.broken && make up\nWhat it said: {error}"
        ) from error


def _prepare_database(installation: Installation, postgres: EmbeddedPostgres, redis: EmbeddedRedis) -> None:
    create_roles(postgres.url("postgres", "postgres"), "waypost")
    environment = installation.environment(postgres.url("waypost_owner"), redis.url)
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v", "0"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotGoUp(f"the database could not be brought up to date.\n{done.stderr[-1500:]}")


def _service(
    installation: Installation, postgres: EmbeddedPostgres, redis: EmbeddedRedis, name: str
) -> Service:
    port = installation.ports[name]
    programs = Path(sys.executable).parent
    environment = installation.environment(
        postgres.url(ROLES.get(name, "waypost_app")),
        redis.url,
        **({"WAYPOST_HEALTH_PORT": str(port)} if name in WORKERS else {}),
    )
    if name == "sandbox":
        state = installation.folder / "sandbox.json"
        command = [programs / "waypost-sandbox", "--port", port, "--state-file", state]
        ready = f"http://127.0.0.1:{port}/health/live"
    else:
        command = [programs / "waypost", *(("worker", name) if name in WORKERS else (name, "--port", port))]
        ready = f"http://127.0.0.1:{port}/health/ready"
    log = installation.log(name)
    return Service(name, [str(part) for part in command], environment, ready, log, speaks=name == "api")


def _seed(installation: Installation, postgres: EmbeddedPostgres, redis: EmbeddedRedis) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "waypost.ops.seed", installation.url("sandbox")],
        env=installation.environment(postgres.url("waypost_app"), redis.url),
        input=installation.demo_password,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        _say(f"The demo could not be set up; everything else runs.\n{done.stderr[-1500:]}")


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


class _only_one:  # noqa: N801 - reads as a word in `with`
    """One `waypost up` per folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self._path, self._port = folder / "up.lock", port

    def __enter__(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a")
        except OSError as error:
            raise CannotGoUp(
                f"the folder {self._path.parent} cannot be written to: {error.strerror}."
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotGoUp(
                f"it runs already, at http://127.0.0.1:{self._port}. Stop the other one with Ctrl-C first."
            ) from error

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _require_free(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotGoUp(
                f"port {port} (for {name}) is taken by another program. "
                "Stop that, or choose other ports: make up PORT=9000"
            ) from error


def _require_disk(folder: Path) -> None:
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < FREE_DISK_MB:
        raise CannotGoUp(
            f"only {free} MB are free where {folder} lies. Free {FREE_DISK_MB} MB, then try again."
        )


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
