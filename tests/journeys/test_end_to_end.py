"""The command of the go-live checklist, against everything that runs here: all of it holds, and nothing stays."""

import subprocess
import sys
from pathlib import Path

import psycopg
from bench.stage import Stage

WAYPOST = str(Path(sys.executable).parent / "waypost")


def tenants(stage: Stage) -> list[str]:
    with psycopg.connect(stage.postgres.url("waypost_owner")) as owner:
        return [row[0] for row in owner.execute("select name from accounts_tenant order by 1")]


def test_every_category_holds_and_nothing_is_left_behind(stage: Stage, tmp_path: Path):
    before = tenants(stage)

    done = subprocess.run(
        [WAYPOST, "ops", "e2e", "--report", tmp_path],
        env={
            **stage.environment("waypost_app"),
            "FRONTEND_URL": stage.url("api"),
            "BACKEND_URL": stage.url("api"),
            "SANDBOX_URL": stage.url("sandbox"),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )

    assert done.returncode == 0, done.stdout
    assert "WRONG" not in done.stdout
    assert tenants(stage) == before
    assert (tmp_path / "overview.png").is_file()
