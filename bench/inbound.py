"""Events a second from stored to processed, by one inbound worker: ten statuses to one message, Meta's peak mix."""

import random
import time

from bench import report
from bench.load import add_conversations, add_outgoing, connect, one
from bench.payloads import message_webhook, status_webhook
from bench.stage import Stage, cpu_seconds
from bench.world import made_up, make_world
from waypost.messaging.rules import callback_for

STATUSES, MESSAGES = 21_000, 2_100
WORKER_CORE, DATABASE_CORE = "0", "1"


def main() -> None:
    with Stage(durable=True) as stage:
        stage.pin_database(DATABASE_CORE)
        stage.use_django()
        world = make_world(stage, made_up())
        database = connect(stage, world)
        numbers = [f"62811{n:07d}" for n in range(1_000)]
        conversations = add_conversations(database, world, numbers)
        sent = [
            message_id
            for _ in range(STATUSES // 3 // len(conversations))
            for message_id in add_outgoing(database, world, conversations, status="sending")
        ]
        bodies = [
            status_webhook(
                n,
                status,
                wamid=f"wamid.out.{n:052}",
                phone_number_id=world.phone_number_id,
                callback=callback_for(message_id, 1),
            )
            for n, message_id in enumerate(sent)
            for status in ("sent", "delivered", "read")
        ]
        bodies += [message_webhook(n, phone_number_id=world.phone_number_id) for n in range(1, MESSAGES + 1)]
        random.Random(1).shuffle(bodies)
        _store(database, world, bodies)

        worker = stage.start("inbound", prefix=["taskset", "-c", WORKER_CORE])
        while one(database, "select count(*) from pipeline_journal") == 0:
            time.sleep(0.01)
        began, cpu = time.perf_counter(), cpu_seconds(worker.pid)
        done = int(one(database, "select count(*) from pipeline_journal"))
        while one(database, "select count(*) from pipeline_ingestedwebhook"):
            time.sleep(0.05)
        seconds, cpu = time.perf_counter() - began, cpu_seconds(worker.pid) - cpu
        events = len(bodies) - done
        read = one(database, "select count(*) from messaging_message where status = 'read'")
        received = one(database, "select count(*) from messaging_message where direction = 'in'")
        set_aside = one(database, "select count(*) from pipeline_deadletter")
        report.at_least("inbound.processed", events / seconds, "events/s", 3_300)
        report.note("inbound.cpu_per_1000_events", cpu / events * 1000, "s")
        report.at_least("inbound.messages_read", read, "messages", len(sent))
        report.at_least("inbound.messages_received", received, "messages", MESSAGES)
        report.at_most("inbound.set_aside", set_aside, "webhooks", 0)


def _store(database, world, bodies) -> None:
    with (
        database.cursor() as cursor,
        cursor.copy(
            "copy pipeline_ingestedwebhook (tenant_id, app_id, lane, body) from stdin with (format binary)"
        ) as copy,
    ):
        copy.set_types(["uuid", "uuid", "int2", "bytea"])
        for body in bodies:
            copy.write_row((world.tenant_id, world.app_id, int(b'"statuses"' in body), body))


if __name__ == "__main__":
    main()
