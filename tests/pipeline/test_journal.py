"""Raw webhooks: found again, replayed without doubling anything, forgotten when old; and those that never came."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.factories import make_actor, make_channel
from tests.pipeline.stage import Phone, conversation_with, hear, read, run_until_idle
from tests.webhooks import fresh_wamid, text_from

from waypost.accounts.permissions import Role
from waypost.channels.models import Channel
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.kit.errors import Forbidden, Invalid, NotFound
from waypost.messaging import actions, queries
from waypost.messaging.models import Message
from waypost.messaging.schemas import MessageIn
from waypost.pipeline import inbound, journal, missing
from waypost.pipeline.models import JournalEntry
from waypost.pipeline.schemas import JournalSettingsIn
from waypost.whatsapp.client import Accepted, GraphRefused
from waypost.whatsapp.history import HistoryEvent

pytestmark = pytest.mark.usefixtures("empty_queues")

BUDI = "628110000001"


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def system(owner) -> Actor:
    return Actor.system(owner.tenant_id)


@pytest.fixture
def channel(owner) -> Channel:
    return make_channel(owner)


def counts(owner: Actor) -> tuple[int, int]:
    with tenant_scope(owner.tenant_id), connection.cursor() as cursor:
        cursor.execute("select count(*) from core_domainevent where type like 'message.%%'")
        return Message.objects.count(), cursor.fetchone()[0]


def test_a_webhook_is_found_by_anything_in_it(owner, channel):
    wamid = fresh_wamid()
    hear(owner, channel, text_from(BUDI, "Is it open?", wamid=wamid))
    hear(owner, channel, text_from(BUDI, "Hello?"))
    [found] = journal.journal_page(owner, search=wamid).items
    assert wamid in journal.access_webhook(owner, found.id).body
    assert len(journal.journal_page(owner).items) == 2
    assert journal.journal_page(owner, until=clock.now() - timedelta(hours=1)).items == []


def test_words_in_any_script_are_found_as_meta_writes_them(owner, channel):
    hear(owner, channel, text_from(BUDI, "هل عندكم قهوة؟"))
    assert len(journal.journal_page(owner, search="قهوة").items) == 1


def test_pages_go_back_in_time(owner, channel):
    for n in range(5):
        hear(owner, channel, text_from(BUDI, f"message {n}"))
    first = journal.journal_page(owner, limit=3)
    rest = journal.journal_page(owner, limit=3, cursor=first.next_cursor)
    ids = [one.id for one in (*first.items, *rest.items)]
    assert (len(ids), ids) == (5, sorted(ids, reverse=True))
    assert rest.next_cursor is None


def test_replaying_everything_changes_nothing(owner, channel):
    for n in range(5):
        hear(owner, channel, text_from(BUDI, f"message {n}"), text_from("628110000002", "STOP"))
    before = counts(owner)
    ids = [one.id for one in journal.journal_page(owner).items]
    for _ in range(3):
        assert journal.replay(owner, ids) == 5
        inbound.step()
    assert counts(owner) == before
    assert [one.id for one in journal.journal_page(owner).items] == ids


def test_a_replay_is_written_into_the_audit(owner, channel):
    hear(owner, channel, text_from(BUDI))
    [one] = journal.journal_page(owner).items
    journal.replay(owner, [one.id])
    with tenant_scope(owner.tenant_id), connection.cursor() as cursor:
        cursor.execute(
            "select stream, payload->'webhook_ids' from core_domainevent where type = 'webhooks.replayed'"
        )
        assert cursor.fetchall() == [("audit", f"[{one.id}]")]


def test_nobody_replays_for_another_tenant_or_without_the_permission(owner, channel):
    hear(owner, channel, text_from(BUDI))
    [one] = journal.journal_page(owner).items
    stranger = make_actor()
    assert journal.replay(stranger, [one.id]) == 0
    with pytest.raises(NotFound):
        journal.access_webhook(stranger, one.id)
    with pytest.raises(Forbidden):
        journal.replay(make_actor(owner.tenant_id, Role.SUPERVISOR), [one.id])
    with pytest.raises(Invalid):
        journal.replay(owner, list(range(1001)))


def test_webhooks_are_kept_as_long_as_the_tenant_says(owner, system, channel):
    hear(owner, channel, text_from(BUDI))
    hear(owner, channel, text_from(BUDI, "again"))
    with tenant_scope(owner.tenant_id):
        oldest = JournalEntry.objects.order_by("id").first()
        JournalEntry.objects.filter(id=oldest.id).update(received_at=clock.now() - timedelta(days=10))
    assert journal.forget_old(system) == 0
    journal.change_settings(owner, JournalSettingsIn(keep_days=7))
    assert (journal.forget_old(system), journal.forget_old(system)) == (1, 0)
    assert len(journal.journal_page(owner, since=clock.now() - timedelta(days=30)).items) == 1


@pytest.fixture
def remembered(monkeypatch) -> dict[str, list[HistoryEvent]]:
    """What Meta's history says of each wamid."""
    history: dict[str, list[HistoryEvent]] = {}

    async def events_of(client, phone_number_id, token, wamid):
        if wamid not in history:
            raise GraphRefused(100, "not in the history", 400)
        return tuple(history[wamid])

    monkeypatch.setattr(missing, "events_of", events_of)
    return history


def sent_a_while_ago(owner: Actor, channel: Channel) -> tuple:
    conversation = conversation_with(owner, channel, BUDI)
    shown = actions.queue_message(owner, conversation.id, MessageIn(text="Yes", client_key=uuid4()))
    wamid = fresh_wamid()
    run_until_idle(Phone(lambda _: Accepted(wamid)))
    with tenant_scope(owner.tenant_id):
        Message.objects.filter(id=shown.id).update(sent_at=clock.now() - timedelta(minutes=30))
    return shown.id, wamid


def test_statuses_that_never_came_are_found_and_put_right(owner, system, channel, remembered):
    message_id, wamid = sent_a_while_ago(owner, channel)
    now = int(clock.now().timestamp())
    remembered[wamid] = [
        HistoryEvent("SENT", now + 1, "DELIVERED"),
        HistoryEvent("DELIVERED", now + 2, "FAILED"),
        HistoryEvent("READ", now + 3, "FAILED"),
    ]
    assert missing.reconcile(system).missing == 1
    assert read(owner, message_id).status == "read"
    steps = [step.what for step in queries.timeline(owner, message_id).steps]
    assert [step for step in steps if step in {"sent", "delivered", "read"}] == ["sent", "delivered", "read"]
    assert "reconciled" in steps
    assert missing.reconcile(system).missing == 0


def test_a_number_without_a_history_is_left_alone(owner, system, channel, remembered):
    message_id, _ = sent_a_while_ago(owner, channel)
    assert missing.reconcile(system).missing == 0
    assert read(owner, message_id).status == "sending"


def test_what_was_just_sent_is_not_asked_about(owner, system, channel, remembered):
    conversation = conversation_with(owner, channel, BUDI)
    actions.queue_message(owner, conversation.id, MessageIn(text="Yes", client_key=uuid4()))
    run_until_idle(Phone())
    assert missing.reconcile(system).looked_at == 0
