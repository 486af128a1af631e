"""Keeps the world in an SQLite file: what changed is written every second, and once more at the stop."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from waypost_sandbox.state import State
from waypost_sandbox.state.messages import Message
from waypost_sandbox.watchers import Watcher

# Families of which only what is new or was touched is looked at; the others are few and compared.
LARGE = {"messages", "threads", "media"}
SINGLE = "world"
FORMAT = 1
UPSERT = "INSERT INTO record VALUES (?, ?, ?) ON CONFLICT (family, key) DO UPDATE SET value = excluded.value"


class StoreError(Exception):
    """A state file that cannot be used; the sentence says what to do."""


class Store(Watcher):
    """One row for each record of each family of the state."""

    def __init__(self, path: Path, state: Callable[[], State]) -> None:
        self._path = path
        self._state = state
        self._written: dict[str, dict[str, bytes | None]] = {}
        self._touched: dict[str, set[str]] = {family: set() for family in LARGE}
        self._whole = True
        try:
            self._file = sqlite3.connect(path, isolation_level=None)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=NORMAL")
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS record "
                "(family TEXT, key TEXT, value BLOB NOT NULL, UNIQUE (family, key))"
            )
        except sqlite3.Error as error:
            raise StoreError(
                f"The world cannot be kept in {path}: {error}. Name another --state file."
            ) from error

    @classmethod
    def look(cls, path: Path) -> State | None:
        """What a file holds, if it is there, without keeping it open."""
        if not path.exists():
            return None
        store = cls(path, _nothing)
        try:
            return store.load()
        finally:
            store._file.close()

    def load(self) -> State | None:
        """The world as it was kept; None when the file is new."""
        rows: dict[str, dict[str, Any]] = {}
        # Rows keep the place of their first writing, and so the order of the world.
        for family, key, value in self._file.execute("SELECT family, key, value FROM record ORDER BY rowid"):
            rows.setdefault(family, {})[key] = msgspec.msgpack.decode(value)
            self._written.setdefault(family, {})[key] = None if family in LARGE else value
        if SINGLE not in rows:
            return None
        self._whole = False
        whole = rows.pop(SINGLE)
        if whole.pop("format") != FORMAT:
            raise StoreError(f"{self._path} is of another version of the sandbox. Remove it or name another.")
        try:
            return msgspec.convert(whole | rows, State)
        except msgspec.ValidationError as error:
            raise StoreError(
                f"{self._path} does not hold a world of this version ({error}). Remove it or name another."
            ) from error

    def save(self) -> int:
        """Writes what changed in one transaction; the number of rows."""
        state = self._state()
        changes: list[tuple[str, str, bytes]] = []
        gone: list[tuple[str, str]] = []
        for name in state.__struct_fields__:
            records = getattr(state, name)
            if isinstance(records, dict):
                self._compare(name, records, changes, gone)
            else:
                self._compare(SINGLE, {name: records}, changes, gone)
        self._compare(SINGLE, {"format": FORMAT}, changes, gone)
        for touched in self._touched.values():
            touched.clear()
        self._whole = False
        if changes or gone:
            self._file.execute("BEGIN IMMEDIATE")
            self._file.executemany(UPSERT, changes)
            self._file.executemany("DELETE FROM record WHERE family = ? AND key = ?", gone)
            self._file.execute("COMMIT")
        return len(changes) + len(gone)

    def close(self) -> None:
        self.save()
        self._file.close()

    def accepted(self, message: Message) -> None:
        self._touch(message)

    def status(self, message: Message, status: str) -> None:
        self._touch(message)

    def written(self, message: Message) -> None:
        self._touch(message)

    def reset(self) -> None:
        self._whole = True

    def _touch(self, message: Message) -> None:
        self._touched["messages"].add(message.id)
        self._touched["threads"].add(f"{message.phone_number_id}:{message.person}")

    def _compare(
        self,
        family: str,
        records: dict[str, Any],
        changes: list[tuple[str, str, bytes]],
        gone: list[tuple[str, str]],
    ) -> None:
        written = self._written.setdefault(family, {})
        large = family in LARGE
        candidates: Any = records
        if large and not self._whole:
            touched = self._touched[family].intersection(records)
            candidates = [key for key in records if key not in written or key in touched]
        for key in candidates:
            value = msgspec.msgpack.encode(records[key])
            if written.get(key) != value:
                changes.append((family, key, value))
            # Of a large family the keys are remembered, not the values.
            written[key] = None if large else value
        if family != SINGLE:
            for key in written.keys() - records.keys():
                del written[key]
                gone.append((family, key))


def _nothing() -> State:
    raise AssertionError("a file that is only looked at saves nothing")
