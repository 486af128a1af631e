"""Faults of an installation on one machine: processes, settings, files, certificates."""

import contextlib
import datetime as dt
import json
import os
import signal
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from time import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.fault_stack import Stack

VALIDATE, HEALTH = "./deploy-validate.sh", "./health-check.sh"
BOTH = (VALIDATE, HEALTH)
NOWHERE = "http://127.0.0.1:9"
Changed = dict[str, str]
Seed = Callable[[Stack], AbstractContextManager[Changed]]


@dataclass(frozen=True)
class LocalFault:
    name: str
    check: str
    remedy: str
    seed: Seed
    commands: tuple[str, ...] = (VALIDATE,)
    also: frozenset[str] = frozenset()
    """What else it is known to break."""


def setting(**changed: str) -> Seed:
    @contextmanager
    def seed(stack: Stack) -> Iterator[Changed]:
        yield changed

    return seed


@contextmanager
def database_down(stack: Stack) -> Iterator[Changed]:
    with stack.unattended():
        stack.stop_database()
        yield {}


@contextmanager
def cache_down(stack: Stack) -> Iterator[Changed]:
    with stack.unattended(), contextlib.suppress(Exception):
        stack.cache().shutdown(nosave=True)
        yield {}


def dead(words: str) -> Seed:
    @contextmanager
    def seed(stack: Stack) -> Iterator[Changed]:
        with stack.unattended():
            stack.signal_process(words, signal.SIGKILL)
            yield {}

    return seed


def lag(words: str, seed_with: str, heal_with: str) -> Seed:
    """The worker holds still, and something has waited ten minutes for it."""

    @contextmanager
    def seed(stack: Stack) -> Iterator[Changed]:
        stack.signal_process(words, signal.SIGSTOP)
        stack.administer(seed_with)
        try:
            yield {}
        finally:
            stack.administer(heal_with)
            stack.signal_process(words, signal.SIGCONT)

    return seed


@contextmanager
def eviction(stack: Stack) -> Iterator[Changed]:
    stack.cache().config_set("maxmemory-policy", "allkeys-lru")
    yield {}
    stack.cache().config_set("maxmemory-policy", "noeviction")


@contextmanager
def not_durable(stack: Stack) -> Iterator[Changed]:
    stack.administer("alter system set synchronous_commit = off")
    stack.administer("select pg_reload_conf()")
    yield {}
    stack.administer("alter system reset synchronous_commit")
    stack.administer("select pg_reload_conf()")


@contextmanager
def small_disk(stack: Stack) -> Iterator[Changed]:
    """A file system of 20 MB, where the machine lets us mount one."""
    place = stack.folder / "small"
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", place], check=True)
    try:
        yield {"WAYPOST_MAIL_FOLDER": str(place / "mail")}
    finally:
        subprocess.run(["umount", place], check=True)


def backup(hours: float, drill_hours: float, *, drill_ok: bool) -> Seed:
    @contextmanager
    def seed(stack: Stack) -> Iterator[Changed]:
        path = Path(stack.environment()["WAYPOST_BACKUP_STATUS"])
        told = {"last_backup_at": _ago(hours), "last_drill_at": _ago(drill_hours), "last_drill_ok": drill_ok}
        path.write_text(json.dumps(told))
        try:
            yield {}
        finally:
            path.unlink()

    return seed


@contextmanager
def clock_off(stack: Stack) -> Iterator[Changed]:
    """In front of live stands a machine whose clock is ten minutes behind."""
    with _serving(date=time() - 600) as port:
        yield {"WAYPOST_LIVE_URL": f"http://127.0.0.1:{port}"}


@contextmanager
def certificate_ends(stack: Stack) -> Iterator[Changed]:
    """Known to whoever asks, so that only its end is wrong."""
    made = certificate(stack.folder, days=5)
    with _serving(certificate=made) as port:
        yield {"WAYPOST_LIVE_URL": f"https://127.0.0.1:{port}", "SSL_CERT_FILE": str(made)}


@contextmanager
def wrong_webhook_address(stack: Stack) -> Iterator[Changed]:
    yield {"WAYPOST_WEBHOOK_URL": stack.url("LIVE")}


@contextmanager
def open_files(stack: Stack) -> Iterator[Changed]:
    """Media lie in the folder that the web application is served from."""
    served = Path(__file__).parents[1] / "web/dist"
    was_there = served.is_dir()
    place = served / f"fault-{os.getpid()}"
    place.mkdir(parents=True)
    try:
        yield {"WAYPOST_MEDIA_STORAGE": f"file:{place}"}
    finally:
        subprocess.run(["rm", "-rf", place if was_there else served], check=True)


def certificate(folder: Path, *, days: int) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=80))
        .not_valid_after(now + dt.timedelta(days=days, hours=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def _serving(certificate: Path | None = None, date: float | None = None) -> Iterator[int]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def date_time_string(self, timestamp: float | None = None) -> str:
            return formatdate(date or timestamp or time(), usegmt=True)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _ago(hours: float) -> str:
    return (dt.datetime.now(dt.UTC) - dt.timedelta(hours=hours)).isoformat()


_WEBHOOK = """insert into pipeline_ingestedwebhook (tenant_id, app_id, lane, body, received_at)
    select id, gen_random_uuid(), 0, '{}', now() - interval '10 minutes' from accounts_tenant limit 1"""
_NO_WEBHOOK = "delete from pipeline_ingestedwebhook where body = '{}'"
_TICKET = """insert into messaging_outboundticket
    (message_id, kind, tenant_id, channel_id, conversation_id, priority, not_before, awaits_status)
    select '00000000-0000-0000-0000-00000000fa17', 'message', tenant_id, channel_id, id, 0,
           now() - interval '10 minutes', false from messaging_conversation limit 1"""
_NO_TICKET = "delete from messaging_outboundticket where message_id = '00000000-0000-0000-0000-00000000fa17'"
_ALL = frozenset(
    {"api", "ingest", "live", "worker inbound", "worker outbound", "worker relay", "worker jobs"}
)
_WEBHOOKS = frozenset({"webhook", "webhook signature"})

FAULTS: tuple[LocalFault, ...] = (
    LocalFault("database down", "database", "Is it running", database_down, BOTH, _ALL | _WEBHOOKS),
    LocalFault("cache down", "redis", "Is it running", cache_down, BOTH, frozenset({"api", "live", "worker relay"})),
    LocalFault("worker dead", "worker outbound", "waypost worker outbound", dead("worker outbound")),
    LocalFault("ingest dead", "ingest", "Is it running?", dead("ingest"), BOTH, _WEBHOOKS),
    LocalFault("api dead", "api", "Is it running?", dead("api"), BOTH),
    LocalFault("webhook lag", "webhooks", "waypost worker inbound",
               lag("worker inbound", _WEBHOOK, _NO_WEBHOOK), BOTH, frozenset({"worker inbound"})),
    LocalFault("outgoing lag", "outgoing", "waypost worker outbound",
               lag("worker outbound", _TICKET, _NO_TICKET), BOTH, frozenset({"worker outbound"})),
    LocalFault("cache throws away", "redis eviction", "noeviction", eviction),
    LocalFault("confirmed is not kept", "durability", "Set each to on", not_durable),
    LocalFault("disk nearly full", "disk", "Make room", small_disk, BOTH),
    LocalFault("storage not writable", "storage", "WAYPOST_MEDIA_STORAGE",
               setting(WAYPOST_MEDIA_STORAGE="file:/proc/nowhere"), BOTH),
    LocalFault("files served to everybody", "files are private", "WAYPOST_MEDIA_STORAGE", open_files),
    LocalFault("certificate about to end", "certificate", "Renew it", certificate_ends, BOTH),
    LocalFault("clock off", "live", "time synchronisation", clock_off, BOTH),
    LocalFault("Graph unreachable", "meta", "way out", setting(WAYPOST_META_GRAPH_URL=NOWHERE), BOTH),
    LocalFault("wrong webhook address", "webhook", "WAYPOST_WEBHOOK_URL", wrong_webhook_address,
               also=frozenset({"webhook signature"})),
    LocalFault("secret placeholder", "placeholders", "Put the real secret",
               setting(WAYPOST_SECRET_KEY="please-changeme-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG")),
    LocalFault("secret too short", "secret key", "openssl rand", setting(WAYPOST_SECRET_KEY="q8ZkP2vL")),
    LocalFault("master key too short", "master keys", "openssl rand -base64 32",
               setting(WAYPOST_MASTER_KEYS="c2hvcnQ=")),
    LocalFault("debug on", "debug", "Unset WAYPOST_DEBUG", setting(WAYPOST_DEBUG="true")),
    LocalFault("development variable", "development variables", "Unset them", setting(DJANGO_DEBUG="1")),
    LocalFault("log level of a developer", "log level", "WAYPOST_LOG_LEVEL", setting(WAYPOST_LOG_LEVEL="DEBUG")),
    LocalFault("unknown setting", "settings", "settings.md", setting(WAYPOST_DEBGU="1"), BOTH),
    LocalFault("proxy trusted, none there", "proxies", "WAYPOST_TRUSTED_PROXIES", setting(WAYPOST_TRUSTED_PROXIES="1")),
    LocalFault("backup too old", "backup", "Back up every day", backup(300, 24, drill_ok=True)),
    LocalFault("backup drill failed", "backup drill", "Restore one beside", backup(3, 24, drill_ok=False)),
    LocalFault("Prometheus away", "alert rules", "Is it running", setting(WAYPOST_WATCH_PROMETHEUS_URL=NOWHERE)),
)  # fmt: skip
