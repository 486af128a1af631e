"""How many webhooks a second ingest makes durable on one core, and how long Meta waits for the answer.

The server runs on core 0; the load (wrk and h2load, from Debian's packages) and PostgreSQL, with fsync on,
share core 1. Two other handlers run in the same minute on the same machine, because only ratios survive a
noisy one. Both check the signature with one fixed secret and know nothing of apps, limits, refusals or
metrics: `single` inserts one row for each request, `bare` shares commits as ingest does.
"""

import argparse
import asyncio
import hmac
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from psycopg_pool import AsyncConnectionPool, PoolClosed

from bench import payloads, report
from bench.stage import Stage, cpu_seconds, free_port
from bench.world import World, made_up, make_world

_SERVER_CORE, _LOAD_CORE = 0, 1
_CONNECTIONS = 256
_PACE = 13
"""Requests a second of each connection: 256 times 13 is 3,328, Meta's peak being 3,300."""
_INSERT = "insert into pipeline_ingestedwebhook (tenant_id, app_id, lane, body)"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--serve", nargs=2, metavar=("HANDLER", "PORT"), help=argparse.SUPPRESS)
    arguments.add_argument("--seconds", type=int, default=5, help="of each saturated run")
    arguments.add_argument("--paced-seconds", type=int, default=15)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    if chosen.serve:
        _serve(chosen.serve[0], int(chosen.serve[1]))
        return
    if missing := [tool for tool in ("wrk", "h2load", "taskset") if not shutil.which(tool)]:
        sys.exit(f"Not installed: {', '.join(missing)}. Run: apt-get install wrk nghttp2-client util-linux")
    if not {_SERVER_CORE, _LOAD_CORE} <= os.sched_getaffinity(0):
        sys.exit("This benchmark needs two cores: one for the server, one for the load and PostgreSQL.")
    os.sched_setaffinity(0, {_LOAD_CORE})  # PostgreSQL and the load inherit it
    with Stage(durable=True) as stage:
        stage.use_django()
        bench = _Bench(stage, make_world(stage, made_up()))
        bench.saturate_all(chosen.rounds, chosen.seconds)
        bench.pace(chosen.paced_seconds)


class _Bench:
    def __init__(self, stage: Stage, world: World) -> None:
        self.stage = stage
        self.secret = world.app_secret
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/webhooks/whatsapp/{world.webhook_key}"
        self.script = self._wrk_script()

    def saturate_all(self, rounds: int, seconds: int) -> None:
        rates: dict[str, list[float]] = {"waypost": [], "bare": [], "single": []}
        costs: dict[str, list[float]] = {name: [] for name in rates}
        unstored = 0
        for _ in range(rounds):
            for name, found in rates.items():
                self._forget_stored()
                with self._server(name) as pid:
                    self._saturate(1)
                    before, cpu = self._stored(), cpu_seconds(pid)
                    answered, took = self._saturate(seconds)
                    cpu = cpu_seconds(pid) - cpu
                    unstored += max(0, answered - (self._stored() - before))
                found.append(answered / took)
                costs[name].append(cpu / answered * 1e6)
                print(f"# {name}: {found[-1]:,.0f}/s, {costs[name][-1]:.0f} us of CPU each")
        report.at_least("ingest.saturated", statistics.median(rates["waypost"]), "stored/s", 8_000)
        report.at_most("ingest.acknowledged_but_not_stored", unstored, "webhooks", 0)
        for name, rival, target in (
            ("ingest.ratio_to_one_insert_per_request", "single", 3),
            ("ingest.ratio_to_bare_group_commit", "bare", 0.85),
        ):
            ratios = [ours / other for ours, other in zip(rates["waypost"], rates[rival], strict=True)]
            report.at_least(name, statistics.median(ratios), "times", target)
        for name, found in costs.items():
            report.note(f"ingest.cpu_of_{name}", statistics.median(found), "us/webhook")

    def pace(self, seconds: int) -> None:
        self._forget_stored()
        body, log = self.stage.folder / "body.json", self.stage.folder / "h2load.log"
        body.write_bytes(payloads.message_webhook(1))
        with self._server("waypost") as pid:
            self._saturate(1)
            signed = payloads.signature(body.read_bytes(), self.secret)
            before, cpu, started = self._stored(), cpu_seconds(pid), time.monotonic()
            _run(
                "h2load", "--h1", "-t", "1", "-c", str(_CONNECTIONS),
                "-n", str(_CONNECTIONS * _PACE * seconds),
                "--rps", str(_PACE),
                # connections begin one after the other, so that requests come evenly and not 256 at once
                "-r", "10", "--rate-period", "3ms",
                "-d", str(body), "-H", f"X-Hub-Signature-256: {signed}",
                "-H", "Content-Type: application/json", f"--log-file={log}", self.url,
            )  # fmt: skip
            took, cpu = time.monotonic() - started, cpu_seconds(pid) - cpu
            stored = self._stored() - before
        rows = [line.split("\t") for line in log.read_text().splitlines()]
        good = [int(row[2]) / 1000 for row in rows if row[1] == "200"]
        cuts = statistics.quantiles(good, n=100)
        report.at_least("ingest.paced_rate", len(good) / took, "stored/s", 3_300 * 0.97)
        report.at_most("ingest.paced_p50", cuts[49], "ms", 15)
        report.at_most("ingest.paced_p99", cuts[98], "ms", 60)
        report.at_most("ingest.paced_server", cpu / took, "cores", 0.5)
        report.at_most("ingest.paced_refused", len(rows) - len(good), "webhooks", 0)
        report.at_most("ingest.paced_not_stored", max(0, len(good) - stored), "webhooks", 0)

    def _saturate(self, seconds: int) -> tuple[int, float]:
        """Answers with 200, and the seconds they took."""
        shown = _run(
            "wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s",
            "-s", str(self.script), self.url,
        )  # fmt: skip
        total, took = re.search(r"(\d+) requests in ([\d.]+)s", shown).groups()
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", shown)
        if refused:
            print(f"# refused: {refused[1]}")
        return int(total) - int(refused[1] if refused else 0), float(took)

    @contextmanager
    def _server(self, name: str) -> Iterator[int]:
        server = subprocess.Popen(
            [
                *("taskset", "-c", str(_SERVER_CORE)),
                *(sys.executable, "-m", "bench.ingest", "--serve", name, str(self.port)),
            ],
            env=self.stage.environment("waypost_ingest", BENCH_SECRET=self.secret),
        )
        try:
            self._wait_until_up()
            yield server.pid
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)

    def _wait_until_up(self) -> None:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        sys.exit("the server did not start")

    def _wrk_script(self) -> Path:
        """A thousand different webhooks, signed beforehand: wrk has no HMAC."""
        requests = []
        for body in payloads.mixed(1_000):
            quoted = body.decode().replace("\\", "\\\\").replace('"', '\\"')
            signed = payloads.signature(body, self.secret)
            requests.append(f'wrk.format("POST", nil, {{["X-Hub-Signature-256"]="{signed}"}}, "{quoted}")')
        script = self.stage.folder / "webhooks.lua"
        made = "\n".join(f"  made[{number}] = {request}" for number, request in enumerate(requests, start=1))
        script.write_text(
            "local made, n = {}, 0\n"
            'wrk.headers["Content-Type"] = "application/json"\n'
            f"function init()\n{made}\nend\n"
            "function request() n = n % #made + 1; return made[n] end\n"
        )
        return script

    def _stored(self) -> int:
        return int(self._ask("select count(*) from pipeline_ingestedwebhook").fetchone()[0])

    def _forget_stored(self) -> None:
        """Every handler begins with an empty table."""
        self._ask("truncate pipeline_ingestedwebhook")

    def _ask(self, query: str) -> psycopg.Cursor:
        with psycopg.connect(self.stage.postgres.url("waypost_owner"), autocommit=True) as owner:
            return owner.execute(query)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.stdout


def _serve(name: str, port: int) -> None:
    if name == "waypost":
        from waypost.processes.ingest import main as serve_waypost

        serve_waypost("127.0.0.1", port)
        return
    url = os.environ["WAYPOST_DATABASE_URL"]
    asyncio.run(_serve_other(_Bare(url) if name == "bare" else _Single(url), port))


async def _serve_other(app: object, port: int) -> None:
    server = Server(
        app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, http=HTTPModes.http1,
        websockets=False,
        backlog=2048, backpressure=2048, log_level=LogLevels.critical,
    )  # fmt: skip
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    await server.serve()
    os._exit(0)  # the interpreter's own way out can abort in the server's threads


class _Other:
    """Reads the body, checks the signature, makes the body durable, answers 200: nothing else."""

    some_id = UUID(int=1)
    secret = os.environ.get("BENCH_SECRET", "").encode()

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
            given = dict(scope["headers"])[b"x-hub-signature-256"]
            digest = hmac.digest(self.secret, body, "sha256")
            if not hmac.compare_digest(b"sha256=" + digest.hex().encode(), given):
                raise ValueError("the load is signed wrongly")
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
            await connection.execute(f"{_INSERT} values (%b, %b, 0, %b)", [self.some_id, self.some_id, body])


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
                f"{_INSERT} select %b::uuid, %b::uuid, 0, unnest(%b::bytea[])",
                [self.some_id, self.some_id, [body for body, _ in batch]],
            )
            for _, stored in batch:
                stored.set_result(None)


if __name__ == "__main__":
    main()
