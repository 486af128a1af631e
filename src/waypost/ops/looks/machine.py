"""Room and load of the machine that asks."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from waypost.kit import env
from waypost.ops.looks.finding import Finding, warns, well, wrong

LEAST_FREE_MB = 1_000
SOME_FREE_MB = 5_000


def disk() -> Iterator[Finding]:
    folder = Path(env.mail().folder)
    here = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    yield room(shutil.disk_usage(here).free // 1_000_000)


def room(free_mb: int) -> Finding:
    found, remedy = f"{free_mb:,} MB free", "Make room."
    if free_mb < LEAST_FREE_MB:
        return wrong("disk", found, remedy)
    return warns("disk", found, remedy) if free_mb < SOME_FREE_MB else well("disk", found)


def load() -> Iterator[Finding]:
    now, cores = os.getloadavg()[0], os.cpu_count() or 1
    found = f"{now:.1f} on {cores} cores"
    if now > 4 * cores:
        yield warns("load", found, "Look at what takes the time, or take a larger machine.")
    else:
        yield well("load", found)
