"""A campaign of 100,000 messages over 4 numbers of 3 tenants, while people say STOP, agents answer and workers die.

`MESSAGES=10000 make bench B=campaign` is a short one.
"""

import os
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from bench import report
from bench.load import one
from bench.stage import Stage
from bench.world import ask

MESSAGES = int(os.environ.get("MESSAGES", "100000"))
BATCH = 1_000
OPT_OUTS = MESSAGES // 100
CONVERSATIONS, REPLY_EVERY_SECONDS = 40, 0.5
PER_SECOND = 80
ENDED = ("sent", "delivered", "read", "played", "failed")
WORLD = Path(__file__).with_suffix(".yaml")
BUSINESSES = (
    ("7701", "bench-secret-1", "EAAbenchtenantone", "8801", ("6601", "6602")),
    ("7702", "bench-secret-2", "EAAbenchtenanttwo", "8802", ("6603",)),
    ("7703", "bench-secret-3", "EAAbenchtenantthree", "8803", ("6604",)),
)


@dataclass(frozen=True, slots=True)
class Number:
    tenant_id: UUID
    channel_id: UUID
    phone_number_id: str
    template_id: UUID


def main() -> None:
    dice = random.Random(1)
    with Stage(durable=True, settings={"WAYPOST_LIMITS_OUTCOME_DEADLINE_SECONDS": "120"}) as stage:
        stage.start_sandbox("--world", str(WORLD), "--seed", "1")
        stage.start("ingest")
        stage.start("inbound")
        stage.use_django()
        numbers = [number for business in BUSINESSES for number in _connect(stage, business)]
        contacts = {number.channel_id: _audience(number, place) for place, number in enumerate(numbers)}
        talks = _customers_write(stage, numbers[0])
        began = time.monotonic()
        for number in numbers:
            _queue(number, contacts[number.channel_id])
        report.note("campaign.queueing", MESSAGES / (time.monotonic() - began), "messages/s")
        stage.start("outbound")
        done = threading.Event()
        killed: Counter[str] = Counter()
        people = [
            threading.Thread(target=_kill, args=(stage, dice, killed, done)),
            threading.Thread(target=_answer, args=(numbers[0], talks, done)),
        ]
        stopped: list[tuple[Number, str]] = []
        people.append(
            threading.Thread(target=_say_stop, args=(stage, numbers, contacts, dice, stopped, done))
        )
        for thread in people:
            thread.start()
        _wait(stage, numbers)
        done.set()
        for thread in people:
            thread.join()
        left = _wait_until_ended(stage, numbers)
        _report(stage, numbers, killed, stopped, left)


def _connect(stage: Stage, business: tuple[str, str, str, str, tuple[str, ...]]) -> list[Number]:
    from waypost.accounts.permissions import GRANTS, Role
    from waypost.channels import actions, queries
    from waypost.channels.schemas import ChannelIn
    from waypost.core.actor import Actor
    from waypost.core.tenancy import tenant_scope
    from waypost.templates import tasks
    from waypost.templates.models import Template

    app_id, secret, token, waba_id, phones = business
    tenant_id = uuid4()
    owner = Actor("user", UUID(int=7), tenant_id, GRANTS[Role.OWNER], "Bench")
    system = Actor.system(tenant_id)
    found = []
    for phone in phones:
        new = ChannelIn(
            name=phone,
            waba_id=waba_id,
            phone_number_id=phone,
            access_token=token,
            app_id=app_id,
            app_secret=secret,
        )
        channel = actions.connect_channel(owner, new)
        actions.record_check(system, channel.id, actions.Checked())
        found.append(channel.id)
    shown = queries.access_channel(owner, found[0])
    ask(
        stage,
        f"/v23.0/{app_id}/subscriptions?access_token={app_id}|{secret}",
        {
            "object": "whatsapp_business_account",
            "callback_url": f"{stage.url('ingest')}/webhooks/whatsapp/{shown.app.webhook_key}",
            "verify_token": shown.app.verify_token,
            "fields": ["messages", "user_preferences"],
        },
    )
    ask(stage, f"/v23.0/{waba_id}/subscribed_apps?access_token={token}", {})
    tasks.sync(system, channel_id=str(found[0]))
    with tenant_scope(tenant_id):
        template = Template.objects.get(name="tasting_set")
    return [
        Number(tenant_id, channel_id, phone, template.id)
        for channel_id, phone in zip(found, phones, strict=True)
    ]


def _audience(number: Number, place: int) -> list[UUID]:
    """People who agreed, with their proof in the ledger."""
    from waypost.consent import actions as consent
    from waypost.contacts.models import Contact
    from waypost.core.actor import Actor
    from waypost.core.tenancy import tenant_scope
    from waypost.kit import clock

    system = Actor.system(number.tenant_id)
    count = MESSAGES // 4
    with tenant_scope(number.tenant_id):
        rows = Contact.objects.bulk_create(
            [Contact(wa_id=f"628{place}{n:08d}") for n in range(count)], batch_size=BATCH
        )
    began = time.monotonic()
    for start in range(0, count, BATCH):
        consent.record(
            system,
            [
                consent.NewEntry(row.id, "marketing", "in", "form", clock.now(), {"url": "/newsletter"})
                for row in rows[start : start + BATCH]
            ],
        )
    report.note(f"campaign.ledger_{number.phone_number_id}", count / (time.monotonic() - began), "entries/s")
    return [row.id for row in rows]


def _customers_write(stage: Stage, number: Number) -> list[UUID]:
    """Conversations that agents answer in meanwhile."""
    for n in range(CONVERSATIONS):
        order = {"phone_number_id": number.phone_number_id, "type": "text", "text": {"body": "Hello"}}
        ask(stage, f"/_sandbox/people/62899{n:07}/send", order)
    database = _database(stage, number.tenant_id)
    query = "select id from messaging_conversation where last_inbound_at is not null"
    while len(rows := database.execute(query).fetchall()) < CONVERSATIONS:
        time.sleep(0.1)
    return [row[0] for row in rows]


def _queue(number: Number, contact_ids: list[UUID]) -> None:
    from waypost.core.actor import Actor
    from waypost.messaging import actions
    from waypost.messaging.actions import Addressed

    batch = uuid4()
    for start in range(0, len(contact_ids), BATCH):
        actions.queue_template(
            Actor.system(number.tenant_id),
            batch,
            number.channel_id,
            number.template_id,
            [Addressed(one_id, {}) for one_id in contact_ids[start : start + BATCH]],
            by="Bench",
        )


def _answer(number: Number, talks: list[UUID], done: threading.Event) -> None:
    from waypost.accounts.permissions import GRANTS, Role
    from waypost.core.actor import Actor
    from waypost.messaging import actions
    from waypost.messaging.schemas import MessageIn

    agent = Actor("user", UUID(int=8), number.tenant_id, GRANTS[Role.AGENT], "Agent")
    turn = 0
    while not done.wait(REPLY_EVERY_SECONDS):
        text = MessageIn(text=f"Answer {turn}", client_key=uuid4())
        actions.queue_message(agent, talks[turn % len(talks)], text)
        turn += 1


def _say_stop(  # noqa: PLR0917 - a thread of its own
    stage: Stage,
    numbers: list[Number],
    contacts: dict[UUID, list[UUID]],
    dice: random.Random,
    stopped: list[tuple[Number, str]],
    done: threading.Event,
) -> None:
    """People anywhere in the queue, spread over the campaign."""
    seconds = MESSAGES / 4 / PER_SECOND
    for _ in range(OPT_OUTS):
        if done.wait(seconds / OPT_OUTS * 0.9):
            return
        place = dice.randrange(len(numbers))
        number = numbers[place]
        person = f"628{place}{dice.randrange(len(contacts[number.channel_id])):08d}"
        order = {"phone_number_id": number.phone_number_id, "type": "text", "text": {"body": "STOP"}}
        ask(stage, f"/_sandbox/people/{person}/send", order)
        stopped.append((number, person))


def _kill(stage: Stage, dice: random.Random, killed: Counter[str], done: threading.Event) -> None:
    """Two workers; one of them dies every few seconds and is started again."""
    names = ("outbound", "outbound-2")
    stage.start_another("outbound", "outbound-2")
    while not done.wait(dice.uniform(4.0, 8.0)):
        name = dice.choice(names)
        killed[name] += 1
        stage.kill(name)
        stage.start_another("outbound", name)


def _wait(stage: Stage, numbers: list[Number]) -> None:
    database = _database(stage, numbers[0].tenant_id)
    query = "select count(*) from messaging_outboundticket where priority >= 20 and leased_until is null"
    while int(str(one(database, query))):
        time.sleep(1)


def _wait_until_ended(stage: Stage, numbers: list[Number]) -> int:
    began, left = time.monotonic(), 1
    while left and time.monotonic() - began < 600:
        left = sum(
            int(
                str(
                    one(
                        _database(stage, tenant_id),
                        "select count(*) from messaging_message where direction = 'out' and not status = any(%s)",
                        [list(ENDED)],
                    )
                )
            )
            for tenant_id in {number.tenant_id for number in numbers}
        )
        time.sleep(2)
    return left


def _report(
    stage: Stage, numbers: list[Number], killed: Counter[str], stopped: list[tuple[Number, str]], left: int
) -> None:
    report.note("campaign.kills_of_workers", sum(killed.values()), "times")
    report.at_most("campaign.without_an_end", left, "messages", 0)
    accepted = _accepted(stage, numbers)
    report.note("campaign.accepted_by_the_sandbox", sum(map(len, accepted.values())), "messages")
    twice = [person for person, times in accepted.items() if len(times) > 1]
    report.at_most("campaign.sent_twice", len(twice), "people", 0)
    _report_lost(stage, numbers, accepted)
    _report_rates(stage, numbers)
    _report_refusals(stage, numbers)
    _report_replies(stage, numbers[0])
    _report_opt_outs(stage, stopped, accepted)


def _accepted(stage: Stage, numbers: list[Number]) -> dict[str, list[float]]:
    """When the sandbox accepted a template for each person: they were to get one."""
    found: dict[str, list[float]] = {}
    for number in numbers:
        after, more = 0, True
        while more:
            wanted = f"direction=out&type=template&from={number.phone_number_id}&after={after}"
            page = ask(stage, f"/_sandbox/messages?{wanted}")
            for row in page["messages"]:
                found.setdefault(row["to"], []).append(row["timestamp"])
            after, more = page["next"], page["more"]
    return found


def _report_rates(stage: Stage, numbers: list[Number]) -> None:
    """All that left on each number, over the middle nine tenths of its campaign."""
    for number in numbers:
        row = (
            _database(stage, number.tenant_id)
            .execute(
                """with left_at as (
                   select origin, (life->'1/left'->>'at')::timestamptz as at from messaging_message
                   where channel_id = %s and direction = 'out' and life ? '1/left'),
               edges as (select percentile_disc(0.05) within group (order by at) as first,
                                percentile_disc(0.95) within group (order by at) as last
                         from left_at where origin = 'campaign')
               select count(*) / extract(epoch from max(at) - min(at))::float8
               from left_at, edges where at between first and last""",
                [number.channel_id],
            )
            .fetchone()
        )
        assert row is not None
        report.at_least(f"campaign.rate_of_{number.phone_number_id}", row[0], "messages/s", 0.95 * PER_SECOND)


def _report_refusals(stage: Stage, numbers: list[Number]) -> None:
    for code in (130429, 131056):
        found = sum(
            int(
                str(
                    one(
                        _database(stage, tenant_id),
                        "select count(*) from messaging_message where life::text like %s",
                        [f'%"code": {code}%'],
                    )
                )
            )
            for tenant_id in {number.tenant_id for number in numbers}
        )
        report.at_most(f"campaign.refused_{code}", found, "messages", 0)


def _report_replies(stage: Stage, number: Number) -> None:
    row = (
        _database(stage, number.tenant_id)
        .execute(
            """select count(*), percentile_disc(0.95) within group (order by seconds), max(seconds)
           from (select extract(epoch from (life->'1/accepted'->>'at')::timestamptz
                                - (life->'1/queued'->>'at')::timestamptz)::float8 as seconds
                 from messaging_message where origin = 'person' and direction = 'out' and life ? '1/accepted') r"""
        )
        .fetchone()
    )
    assert row is not None
    report.note("campaign.replies", row[0], "messages")
    report.at_most("campaign.reply_p95", row[1], "s", 2.0)
    report.note("campaign.reply_slowest", row[2], "s")


def _report_lost(stage: Stage, numbers: list[Number], accepted: dict[str, list[float]]) -> None:
    """Said to be sent, and the sandbox never had it."""
    lost = 0
    for tenant_id in {number.tenant_id for number in numbers}:
        rows = _database(stage, tenant_id).execute(
            """select c.wa_id from messaging_message m join messaging_conversation v on v.id = m.conversation_id
               join contacts_contact c on c.id = v.contact_id
               where m.origin = 'campaign' and m.status <> 'failed'"""
        )
        lost += sum(row[0] not in accepted for row in rows)
    report.at_most("campaign.lost", lost, "messages", 0)


def _report_opt_outs(
    stage: Stage, stopped: list[tuple[Number, str]], accepted: dict[str, list[float]]
) -> None:
    """When Meta accepted a template for somebody, against when their STOP was stored here."""
    late: list[float] = []
    people = dict.fromkeys(stopped)
    for number, person in people:
        row = (
            _database(stage, number.tenant_id)
            .execute(
                """select extract(epoch from min(e.recorded_at))::float8 from consent_entry e
                   join contacts_contact c on c.id = e.contact_id where c.wa_id = %s and e.state = 'out'""",
                [person],
            )
            .fetchone()
        )
        stored = row[0] if row else None
        late += [at - stored for at in accepted.get(person, []) if stored and at > stored]
    report.note("campaign.opt_outs", len(people), "people")
    report.note("campaign.opt_outs_in_time", sum(p not in accepted for _, p in people), "people")
    report.at_most("campaign.sent_after_opt_out", len(late), "messages", 0)
    report.note("campaign.sent_after_opt_out_latest", max(late, default=0.0), "s")


def _database(stage: Stage, tenant_id: UUID) -> psycopg.Connection:
    key = str(tenant_id)
    if key not in _CONNECTIONS:
        connection = psycopg.connect(stage.postgres.url("waypost_app"), autocommit=True)
        connection.execute("select set_config('waypost.tenant_id', %s, false)", [key])
        connection.execute("set statement_timeout = '120s'")
        _CONNECTIONS[key] = connection
    return _CONNECTIONS[key]


_CONNECTIONS: dict[str, psycopg.Connection] = {}


if __name__ == "__main__":
    main()
