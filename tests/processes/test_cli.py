"""The command, when something is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

WAYPOST = str(Path(sys.executable).parent / "waypost")
BARE = {name: value for name, value in os.environ.items() if not name.startswith("WAYPOST_")}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [WAYPOST, *arguments],
        env={**BARE, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", [["api"], ["ingest"], ["live"], ["worker", "inbound"], ["migrate"]])
def test_a_missing_setting_is_one_sentence(command):
    done = run(*command)

    assert done.returncode == 2
    assert "WAYPOST_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_misspelt_setting_is_named():
    done = run("worker", "inbound", **os.environ, WAYPOST_DATABSE_URL="x")

    assert done.returncode == 2
    assert "unknown settings: WAYPOST_DATABSE_URL" in done.stderr


def test_an_unknown_worker_is_named_with_those_there_are():
    done = run("worker", "inbuond", **os.environ)

    assert done.returncode != 0
    assert "inbound, outbound, relay, jobs." in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_says_what_is_missing():
    done = run("doctor", "--folder", "/nowhere")

    assert done.returncode == 1
    assert "WRONG  settings" in done.stdout


def test_the_description_of_the_api_is_current():
    assert run("openapi", "--check", **os.environ).returncode == 0
