"""Whatever happens to people, in whatever order: no identity has two contacts, and no message is lost."""

import contextlib
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import make_actor, make_channel
from tests.messaging.histories import dump, writes

from waypost.contacts import actions as contacts
from waypost.contacts import queries as contact_queries
from waypost.contacts.rules import IdentityChange
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit.errors import Conflict, Invalid
from waypost.messaging import actions
from waypost.messaging.models import Conversation

pytestmark = pytest.mark.usefixtures("empty_queues")

_NUMBERS = ["5511987654321", "551187654321", "628111", "628222", "628333"]
_USER_IDS = ["BR.1", "ID.1", "ID.2", "ID.3"]
_NUMBER, _USER_ID = st.sampled_from(_NUMBERS), st.sampled_from(_USER_IDS)
_ONE = st.integers(0, 9)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("writes"), _NUMBER, st.none() | _USER_ID),
        st.tuples(st.just("writes"), st.none(), _USER_ID),
        st.tuples(st.just("changes"), _NUMBER, _NUMBER, st.none() | _USER_ID, st.none() | _USER_ID),
        st.tuples(st.just("merges_two"), _ONE, _ONE),
        st.tuples(st.just("parts"), _ONE),
        st.tuples(st.just("reads"), _ONE),
    ),
    min_size=3,
    max_size=25,
)


class Life:
    """One tenant, whose people are written about in steps."""

    def __init__(self) -> None:
        self.owner = make_actor()
        self.channel = make_channel(self.owner)
        self.people: list[UUID] = []
        self.merges: list[UUID] = []
        self.sent = 0

    def writes(self, wa_id: str | None, user_id: str | None) -> None:
        text, ago = f"{self.sent}", 100 - self.sent
        self.people.append(writes(self.owner, self.channel, wa_id, user_id, text, ago=ago))
        self.sent += 1

    def changes(self, *ids: str | None) -> None:
        contacts.change_identity(Actor.system(self.owner.tenant_id), [IdentityChange(*ids)])

    def merges_two(self, one: int, other: int) -> None:
        if self.people:
            pair = self.people[one % len(self.people)], self.people[other % len(self.people)]
            with contextlib.suppress(Invalid):
                self.merges.append(actions.merge_contacts(self.owner, *pair).id)

    def parts(self, one: int) -> None:
        if self.merges:
            with contextlib.suppress(Conflict):
                actions.undo_merge(self.owner, self.merges[one % len(self.merges)])

    def reads(self, one: int) -> None:
        if self.people:
            kept = contact_queries.access_contact(self.owner, self.people[one % len(self.people)])
            with tenant_scope(self.owner.tenant_id):
                Conversation.objects.filter(contact_id=kept.id).update(unread_count=0)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_no_life_gives_one_identity_to_two_contacts_or_loses_a_message(steps):
    life = Life()
    for name, *what in steps:
        getattr(life, name)(*what)
        holds(life.owner, life.sent)
    for place in reversed(range(len(life.merges))):
        life.parts(place)
        holds(life.owner, life.sent)


def holds(owner: Actor, sent: int) -> None:
    rows = dump(owner)
    live = {one["id"] for one in rows["contacts_contact"] if one["merged_into_id"] is None}
    owners: dict[tuple[object, object], object] = {}
    for identity in rows["contacts_identity"]:
        assert identity["contact_id"] in live
        if identity["retired_at"] is None and identity["kind"] in {"wa_id", "user_id"}:
            assert owners.setdefault((identity["kind"], identity["value"]), identity["id"]) == identity["id"]
            owners[identity["kind"], identity["value"], "contact"] = identity["contact_id"]
    for contact in rows["contacts_contact"]:
        for kind in ("wa_id", "user_id"):
            if contact["id"] in live and contact[kind]:
                assert owners.get((kind, contact[kind], "contact")) == contact["id"]
    shown = {
        one["id"]: one
        for one in rows["messaging_conversation"]
        if one["merged_at"] is None and one["contact_id"] in live
    }
    assert len(rows["messaging_message"]) == sent
    told: dict[object, list[dict[str, object]]] = {}
    for message in rows["messaging_message"]:
        assert message["conversation_id"] in shown
        told.setdefault(message["conversation_id"], []).append(message)
    for conversation_id, messages in told.items():
        last = max(messages, key=lambda one: (one["sent_at"], one["id"]))
        conversation = shown[conversation_id]
        assert (conversation["last_message_id"], conversation["last_message_at"]) == (
            last["id"],
            last["sent_at"],
        )
        assert 0 <= conversation["unread_count"] <= len(messages)
