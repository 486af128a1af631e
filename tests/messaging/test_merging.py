"""Two contacts become one and part again, with all that they said, on the real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests.factories import make_actor, make_channel
from tests.messaging.histories import dump, writes

from waypost.accounts.permissions import Role
from waypost.contacts import actions as contacts
from waypost.contacts import queries as contact_queries
from waypost.contacts.rules import IdentityChange
from waypost.contacts.schemas import ContactIn, ContactPatch
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.kit.errors import Conflict, Forbidden, Invalid, NotFound
from waypost.messaging import actions, queries
from waypost.messaging.models import Conversation, Message, OutboundTicket
from waypost.messaging.schemas import MessageIn

pytestmark = pytest.mark.usefixtures("empty_queues")


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def channel(owner):
    return make_channel(owner)


def answers(owner: Actor, contact_id: UUID, text: str) -> UUID:
    with tenant_scope(owner.tenant_id):
        conversation = Conversation.objects.get(contact_id=contact_id, merged_at=None)
    return actions.queue_message(owner, conversation.id, MessageIn(text=text, client_key=uuid4())).id


def said(owner: Actor, contact_id: UUID) -> list[str]:
    with tenant_scope(owner.tenant_id):
        rows = Message.objects.filter(conversation__contact_id=contact_id, conversation__merged_at=None)
        return list(rows.order_by("sent_at", "id").values_list("text", flat=True))


def thread(owner: Actor, contact_id: UUID) -> Conversation:
    with tenant_scope(owner.tenant_id):
        return Conversation.objects.select_related("last_message").get(contact_id=contact_id, merged_at=None)


@pytest.fixture
def two(owner, channel) -> tuple[UUID, UUID]:
    ana = writes(owner, channel, "628111", "ID.1", "ana 1", ago=50)
    budi = writes(owner, channel, "628222", "ID.2", "budi 1", ago=40)
    writes(owner, channel, "628111", "ID.1", "ana 2", ago=30)
    writes(owner, channel, "628222", "ID.2", "budi 2", ago=20)
    return ana, budi


def test_a_merge_makes_one_history_in_the_order_it_was_said(owner, two):
    ana, budi = two

    merge = actions.merge_contacts(owner, ana, budi)

    assert (merge.contact.id, merge.other.id, merge.merged_by) == (ana, budi, "Ana Lima")
    assert said(owner, ana) == ["ana 1", "budi 1", "ana 2", "budi 2"]
    shown = thread(owner, ana)
    assert (shown.unread_count, shown.last_message.text) == (4, "budi 2")
    assert [one.contact.id for one in queries.conversation_page(owner).items] == [ana]
    assert [one.id for one in contact_queries.contact_page(owner).items] == [ana]


def test_the_merged_contacts_id_and_conversation_lead_to_the_kept_one(owner, two):
    ana, budi = two
    old = thread(owner, budi)
    actions.merge_contacts(owner, ana, budi)

    assert contact_queries.access_contact(owner, budi).id == ana
    assert queries.conversation_shape(owner, old.id).contact.id == ana
    assert contact_queries.contact_ids_matching(owner, "628222") == [ana]
    [by_id] = contact_queries.best_recipients(Actor.system(owner.tenant_id), [budi]).values()
    assert by_id == contact_queries.Recipient("628222", None), "the one that wrote last is answered"


def test_both_identities_write_to_the_kept_contact(owner, channel, two):
    ana, budi = two
    actions.merge_contacts(owner, ana, budi)

    assert {writes(owner, channel, "628222", "ID.2"), writes(owner, channel, None, "ID.1")} == {ana}


def test_undoing_restores_everything_as_it_was(owner, two):
    ana, budi = two
    contacts.change_contact(owner, budi, ContactPatch(name="Budi", language="id", time_zone="Asia/Jakarta"))
    actions.mark_read(owner, thread(owner, ana).id)
    before = dump(owner)

    merge = actions.merge_contacts(owner, ana, budi)
    assert contact_queries.access_contact(owner, ana).name == "Budi"
    undone = actions.undo_merge(owner, merge.id)

    assert undone.undone_by == "Ana Lima"
    assert dump(owner) == before


def test_a_conversation_that_changed_hands_whole_comes_back_whole(owner, channel):
    ana = contacts.create_contact(owner, ContactIn(phone="+62 812 3456 7890", name="Ana")).id
    budi = writes(owner, channel, "628222", "ID.2", "budi 1")
    before = dump(owner)

    merge = actions.merge_contacts(owner, ana, budi)
    assert said(owner, ana) == ["budi 1"]
    actions.undo_merge(owner, merge.id)

    assert dump(owner) == before


def test_what_came_since_stays_with_the_one_it_came_from(owner, channel, two):
    ana, budi = two
    merge = actions.merge_contacts(owner, ana, budi)
    writes(owner, channel, "628111", "ID.1", "ana 3", ago=10)
    writes(owner, channel, None, "ID.2", "budi 3", ago=9)
    writes(owner, channel, "628222", "ID.2", "budi 4", ago=8)

    actions.undo_merge(owner, merge.id)

    assert said(owner, ana) == ["ana 1", "ana 2", "ana 3"]
    assert said(owner, budi) == ["budi 1", "budi 2", "budi 3", "budi 4"]
    assert (thread(owner, ana).unread_count, thread(owner, budi).unread_count) == (3, 4)
    assert (thread(owner, ana).last_message.text, thread(owner, budi).last_message.text) == (
        "ana 3",
        "budi 4",
    )


def test_an_answer_given_since_goes_with_what_it_answers(owner, channel, two):
    ana, budi = two
    merge = actions.merge_contacts(owner, ana, budi)
    to_budi = answers(owner, ana, "to budi")
    with clock.frozen_at(clock.now() + timedelta(minutes=5)):
        writes(owner, channel, "628111", "ID.1", "ana 3", ago=1)
        answers(owner, ana, "to ana")

        actions.undo_merge(owner, merge.id)

    assert said(owner, ana) == ["ana 1", "ana 2", "ana 3", "to ana"]
    assert said(owner, budi) == ["budi 1", "budi 2", "to budi"]
    ticket = OutboundTicket.objects.get(message_id=to_budi)
    assert ticket.conversation_id == thread(owner, budi).id


def test_what_was_read_while_they_were_one_stays_read(owner, channel, two):
    ana, budi = two
    merge = actions.merge_contacts(owner, ana, budi)
    actions.mark_read(owner, thread(owner, ana).id)
    writes(owner, channel, "628222", "ID.2", "budi 3", ago=1)

    actions.undo_merge(owner, merge.id)

    assert (thread(owner, ana).unread_count, thread(owner, budi).unread_count) == (0, 1)


def test_ids_learned_since_go_with_the_account_that_showed_them(owner, channel):
    ana, budi = writes(owner, channel, "628111", "ID.1"), writes(owner, channel, "628222")
    merge = actions.merge_contacts(owner, ana, budi)
    writes(owner, channel, "628222", "ID.2", "budi with an id", ago=1)

    actions.undo_merge(owner, merge.id)

    assert contact_queries.access_contact(owner, budi).user_id == "ID.2"
    assert contact_queries.access_contact(owner, ana).user_id == "ID.1"
    assert said(owner, budi)[-1] == "budi with an id"


def test_a_number_that_changed_while_they_were_one_is_the_new_one_afterwards(owner, channel, two):
    ana, budi = two
    merge = actions.merge_contacts(owner, ana, budi)
    change = IdentityChange("628222", "628333", "ID.2", "ID.3")
    contacts.change_identity(Actor.system(owner.tenant_id), [change])

    actions.undo_merge(owner, merge.id)

    assert contact_queries.access_contact(owner, budi).wa_id == "628333"
    assert writes(owner, channel, "628333", "ID.3") == budi


def test_two_merges_into_one_contact_part_in_any_order(owner, channel, two):
    ana, budi = two
    citra = writes(owner, channel, "628333", "ID.3", "citra 1", ago=5)
    before = dump(owner)
    first, second = actions.merge_contacts(owner, ana, budi), actions.merge_contacts(owner, ana, citra)

    actions.undo_merge(owner, first.id)
    assert said(owner, ana) == ["ana 1", "ana 2", "citra 1"]
    assert said(owner, budi) == ["budi 1", "budi 2"]
    actions.undo_merge(owner, second.id)

    assert dump(owner) == before


def test_a_chain_parts_from_its_end(owner, channel, two):
    ana, budi = two
    citra = writes(owner, channel, "628333", "ID.3", "citra 1", ago=5)
    before = dump(owner)
    inner, outer = actions.merge_contacts(owner, budi, citra), actions.merge_contacts(owner, ana, budi)
    assert contact_queries.access_contact(owner, citra).id == ana

    with pytest.raises(Conflict, match="Undo that merge first"):
        actions.undo_merge(owner, inner.id)
    actions.undo_merge(owner, outer.id)
    actions.undo_merge(owner, inner.id)

    assert dump(owner) == before


def test_merging_and_undoing_twice_is_the_same_as_once(owner, two):
    ana, budi = two
    merge = actions.merge_contacts(owner, ana, budi)
    assert actions.merge_contacts(owner, ana, budi).id == merge.id
    assert actions.merge_contacts(owner, budi, ana).id == merge.id
    actions.undo_merge(owner, merge.id)
    before = dump(owner)

    actions.undo_merge(owner, merge.id)

    assert dump(owner) == before
    assert [one.undone_at is None for one in contact_queries.merges_of(owner, ana)] == [False]


def test_a_contact_is_not_merged_with_itself(owner, two):
    with pytest.raises(Invalid):
        actions.merge_contacts(owner, two[0], two[0])


def test_two_people_who_merge_both_ways_at_once_make_one_merge(owner, two):
    def merge(n: int) -> UUID:
        try:
            return actions.merge_contacts(owner, *(two if n % 2 else two[::-1])).id
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        assert len(set(people.map(merge, range(8)))) == 1


def test_messages_that_come_in_while_people_merge_and_part_are_never_lost(owner, channel, two):
    ana, budi = two

    def write(n: int) -> None:
        try:
            writes(owner, channel, *(("628111", "ID.1") if n % 2 else ("628222", "ID.2")), text=f"{n}", ago=1)
        finally:
            connection.close()

    def merge_and_part(_: int) -> None:
        try:
            actions.undo_merge(owner, actions.merge_contacts(owner, ana, budi).id)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        parting = [people.submit(merge_and_part, n) for n in range(5)]
        list(people.map(write, range(20)))
        assert [one.result() for one in parting] == [None] * 5

    assert len(said(owner, ana)) == len(said(owner, budi)) == 12


def test_whom_whatsapp_shows_as_one_is_merged_by_the_job_and_can_be_parted(owner, channel):
    typed = contacts.create_contact(owner, ContactIn(phone="+62 812 3456 7890", name="Dewi")).id
    hidden = writes(owner, channel, None, "ID.1", "from nobody's number")
    assert writes(owner, channel, "6281234567890", "ID.1", "with my number") == hidden

    actions.merge_same_person(Actor.system(owner.tenant_id), hidden, typed)
    actions.merge_same_person(Actor.system(owner.tenant_id), hidden, typed)

    person = contact_queries.access_contact(owner, typed)
    assert (person.id, person.name, person.wa_id, person.user_id) == (hidden, "Dewi", "6281234567890", "ID.1")
    [merge] = contact_queries.merges_of(owner, hidden)
    assert (merge.reason, merge.merged_by) == ("same_person", "Waypost")
    actions.undo_merge(owner, merge.id)
    assert contact_queries.access_contact(owner, typed).wa_id == "6281234567890"


def test_a_blocked_contact_stays_blocked_when_merged(owner, two):
    ana, budi = two
    contacts.block_contact(owner, budi)

    merge = actions.merge_contacts(owner, ana, budi)
    assert contact_queries.access_contact(owner, ana).blocked_at is not None
    actions.undo_merge(owner, merge.id)

    assert contact_queries.access_contact(owner, ana).blocked_at is None
    assert contact_queries.access_contact(owner, budi).blocked_at is not None


def test_another_tenant_and_a_viewer_merge_nothing(owner, two):
    ana, budi = two
    merge = actions.merge_contacts(owner, ana, budi)
    stranger, viewer = make_actor(), make_actor(owner.tenant_id, Role.VIEWER)
    for attempt in (
        lambda: actions.merge_contacts(stranger, ana, budi),
        lambda: actions.undo_merge(stranger, merge.id),
        lambda: contact_queries.merges_of(stranger, ana),
        lambda: contact_queries.merge_suggestions(stranger, ana),
    ):
        with pytest.raises(NotFound):
            attempt()
    for attempt in (
        lambda: actions.merge_contacts(viewer, ana, budi),
        lambda: actions.undo_merge(viewer, merge.id),
        lambda: actions.merge_same_person(owner, ana, budi),
        lambda: contacts.merge(owner, ana, budi, reason="by_hand", by="", other_wrote_last=False),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_the_window_of_a_merged_conversation_runs_from_the_last_word_of_either(owner, channel):
    ana = writes(owner, channel, "628111", "ID.1", ago=60 * 30)
    budi = writes(owner, channel, "628222", "ID.2", ago=60)
    actions.merge_contacts(owner, ana, budi)

    assert queries.conversation_page(owner).items[0].window_closes_at > datetime.now(UTC)
