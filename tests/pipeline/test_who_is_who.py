"""People whose numbers and ids change, and who turn out to be one: one thread, one word on consent, one message."""

from uuid import uuid4

import pytest
from tests.pipeline.engine import VALUES, agree, using
from tests.pipeline.stage import Phone, hear, run_until_idle
from tests.webhooks import fresh_wamid, text_from

from waypost.consent import queries as consent_queries
from waypost.core.tenancy import tenant_scope
from waypost.messaging import actions
from waypost.messaging.actions import Addressed, MessageRefused
from waypost.messaging.models import Conversation, Message

pytestmark = pytest.mark.usefixtures("empty_queues")

ADA, NEW_NUMBER = "31612345678", "31698765432"
USER, NEW_USER = "NL.84519930277416250193", "NL.90000000000000000001"


def moved(**ids):
    said = {"body": "Ada changed numbers", "type": "user_changed_number", **ids}
    return (
        "messages",
        {"from": ADA, "id": fresh_wamid(), "timestamp": "1789001200", "type": "system", "system": said},
        None,
    )


def threads(owner) -> list[tuple[str | None, str | None, list[str]]]:
    with tenant_scope(owner.tenant_id):
        found = []
        for row in Conversation.objects.filter(merged_at=None).select_related("contact").order_by("id"):
            kinds = Message.objects.filter(conversation=row).order_by("id").values_list("kind", flat=True)
            found.append((row.contact.wa_id, row.contact.user_id, list(kinds)))
        return found


def test_a_number_that_changes_by_webhook_keeps_its_thread(owner, channel):
    hear(owner, channel, text_from(ADA, user_id=USER))
    news = moved(wa_id=NEW_NUMBER, user_id=NEW_USER, previous_user_id=USER)
    for _ in range(2):
        hear(owner, channel, news)
    hear(owner, channel, text_from(NEW_NUMBER, user_id=NEW_USER))
    assert threads(owner) == [(NEW_NUMBER, NEW_USER, ["text", "system", "text"])]


def test_a_number_then_its_id_alone_then_the_number_again_is_one_thread(owner, channel):
    hear(owner, channel, text_from(ADA, user_id=USER))
    hear(owner, channel, text_from(None, user_id=USER))
    hear(owner, channel, text_from(ADA, user_id=USER))
    assert threads(owner) == [(ADA, USER, ["text", "text", "text"])]


def test_who_gets_the_old_number_is_somebody_new(owner, channel):
    hear(owner, channel, text_from(ADA, user_id=USER))
    hear(owner, channel, moved(wa_id=NEW_NUMBER, user_id=NEW_USER, previous_user_id=USER))
    hear(owner, channel, text_from(ADA, user_id="NL.1"))
    assert threads(owner) == [(NEW_NUMBER, NEW_USER, ["text", "system"]), (ADA, "NL.1", ["text"])]


def test_an_answer_goes_to_the_id_that_is_known_best(owner, channel):
    hear(owner, channel, text_from(None, user_id=USER))
    phone = Phone()
    with tenant_scope(owner.tenant_id):
        conversation = Conversation.objects.get()
    reply(owner, conversation)
    run_until_idle(phone)
    hear(owner, channel, text_from(ADA, user_id=USER))
    reply(owner, conversation)
    run_until_idle(phone)
    assert [(one.get("recipient"), one.get("to")) for one in phone.sent] == [(USER, None), (None, f"+{ADA}")]
    with tenant_scope(owner.tenant_id):
        sent = Message.objects.filter(direction="out").order_by("id")
        assert list(sent.values_list("peer", flat=True)) == [USER, ADA]


def reply(owner, conversation):
    from waypost.messaging.schemas import MessageIn

    return actions.queue_message(owner, conversation.id, MessageIn(client_key=uuid4(), text="Yes"))


def other_of(owner, channel, conversation):
    hear(owner, channel, text_from("628110000002"))
    with tenant_scope(owner.tenant_id):
        return Conversation.objects.exclude(id=conversation.id).select_related("contact").get()


def test_a_stop_of_either_counts_for_both_once_they_are_one(owner, channel, conversation, offer):
    agree(owner, conversation)
    other = other_of(owner, channel, conversation)
    hear(owner, channel, text_from("628110000002", "STOP"))
    merged = actions.merge_contacts(owner, conversation.contact_id, other.contact_id)
    with pytest.raises(MessageRefused, match="asked not to get marketing"):
        actions.queue_message(owner, conversation.id, using(offer))
    actions.undo_merge(owner, merged.id)
    standing = {
        one.purpose: one.state for one in consent_queries.consent_of(owner, other.contact_id).standing
    }
    assert standing["marketing"] == "out"


def test_a_campaign_reaches_two_that_are_one_only_once(owner, system, channel, conversation, update):
    other = other_of(owner, channel, conversation)
    actions.merge_contacts(owner, conversation.contact_id, other.contact_id)
    both = [Addressed(one, VALUES) for one in (conversation.contact_id, other.contact_id)]
    queued = actions.queue_template(system, uuid4(), channel.id, update.id, both)
    phone = Phone()
    run_until_idle(phone)
    assert (len(queued.message_ids), len(phone.sent)) == (1, 1)


def test_what_waits_for_a_contact_is_still_sent_when_it_is_merged(owner, channel, conversation):
    other = other_of(owner, channel, conversation)
    reply(owner, other)
    actions.merge_contacts(owner, conversation.contact_id, other.contact_id)
    phone = Phone()
    run_until_idle(phone)
    assert [one["text"]["body"] for one in phone.sent] == ["Yes"]


def test_a_blocked_contact_is_sent_nothing(owner, channel, conversation):
    from waypost.contacts import actions as contacts

    reply(owner, conversation)
    contacts.block_contact(owner, conversation.contact_id)
    phone = Phone()
    run_until_idle(phone)
    with tenant_scope(owner.tenant_id):
        message = Message.objects.get(direction="out")
    assert phone.sent == []
    assert "blocked" in message.failure_reason
