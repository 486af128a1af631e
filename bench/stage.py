"""Everything Waypost needs, started for real in a folder of its own: for benchmarks and journeys.

Unlike `make up` it can kill a process, cut the database's power, and start either again.
"""

import base64
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from waypost.ops.roles import create_roles
from waypost.processes.embedded import EmbeddedPostgres, EmbeddedRedis
from waypost.processes.installation import at_the_sandbox

ROLES = {
    "api": "waypost_app",
    "ingest": "waypost_ingest",
    "live": "waypost_app",
    "inbound": "waypost_app",
    "outbound": "waypost_app",
    "relay": "waypost_relay",
    "jobs": "waypost_app",
}
HTTP = ("api", "ingest", "live")


class Stage:
    def __init__(self, *, durable: bool = True, settings: dict[str, str] | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="waypost-stage-"))
        self.folder.chmod(0o755)
        self.postgres = EmbeddedPostgres(self.folder / "postgres", durable=durable)
        self.redis = EmbeddedRedis(self.folder / "redis")
        self.ports = {name: free_port() for name in (*ROLES, "sandbox")}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._settings = settings or {}
        self._secrets = {
            "WAYPOST_SECRET_KEY": secrets.token_urlsafe(48),
            "WAYPOST_MASTER_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        }

    def __enter__(self) -> "Stage":
        self.postgres.start()
        self.redis.start()
        create_roles(self.postgres.url("postgres", "postgres"), "waypost")
        try:
            subprocess.run(
                [sys.executable, "-m", "django", "migrate", "--skip-checks", "-v", "0"],
                check=True,
                env=self.environment("waypost_owner"),
            )
        except subprocess.CalledProcessError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._processes):
            self.kill(name)
        self.redis.stop()
        self.postgres.stop("immediate")
        subprocess.run(["rm", "-rf", str(self.folder)], check=False)

    def environment(self, role: str, **more: str) -> dict[str, str]:
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith("WAYPOST_")},
            "DJANGO_SETTINGS_MODULE": "waypost.settings",
            "WAYPOST_DATABASE_URL": self.postgres.url(role),
            "WAYPOST_REDIS_URL": self.redis.url,
            "WAYPOST_PUBLIC_URL": self.url("api"),
            "WAYPOST_WEBHOOK_URL": self.url("ingest"),
            "WAYPOST_LIVE_URL": self.url("live"),
            **at_the_sandbox(self.url("sandbox")),
            "WAYPOST_MAIL_FOLDER": str(self.folder / "mail"),
            **self._secrets,
            **self._settings,
            **more,
        }

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def use_django(self) -> None:
        """Let this process act too, as the ordinary role."""
        os.environ.update(self.environment("waypost_app"))
        import django

        django.setup()

    def start(self, name: str, *, prefix: Sequence[str] = (), wait: bool = True) -> subprocess.Popen[bytes]:
        """`prefix` goes in front of the command: `taskset -c 0`, for one."""
        environment = self.environment(ROLES[name], WAYPOST_HEALTH_PORT=str(self.ports[name]))
        command = (
            [name, "--host", "127.0.0.1", "--port", str(self.ports[name])]
            if name in HTTP
            else ["worker", name]
        )
        self._launch(name, [*prefix, _script("waypost"), *command], environment)
        if wait:
            self.wait_until_ready(name)
        return self._processes[name]

    def start_another(self, kind: str, name: str) -> None:
        """One more worker of a kind, under a name of its own; not waited for."""
        environment = self.environment(ROLES[kind])
        self._launch(name, [_script("waypost"), "worker", kind], environment)

    def start_sandbox(self, *options: str, prefix: Sequence[str] = ()) -> None:
        command = [*prefix, _script("waypost-sandbox"), "--port", str(self.ports["sandbox"]), *options]
        self._launch("sandbox", command, dict(os.environ))
        self.wait_until_ready("sandbox", "/health/live")

    def kill(self, name: str) -> None:
        """At once, as a crash would, with everything that it started."""
        process = self._processes.pop(name, None)
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def stop(self, name: str) -> int:
        """As an operator would; the exit code."""
        process = self._processes.pop(name)
        process.terminate()
        return process.wait(60)

    def pin_database(self, cores: str) -> None:
        """Every process of PostgreSQL, and those it starts later."""
        postmaster = (self.postgres.folder / "postmaster.pid").read_text().split()[0]
        children = subprocess.run(["pgrep", "-P", postmaster], capture_output=True, text=True, check=False)
        for pid in [postmaster, *children.stdout.split()]:
            subprocess.run(["taskset", "-cp", cores, pid], check=True, capture_output=True)

    def pid(self, name: str) -> int:
        return self._processes[name].pid

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def wait_until_ready(self, name: str, path: str = "/health/ready", seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.url(name) + path, timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise TimeoutError(f"{name} is not ready:\n{self.log(name)[-3000:]}")

    def _launch(self, name: str, command: Sequence[str], environment: dict[str, str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as output:
            self._processes[name] = subprocess.Popen(
                command, env=environment, stdout=output, stderr=output, start_new_session=True
            )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its living children."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(stat.parent.name) == pid or int(fields[1]) == pid:
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def _script(name: str) -> str:
    return str(Path(sys.executable).parent / name)
