"""What people do in a conversation, on the real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.factories import make_actor, make_channel

from waypost.accounts.permissions import Role
from waypost.channels.actions import disconnect_channel
from waypost.contacts.actions import change_contact
from waypost.contacts.models import Contact
from waypost.contacts.schemas import ContactPatch
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.kit.errors import Conflict, Forbidden, Invalid, NotFound
from waypost.messaging import actions, queries
from waypost.messaging.actions.compose import MessageRefused, NotFitting
from waypost.messaging.models import Conversation, Message, OutboundTicket
from waypost.messaging.schemas import MessageIn

pytestmark = pytest.mark.usefixtures("empty_queues")


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def conversation(owner) -> Conversation:
    return make_conversation(owner)


def make_conversation(owner: Actor, *, wa_id: str = "628110000001", hours_ago: float = 1, **contact: str):
    channel = make_channel(owner)
    then = clock.now() - timedelta(hours=hours_ago)
    with tenant_scope(owner.tenant_id):
        person = Contact.objects.create(wa_id=wa_id, **contact)
        row = Conversation.objects.create(
            channel=channel, contact=person, last_message_at=then, last_inbound_at=then, unread_count=1
        )
        message = Message.objects.create(
            conversation=row, channel=channel, direction="in", kind="text", text="Is it open?",
            wamid=f"wamid.{uuid4().hex}", status="received", status_rank=100, author_kind="contact", sent_at=then,
        )  # fmt: skip
        Conversation.objects.filter(id=row.id).update(last_message=message.id)
    return row


def text(words: str = "Yes, until six.", **more) -> MessageIn:
    return MessageIn(text=words, client_key=uuid4(), **more)


def test_an_answer_is_queued_with_its_ticket_and_moves_the_conversation(owner, conversation):
    message = actions.queue_message(owner, conversation.id, text())

    assert (message.status, message.author and message.author.name) == ("queued", "Ana Lima")
    assert [t.message_id for t in OutboundTicket.objects.all()] == [message.id]
    shown = queries.conversation_shape(owner, conversation.id)
    assert shown.preview is not None
    assert (shown.preview.text, shown.preview.status) == ("Yes, until six.", "queued")


def test_the_same_client_key_ten_times_at_once_is_one_message(owner, conversation):
    new = text()

    def queue(_: int):
        try:
            return actions.queue_message(owner, conversation.id, new).id
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as people:
        ids = set(people.map(queue, range(10)))

    assert len(ids) == 1
    assert OutboundTicket.objects.count() == 1


def test_a_client_key_of_another_conversation_is_refused(owner, conversation):
    other = make_conversation(owner, wa_id="628110000002")
    new = text()
    actions.queue_message(owner, conversation.id, new)

    with pytest.raises(Conflict, match="client_key"):
        actions.queue_message(owner, other.id, new)


def test_a_closed_window_refuses_in_words_and_writes_nothing(owner):
    conversation = make_conversation(owner, hours_ago=25)

    with pytest.raises(MessageRefused, match="the 24-hour window closed") as refused:
        actions.queue_message(owner, conversation.id, text())

    assert (refused.value.code, refused.value.status) == ("window_closed", 409)
    assert len(queries.message_page(owner, conversation.id).items) == 1


@pytest.mark.parametrize("words", ["", "   ", "x" * 4097])
def test_what_whatsapp_would_not_take_is_refused_before_it_is_queued(owner, conversation, words):
    with pytest.raises(NotFitting) as refused:
        actions.queue_message(owner, conversation.id, text(words))
    assert list(refused.value.fields or {}) == ["text.body"]


def test_a_disconnected_number_sends_nothing(owner, conversation):
    disconnect_channel(owner, conversation.channel_id)

    with pytest.raises(MessageRefused, match="no longer connected"):
        actions.queue_message(owner, conversation.id, text())


def test_a_reply_shows_what_it_answers(owner, conversation):
    [asked] = queries.message_page(owner, conversation.id).items

    answer = actions.queue_message(owner, conversation.id, text(reply_to_id=asked.id))

    assert answer.reply_to is not None
    assert (answer.reply_to.id, answer.reply_to.text) == (asked.id, "Is it open?")


def test_a_reply_to_a_message_of_another_conversation_is_refused(owner, conversation):
    other = make_conversation(owner, wa_id="628110000002")
    [elsewhere] = queries.message_page(owner, other.id).items

    with pytest.raises(NotFound):
        actions.queue_message(owner, conversation.id, text(reply_to_id=elsewhere.id))


def test_reading_clears_the_count_once_and_asks_for_one_receipt(owner, conversation):
    first = actions.mark_read(owner, conversation.id)
    actions.mark_read(owner, conversation.id)

    assert first.unread_count == 0
    assert [t.kind for t in OutboundTicket.objects.all()] == ["read"]


def test_only_a_failed_message_can_be_sent_again(owner, conversation):
    message = actions.queue_message(owner, conversation.id, text())

    with pytest.raises(Conflict):
        actions.retry_message(owner, message.id)


def test_two_people_who_retry_at_once_send_one_message(owner, conversation):
    message = actions.queue_message(owner, conversation.id, text())
    system = Actor.system(owner.tenant_id)
    actions.record_outcomes(system, [actions.Outcome(message.id, "failed", code=131026)])

    def retry(_: int) -> bool:
        try:
            actions.retry_message(owner, message.id)
        except Conflict:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as people:
        assert sum(people.map(retry, range(4))) == 1
    assert OutboundTicket.objects.count() == 1


@pytest.mark.parametrize(
    "search", ["budi", "BUDI", "628110000001", "+62 811-0000", "0000001", "08110000001", "budi san"]
)
def test_a_conversation_is_found_by_name_or_any_end_of_the_number(owner, search):
    found = make_conversation(owner, profile_name="Budi Santoso")
    make_conversation(owner, wa_id="491700000009", profile_name="Greta")

    page = queries.conversation_page(owner, search=search)

    assert [one.id for one in page.items] == [found.id]


def test_a_search_that_fits_nobody_finds_nothing(owner, conversation):
    assert queries.conversation_page(owner, search="zzz & | ! :*").items == []


def test_unread_shows_only_conversations_that_wait(owner, conversation):
    other = make_conversation(owner, wa_id="628110000002")
    actions.mark_read(owner, other.id)

    assert [one.id for one in queries.conversation_page(owner, unread=True).items] == [conversation.id]


def test_pages_of_conversations_meet_without_a_gap_or_a_repeat(owner):
    made = [make_conversation(owner, wa_id=f"62811000000{n}", hours_ago=n).id for n in range(1, 6)]
    seen, cursor = [], None
    while True:
        page = queries.conversation_page(owner, limit=2, cursor=cursor)
        seen += [one.id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert seen == made


def test_pages_of_messages_go_back_in_time(owner, conversation):
    for n in range(5):
        actions.queue_message(owner, conversation.id, text(f"answer {n}"))

    newest = queries.message_page(owner, conversation.id, limit=2)
    older = queries.message_page(owner, conversation.id, limit=10, before=newest.next_cursor)

    assert [m.text for m in newest.items] == ["answer 3", "answer 4"]
    assert [m.text for m in older.items] == ["Is it open?", "answer 0", "answer 1", "answer 2"]
    assert older.next_cursor is None


@pytest.mark.parametrize("cursor", ["x", "!!!", "W10", "eyJhIjoxfQ"])
def test_a_damaged_cursor_is_refused_in_words(owner, cursor):
    with pytest.raises(Invalid, match="first page"):
        queries.conversation_page(owner, cursor=cursor)


def test_another_tenants_conversation_does_not_exist(owner, conversation):
    message = queries.message_page(owner, conversation.id).items[0]
    stranger = make_actor()
    for attempt in (
        lambda: queries.access_conversation(stranger, conversation.id),
        lambda: queries.conversation_shape(stranger, conversation.id),
        lambda: queries.message_page(stranger, conversation.id),
        lambda: queries.access_message(stranger, message.id),
        lambda: actions.queue_message(stranger, conversation.id, text()),
        lambda: actions.mark_read(stranger, conversation.id),
        lambda: actions.note_typing(stranger, conversation.id),
        lambda: actions.retry_message(stranger, message.id),
        lambda: change_contact(stranger, conversation.contact_id, ContactPatch(name="x")),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert queries.conversation_page(stranger).items == []
    assert queries.conversation_page(stranger, search="628110000001").items == []


def test_a_viewer_reads_and_does_not_write(owner, conversation):
    viewer = make_actor(owner.tenant_id, Role.VIEWER)
    assert queries.conversation_page(viewer).items
    for attempt in (
        lambda: actions.queue_message(viewer, conversation.id, text()),
        lambda: actions.mark_read(viewer, conversation.id),
        lambda: actions.note_typing(viewer, conversation.id),
        lambda: actions.retry_message(viewer, uuid4()),
        lambda: change_contact(viewer, conversation.contact_id, ContactPatch(name="x")),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_people_cannot_do_what_only_the_pipeline_does(owner):
    for attempt in (
        lambda: actions.record_arrivals(owner, []),
        lambda: actions.apply_statuses(owner, []),
        lambda: actions.record_outcomes(owner, []),
        lambda: actions.start_sending(owner, []),
        lambda: actions.release(owner, []),
        lambda: actions.give_up_waiting(owner, []),
        lambda: actions.signals(owner, []),
        lambda: queries.shapes_of(owner, []),
    ):
        with pytest.raises(Forbidden):
            attempt()
