"""Has a file looked at or converted by a process of its own, and says in plain values what became of it."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from waypost.media.actions import Examined
from waypost.media.rules import Kind, Problem, problem

EXAMINE_SECONDS = 60
ANSWER_SECONDS = 30
"""While somebody waits for the answer to an upload."""
JOB_SECONDS = 600
_WAIT_FOR_TURN_SECONDS = 20
_TURNS = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))
"""Each process may take 500 MB: so many at once, and the others wait."""
_PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LANG", "LD_LIBRARY_PATH")
"""Of the environment, which otherwise holds every secret of the installation."""


class Refused(Exception):
    """The file is not taken; `problem` says why."""

    def __init__(self, problem: Problem, peak_kb: int = 0) -> None:
        super().__init__(problem.text)
        self.problem = problem
        self.peak_kb = peak_kb
        """0 for a process that was killed: its limits held it."""


class Later(Exception):
    """It takes longer than an answer may."""


class Busy(Exception):
    """Too many files are being converted at this moment."""


@dataclass(frozen=True, slots=True)
class Converted:
    path: Path
    thumbnail: Path | None
    examined: Examined
    peak_kb: int


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for one file, gone afterwards."""
    with TemporaryDirectory(prefix="waypost-media-") as folder:
        yield Path(folder)


def examine(source: Path, folder: Path, kind: Kind, filename: str = "") -> Converted:
    """Of what came in. Whatever happens, it can be kept as a download."""
    task = {"purpose": "examine", "kind": kind, "filename": filename}
    try:
        told = _run(task, source, folder, EXAMINE_SECONDS)
    except Refused as refused:
        told = {"kind": "document", "mime_type": "application/octet-stream", "note": refused.problem.code}
    return _converted(told, source)


def prepare(
    source: Path, folder: Path, kind: Kind | None, filename: str, *, voice: bool, in_a_job: bool
) -> Converted:
    """Of what goes out. Raises Refused, Later or Busy."""
    task = {"purpose": "prepare", "kind": kind, "filename": filename, "voice": voice, "in_a_job": in_a_job}
    return _converted(_run(task, source, folder, JOB_SECONDS if in_a_job else ANSWER_SECONDS), source)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(task: dict[str, Any], source: Path, folder: Path, seconds: int) -> dict[str, Any]:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    whole = {**task, "source": str(source), "folder": str(folder), "cpu_seconds": seconds}
    if not _TURNS.acquire(timeout=_WAIT_FOR_TURN_SECONDS):
        raise Busy
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "waypost.media.convert"],
            input=json.dumps(whole).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=folder,
            env={**environment, "MALLOC_ARENA_MAX": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(problem("too_heavy")) from error
    finally:
        _TURNS.release()
    if ended.returncode != 0:
        # killed by its limits, or by a decoder that broke: the file is to blame either way
        raise Refused(problem("too_heavy" if ended.returncode < 0 else "not_readable"))
    told: dict[str, Any] = json.loads(ended.stdout)
    if told.get("later"):
        raise Later
    if code := told.get("refused"):
        raise Refused(problem(code, **told["words"]), told.get("peak_kb", 0))
    return told


def _converted(told: dict[str, Any], source: Path) -> Converted:
    path = Path(told["output"]) if told.get("output") else source
    note = told.get("note")
    return Converted(
        path=path,
        thumbnail=Path(told["thumbnail"]) if told.get("thumbnail") else None,
        examined=Examined(
            kind=told["kind"],
            mime_type=told["mime_type"],
            size=path.stat().st_size,
            sha256=digest(path),
            width=told.get("width"),
            height=told.get("height"),
            duration_seconds=told.get("duration_seconds"),
            is_voice=bool(told.get("is_voice")),
            is_animated=bool(told.get("is_animated")),
            waveform=told.get("waveform"),
            note=problem(note) if note else None,
        ),
        peak_kb=int(told.get("peak_kb", 0)),
    )
