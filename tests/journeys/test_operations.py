"""What an operator sees of the running whole."""

import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from bench.stage import Stage
from tests.journeys.conftest import customer_writes

WAYPOST = str(Path(sys.executable).parent / "waypost")
PROCESSES = ("api", "ingest", "live", "inbound", "outbound", "relay", "jobs")


def get(stage: Stage, process: str, path: str) -> tuple[int, str]:
    with urllib.request.urlopen(stage.url(process) + path, timeout=10) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.parametrize("process", PROCESSES)
def test_every_process_is_alive_ready_and_measured(stage: Stage, process: str):
    assert get(stage, process, "/health/live")[0] == 200
    assert get(stage, process, "/health/ready")[0] == 200
    assert "waypost_" in get(stage, process, "/metrics")[1]


@pytest.mark.parametrize(
    ("process", "metric"),
    [
        ("api", "waypost_api_requests_total"),
        ("ingest", "waypost_ingest"),
        ("live", "waypost_live"),
        ("inbound", "waypost_webhook_lag_seconds"),
        ("inbound", "waypost_events_processed_total"),
        ("outbound", "waypost_sends_total"),
        ("outbound", "waypost_send_failures_total"),
        ("outbound", "waypost_queue_depth"),
        ("relay", "waypost_events_relayed_total"),
    ],
)
def test_what_an_operator_asks_for_is_measured(stage: Stage, process: str, metric: str):
    assert metric in get(stage, process, "/metrics")[1]


def test_the_doctor_finds_all_well(stage: Stage):
    done = subprocess.run(
        [WAYPOST, "doctor"],
        env=stage.environment("waypost_app"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "All is well." in done.stdout


def test_no_log_holds_a_token_or_what_customers_wrote(stage: Stage):
    customer_writes(stage, "6281900000009", "a very private sentence")
    for process in PROCESSES:
        log = stage.log(process)
        assert "EAAsandbox" not in log
        assert "a very private sentence" not in log
        assert "6281900000009" not in log
