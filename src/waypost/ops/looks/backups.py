"""Whether there are backups, and whether one was restored lately: what was never restored is only a hope."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from waypost.kit import env
from waypost.ops.looks.finding import Finding, Look, warns, well, wrong
from waypost.ops.looks.target import Target

OLDEST_BACKUP_HOURS, OLDEST_DRILL_DAYS = 26, 35
Missing = Callable[[str, str, str], Finding]
_MAKE = "Back up every day, and let it write WAYPOST_BACKUP_STATUS (docs/operations/validate.md)."
_TRY = "Restore one beside the installation, look at it, and write that down in WAYPOST_BACKUP_STATUS."


def backups(target: Target) -> Look:
    """A demo may be without; nobody else."""

    def backups_are_made() -> Iterator[Finding]:
        path = Path(env.backup().status or "var/backup-status.json")
        missing: Missing = warns if target == "local" else wrong
        if not path.is_file():
            yield missing("backup", "none was ever made", _MAKE)
            yield missing("backup drill", "none was ever restored", _TRY)
            return
        try:
            told = json.loads(path.read_text())
            made, tried = told.get("last_backup_at"), told.get("last_drill_at")
            yield made_lately(_hours_ago(made), missing)
            yield tried_lately(_hours_ago(tried), ok=bool(told.get("last_drill_ok")), missing=missing)
        except (ValueError, AttributeError, TypeError):
            yield wrong("backup", f"{path} cannot be read", "Write it as docs/operations/validate.md shows.")

    return backups_are_made


def made_lately(hours: float | None, missing: Missing = wrong) -> Finding:
    if hours is None:
        return missing("backup", "none was ever made", _MAKE)
    if hours > OLDEST_BACKUP_HOURS:
        return wrong("backup", f"the last is {hours / 24:.1f} days old", _MAKE)
    return well("backup", f"the last is {hours:.0f} hours old")


def tried_lately(hours: float | None, *, ok: bool, missing: Missing = wrong) -> Finding:
    if hours is None:
        return missing("backup drill", "none was ever restored", _TRY)
    if not ok:
        return wrong("backup drill", "the last one failed", f"Read its report. {_TRY}")
    if hours > OLDEST_DRILL_DAYS * 24:
        return warns("backup drill", f"the last was {hours / 24:.0f} days ago", _TRY)
    return well("backup drill", f"restored {hours / 24:.0f} days ago, and it was whole")


def _hours_ago(moment: str | None) -> float | None:
    return (time.time() - datetime.fromisoformat(moment).timestamp()) / 3600 if moment else None
