"""A sandbox in this process whose clock stands, asked without a network, with a receiver of its own."""

import asyncio
import json
from contextlib import asynccontextmanager
from types import SimpleNamespace
from urllib.parse import urlsplit

import aiohttp
from sandbox.tests.client import APP_ID, COFFEE, DEWI, TOKEN, signed

from waypost_sandbox.app import create_app
from waypost_sandbox.sandbox import Options

START = 1_789_000_000.0
HOOK = "https://shop.example/hook"
DAY = 86_400


class Receiver:
    """Takes the place of aiohttp's session. `answers` is what it answers in turn; 0 is no answer."""

    def __init__(self, answers, now):
        self.answers = list(answers)
        self._now = now
        # What came, whatever was answered: moment, address, headers, bytes.
        self.heard = []
        # What was answered 200.
        self.taken = []

    @asynccontextmanager
    async def post(self, url, *, data, headers, **_):
        self.heard.append((self._now(), url, headers, data))
        status = self.answers.pop(0) if self.answers else 200
        await asyncio.sleep(0)
        if status == 0:
            raise aiohttp.ServerDisconnectedError
        if status == 200 and headers["X-Hub-Signature-256"] != signed(data):
            status = 401
        if status == 200:
            self.taken.append(data)
        yield SimpleNamespace(status=status, content=SimpleNamespace(read=self._read))

    async def _read(self, size):
        return b""

    async def close(self):
        pass

    def values(self):
        return [
            change["value"]
            for body in self.taken
            for entry in json.loads(body)["entry"]
            for change in entry["changes"]
        ]

    def statuses(self):
        return [status for value in self.values() for status in value.get("statuses", [])]

    def messages(self):
        return [message for value in self.values() for message in value.get("messages", [])]


class Theatre:
    def __init__(self, *, seed=1, answers=(), start_at=START):
        self.app = create_app(Options(seed=seed, start_at=start_at, limits=False))
        self.world = self.app.state.world
        self.receiver = Receiver(answers, self.world.clock.now)
        app = self.world.state.apps[APP_ID]
        app.callback_url, app.fields = HOOK, ["messages"]

    async def __aenter__(self):
        await self.world.deliveries.start(self.receiver)
        return self

    async def __aexit__(self, *_):
        await self.world.deliveries.stop()

    async def faults(self, *rules, **more):
        await self.control("/faults", {"rules": list(rules), **more})

    async def advance(self, seconds=5.0):
        await self.control("/clock", {"advance_seconds": seconds})

    async def customer_writes(self, person=DEWI, text="Hi", number=COFFEE):
        order = {"phone_number_id": number, "type": "text", "text": {"body": text}}
        return (await self.control(f"/people/{person}/send", order))["id"]

    async def changes(self, person, **change):
        await self.control(f"/people/{person}", change)

    async def control(self, path, body):
        status, _, answer = await self.call("POST", f"/_sandbox{path}", body)
        assert status == 200, answer
        return json.loads(answer)

    async def send(self, to=DEWI, text="Hello", number=COFFEE):
        body = {"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": text}}
        return await self.call("POST", f"/v23.0/{number}/messages", body)

    async def call(self, method, path, body=None):
        """Status, headers and bytes of the answer, as far as they came."""
        parts = urlsplit(path)
        raw = b"" if body is None else json.dumps(body).encode()
        headers = [(b"authorization", f"Bearer {TOKEN}".encode()), (b"content-type", b"application/json")]
        scope = {
            "type": "http", "method": method, "path": parts.path, "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(), "headers": headers, "client": None,
            "server": ("sandbox", 80), "scheme": "http", "root_path": "", "http_version": "1.1",
        }  # fmt: skip
        came = []

        async def receive():
            return {"type": "http.request", "body": raw, "more_body": False}

        async def send(message):
            came.append(message)

        await self.app(scope, receive, send)
        return came[0]["status"], came[0]["headers"], b"".join(part["body"] for part in came[1:])


def play(act, **options):
    """Runs `act(theatre)` to its end and returns the theatre."""

    async def run():
        async with Theatre(**options) as theatre:
            await act(theatre)
            return theatre

    return asyncio.run(run())
