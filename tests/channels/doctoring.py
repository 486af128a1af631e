"""A connected number at the sandbox, and the ways in which it can be broken."""

import json
import ssl
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.channels.working import connect, run_jobs

from waypost.channels import actions, queries
from waypost.channels.models import App, Channel
from waypost.channels.rules import WEBHOOK_FIELDS
from waypost.channels.schemas import ChannelOut, ChannelPatch, DiagnoseIn, DiagnosisOut, FixIn
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import env
from waypost_sandbox.testing import WhatsAppSandbox


class Case:
    def __init__(
        self, owner: Actor, meta: WhatsAppSandbox, patch: pytest.MonkeyPatch, others: dict[str, str]
    ) -> None:
        self.owner, self.meta, self._patch = owner, meta, patch
        self.elsewhere, self.self_signed = others["elsewhere"], others["self_signed"]
        self._ingest = env.core().webhook_url
        world = meta.control("/world")
        self.business_id = "229900118844221"
        self.other_waba_id = world["wabas"][1]["id"]
        self.id = connect(owner, meta).id
        self.app_secret = meta.app_secret

    def channel(self) -> ChannelOut:
        return queries.channel_shape(self.owner, self.id)

    def examine(self, recipient: str | None = None) -> DiagnosisOut:
        actions.examine_channel(self.owner, self.id, DiagnoseIn(test_recipient=recipient))
        run_jobs(self.owner)
        return self.diagnosis()

    def diagnosis(self) -> DiagnosisOut:
        return queries.diagnosis_out(queries.latest_diagnosis(self.owner, self.id))

    def press(self, cause: str, **given: str) -> DiagnosisOut:
        actions.fix_channel(self.owner, self.id, FixIn(cause=cause, **given))
        run_jobs(self.owner)
        return self.diagnosis()

    def refresh(self) -> None:
        from waypost.channels import tasks

        tasks.refresh(self.system, str(self.id))

    @property
    def system(self) -> Actor:
        return Actor.system(self.owner.tenant_id)

    def refused(self, code: int, details: str) -> None:
        actions.note_send_refused(self.system, self.id, code, details)

    def own_token(self) -> str:
        """One of this number alone, so that ending it ends no other's."""
        token: str = self.meta.control("/tokens", {})["access_token"]
        self.use_token(token)
        return token

    def use_token(self, token: str) -> None:
        """As it is stored, whether it works or not."""
        from waypost.channels.rules import sealed_as
        from waypost.core.fields import vault

        with tenant_scope(self.owner.tenant_id):
            sealed = vault().seal(token, sealed_as("channels_channel", self.id, "access_token"))
            Channel.objects.filter(id=self.id).update(access_token=sealed)

    def columns(self, *, app: str | None = None, **values: Any) -> None:
        with tenant_scope(self.owner.tenant_id):
            if app is not None:
                App.objects.update(meta_app_id=app)
            else:
                Channel.objects.filter(id=self.id).update(**values)

    def graph(self, method: str, path: str, body: dict[str, Any] | None = None, token: str = "") -> Any:
        request = urllib.request.Request(
            f"{self.meta.base_url}/v23.0/{path}",
            data=json.dumps(body).encode() if body is not None else None,
            method=method,
            headers={
                "Authorization": f"Bearer {token or self.meta.token}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def app_token(self) -> str:
        return f"{self.meta.app_id}|{self.app_secret}"

    def subscribe(self, url: str, fields: list[str], verify_token: str = "anything") -> None:
        token = self.channel().verify_token if url == self.channel().webhook_url else verify_token
        body = {
            "object": "whatsapp_business_account",
            "callback_url": url,
            "verify_token": token,
            "fields": ",".join(fields),
        }
        self.graph("POST", f"{self.meta.app_id}/subscriptions", body, self.app_token())

    def nothing_set(self) -> None:
        self.graph("POST", f"{self.meta.waba_id}/subscribed_apps", {})
        self.graph("DELETE", f"{self.meta.app_id}/subscriptions", {}, self.app_token())

    def app_elsewhere(self) -> None:
        self.graph("POST", f"{self.meta.waba_id}/subscribed_apps", {})
        self.subscribe(self.elsewhere, list(WEBHOOK_FIELDS))

    def pasted_wrong_verify_token(self) -> None:
        """In the App Dashboard: Meta asks our address, and does not take it."""
        self.nothing_set()
        body = {
            "object": "whatsapp_business_account",
            "callback_url": self.channel().webhook_url,
            "verify_token": "copied-from-somewhere-else",
            "fields": "messages",
        }
        with suppress(urllib.error.HTTPError):
            self.graph("POST", f"{self.meta.app_id}/subscriptions", body, self.app_token())

    def override_number(self, url: str) -> None:
        wanted = {"override_callback_uri": url, "verify_token": "anything"}
        self.graph("POST", self.meta.phone_number_id, {"webhook_configuration": wanted})

    def override_account(self, url: str) -> None:
        wanted = {"override_callback_uri": url, "verify_token": "anything"}
        self.graph("POST", f"{self.meta.waba_id}/subscribed_apps", wanted)

    def rotate_secret(self) -> None:
        self.app_secret = self.meta.control(f"/apps/{self.meta.app_id}/rotate_secret", {})["secret"]

    def enter_secret(self) -> None:
        actions.change_channel(self.owner, self.id, ChannelPatch(app_secret=self.app_secret))
        run_jobs(self.owner)

    def answer_at(self, url: str) -> None:
        """Our public address changes, and Meta is told of it before it breaks."""
        self._patch.setenv("WAYPOST_WEBHOOK_URL", url)
        env.core.cache_clear()
        here = self.channel().webhook_url
        self.meta.control("/state")
        self._point_at(here)

    def answer_at_ingest(self) -> None:
        self._patch.setenv("WAYPOST_WEBHOOK_URL", self._ingest)
        env.core.cache_clear()
        self._point_at(self.channel().webhook_url)

    def _point_at(self, url: str) -> None:
        """Meta keeps an address that stopped working; the sandbox would ask it first, so an answer stands in."""
        with suppress(urllib.error.HTTPError):
            wanted = {"override_callback_uri": url, "verify_token": self.channel().verify_token}
            self.graph("POST", f"{self.meta.waba_id}/subscribed_apps", wanted)

    def number(self, **change: Any) -> None:
        self.meta.control(f"/phone_numbers/{self.meta.phone_number_id}", change)

    def waba(self, **change: Any) -> None:
        self.meta.control(f"/wabas/{self.meta.waba_id}", change)

    def business(self, **change: Any) -> None:
        self.meta.control(f"/businesses/{self.business_id}", change)

    def name(self, decision: str) -> None:
        self.meta.control(f"/phone_numbers/{self.meta.phone_number_id}/name", {"decision": decision})

    def tried_wrong_pin(self, right: str) -> None:
        self.meta.settings(api_quotas=False)
        self.number(registered=False, pin=right)
        self.examine()
        self.press("not_registered", pin="111111")


class _Anybody(BaseHTTPRequestHandler):
    """Somebody else's address: it says yes to Meta's question."""

    def do_GET(self) -> None:
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        self._answer(asked.get("hub.challenge", [""])[0].encode())

    def do_POST(self) -> None:
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def somebody_else(folder: Path | None = None) -> Iterator[str]:
    """A server on a free port; with a folder over TLS, with a certificate that it signed itself."""
    server = HTTPServer(("127.0.0.1", 0), _Anybody)
    if folder is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_certificate(folder))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"{'https' if folder else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "self-signed.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
