"""A sandbox for tests: starts on a free port, is steered by plain calls, needs no other library.

    with running_sandbox() as sandbox:
        client = MyClient(base_url=sandbox.base_url, token=sandbox.token)
        sandbox.customer_writes("6281234567890", "Hello")

With pytest the fixture `whatsapp_sandbox` is there as soon as this package is installed.
"""

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

Json = dict[str, Any]
START_SECONDS = 20.0
POLL_SECONDS = 0.02


class NotPossibleError(Exception):
    """The sandbox refused an order; the sentence is its own."""


class WhatsAppSandbox:
    """One running sandbox. `base_url` takes the place of https://graph.facebook.com."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        world = self.control("/world")
        self.app_id: str = world["app"]["id"]
        self.app_secret: str = world["app"]["secret"]
        self.token: str = world["access_token"]
        account = world["wabas"][0]
        self.waba_id: str = account["id"]
        self.phone_number_id: str = account["phone_numbers"][0]["id"]
        self.customers: list[Json] = world["customers"]

    def control(self, path: str, body: Json | None = None) -> Any:
        """`/_sandbox/…`: GET without a body, POST with one. Raises NotPossibleError with what was wrong."""
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base_url}/_sandbox{path}", data=content)  # noqa: S310 - our own
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise NotPossibleError(error.read().decode(errors="replace")) from error

    def subscribe(self, callback_url: str, verify_token: str, fields: str = "messages") -> None:
        """Sends webhooks to this address; the handshake happens now. `fields` may be "messages,calls,…"."""
        form = urllib.parse.urlencode(
            {
                "object": "whatsapp_business_account",
                "callback_url": callback_url,
                "verify_token": verify_token,
                "fields": fields,
                "access_token": f"{self.app_id}|{self.app_secret}",
            }
        ).encode()
        url = f"{self.base_url}/v23.0/{self.app_id}/subscriptions"
        try:
            urllib.request.urlopen(url, data=form, timeout=60).close()  # noqa: S310 - our own
        except urllib.error.HTTPError as error:
            raise NotPossibleError(error.read().decode(errors="replace")) from error

    def customer_writes(self, person: str, text: str = "", **message: Any) -> str:
        """The customer's message: words, or `type=` with its object as in Meta's webhooks. Returns its id."""
        order: Json = {"phone_number_id": self.phone_number_id, "type": "text", **message}
        if order["type"] == "text":
            order.setdefault("text", {"body": text})
        return str(self.control(f"/people/{person}/send", order)["id"])

    def person(self, person: str, **change: Any) -> Json:
        """Changes a customer: online=False, reads=True, blocked=[…]."""
        found: Json = self.control(f"/people/{person}", change)
        return found

    def messages(self, **wanted: str) -> list[Json]:
        """What the business sent, oldest first: to=, from=, type=, status=, search=, direction="in" | "all"."""
        found: list[Json] = self.control(f"/messages?{urllib.parse.urlencode(wanted)}")["messages"]
        return found

    def wait_for_message(self, seconds: float = 5.0, **wanted: str) -> Json:
        """The newest message that fits, as soon as there is one. Raises AssertionError when none comes."""
        deadline = time.monotonic() + seconds
        while not (found := self.messages(**wanted)):
            if time.monotonic() > deadline:
                raise AssertionError(f"no message with {wanted} within {seconds} seconds")
            time.sleep(POLL_SECONDS)
        return found[-1]

    def advance(self, seconds: float) -> float:
        """Moves the clock; all that falls due happens in order, webhooks included. Returns the time."""
        return float(self.control("/clock", {"advance_seconds": seconds})["now"])

    def faults(self, *rules: Json) -> None:
        """Orders faults in place of those before; none clears them."""
        self.control("/faults", {"rules": list(rules)})

    def settings(self, **change: Any) -> Json:
        found: Json = self.control("/settings", change)
        return found

    def reset(self) -> None:
        """The world as at the start, without webhook addresses."""
        self.control("/reset", {"everything": True})


@contextmanager
def running_sandbox(*arguments: str) -> Iterator[WhatsAppSandbox]:
    """A sandbox of its own process, with options of the command; it ends with the block."""
    port = _free_port()
    command = [sys.executable, "-m", "waypost_sandbox.cli", "--port", str(port), *arguments]
    # Not a pipe: one that nobody reads would fill up and stop the sandbox.
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)  # noqa: S603 - our own
        try:
            _wait_until_alive(process, port, said)
            yield WhatsAppSandbox(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_alive(process: "subprocess.Popen[bytes]", port: int, said: IO[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=1).close()
        except OSError:
            if process.poll() is not None:
                said.seek(0)
                words = said.read().decode(errors="replace")
                raise NotPossibleError(f"The sandbox did not start: {words}") from None
            if time.monotonic() > deadline:
                raise NotPossibleError(f"The sandbox did not start within {START_SECONDS} seconds.") from None
            time.sleep(POLL_SECONDS)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
