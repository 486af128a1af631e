"""Sends a second of one outbound worker against a stub that answers after 100 ms, results written back."""

import subprocess
import sys
import time

from bench import report
from bench.load import add_conversations, add_outgoing, connect, one
from bench.stage import Stage, cpu_seconds
from bench.world import made_up, make_world

FLAT_OUT, PACED_RATE, PACED_SECONDS = 20_000, 1_000, 15
IN_FLIGHT = "500"


def main() -> None:
    with Stage(durable=True, settings={"WAYPOST_LIMITS_OUTBOUND_IN_FLIGHT": IN_FLIGHT}) as stage:
        stub = subprocess.Popen([sys.executable, "-m", "bench.stub", str(stage.ports["sandbox"])])
        try:
            stage.use_django()
            world = make_world(stage, made_up())
            database = connect(stage, world)
            numbers = [f"62811{n:07d}" for n in range(FLAT_OUT)]
            conversations = add_conversations(database, world, numbers)
            # what is measured is the worker: no number of Meta's is this fast
            database.execute(
                """insert into messaging_channelpace (channel_id, tenant_id, per_second, checked_at)
                   values (%s, %s, 100000, 'infinity')""",
                [world.channel_id, world.tenant_id],
            )
            worker = stage.start("outbound")
            _flat_out(database, world, conversations, worker.pid)
            _paced(database, world, conversations, worker.pid)
            stage.stop("outbound")
        finally:
            stub.terminate()
            stub.wait()


def _flat_out(database, world, conversations, pid) -> None:
    began, cpu = time.perf_counter(), cpu_seconds(pid)
    add_outgoing(database, world, conversations)
    queued = time.perf_counter() - began
    began = time.perf_counter()
    _until_sent(database)
    seconds, cpu = time.perf_counter() - began, cpu_seconds(pid) - cpu
    accepted = one(database, "select count(*) from messaging_message where wamid is not null")
    report.at_least("outbound.flat_out", accepted / seconds, "sends/s", 2_000)
    report.note("outbound.cpu_per_1000_sends", cpu / accepted * 1000, "s")
    report.at_least("outbound.accepted", accepted, "messages", len(conversations))
    report.note("outbound.queueing", len(conversations) / queued, "rows/s")


def _paced(database, world, conversations, pid) -> None:
    step = PACED_RATE // 10
    began, cpu = time.perf_counter(), cpu_seconds(pid)
    before = int(one(database, "select count(*) from messaging_message where wamid is not null"))
    for tick in range(PACED_SECONDS * 10):
        start = tick * step % len(conversations)
        add_outgoing(database, world, conversations[start : start + step])
        time.sleep(max(0.0, began + (tick + 1) / 10 - time.perf_counter()))
    done = int(one(database, "select count(*) from messaging_message where wamid is not null")) - before
    seconds, cpu = time.perf_counter() - began, cpu_seconds(pid) - cpu
    report.at_least("outbound.paced", done / seconds, "sends/s", PACED_RATE * 0.97)
    report.at_most("outbound.paced_cpu", cpu / seconds, "cores", 0.6)
    _until_sent(database)


def _until_sent(database) -> None:
    while one(database, "select count(*) from messaging_outboundticket"):
        time.sleep(0.05)


if __name__ == "__main__":
    main()
