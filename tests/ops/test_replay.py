"""`waypost replay`: what was set aside is shown with the reason, and put back once."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest

PROGRAM = Path(sys.executable).parent / "waypost"


def replay(*arguments: str) -> str:
    done = subprocess.run(
        [PROGRAM, "replay", *arguments], env=os.environ, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def letter(empty_queues, postgres_url) -> int:
    with psycopg.connect(postgres_url("waypost_owner"), autocommit=True) as owner:
        return owner.execute(
            """insert into pipeline_deadletter (tenant_id, app_id, body, reason, received_at, set_aside_at)
               values (%s, %s, 'raw', 'no such number', now(), now()) returning id""",
            [uuid.uuid4(), uuid.uuid4()],
        ).fetchone()[0]


def waiting_webhooks(postgres_url) -> int:
    with psycopg.connect(postgres_url("waypost_owner")) as owner:
        return owner.execute("select count(*) from pipeline_ingestedwebhook").fetchone()[0]


def test_the_list_shows_the_reason_and_moves_nothing(letter: int, postgres_url) -> None:
    assert "no such number" in replay("--list")
    assert waiting_webhooks(postgres_url) == 0


def test_what_is_put_back_is_put_back_once(letter: int, postgres_url) -> None:
    assert replay(str(letter)).startswith("1 put back")
    assert replay(str(letter)).startswith("0 put back")
    assert waiting_webhooks(postgres_url) == 1
    assert replay("--list") == ""


def test_only_the_chosen_ones_are_put_back(letter: int, postgres_url) -> None:
    assert replay(str(letter + 1_000_000)).startswith("0 put back")
    assert waiting_webhooks(postgres_url) == 0
