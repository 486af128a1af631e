"""The overview says what a recount of the messages says, whatever came late, twice or out of order."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from bench import truth
from django.db import connection
from tests.factories import make_actor, make_channel
from tests.pipeline.stage import Phone, conversation_with, hear, read, run_until_idle
from tests.webhooks import fresh_wamid, status_of, text_from

from waypost.analytics import actions, queries, rules
from waypost.analytics.queries import Asked
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.messaging import actions as messaging
from waypost.messaging.schemas import MessageIn
from waypost.whatsapp.client import GraphRefused

pytestmark = pytest.mark.usefixtures("empty_queues")


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def channel(owner):
    return make_channel(owner)


def relayed(owner: Actor) -> None:
    """As the relay does for all tenants: every event of this one marks what it touches."""
    with tenant_scope(owner.tenant_id), connection.cursor() as cursor:
        cursor.execute("select type, payload::text, happened_at from core_domainevent")
        events = cursor.fetchall()
    actions.mark({(owner.tenant_id, one) for event in events for one in rules.touched(*event)})


def counted(owner: Actor) -> None:
    relayed(owner)
    while actions.recount(Actor.system(owner.tenant_id)):
        pass


def today(owner: Actor, zone: str = "UTC", **asked):
    day = datetime.now(ZoneInfo(zone)).date()
    return queries.overview(owner, Asked(day - timedelta(days=1), day, zone, **asked))


def say(owner: Actor, conversation, text: str = "Yes"):
    return messaging.queue_message(owner, conversation.id, MessageIn(text=text, client_key=uuid4())).id


def test_a_question_and_its_answer_are_counted(owner, channel):
    conversation = conversation_with(owner, channel, "628110000001")
    say(owner, conversation)
    counted(owner)

    figures = today(owner).figures

    assert (figures.received, figures.sent, figures.answers) == (1, 1, 1)
    assert figures.answer_median is not None


def test_counting_twice_changes_nothing(owner, channel):
    say(owner, conversation_with(owner, channel, "628110000001"))
    counted(owner)
    before = today(owner).figures

    counted(owner)

    assert today(owner).figures == before


def test_a_message_moves_from_sent_to_delivered_to_read(owner, channel):
    message_id = say(owner, conversation_with(owner, channel, "628110000001"))
    phone = Phone()
    run_until_idle(phone)
    callback = phone.sent[0]["biz_opaque_callback_data"]
    for status, expected in (("delivered", (1, 1, 0)), ("read", (1, 1, 1)), ("delivered", (1, 1, 1))):
        hear(owner, channel, status_of(fresh_wamid(), status, callback=callback))
        counted(owner)
        figures = today(owner).figures
        assert (figures.sent, figures.delivered, figures.read) == expected
    assert read(owner, message_id).status == "read"


def test_a_refusal_is_counted_under_its_cause(owner, channel):
    from tests.pipeline.stage import raises

    say(owner, conversation_with(owner, channel, "628110000001"))
    run_until_idle(Phone(raises(GraphRefused(131026, "Message undeliverable", 400))))
    counted(owner)

    shown = today(owner)

    assert (shown.figures.failed, [(one.code, one.count) for one in shown.causes]) == (1, [("131026", 1)])
    assert "WhatsApp" in shown.causes[0].reason


def test_who_waits_is_told_and_answering_ends_it(owner, channel):
    conversation = conversation_with(owner, channel, "628110000001")
    conversation_with(owner, channel, "628110000002")
    assert (today(owner).now.open, today(owner).now.waiting) == (2, 2)

    say(owner, conversation)

    assert (today(owner).now.open, today(owner).now.waiting) == (2, 1)


def test_only_the_first_of_two_answers_was_waited_for(owner, channel):
    conversation = conversation_with(owner, channel, "628110000001")
    hear(owner, channel, text_from("628110000001", "Hello?"))

    first, second = say(owner, conversation), say(owner, conversation, "And more")

    assert read(owner, first).answered_after is not None
    assert read(owner, second).answered_after is None


def test_the_wait_begins_with_the_first_unanswered_word(owner, channel):
    asked = datetime.now(UTC) - timedelta(minutes=10)
    hear(owner, channel, text_from("628110000001", "Is it open?", at=asked.timestamp()))
    conversation = conversation_with(owner, channel, "628110000001", "Hello?")

    answer = say(owner, conversation)

    assert 595 <= read(owner, answer).answered_after <= 660


def test_stop_waits_for_nobody(owner, channel):
    hear(owner, channel, text_from("628110000001", "STOP"))
    counted(owner)

    shown = today(owner)

    assert shown.now.waiting == 0
    assert shown.figures.opted_out == 1


def test_a_webhook_that_comes_a_day_late_is_counted_where_it_belongs(owner, channel):
    conversation_with(owner, channel, "628110000001")
    counted(owner)
    late = datetime.now(UTC) - timedelta(hours=26)
    hear(owner, channel, text_from("628110000009", "Late", at=late.timestamp()))
    counted(owner)

    shown = queries.overview(owner, Asked(late.date() - timedelta(days=1), datetime.now(UTC).date(), "UTC"))

    assert shown.figures.received == 2
    assert shown.figures.closed == 1


def test_the_relay_may_mark_and_nothing_else(postgres_url):
    tenant = uuid4()
    with psycopg.connect(postgres_url("waypost_relay")) as relay:
        row = "insert into analytics_staleslot values (%s, %s, '2026-01-01') on conflict do nothing"
        for _ in range(2):
            relay.execute(row, [tenant, uuid4()])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            relay.execute("delete from analytics_staleslot")


def test_what_dies_in_the_middle_of_a_recount_is_counted_the_next_time(owner, channel, monkeypatch):
    conversation_with(owner, channel, "628110000001")
    relayed(owner)
    with monkeypatch.context() as broken:
        broken.setattr(actions, "count_quarters", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.recount(Actor.system(owner.tenant_id))

    while actions.recount(Actor.system(owner.tenant_id)):
        pass

    assert today(owner).figures.received == 1


SINCE, UNTIL = datetime(2026, 10, 28, tzinfo=UTC), datetime(2026, 11, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def generated(request):
    owner = make_actor()
    channels = [make_channel(owner).id for _ in range(2)]
    with tenant_scope(owner.tenant_id):
        truth.make_conversations(channels, 15)
        truth.generate(4_000, SINCE, UNTIL)
        quarters = truth.touched_quarters()
    actions.count_quarters(Actor.system(owner.tenant_id), quarters)
    return owner


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_every_day_of_any_zone_equals_a_recount_also_when_clocks_change(generated, zone):
    first, last = date(2026, 10, 30), date(2026, 11, 3)

    shown = queries.overview(generated, Asked(first, last, zone))

    expected = truth.by_day(generated.tenant_id, zone, first, last)
    found = truth.shown_by_day(shown, ZoneInfo(zone))
    assert found == {
        day: {name: counts.get(name, 0) for name in found[day]} for day, counts in expected.items()
    }
    assert shown.figures.answers == sum(counts["answers"] for counts in expected.values())
    assert {one.code: one.count for one in shown.causes} == truth.causes(
        generated.tenant_id, zone, first, last
    )
    assert sum(one.received for one in shown.numbers) == shown.figures.received


def test_the_range_before_equals_its_own_recount(generated):
    shown = queries.overview(generated, Asked(date(2026, 11, 1), date(2026, 11, 3), "America/New_York"))

    alone = queries.overview(generated, Asked(date(2026, 10, 29), date(2026, 10, 31), "America/New_York"))

    assert shown.before == alone.figures


def test_hours_add_up_to_their_days(generated):
    asked = (date(2026, 11, 1), date(2026, 11, 1), "America/New_York")

    by_hour = queries.overview(generated, Asked(*asked, by="hour"))

    assert len(by_hour.series) == 25
    assert sum(one.sent for one in by_hour.series) == queries.overview(generated, Asked(*asked)).figures.sent


def test_one_number_alone_is_less_than_all(generated):
    with tenant_scope(generated.tenant_id), connection.cursor() as cursor:
        cursor.execute("select id from channels_channel")
        ids = [row[0] for row in cursor.fetchall()]
    asked = (date(2026, 10, 28), date(2026, 11, 4), "UTC", "day")

    each = [queries.overview(generated, Asked(*asked, (one,))).figures.received for one in ids]

    assert min(each) > 0
    assert sum(each) == queries.overview(generated, Asked(*asked)).figures.received


@pytest.mark.parametrize("figure", ["received", "sent", "delivered", "read", "failed"])
def test_each_figure_opens_exactly_the_messages_that_it_counts(generated, figure):
    asked = Asked(date(2026, 11, 1), date(2026, 11, 1), "America/New_York")
    found, cursor = [], None
    while True:
        page = queries.behind(generated, asked, figure, cause="", cursor=cursor)
        found += page.items
        if (cursor := page.next_cursor) is None:
            break

    assert len({one.id for one in found}) == len(found)
    assert len(found) == getattr(queries.overview(generated, asked).figures, figure)
