"""A client of the sandbox, a receiver that keeps what it is sent, and the ids of the fixed world."""

import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

APP_ID = "770011223344556"
APP_SECRET = "5a6e0b1c9d8f47e2a3b4c5d6e7f80912"
TOKEN = "EAAsandboxSenja0Q2VZBpWcF7xkTn3LrYhGd81UoJm"
WABA = "104220055667788"
COFFEE = "118833445566001"
DEWI = "6281234567890"
ADA = "31612345678"
LENA = "DE.77120938455610029384"


class Answer:
    def __init__(self, status, body, headers):
        self.status, self.raw, self.headers = status, body, headers

    @property
    def json(self):
        return json.loads(self.raw)

    @property
    def code(self):
        return self.json["error"]["code"]

    @property
    def details(self):
        return self.json["error"]["error_data"]["details"]


class Receiver:
    """The business's webhook endpoint; `status` is what it answers."""

    def __init__(self):
        self.status = 200
        self.turn = 0
        self.bodies, self.headers = [], []
        self.challenge = True
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
                asked = query.get("hub.challenge")
                if asked is None:
                    self.answer(404, b"")
                    return
                self.answer(200, asked[0].encode() if receiver.challenge else b"hello")

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if f"{self.path}/".startswith(f"{receiver.path}/"):
                    receiver.bodies.append(body)
                    receiver.headers.append(dict(self.headers))
                self.answer(receiver.status, b"")

            def answer(self, status, body):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def path(self):
        return f"/hook/{self.turn}"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}{self.path}"

    def begin(self):
        """A new address: what an earlier test still has on its way does not count."""
        self.turn += 1
        self.clear()

    def clear(self):
        self.status, self.challenge = 200, True
        self.bodies.clear()
        self.headers.clear()

    def values(self):
        return [
            change["value"]
            for body in list(self.bodies)
            for entry in json.loads(body)["entry"]
            for change in entry["changes"]
        ]

    def statuses(self, message_id=None):
        found = [s for value in self.values() for s in value.get("statuses", [])]
        return [s for s in found if message_id in (None, s["id"])]

    def messages(self):
        return [m for value in self.values() for m in value.get("messages", [])]


class Meta:
    """A small client of the sandbox under test."""

    def __init__(self, url):
        self.url = url

    def call(self, method, path, body=None, *, token=TOKEN, headers=None, timeout=20):
        headers = dict(headers or {})
        content = body
        if isinstance(body, dict | list):
            content = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if token:
            headers["Authorization"] = f"Bearer {token}"
        url = path if path.startswith("http") else self.url + path
        request = urllib.request.Request(url, data=content, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return Answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read(), error.headers)

    def send(self, to=DEWI, text="Hello", **extra):
        return self.post_message({"to": to, "type": "text", "text": {"body": text}, **extra})

    def post_message(self, body, **options):
        return self.call(
            "POST", f"/v23.0/{COFFEE}/messages", {"messaging_product": "whatsapp", **body}, **options
        )

    def control(self, path, body=None):
        answer = self.call("GET" if body is None else "POST", f"/_sandbox{path}", body, token=None)
        assert answer.status == 200, answer.raw
        return answer.json

    def customer_writes(self, person=DEWI, text="Hi", **extra):
        order = {"phone_number_id": COFFEE, "type": "text", "text": {"body": text}} | extra
        return self.control(f"/people/{person}/send", order)["id"]

    def open_window(self, person=DEWI):
        return self.customer_writes(person)

    def advance(self, seconds=5.0):
        return self.control("/clock", {"advance_seconds": seconds})

    def faults(self, *rules):
        self.control("/faults", {"rules": list(rules)})

    def subscribe(self, url, fields="messages"):
        body = {
            "object": "whatsapp_business_account",
            "callback_url": url,
            "verify_token": "v",
            "fields": fields,
        }
        return self.call("POST", f"/v23.0/{APP_ID}/subscriptions", body, token=f"{APP_ID}|{APP_SECRET}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(question, seconds=5.0):
    """Asks until the answer is true; it returns the answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := question():
            return found
        time.sleep(0.01)
    return question()


def signed(body):
    return "sha256=" + hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()


def start_sandbox(*arguments):
    port = free_port()
    command = [sys.executable, "-m", "waypost_sandbox.cli", "--port", str(port), *arguments]
    # A pipe that nobody reads would fill up and stop the sandbox.
    with tempfile.NamedTemporaryFile() as said:
        process = subprocess.Popen(
            command, env={**os.environ, "NO_COLOR": "1"}, stdout=said, stderr=subprocess.STDOUT
        )
        process.stdout = Path(said.name).open("rb")  # noqa: SIM115 - closed with the sandbox
    meta = Meta(f"http://127.0.0.1:{port}")

    def alive():
        try:
            return meta.call("GET", "/health/live", token=None, timeout=1).status == 200
        except OSError:
            return False

    assert wait_for(alive, 15), "the sandbox did not start"
    return process, meta


def stop_sandbox(process):
    process.terminate()
    try:
        process.wait(10)
    finally:
        process.kill()
        process.stdout.close()
