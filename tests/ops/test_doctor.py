"""A first look: each thing that is wrong is one line with the remedy, and the exit code says so."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from waypost.ops.looks import database

PROGRAM = Path(sys.executable).parent / "waypost"


def examined(folder: Path, **changed: str) -> tuple[int, str]:
    done = subprocess.run(
        [PROGRAM, "doctor", "--folder", folder],
        env={**os.environ, **changed},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def line(output: str, what: str) -> str:
    return next(one for one in output.splitlines() if one[7:].startswith(what))


def test_processes_that_do_not_run_are_named_and_the_database_is_well(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    addresses = {"WAYPOST_PUBLIC_URL": nowhere, "WAYPOST_WEBHOOK_URL": nowhere, "WAYPOST_LIVE_URL": nowhere}
    code, found = examined(tmp_path, **addresses)
    assert code == 1
    for well in ("settings", "database", "role", "wall", "migrations", "clock", "redis"):
        assert line(found, well).startswith("ok"), found
    for name in ("api", "ingest", "live"):
        assert line(found, name).startswith("WRONG")
        assert "Is it running?" in line(found, name)


def test_a_database_that_is_away_is_one_line(tmp_path: Path) -> None:
    code, found = examined(tmp_path, WAYPOST_DATABASE_URL="postgresql://waypost_app@127.0.0.1:9/waypost")
    assert code == 1
    assert "cannot be reached" in line(found, "database")


def test_a_missing_setting_ends_the_look_with_its_name(tmp_path: Path) -> None:
    code, found = examined(tmp_path, WAYPOST_SECRET_KEY="")
    assert code == 1
    assert "WAYPOST_SECRET_KEY" in line(found, "settings")


def test_a_role_that_sees_past_the_wall_is_wrong(tmp_path: Path, postgres_url) -> None:
    _, found = examined(tmp_path, WAYPOST_DATABASE_URL=postgres_url("postgres"))
    assert line(found, "role").startswith("WRONG")
    assert "Connect as waypost_app" in line(found, "role")


def test_no_secret_is_printed(tmp_path: Path) -> None:
    _, found = examined(tmp_path)
    assert os.environ["WAYPOST_SECRET_KEY"] not in found
    assert os.environ["WAYPOST_MASTER_KEYS"] not in found


@pytest.mark.parametrize(
    ("look", "seen", "remedy"),
    [
        (database.migrations, None, "Run `waypost migrate`"),
        (database.wall, "contacts_contact", "Run `waypost migrate`"),
        (database.invalid, "contact_per_wa_id", "create it again"),
        (database.waiting("webhooks", "inbound"), 61, "Is `waypost worker inbound` running?"),
        (database.waiting("outgoing", "outbound"), 61, "Is `waypost worker outbound` running?"),
        (database.dead_letters, 3, "`waypost replay --list` says why"),
    ],
)
def test_what_is_wrong_comes_with_what_to_do(look, seen: object, remedy: str) -> None:
    found = look(seen)
    assert found.verdict != "well"
    assert remedy in found.remedy


def test_a_clock_ten_minutes_off_is_wrong() -> None:
    assert database.clock(time.time()).verdict == "well"
    assert database.clock(time.time() - 600).verdict == "wrong"
