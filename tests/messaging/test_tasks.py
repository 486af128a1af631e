"""The jobs of conversations, with the sandbox in Meta's place."""

from collections.abc import Iterator

import pytest
from django.db import connection
from tests.factories import make_actor, make_contact

from waypost.channels.actions import Checked, connect_channel, record_check
from waypost.channels.schemas import ChannelIn
from waypost.contacts import actions as contacts
from waypost.contacts import queries as contact_queries
from waypost.contacts.models import Contact
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock, env
from waypost.messaging import tasks
from waypost.messaging.models import Conversation
from waypost_sandbox.testing import WhatsAppSandbox

DEWI = "6281234567890"


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def meta(whatsapp_sandbox, monkeypatch) -> Iterator[WhatsAppSandbox]:
    monkeypatch.setenv("WAYPOST_META_GRAPH_URL", whatsapp_sandbox.base_url)
    env.meta.cache_clear()
    yield whatsapp_sandbox
    monkeypatch.undo()
    env.meta.cache_clear()


@pytest.fixture
def channel(owner, meta):
    new = ChannelIn(
        name="Front desk", waba_id=meta.waba_id, phone_number_id=meta.phone_number_id, access_token=meta.token,
        app_id=meta.app_id, app_secret=meta.app_secret,
    )  # fmt: skip
    channel = connect_channel(owner, new)
    record_check(Actor.system(owner.tenant_id), channel.id, Checked())
    return channel


@pytest.fixture
def dewi(owner, channel) -> Contact:
    contact = make_contact(owner, wa_id=DEWI)
    with tenant_scope(owner.tenant_id):
        Conversation.objects.create(channel=channel, contact=contact, last_message_at=clock.now())
    return contact


def tell_meta(owner: Actor, contact: Contact) -> str:
    """What stands at the contact after the job."""
    connection.close()
    tasks.block_at_meta(Actor.system(owner.tenant_id), str(contact.id))
    return contact_queries.access_contact(owner, contact.id).block_note


def test_who_wrote_today_is_blocked_at_meta_too(owner, meta, dewi):
    meta.customer_writes(DEWI, "Is it open?")
    contacts.block_contact(owner, dewi.id)

    assert tell_meta(owner, dewi) == "Blocked here and at Meta."
    assert tell_meta(owner, dewi) == "Blocked here and at Meta."

    contacts.unblock_contact(owner, dewi.id)
    assert tell_meta(owner, dewi) == ""


def test_who_has_not_written_today_is_blocked_here_only_and_that_is_said(owner, dewi):
    contacts.block_contact(owner, dewi.id)

    assert tell_meta(owner, dewi) == (
        "Blocked here only. Meta blocks only people who wrote within the last 24 hours."
    )


def test_who_never_was_in_a_conversation_is_blocked_without_meta(owner, meta):
    contact = make_contact(owner)
    contacts.block_contact(owner, contact.id)

    assert "Meta was not told" in tell_meta(owner, contact)


def test_a_meta_that_is_away_is_said_in_words(owner, dewi, monkeypatch):
    monkeypatch.setenv("WAYPOST_META_GRAPH_URL", "http://127.0.0.1:9")
    env.meta.cache_clear()
    contacts.block_contact(owner, dewi.id)

    assert tell_meta(owner, dewi) == "Blocked here only. Meta could not be reached."


def test_a_refused_token_is_said_in_words(owner, meta, dewi):
    meta.customer_writes(DEWI, "Is it open?")
    meta.faults({"kind": "error", "path": "block_users", "code": 190})
    contacts.block_contact(owner, dewi.id)

    assert tell_meta(owner, dewi).startswith("Blocked here only. ")
