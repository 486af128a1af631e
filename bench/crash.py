"""Nothing is lost and nothing happens twice, while every part is killed again and again.

In: 10,000 signed webhooks, sent as Meta sends them (again, until a 200), while ingest and the inbound worker are
killed with SIGKILL and PostgreSQL is stopped as by a power cut. Out: 5,000 replies, while the outbound worker is
killed and the sandbox drops one answer in fifty after taking the message.
"""

import argparse
import asyncio
import random
import threading
import time
from collections import Counter
from uuid import UUID, uuid4

import aiohttp
import psycopg

from bench import payloads, report
from bench.load import connect, one
from bench.stage import Stage
from bench.world import World, ask, describe, made_up, make_world, owner_of, point_webhooks_at_us

CONNECTIONS = 48
CUSTOMERS = 1_000
UNKNOWN_AFTER_SECONDS = 600
ENDED = ("sent", "delivered", "read", "failed")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--webhooks", type=int, default=10_000)
    arguments.add_argument("--replies", type=int, default=5_000)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    dice = random.Random(chosen.seed)
    with Stage(durable=True) as stage:
        stage.use_django()
        if chosen.webhooks:
            _inbound(stage, chosen.webhooks, dice)
            stage.kill("ingest")
            stage.kill("inbound")
        if chosen.replies:
            _outbound(stage, chosen.replies, dice)


def _inbound(stage: Stage, count: int, dice: random.Random) -> None:
    world = make_world(stage, made_up())
    stage.start("ingest")
    stage.start("inbound")
    killed: Counter[str] = Counter()
    done = threading.Event()
    killer = threading.Thread(target=_kill_at_random, args=(stage, dice, killed, done))
    killer.start()
    try:
        tries = asyncio.run(_send_all(stage, world, count))
    finally:
        done.set()
        killer.join()
    database = connect(stage, world)
    _wait_until_processed(database)
    stored = one(database, "select count(*) from pipeline_journal")
    messages = int(str(one(database, "select count(*) from messaging_message where direction = 'in'")))
    distinct = int(str(one(database, "select count(distinct wamid) from messaging_message")))
    counted = one(database, "select coalesce(sum(unread_count), 0) from messaging_conversation")
    events = one(database, "select count(*) from core_domainevent where type = 'message.received'")
    sent_once = [number for number, times in tries.items() if times == 1]
    bodies = Counter(
        row[0]
        for row in database.execute(
            "select convert_from(body, 'utf8')::jsonb #>> '{entry,0,changes,0,value,messages,0,id}' "
            "from pipeline_journal"
        )
    )
    once_but_not = sum(bodies[f"wamid.{number:056}"] != 1 for number in sent_once)
    report.note("crash.in.kills_of_ingest", killed["ingest"], "times")
    report.note("crash.in.kills_of_the_inbound_worker", killed["inbound"], "times")
    report.note("crash.in.power_cuts_of_postgresql", killed["postgres"], "times")
    report.note("crash.in.webhooks_answered_200", len(tries), "webhooks")
    report.note("crash.in.sent_again_for_want_of_an_answer", sum(tries.values()) - len(tries), "times")
    report.note("crash.in.rows_stored", float(str(stored)), "rows")
    report.at_most("crash.in.answered_once_but_not_stored_once", once_but_not, "webhooks", 0)
    report.at_most("crash.in.lost", count - distinct, "messages", 0)
    report.at_most("crash.in.doubled", messages - distinct, "messages", 0)
    report.at_most("crash.in.miscounted_as_unread", abs(int(str(counted)) - distinct), "messages", 0)
    report.at_most("crash.in.events_missing_or_doubled", abs(int(str(events)) - distinct), "events", 0)
    report.at_most("crash.in.set_aside", _dead_letters(stage), "webhooks", 0)


async def _send_all(stage: Stage, world: World, count: int) -> dict[int, int]:
    """Webhook → how often it had to be sent until it was answered with 200."""
    url = f"{stage.url('ingest')}/webhooks/whatsapp/{world.webhook_key}"
    waiting = iter(range(1, count + 1))
    tries: dict[int, int] = {}

    async def sender(session: aiohttp.ClientSession) -> None:
        for number in waiting:
            body = payloads.message_webhook(number, phone_number_id=world.phone_number_id)
            headers = {"X-Hub-Signature-256": payloads.signature(body, world.app_secret)}
            tries[number] = 0
            while True:
                tries[number] += 1
                try:
                    async with session.post(url, data=body, headers=headers) as answer:
                        if answer.status == 200:
                            break
                except (aiohttp.ClientError, TimeoutError, OSError):
                    pass
                await asyncio.sleep(0.2)
            await asyncio.sleep(0.1)  # spreads the load over many kills

    timeout = aiohttp.ClientTimeout(total=10)
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        await asyncio.gather(*(sender(session) for _ in range(CONNECTIONS)))
    return tries


def _kill_at_random(stage: Stage, dice: random.Random, killed: Counter[str], done: threading.Event) -> None:
    while not done.wait(dice.uniform(0.4, 2.0)):
        victim = dice.choice(["ingest", "inbound", "inbound", "postgres"])
        killed[victim] += 1
        if victim == "postgres":
            stage.postgres.stop("immediate")
            time.sleep(dice.uniform(0.0, 0.5))
            stage.postgres.start()
        else:
            stage.kill(victim)
            time.sleep(dice.uniform(0.0, 0.5))
            stage.start(victim, wait=victim == "ingest")


def _wait_until_processed(database: psycopg.Connection) -> None:
    while one(database, "select count(*) from pipeline_ingestedwebhook"):
        time.sleep(0.2)


def _dead_letters(stage: Stage) -> int:
    with psycopg.connect(stage.postgres.url("waypost_owner")) as owner:
        return int(str(one(owner, "select count(*) from pipeline_deadletter")))


def _outbound(stage: Stage, replies: int, dice: random.Random) -> None:
    from django.db import connection

    connection.close()  # the database was cut off under it
    stage.start_sandbox("--no-limits")
    meta = describe(stage)
    world = make_world(stage, meta)
    stage.start("ingest")
    stage.start("inbound")
    point_webhooks_at_us(stage, world, meta)
    conversations = _customers_write(stage, world)
    drop = {"path": "/messages", "method": "POST", "kind": "drop_answer", "probability": 0.02}
    ask(stage, "/_sandbox/faults", {"rules": [drop], "seed": dice.randrange(10**6)})
    stage.start("outbound")
    killed: Counter[str] = Counter()
    done = threading.Event()
    killer = threading.Thread(target=_kill_sender, args=(stage, dice, killed, done))
    killer.start()
    began = time.monotonic()
    try:
        _write_replies(world, conversations, replies)
    finally:
        done.set()
        killer.join()
    database = connect(stage, world)
    unknown = _wait_until_ended(database, began)
    _report_outbound(stage, database, replies, killed, unknown)


def _customers_write(stage: Stage, world: World) -> list[UUID]:
    """Each opens the window with a message."""
    for n in range(CUSTOMERS):
        order = {"phone_number_id": world.phone_number_id, "type": "text", "text": {"body": "Hello"}}
        ask(stage, f"/_sandbox/people/62822{n:07}/send", order)
    database = connect(stage, world)
    while int(str(one(database, "select count(*) from messaging_conversation"))) < CUSTOMERS:
        time.sleep(0.1)
    return [row[0] for row in database.execute("select id from messaging_conversation order by id")]


def _write_replies(world: World, conversations: list[UUID], replies: int) -> None:
    """As people do: through the action, one transaction each."""
    from waypost.messaging import actions
    from waypost.messaging.schemas import MessageIn

    owner = owner_of(world)
    for n in range(replies):
        text = f"Reply {n} to your question"
        actions.queue_message(
            owner, conversations[n % len(conversations)], MessageIn(text=text, client_key=uuid4())
        )


def _kill_sender(stage: Stage, dice: random.Random, killed: Counter[str], done: threading.Event) -> None:
    while not done.wait(dice.uniform(2.0, 5.0)):
        killed["outbound"] += 1
        stage.kill("outbound")
        stage.start("outbound", wait=False)


def _wait_until_ended(database: psycopg.Connection, began: float) -> int:
    """How many messages have no known end when ten minutes are over."""
    query = "select count(*) from messaging_message where direction = 'out' and not status = any(%s)"
    while (left := int(str(one(database, query, [list(ENDED)])))) and (
        time.monotonic() - began < UNKNOWN_AFTER_SECONDS
    ):
        time.sleep(1)
    return left


def _report_outbound(
    stage: Stage, database: psycopg.Connection, replies: int, killed: Counter[str], unknown: int
) -> None:
    seen = ask(stage, "/_sandbox/messages/duplicates")
    dropped = ask(stage, "/_sandbox/faults")["happened"]
    ended: Counter[str] = Counter(
        dict(
            database.execute(
                "select status, count(*) from messaging_message where direction = 'out' group by 1"
            )
        )
    )
    wordless = one(
        database,
        "select count(*) from messaging_message where status = 'failed' and failure_reason = '' "
        "and failure_code is null",
    )
    report.note("crash.out.kills_of_the_outbound_worker", killed["outbound"], "times")
    report.note("crash.out.answers_dropped_by_the_sandbox", float(dropped.get("drop_answer", 0)), "answers")
    report.note("crash.out.replies_written", replies, "messages")
    report.note("crash.out.received_by_customers", seen["received"], "messages")
    for status in ENDED:
        report.note(f"crash.out.ended_{status}", ended[status], "messages")
    report.at_most("crash.out.received_twice", len(seen["duplicates"]), "messages", 0)
    report.at_most("crash.out.failed_without_a_reason", float(str(wordless)), "messages", 0)
    report.at_most("crash.out.missing", replies - sum(ended.values()), "messages", 0)
    report.at_most("crash.out.unknown_after_ten_minutes", unknown, "messages", 0)


if __name__ == "__main__":
    main()
