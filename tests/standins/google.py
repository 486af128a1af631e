"""Google's APIs, stood in for: resources that are put, read, listed and patched, behind a real sign-in.

Shapes are those that Google's discovery documents describe; whoever puts a resource writes it as Google shows it.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

TOKEN = "ya29.stand-in"
LISTED_AS = {
    "sqladmin/instances": "items",
    "sqladmin/backupRuns": "items",
    "storage/b": "items",
    "dns/rrsets": "rrsets",
}

Handler = Callable[[str, dict[str, Any]], dict[str, Any]]


@dataclass
class Google:
    """`resources` by `service/path`; `verbs` answer `POST …:verb` and POSTs to paths by their end."""

    resources: dict[str, Any] = field(default_factory=dict)
    verbs: dict[str, Handler] = field(default_factory=dict)
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    url: str = ""

    def put(self, path: str, resource: dict[str, Any]) -> None:
        """`put("run/v2/projects/p/locations/r/services/waypost-api", {...})`."""
        self.resources[path] = resource

    def refuse(self, prefix: str, status: int, message: str) -> None:
        """Everything under it, until `refusals` is cleared."""
        self.refusals[prefix] = (status, message)

    def sign_in_file(self, folder: Path) -> Path:
        """For GOOGLE_APPLICATION_CREDENTIALS: a service account whose tokens come from here."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path = folder / "google-sign-in.json"
        shown = {
            "type": "service_account", "project_id": "p", "private_key_id": "1", "private_key": key.decode(),
            "client_email": "waypost@p.iam.gserviceaccount.com", "token_uri": f"{self.url}/token",
        }  # fmt: skip
        path.write_text(json.dumps(shown))
        return path

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        self.calls.append((method, path, body))
        for prefix, (status, message) in self.refusals.items():
            if path.startswith(prefix):
                return status, _error(status, message)
        return self._acted(path, body or {}) if method == "POST" else self._kept(method, path, body)

    def _acted(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        for end, handler in self.verbs.items():
            if path.endswith(end):
                return 200, handler(path, body)
        return 404, _error(404, f"no verb for {path}")

    def _kept(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if method == "PATCH" and path in self.resources:
            _merge(self.resources[path], body)
            return 200, {"name": "operations/1", "done": True, "response": self.resources[path]}
        if path in self.resources:
            return 200, self.resources[path]
        members = [
            one
            for at, one in self.resources.items()
            if at.startswith(f"{path}/") and "/" not in at[len(path) + 1 :]
        ]
        last, service = path.rsplit("/", 1)[-1], path.split("/", 1)[0]
        is_collection = bool(members) or not last.startswith("waypost")
        if method == "GET" and is_collection:
            return 200, {LISTED_AS.get(f"{service}/{last}", last): members}
        return 404, _error(404, f"{path} was not found")


@contextmanager
def standing_in() -> Iterator[Google]:
    google = Google()

    class Answers(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            said = self.rfile.read(length)
            path = urlsplit(self.path).path.strip("/")
            if path == "token":
                self._say(200, {"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"})
            elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self._say(401, _error(401, "Request had invalid authentication credentials."))
            else:
                self._say(*google.answer(self.command, path, json.loads(said) if said else None))

        do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815 - the base class's names

        def _say(self, status: int, shown: Any) -> None:
            body = json.dumps(shown).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    google.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield google
    server.shutdown()
    server.server_close()


def _merge(kept: dict[str, Any], said: dict[str, Any]) -> None:
    for name, value in said.items():
        if isinstance(value, dict) and isinstance(kept.get(name), dict):
            _merge(kept[name], value)
        else:
            kept[name] = value


def _error(status: int, message: str) -> dict[str, Any]:
    return {"error": {"code": status, "message": message, "status": str(status)}}
