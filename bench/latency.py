"""How long a message takes from the customer's phone to the agent's screen, and an answer back to the phone.

Measured in a real browser with the inbox open, while 300 other messages a second pass: two thirds come in as signed
webhooks from other customers, one third goes out to them and comes back as statuses.
"""

import argparse
import asyncio
import shutil
import statistics
import subprocess
import sys
import threading
import time

import aiohttp
from playwright.sync_api import Page, sync_playwright

from bench import payloads, report
from bench.load import add_conversations, add_outgoing, connect
from bench.stage import Stage
from bench.world import World, ask, describe, make_world

PASSWORD = "seven quiet lanterns"
CUSTOMER = "6281955500001"
INBOUND_RATE, OUTBOUND_RATE = 200, 100
SERVICES = ("ingest", "live", "api", "inbound", "outbound", "relay", "jobs")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--samples", type=int, default=60)
    chosen = arguments.parse_args()
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Install Chromium: apt-get install chromium")
    with Stage(durable=True) as stage:
        stage.start_sandbox("--no-limits")
        for name in SERVICES:
            stage.start(name)
        subprocess.run(
            [sys.executable, "-m", "waypost.ops.seed", stage.url("sandbox")],
            env=stage.environment("waypost_app"),
            input=PASSWORD,
            text=True,
            check=True,
        )
        stage.use_django()
        world = _busy_tenant(stage)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=program,
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            page = browser.new_page()
            _open_conversation(stage, page)
            _measure("latency.alone", stage, page, 10)
            with _Others(stage, world) as others:
                time.sleep(3)
                _measure("latency", stage, page, chosen.samples)
            report.note("latency.other_messages", others.messages / others.seconds, "messages/s")
            browser.close()


def _busy_tenant(stage: Stage) -> World:
    """On the sandbox's second number. Made before the browser runs: its event loop and Django's queries do not mix."""
    meta = describe(stage)
    waba = next(one for one in meta["wabas"] if len(one["phone_numbers"]) > 1)
    return make_world(stage, {**meta, "wabas": [{**waba, "phone_numbers": waba["phone_numbers"][1:]}]})


def _open_conversation(stage: Stage, page: Page) -> None:
    page.goto(stage.url("api") + "/sign-in")
    page.get_by_label("E-mail").fill("demo@waypost.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/inbox*")
    _customer_writes(stage, "first")
    page.locator("a[id^=conversation-]").filter(has_text="first").first.click()
    page.get_by_role("log").get_by_text("first").wait_for()


def _measure(name: str, stage: Stage, page: Page, samples: int) -> None:
    to_screen, to_phone = [], []
    for n in range(samples):
        question, answer = f"{name} question {n}", f"{name} answer {n}"
        began = time.perf_counter()
        _customer_writes(stage, question)
        page.wait_for_function(
            "text => document.querySelector('[role=log]').innerText.includes(text)", arg=question, polling=10
        )
        to_screen.append(time.perf_counter() - began)
        box = page.get_by_label("Your answer")
        box.fill(answer)
        began = time.perf_counter()
        box.press("Enter")
        while not _on_the_phone(stage, answer):
            time.sleep(0.005)
        to_phone.append(time.perf_counter() - began)
        time.sleep(0.1)
    for way, found in (("to_screen", to_screen), ("to_phone", to_phone)):
        report.note(f"{name}.{way}.p50", statistics.median(found) * 1000, "ms")
        p95 = statistics.quantiles(found, n=20)[-1] * 1000
        report.at_most(f"{name}.{way}.p95", p95, "ms", 1000)


def _customer_writes(stage: Stage, text: str) -> None:
    number = describe(stage)["wabas"][0]["phone_numbers"][0]["id"]
    order = {"phone_number_id": number, "type": "text", "text": {"body": text}}
    ask(stage, f"/_sandbox/people/{CUSTOMER}/send", order)


def _on_the_phone(stage: Stage, text: str) -> bool:
    rows = ask(stage, f"/_sandbox/messages?to={CUSTOMER}")["messages"]
    return any(row["text"] == text and row["received"] for row in rows[-3:])


class _Others:
    """Another tenant on the sandbox's second number, busy all the time."""

    def __init__(self, stage: Stage, world: World) -> None:
        self._stage, self._world, self._done = stage, world, threading.Event()
        self.messages, self.seconds = 0, 0.0

    def __enter__(self) -> "_Others":
        self._threads = [threading.Thread(target=self._come_in), threading.Thread(target=self._go_out)]
        self._began = time.perf_counter()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()
        self.seconds = time.perf_counter() - self._began

    def _come_in(self) -> None:
        asyncio.run(self._post())

    async def _post(self) -> None:
        url = f"{self._stage.url('ingest')}/webhooks/whatsapp/{self._world.webhook_key}"
        began, number = time.perf_counter(), 0
        async with aiohttp.ClientSession() as session:
            while not self._done.is_set():
                due = int((time.perf_counter() - began) * INBOUND_RATE)
                calls = []
                while number < due:
                    number += 1
                    body = payloads.message_webhook(number, phone_number_id=self._world.phone_number_id)
                    headers = {"X-Hub-Signature-256": payloads.signature(body, self._world.app_secret)}
                    calls.append(session.post(url, data=body, headers=headers))
                for answer in await asyncio.gather(*calls):
                    self.messages += answer.status == 200
                    answer.release()
                await asyncio.sleep(0.02)

    def _go_out(self) -> None:
        with connect(self._stage, self._world) as database:
            conversations = add_conversations(database, self._world, [f"62833{n:07}" for n in range(2_000)])
            began, sent = time.perf_counter(), 0
            while not self._done.wait(0.1):
                due = int((time.perf_counter() - began) * OUTBOUND_RATE) - sent
                some = [conversations[(sent + n) % len(conversations)] for n in range(due)]
                add_outgoing(database, self._world, some)
                sent += due
                self.messages += due


if __name__ == "__main__":
    main()
