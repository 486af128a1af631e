"""From a stored webhook to what people see, on the real database."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from tests.factories import fresh_digits, make_actor, make_channel
from tests.webhooks import fresh_wamid, status_of, text_from, webhook

from waypost.channels.actions import disconnect_channel
from waypost.contacts.models import Contact
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.messaging import queries
from waypost.messaging.models import Conversation, Message
from waypost.messaging.rules import callback_for
from waypost.pipeline import dead_letters, inbound
from waypost.pipeline.models import DeadLetter, IngestedWebhook, JournalEntry

pytestmark = pytest.mark.usefixtures("empty_queues")


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def channel(owner):
    return make_channel(owner)


def store(channel, *bodies: bytes, lane: int = 0) -> None:
    with connection.cursor() as cursor:
        for body in bodies:
            cursor.execute(
                "insert into pipeline_ingestedwebhook (tenant_id, app_id, lane, body) values (%s, %s, %s, %s)",
                [channel.tenant_id, channel.app_id, lane, body],
            )


def messages(owner: Actor) -> list[Message]:
    with tenant_scope(owner.tenant_id):
        return list(Message.objects.order_by("sent_at", "id"))


def only_conversation(owner: Actor) -> Conversation:
    with tenant_scope(owner.tenant_id):
        return Conversation.objects.select_related("contact", "channel", "last_message").get()


def test_a_message_becomes_a_contact_a_conversation_and_an_event(owner, channel):
    store(channel, webhook(channel.phone_number_id, text_from("628110000001", "Is it open?")))

    assert inbound.step() == 1

    conversation = only_conversation(owner)
    assert (conversation.contact.wa_id, conversation.contact.profile_name) == ("628110000001", "Budi")
    assert (conversation.unread_count, conversation.last_message.text) == (1, "Is it open?")
    assert IngestedWebhook.objects.count() == 0
    with tenant_scope(owner.tenant_id), connection.cursor() as cursor:
        cursor.execute(
            "select payload->'message'->>'text' from core_domainevent where type = 'message.received'"
        )
        assert cursor.fetchall() == [("Is it open?",)]
    with tenant_scope(owner.tenant_id):
        assert JournalEntry.objects.count() == 1


def test_the_same_webhook_ten_times_in_parallel_is_one_message(owner, channel):
    body = webhook(channel.phone_number_id, text_from("628110000001"))
    store(channel, *[body] * 10)

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: _stepped(), range(8)))

    assert len(messages(owner)) == 1
    assert only_conversation(owner).unread_count == 1


def _stepped() -> None:
    try:
        inbound.step()
    finally:
        connection.close()


def test_a_repeat_in_a_later_batch_changes_nothing(owner, channel):
    body = webhook(channel.phone_number_id, text_from("628110000001"))
    store(channel, body)
    inbound.step()
    store(channel, body)
    inbound.step()

    assert len(messages(owner)) == 1
    assert only_conversation(owner).unread_count == 1


def test_every_item_of_a_batched_webhook_is_recorded(owner, channel):
    items = [text_from(f"62811000{n:04}", f"message {n}") for n in range(50)]
    store(channel, webhook(channel.phone_number_id, *items))

    inbound.step()

    assert sorted(m.text for m in messages(owner)) == sorted(f"message {n}" for n in range(50))


def test_messages_of_a_conversation_stand_in_the_order_of_metas_clock(owner, channel):
    now = time.time()
    late = text_from("628110000001", "second", at=now)
    early = text_from("628110000001", "first", at=now - 60)
    store(channel, webhook(channel.phone_number_id, late), webhook(channel.phone_number_id, early))

    inbound.step()

    assert [m.text for m in messages(owner)] == ["first", "second"]
    assert only_conversation(owner).last_message.text == "second"


def test_a_person_without_a_number_is_a_contact_by_user_id_alone(owner, channel):
    store(channel, webhook(channel.phone_number_id, text_from(None, user_id="ID.1234567890")))

    inbound.step()

    contact = only_conversation(owner).contact
    assert (contact.wa_id, contact.user_id, contact.phone) == (None, "ID.1234567890", None)


def test_a_number_learned_later_joins_the_contact_known_by_user_id(owner, channel):
    store(channel, webhook(channel.phone_number_id, text_from(None, user_id="ID.77")))
    inbound.step()
    store(channel, webhook(channel.phone_number_id, text_from("628110000009", user_id="ID.77")))
    inbound.step()

    with tenant_scope(owner.tenant_id):
        assert [(c.wa_id, c.user_id) for c in Contact.objects.all()] == [("628110000009", "ID.77")]


@pytest.mark.parametrize("name", ["😀🇮🇩", "محمد الأمين", "a\x00b", "\u202egnp.exe"])
def test_names_and_texts_in_any_script_are_kept(owner, channel, name):
    store(channel, webhook(channel.phone_number_id, text_from("628110000001", name, name=name)))

    inbound.step()

    expected = name.replace("\x00", "\ufffd")
    conversation = only_conversation(owner)
    assert conversation.last_message.text == expected
    assert DeadLetter.objects.count() == 0


def test_a_clock_ten_minutes_ahead_does_not_hold_the_window_open_longer(owner, channel):
    ahead = time.time() + 600
    store(channel, webhook(channel.phone_number_id, text_from("628110000001", at=ahead)))

    inbound.step()

    conversation = only_conversation(owner)
    assert conversation.last_message_at.timestamp() == pytest.approx(ahead, abs=1)
    assert conversation.last_inbound_at.timestamp() <= time.time()


def test_a_status_moves_the_message_that_it_names_forward_only(owner, channel):
    message_id = sent_message(owner, channel)
    wamid, callback = fresh_wamid(), callback_for(message_id, 1)
    for status in ("read", "sent", "delivered"):
        store(channel, webhook(channel.phone_number_id, status_of(wamid, status, callback=callback)), lane=1)
        inbound.step()

    assert status_of_message(owner, message_id) == ("read", wamid)


def test_a_status_before_metas_answer_to_the_send_counts(owner, channel):
    message_id = sent_message(owner, channel, status="sending")
    store(
        channel,
        webhook(
            channel.phone_number_id,
            status_of("wamid.early", "delivered", callback=callback_for(message_id, 1)),
        ),
        lane=1,
    )

    inbound.step()

    assert status_of_message(owner, message_id) == ("delivered", "wamid.early")


def test_a_failed_status_carries_the_reason(owner, channel):
    message_id = sent_message(owner, channel)
    error = {"code": 131047, "title": "Re-engagement message", "error_data": {"details": "24 hours passed"}}
    store(
        channel,
        webhook(
            channel.phone_number_id,
            status_of("wamid.f", "failed", callback=callback_for(message_id, 1), error=error),
        ),
    )

    inbound.step()

    page = queries.message_page(owner, only_conversation(owner).id)
    assert page.items[0].status == "failed"
    assert page.items[0].failure is not None
    assert page.items[0].failure.code == "131047"


def test_a_status_of_something_we_never_sent_is_ignored(owner, channel):
    store(channel, webhook(channel.phone_number_id, status_of("wamid.unknown", "delivered")), lane=1)

    assert inbound.step() == 1
    assert DeadLetter.objects.count() == 0


def test_a_status_naming_another_tenants_message_changes_nothing(owner, channel):
    stranger = make_actor()
    victim = sent_message(stranger, make_channel(stranger))
    store(
        channel,
        webhook(channel.phone_number_id, status_of("wamid.x", "read", callback=callback_for(victim, 1))),
        lane=1,
    )

    inbound.step()

    assert status_of_message(stranger, victim)[0] == "sent"


def test_a_flood_of_statuses_does_not_hold_a_message_up(owner, channel):
    flood = [webhook(channel.phone_number_id, status_of(f"wamid.{n}", "sent")) for n in range(1_000)]
    store(channel, *flood, lane=1)
    store(channel, webhook(channel.phone_number_id, text_from("628110000001")))

    inbound.step()

    assert len(messages(owner)) == 1


def test_messages_do_not_starve_statuses(owner, channel):
    message_id = sent_message(owner, channel)
    store(channel, *[webhook(channel.phone_number_id, text_from(f"62812{n:07}")) for n in range(400)])
    callback = callback_for(message_id, 1)
    store(channel, webhook(channel.phone_number_id, status_of("wamid.s", "read", callback=callback)), lane=1)

    inbound.step()

    assert status_of_message(owner, message_id)[0] == "read"


def test_a_webhook_that_is_not_json_is_set_aside_with_the_reason_and_the_rest_goes_on(owner, channel):
    store(channel, b"not json", webhook(channel.phone_number_id, text_from("628110000001")))

    inbound.step()

    assert len(messages(owner)) == 1
    [letter] = DeadLetter.objects.all()
    assert (bytes(letter.body), bool(letter.reason)) == (b"not json", True)


def test_a_webhook_that_breaks_the_code_is_set_aside_alone(owner, channel, monkeypatch):
    real = inbound.whatsapp.parse

    def parse(body):
        if b"poison" in body:
            raise ZeroDivisionError("poison")
        return real(body)

    monkeypatch.setattr(inbound.whatsapp, "parse", parse)
    good = [webhook(channel.phone_number_id, text_from(f"62811000{n:04}")) for n in range(5)]
    store(
        channel, *good[:2], webhook(channel.phone_number_id, text_from("628119999999", "poison")), *good[2:]
    )

    inbound.step()

    assert len(messages(owner)) == 5
    [letter] = DeadLetter.objects.all()
    assert letter.reason == "ZeroDivisionError: poison"


def test_what_was_set_aside_can_be_replayed_once(owner, channel, monkeypatch):
    body = webhook(channel.phone_number_id, text_from("628110000001"))
    with monkeypatch.context() as patch:
        patch.setattr(inbound.whatsapp, "parse", lambda _: 1 / 0)
        store(channel, body)
        inbound.step()
    assert messages(owner) == []

    assert (dead_letters.replay(), dead_letters.replay()) == (1, 0)
    inbound.step()

    assert len(messages(owner)) == 1


def test_a_number_that_is_not_connected_here_is_set_aside(owner, channel):
    store(channel, webhook(fresh_digits(), text_from("628110000001")))

    inbound.step()

    assert messages(owner) == []
    assert "not connected here" in DeadLetter.objects.get().reason


def test_an_app_cannot_speak_for_a_number_of_another_app(owner, channel):
    other = make_channel(owner)
    store(channel, webhook(other.phone_number_id, text_from("628110000001")))

    inbound.step()

    assert messages(owner) == []


def test_another_tenants_app_cannot_write_into_this_tenant(owner, channel):
    stranger = make_actor()
    theirs = make_channel(stranger)
    store(theirs, webhook(channel.phone_number_id, text_from("628110000001")))

    inbound.step()

    assert messages(owner) == messages(stranger) == []


def test_a_disconnected_number_takes_no_messages(owner, channel):
    disconnect_channel(owner, channel.id)
    store(channel, webhook(channel.phone_number_id, text_from("628110000001")))

    inbound.step()

    assert messages(owner) == []


def test_two_workers_never_record_for_one_tenant_at_once(owner, channel, postgres_url):
    store(channel, webhook(channel.phone_number_id, text_from("628110000001")))
    with psycopg.connect(postgres_url("waypost_app")) as other:
        other.execute("select set_config('waypost.tenant_id', %s, true)", [str(owner.tenant_id)])
        other.execute(
            "select pg_advisory_xact_lock(hashtextextended(current_setting('waypost.tenant_id'), 1))"
        )
        assert inbound.step() == 0
    assert inbound.step() == 1


def test_the_worker_outlives_a_lost_connection_and_loses_nothing(owner, channel, postgres_url):
    store(channel, webhook(channel.phone_number_id, text_from("628110000001")))
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        [backend] = cursor.fetchone()
    with psycopg.connect(postgres_url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute("select pg_terminate_backend(%s)", [backend])
    stop = threading.Event()
    rounds = iter(range(40))

    def stopping() -> bool:
        return stop.is_set() or next(rounds, None) is None or bool(messages_or_none(owner))

    inbound.run(stopping)

    assert len(messages(owner)) == 1


def messages_or_none(owner: Actor) -> list[Message] | None:
    try:
        return messages(owner)
    except Exception:  # noqa: BLE001 - the connection that the test cut
        return None


def sent_message(owner: Actor, channel, *, status: str = "sent") -> UUID:
    """An outgoing message in a conversation of its own."""
    store(channel, webhook(channel.phone_number_id, text_from(f"62813{fresh_digits()[:8]}")))
    inbound.step()
    with tenant_scope(owner.tenant_id):
        conversation = Conversation.objects.order_by("-created_at").first()
        message = Message.objects.create(
            conversation=conversation,
            channel_id=channel.id,
            direction="out",
            kind="text",
            text="Yes",
            status=status,
            status_rank=30 if status == "sent" else 20,
            author_kind="user",
            sent_at=conversation.last_message_at,
        )
        Message.objects.filter(conversation=conversation, direction="in").delete()
        Conversation.objects.filter(id=conversation.id).update(last_message=message.id)
    return message.id


def status_of_message(owner: Actor, message_id: UUID) -> tuple[str, str | None]:
    with tenant_scope(owner.tenant_id):
        message = Message.objects.get(id=message_id)
    return message.status, message.wamid
