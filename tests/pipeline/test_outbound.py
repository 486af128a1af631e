"""From a queued message to Meta and back, with a client that answers as the test says."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests.pipeline.stage import (
    Phone,
    accepts,
    conversation_with,
    let_time_pass,
    raises,
    run_once,
    run_until_idle,
)
from tests.webhooks import webhook

from waypost.channels.queries import access_channel
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.messaging import actions, queries
from waypost.messaging.models import Conversation, Message, OutboundTicket
from waypost.messaging.rules import callback_for
from waypost.messaging.schemas import MessageIn
from waypost.pipeline import inbound, outbound
from waypost.whatsapp.client import Accepted, GraphRefused, NotSent, OutcomeUnknown

pytestmark = pytest.mark.usefixtures("empty_queues")


@pytest.fixture
def conversation(owner, channel) -> Conversation:
    return conversation_with(owner, channel, "628110000001")


def queue(owner: Actor, conversation: Conversation, text: str = "Yes, until six.") -> UUID:
    return actions.queue_message(owner, conversation.id, MessageIn(text=text, client_key=uuid4())).id


def state(owner: Actor, message_id: UUID) -> str:
    with tenant_scope(owner.tenant_id):
        return Message.objects.get(id=message_id).status


def test_a_queued_message_leaves_with_our_id_and_is_sent_once(owner, conversation):
    message_id = queue(owner, conversation)
    phone = Phone(accepts)

    run_until_idle(phone)

    [sent] = phone.sent
    assert (sent["to"], sent["text"]["body"]) == ("+628110000001", "Yes, until six.")
    assert sent["biz_opaque_callback_data"] == callback_for(message_id, 1)
    assert state(owner, message_id) == "sending"
    assert OutboundTicket.objects.count() == 0


def test_a_reply_names_the_message_it_answers(owner, conversation):
    with tenant_scope(owner.tenant_id):
        asked = Message.objects.get(conversation=conversation)
    actions.queue_message(
        owner, conversation.id, MessageIn(text="Yes", client_key=uuid4(), reply_to_id=asked.id)
    )
    phone = Phone(accepts)

    run_once(phone)

    assert phone.sent[0]["context"] == {"message_id": asked.wamid}


def test_answers_in_one_conversation_leave_in_the_order_they_were_written(owner, conversation):
    for n in range(5):
        queue(owner, conversation, f"answer {n}")
    phone = Phone(accepts)

    run_until_idle(phone)

    assert [sent["text"]["body"] for sent in phone.sent] == [f"answer {n}" for n in range(5)]


def test_what_surely_did_not_reach_meta_is_tried_again(owner, conversation):
    message_id = queue(owner, conversation)
    run_once(Phone(raises(NotSent("connection refused"))))
    assert state(owner, message_id) == "queued"
    phone = Phone(accepts)

    run_once(phone)
    assert phone.sent == []
    let_time_pass(60)
    run_once(phone)

    assert len(phone.sent) == 1


def test_a_lost_answer_is_never_sent_again_and_waits_for_a_status(owner, channel, conversation):
    message_id = queue(owner, conversation)
    phone = Phone(raises(OutcomeUnknown("timed out")))
    run_once(phone)
    let_time_pass(120)
    outbound.sweep(300)
    run_until_idle(phone)

    assert len(phone.sent) == 1
    assert state(owner, message_id) == "unknown"


def test_a_lost_answer_without_a_status_ends_as_failed_in_words(owner, conversation):
    message_id = queue(owner, conversation)
    run_once(Phone(raises(OutcomeUnknown("timed out"))))
    let_time_pass(301)

    outbound.sweep(300)

    [_, failed] = queries.message_page(owner, conversation.id).items
    assert (failed.id, failed.status) == (message_id, "failed")
    assert failed.failure is not None
    assert "most likely not sent" in failed.failure.reason
    assert failed.failure.can_retry


def test_a_worker_that_dies_before_the_call_leaves_nothing_sent_and_nothing_lost(owner, conversation):
    message_id = queue(owner, conversation)
    from waypost.pipeline import pacing

    pacing.lease_tickets(
        10, 10, outbound.LEASE_SECONDS
    )  # and then it died, before marking the message as leaving
    let_time_pass(outbound.LEASE_SECONDS)
    outbound.sweep(300)
    phone = Phone(accepts)

    run_once(phone)

    assert len(phone.sent) == 1
    assert state(owner, message_id) == "sending"


def test_a_worker_that_dies_during_the_call_leaves_an_unknown_outcome(owner, conversation):
    message_id = queue(owner, conversation)
    outbound.prepare(10, 10)[0]
    let_time_pass(46)

    outbound.sweep(300)
    phone = Phone(accepts)
    run_until_idle(phone)

    assert phone.sent == []
    assert state(owner, message_id) == "unknown"


def test_a_call_that_takes_its_time_is_not_given_up(owner, conversation):
    message_id = queue(owner, conversation)
    outbound.prepare(10, 10)[0]
    let_time_pass(30)
    outbound.sweep(300)
    phone = Phone(accepts)
    run_until_idle(phone)

    assert phone.sent == []
    assert state(owner, message_id) == "sending"


def test_two_workers_never_lease_the_same_ticket(owner, channel, conversation):
    for n in range(10):
        queue(owner, conversation_with(owner, channel, f"62815000{n:04}"))

    first, second = outbound.prepare(6, 6)[0], outbound.prepare(6, 6)[0]

    assert len(first) == 6
    assert not {d.ticket.message_id for d in first} & {d.ticket.message_id for d in second}
    assert len(second) == 4


def test_a_refusal_ends_as_failed_with_metas_reason(owner, conversation):
    message_id = queue(owner, conversation)

    run_once(Phone(raises(GraphRefused(131026, "Message undeliverable", 400))))

    [_, failed] = queries.message_page(owner, conversation.id).items
    assert (failed.id, failed.status, failed.failure and failed.failure.code) == (
        message_id,
        "failed",
        "131026",
    )


def test_a_rate_limit_is_tried_again_later(owner, conversation):
    message_id = queue(owner, conversation)

    run_once(Phone(raises(GraphRefused(130429, "Rate limit hit", 400))))

    assert state(owner, message_id) == "queued"


def test_a_dead_token_pauses_the_channel_and_tells_the_next_writer(owner, channel, conversation):
    queue(owner, conversation)

    run_once(Phone(raises(GraphRefused(190, "Error validating access token", 401))))

    assert access_channel(owner, channel.id).status == "paused"
    with pytest.raises(actions.compose.MessageRefused) as refused:
        queue(owner, conversation, "again")
    assert refused.value.code == "channel_paused"


def test_the_gate_is_asked_again_when_a_message_leaves(owner, conversation):
    message_id = queue(owner, conversation)
    with tenant_scope(owner.tenant_id):
        Conversation.objects.update(last_inbound_at=clock.now() - timedelta(hours=25))
    phone = Phone(accepts)

    run_once(phone)

    assert phone.sent == []
    assert state(owner, message_id) == "failed"


def test_a_person_may_send_a_failed_message_again_and_a_late_failure_does_not_fail_it(
    owner, channel, conversation
):
    message_id = queue(owner, conversation)
    run_once(Phone(raises(GraphRefused(131026, "Message undeliverable", 400))))
    actions.retry_message(owner, message_id)
    phone = Phone(accepts)
    run_once(phone)
    late = webhook(
        channel.phone_number_id,
        ("statuses", {"id": "wamid.old", "status": "failed", "timestamp": "1", "recipient_id": "62",
                      "biz_opaque_callback_data": callback_for(message_id, 1),
                      "errors": [{"code": 131026, "title": "late"}]}, None),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into pipeline_ingestedwebhook (tenant_id, app_id, lane, body) values (%s, %s, 1, %s)",
            [owner.tenant_id, channel.app_id, late],
        )

    inbound.step()

    assert phone.sent[0]["biz_opaque_callback_data"] == callback_for(message_id, 2)
    assert state(owner, message_id) == "sending"


def test_reading_a_conversation_sends_one_receipt(owner, conversation):
    actions.mark_read(owner, conversation.id)
    actions.mark_read(owner, conversation.id)
    phone = Phone(lambda _: Accepted(None))

    run_until_idle(phone)

    [sent] = phone.sent
    assert sent["status"] == "read"


def test_typing_that_waited_too_long_is_not_sent(owner, conversation):
    actions.note_typing(owner, conversation.id)
    with connection.cursor() as cursor:
        cursor.execute("update messaging_outboundticket set created_at = now() - interval '30 seconds'")
    phone = Phone(lambda _: Accepted(None))

    run_once(phone)

    assert phone.sent == []
