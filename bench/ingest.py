"""How many webhooks a second ingest makes durable on one core, and how long Meta waits for the answer.

The server runs on core 0; the load (wrk, h2load from Debian's packages) and PostgreSQL, with fsync on, share core 1.
Two other handlers run in the same minute on the same machine, because only ratios survive a noisy one:
`single` inserts one row for each request, `bare` does nothing but group commit (no look-up, no signature).
"""

import argparse
import asyncio
import base64
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from psycopg_pool import AsyncConnectionPool, PoolClosed

from bench import payloads, report
from waypost.kit.crypto import Vault
from waypost.ops.roles import create_roles
from waypost.processes.embedded import EmbeddedPostgres

_PORT = int(os.environ.get("BENCH_PORT", "9141"))
_SERVER_CORE, _LOAD_CORE = {0}, {1}
_CONNECTIONS = 256
_PACE = 13
"""Requests a second of each connection: 256 times 13 is 3,328, Meta's peak being 3,300."""
_MASTER_KEY = b"0" * 32
_SECRET, _KEY = "the-app-secret-of-the-bench", "bench-webhook-key-0001"

_TABLES = """
create table if not exists pipeline_ingestedwebhook (
    id bigint generated always as identity primary key, app_id uuid not null, lane smallint not null,
    body bytea not null, received_at timestamptz not null default clock_timestamp(),
    not_before timestamptz not null default '-infinity', attempts smallint not null default 0);
grant insert on pipeline_ingestedwebhook to waypost_ingest;
create table bench_app (key text primary key, id uuid, secret bytea);
create function channels_webhook_app(webhook_key text) returns table(app_id uuid, tenant_id uuid, secret bytea,
    previous_secret bytea, previous_secret_until timestamptz, verify_token text)
    language sql stable security definer set search_path = public as
    $$ select id, id, secret, null::bytea, null::timestamptz, 'token' from bench_app where key = webhook_key $$;
grant execute on function channels_webhook_app(text) to waypost_ingest;
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--serve", choices=["waypost", "bare", "single"], help=argparse.SUPPRESS)
    arguments.add_argument("--seconds", type=int, default=5, help="of each saturated run")
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    if chosen.serve:
        _serve(chosen.serve)
        return
    if missing := [tool for tool in ("wrk", "h2load", "taskset") if not shutil.which(tool)]:
        sys.exit(f"Install {', '.join(missing)}: apt-get install wrk nghttp2-client util-linux")
    home = Path(tempfile.mkdtemp(prefix="waypost-bench-"))
    home.chmod(0o755)
    os.sched_setaffinity(0, _LOAD_CORE)  # PostgreSQL inherits it
    postgres = EmbeddedPostgres(home / "postgres", durable=True)
    postgres.start()
    try:
        _prepare(postgres)
        _measure(postgres, home, chosen.seconds, chosen.rounds)
    finally:
        postgres.stop("immediate")
        shutil.rmtree(home, ignore_errors=True)


def _prepare(postgres: EmbeddedPostgres) -> None:
    create_roles(postgres.url("postgres", "postgres"), "waypost")
    with psycopg.connect(postgres.url("waypost_owner"), autocommit=True) as owner:
        owner.execute(_TABLES)
        app_id = uuid4()
        sealed = Vault([_MASTER_KEY]).seal(_SECRET, f"channels_app:{app_id}:secret")
        owner.execute("insert into bench_app values (%s, %s, %s)", [_KEY, app_id, sealed])


def _measure(postgres: EmbeddedPostgres, home: Path, seconds: int, rounds: int) -> None:
    script = _wrk_script(home)
    rates: dict[str, list[float]] = {"waypost": [], "bare": [], "single": []}
    for _ in range(rounds):
        for name, found in rates.items():
            with _server(name, postgres):
                _saturate(script, 1)
                before = _stored(postgres)
                answered, took = _saturate(script, seconds)
                lost = answered - (_stored(postgres) - before)
                found.append(answered / took)
                if name == "waypost" and lost > 0:
                    report.at_most("ingest.acknowledged_but_not_stored", lost, "webhooks", 0)
            print(f"# {name}: {found[-1]:,.0f}/s")
    with _server("waypost", postgres) as pid:
        _saturate(script, 1)
        _pace(pid, postgres, home)
    ours, bare, single = (statistics.median(rates[name]) for name in ("waypost", "bare", "single"))
    report.at_least("ingest.saturated", ours, "stored/s", 8_000)
    report.at_least("ingest.ratio_to_one_insert_per_request", ours / single, "times", 3)
    report.at_least("ingest.ratio_to_bare_group_commit", ours / bare, "times", 0.85)


def _saturate(script: Path, seconds: int) -> tuple[int, float]:
    """Answers with 200, and the seconds they took."""
    url = f"http://127.0.0.1:{_PORT}/webhooks/whatsapp/{_KEY}"
    shown = _run(
        "wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script), url
    )
    total, took = re.search(r"(\d+) requests in ([\d.]+)s", shown).groups()
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", shown)
    if refused:
        print(f"# refused: {refused[1]}")
    return int(total) - int(refused[1] if refused else 0), float(took)


def _pace(pid: int, postgres: EmbeddedPostgres, home: Path, seconds: int = 12) -> None:
    body, log = home / "body.json", home / "h2load.log"
    body.write_bytes(payloads.message_webhook(1))
    before, cpu_before, started = _stored(postgres), _cpu_seconds(pid), time.monotonic()
    _run(
        "h2load", "--h1", "-c", str(_CONNECTIONS), "-n", str(_CONNECTIONS * _PACE * seconds), "--rps", str(_PACE),
        "-t", "1", "-d", str(body), "-H", f"X-Hub-Signature-256: {payloads.signature(body.read_bytes(), _SECRET)}",
        "-H", "Content-Type: application/json", f"--log-file={log}",
        f"http://127.0.0.1:{_PORT}/webhooks/whatsapp/{_KEY}",
    )  # fmt: skip
    took, cpu = time.monotonic() - started, _cpu_seconds(pid) - cpu_before
    rows = [line.split("\t") for line in log.read_text().splitlines()]
    good = [int(row[2]) / 1000 for row in rows if row[1] == "200"]
    cuts = statistics.quantiles(good, n=100)
    report.at_least("ingest.paced_rate", len(good) / took, "stored/s", 3_300 * 0.97)
    report.at_most("ingest.paced_p50", cuts[49], "ms", 15)
    report.at_most("ingest.paced_p99", cuts[98], "ms", 60)
    report.at_most("ingest.paced_server", cpu / took, "cores", 0.5)
    report.at_most("ingest.paced_refused", len(rows) - len(good), "webhooks", 0)
    report.at_most("ingest.paced_missing", max(0, len(good) - (_stored(postgres) - before)), "webhooks", 0)


@contextmanager
def _server(name: str, postgres: EmbeddedPostgres) -> Iterator[int]:
    environment = {
        **os.environ,
        "WAYPOST_DATABASE_URL": postgres.url("waypost_ingest"),
        "WAYPOST_SECRET_KEY": "only-for-the-bench-" + "x" * 50,
        "WAYPOST_MASTER_KEYS": base64.b64encode(_MASTER_KEY).decode(),
        "BENCH_PORT": str(_PORT),
    }
    server = subprocess.Popen(
        ["taskset", "-c", "0", sys.executable, "-m", "bench.ingest", "--serve", name], env=environment
    )
    try:
        _wait_until_ready()
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _wait_until_ready() -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{_PORT}/health/live", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    sys.exit("the server did not start")


def _wrk_script(home: Path) -> Path:
    """A thousand different webhooks, signed beforehand: wrk has no HMAC."""
    requests = []
    for body in payloads.mixed(1_000):
        quoted = body.decode().replace("\\", "\\\\").replace('"', '\\"')
        signed = payloads.signature(body, _SECRET)
        requests.append(f'wrk.format("POST", nil, {{["X-Hub-Signature-256"]="{signed}"}}, "{quoted}")')
    script = home / "webhooks.lua"
    made = "\n".join(f"  made[{number}] = {request}" for number, request in enumerate(requests, start=1))
    script.write_text(
        "local made, n = {}, 0\n"
        'wrk.headers["Content-Type"] = "application/json"\n'
        f"function init()\n{made}\nend\n"
        "function request() n = n % #made + 1; return made[n] end\n"
    )
    return script


def _run(*command: str) -> str:
    done = subprocess.run(["taskset", "-c", "1", *command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.stdout


def _stored(postgres: EmbeddedPostgres) -> int:
    with psycopg.connect(postgres.url("waypost_owner")) as owner:
        return owner.execute("select count(*) from pipeline_ingestedwebhook").fetchone()[0]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _serve(name: str) -> None:
    if name == "waypost":
        from waypost.processes.ingest import main as serve_waypost  # noqa: PLC0415 - as the command does

        serve_waypost("127.0.0.1", _PORT)
        return
    url = os.environ["WAYPOST_DATABASE_URL"]
    asyncio.run(_serve_other(_Bare(url) if name == "bare" else _Single(url)))


async def _serve_other(app: object) -> None:
    server = Server(
        app, address="127.0.0.1", port=_PORT, interface=Interfaces.ASGI, http=HTTPModes.http1, websockets=False,
        backlog=2048, backpressure=2048, log_level=LogLevels.critical,
    )  # fmt: skip
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    await server.serve()
    os._exit(0)  # the interpreter's own way out can abort in the server's threads


class _Other:
    """Reads the body, makes it durable, answers 200: nothing else."""

    app_id = UUID(int=1)

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await receive()
            await self.start()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
        if scope["method"] == "POST":
            body = b""
            while True:
                try:
                    message = await receive()
                except asyncio.CancelledError:
                    return  # the client has gone
                body += message["body"]
                if not message.get("more_body"):
                    break
            try:
                await self.store(body)
            except (PoolClosed, psycopg.Error):
                return  # the run is over
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class _Single(_Other):
    def __init__(self, url: str) -> None:
        self.pool = AsyncConnectionPool(
            url, min_size=16, max_size=16, open=False, kwargs={"autocommit": True}
        )

    async def start(self):
        await self.pool.open(wait=True)

    async def stop(self):
        await self.pool.close()

    async def store(self, body: bytes) -> None:
        async with self.pool.connection() as connection:
            await connection.execute(
                "insert into pipeline_ingestedwebhook (app_id, lane, body) values (%b, 0, %b)",
                [self.app_id, body],
            )


class _Bare(_Other):
    def __init__(self, url: str) -> None:
        self.url = url
        self.queue = []
        self.wake = asyncio.Event()

    async def start(self):
        self.connection = await psycopg.AsyncConnection.connect(self.url, autocommit=True)
        self.writer = asyncio.create_task(self.write())

    async def stop(self):
        await self.connection.close()

    async def store(self, body: bytes) -> None:
        stored = asyncio.get_running_loop().create_future()
        self.queue.append((body, stored))
        self.wake.set()
        await stored

    async def write(self):
        while True:
            await self.wake.wait()
            self.wake.clear()
            batch, self.queue = self.queue, []
            if not batch:
                continue
            await self.connection.execute(
                "insert into pipeline_ingestedwebhook (app_id, lane, body) "
                "select %b::uuid, 0, unnest(%b::bytea[])",
                [self.app_id, [body for body, _ in batch]],
            )
            for _, stored in batch:
                stored.set_result(None)


if __name__ == "__main__":
    main()
