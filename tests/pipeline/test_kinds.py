"""Every kind that a person can send leaves in Meta's shape, or is refused by the field that does not fit."""

from uuid import uuid4

import pytest
from tests.factories import make_actor, make_channel
from tests.pipeline.stage import Phone, conversation_with, run_until_idle

from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.messaging import actions
from waypost.messaging.actions.compose import NotFitting
from waypost.messaging.models import Conversation, Message
from waypost.messaging.schemas import MessageIn

pytestmark = pytest.mark.usefixtures("empty_queues")


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def conversation(owner) -> Conversation:
    return conversation_with(owner, make_channel(owner), "628110000001")


def message_in(**parts) -> MessageIn:
    return MessageIn(client_key=uuid4(), **parts)


KINDS = [
    (
        {"kind": "location", "content": {"latitude": 1.5, "longitude": 2, "name": "Depot"}},
        "location",
        "Depot",
    ),
    (
        {"kind": "contacts", "content": [{"name": {"formatted_name": "Ada Mol", "first_name": "Ada"}}]},
        "contacts",
        "Ada Mol",
    ),
    (
        {
            "kind": "interactive",
            "content": {
                "type": "button",
                "body": {"text": "Shall we?"},
                "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]},
            },
        },
        "interactive",
        "Shall we?",
    ),
]


@pytest.mark.parametrize(("parts", "kind", "words"), KINDS)
def test_other_kinds_leave_in_metas_shape(owner, conversation, parts, kind, words):
    shown = actions.queue_message(owner, conversation.id, message_in(**parts))
    phone = Phone()
    run_until_idle(phone)
    assert (shown.kind, shown.text) == (kind, words)
    assert phone.sent[0][kind] == parts["content"]


def test_a_reaction_names_its_message(owner, conversation):
    with tenant_scope(owner.tenant_id):
        asked = Message.objects.get(conversation=conversation)
    actions.queue_message(
        owner, conversation.id, message_in(kind="reaction", text="👍", reply_to_id=asked.id)
    )
    phone = Phone()
    run_until_idle(phone)
    assert phone.sent[0]["reaction"] == {"message_id": asked.wamid, "emoji": "👍"}
    assert "context" not in phone.sent[0]


def test_a_broken_limit_is_named_by_its_field(owner, conversation):
    content = {
        "type": "button",
        "body": {"text": "Shall we?"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "x" * 21}}]},
    }
    with pytest.raises(NotFitting) as refused:
        actions.queue_message(owner, conversation.id, message_in(kind="interactive", content=content))
    assert list(refused.value.fields or {}) == ["interactive.action.buttons[0].reply.title"]
    assert str(refused.value) == "Button 1 has 21 characters; WhatsApp takes 20."
