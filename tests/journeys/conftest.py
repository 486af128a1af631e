"""Journeys: a real browser, every process running, and the sandbox in Meta's place."""

import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench.stage import Stage
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import waypost

PASSWORD = "seven quiet lanterns"
WEB = Path(waypost.__file__).parents[2] / "web" / "dist" / "index.html"
PATIENCE_MS = 15_000


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Everything, with the demo in it."""
    if not WEB.is_file():
        pytest.fail("The web application is not built: run `make web`.")
    with Stage(durable=False) as running:
        running.start_sandbox()
        for name in ("ingest", "live", "api", "inbound", "outbound", "relay", "jobs"):
            running.start(name, wait=False)
        for name in ("ingest", "live", "api", "inbound", "outbound", "relay", "jobs"):
            running.wait_until_ready(name)
        subprocess.run(
            [sys.executable, "-m", "waypost.ops.seed", running.url("sandbox")],
            env=running.environment("waypost_app"),
            input=PASSWORD,
            text=True,
            check=True,
        )
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("The journeys need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--use-fake-device-for-media-stream",  # a microphone that beeps
                "--use-fake-ui-for-media-stream",
            ],
        )
        yield opened
        opened.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody's own browser; what goes wrong in its pages fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert errors == []


@pytest.fixture
def agent(stage: Stage, window: BrowserContext) -> Page:
    """The owner of the demo, signed in, with the inbox open."""
    page = window.new_page()
    sign_in(page, stage, "demo@waypost.example", PASSWORD)
    page.wait_for_url("**/inbox*")
    return page


@pytest.fixture
def phone(stage: Stage, browser: Browser) -> Iterator[Page]:
    """The customer's phone."""
    context = browser.new_context(viewport={"width": 390, "height": 780})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{stage.url('sandbox')}/phone")
    yield page
    context.close()


def sign_in(page: Page, stage: Stage, email: str, password: str) -> None:
    page.goto(stage.url("api") + "/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sandbox(stage: Stage, path: str, body: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(
        stage.url("sandbox") + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def customer_writes(stage: Stage, wa_id: str, text: str) -> None:
    number = sandbox(stage, "/_sandbox/world")["wabas"][0]["phone_numbers"][0]["id"]
    order = {"phone_number_id": number, "type": "text", "text": {"body": text}}
    sandbox(stage, f"/_sandbox/people/{wa_id}/send", order)


def received(stage: Stage, wa_id: str) -> list[str]:
    """What reached the customer's phone."""
    rows = sandbox(stage, f"/_sandbox/messages?to={wa_id}")["messages"]
    return [row["text"] for row in rows if row["received"]]
