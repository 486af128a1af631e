"""What may leave, when, and why: the gate, consent and second chances in the running flow."""

from datetime import UTC, datetime, time
from uuid import uuid4

import pytest
from tests.pipeline.engine import BUDI, agree, message_in, people, start, using
from tests.pipeline.stage import (
    Phone,
    hear,
    let_time_pass,
    raises,
    read,
    run_until_idle,
)
from tests.webhooks import fresh_wamid, status_of, text_from

from waypost.channels.models import Channel
from waypost.consent import actions as consent
from waypost.consent.schemas import SettingsIn
from waypost.contacts.models import Contact
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.messaging import actions, queries
from waypost.messaging.actions.compose import MessageRefused
from waypost.messaging.models import Message, Opening, OutboundTicket, SendingPolicy
from waypost.messaging.rules import callback_for
from waypost.messaging.schemas import PolicyIn
from waypost.whatsapp.client import Accepted, GraphRefused

pytestmark = pytest.mark.usefixtures("empty_queues")


def test_stop_that_comes_between_queueing_and_sending_wins(owner, system, channel, conversation, offer):
    agree(owner, conversation)
    queued = start(system, channel, offer, [conversation.contact])
    hear(owner, channel, text_from(BUDI, "STOP"))
    phone = Phone()

    run_until_idle(phone)

    [confirmation] = phone.sent
    assert "START" in confirmation["text"]["body"]
    message = read(owner, queued.message_ids[0])
    assert (message.status, message.life["1/failed"]["gate"]) == ("failed", "opted_out")
    assert OutboundTicket.objects.count() == 0


def test_stop_is_confirmed_once_however_often_its_webhook_comes(owner, channel, conversation):
    stop = text_from(BUDI, "stop!", wamid=fresh_wamid())
    for _ in range(3):
        hear(owner, channel, stop)
    phone = Phone()
    run_until_idle(phone)
    assert len(phone.sent) == 1


def test_a_person_may_still_answer_who_said_stop(owner, channel, conversation):
    hear(owner, channel, text_from(BUDI, "STOP"))
    actions.queue_message(owner, conversation.id, message_in(text="All right."))
    phone = Phone()
    run_until_idle(phone)
    assert [one["text"]["body"] for one in phone.sent][-1] == "All right."


def test_marketing_needs_consent_and_says_so(owner, conversation, offer):
    with pytest.raises(MessageRefused) as refused:
        actions.queue_message(owner, conversation.id, using(offer))
    assert refused.value.code == "no_opt_in"
    consent.change_settings(owner, SettingsIn(marketing_needs_opt_in=False))
    assert actions.queue_message(owner, conversation.id, using(offer)).status == "queued"


def test_quiet_hours_hold_marketing_back_and_say_until_when(owner, conversation, offer, monkeypatch):
    agree(owner, conversation)
    actions.change_policy(owner, PolicyIn(quiet_from=time(21), quiet_to=time(8)))
    at_night = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 22:30 in Jakarta
    with tenant_scope(owner.tenant_id):
        Contact.objects.filter(id=conversation.contact_id).update(time_zone="Asia/Jakarta")
    monkeypatch.setattr(clock, "now", lambda: at_night)
    shown = actions.queue_message(owner, conversation.id, using(offer))
    assert shown.held_until == datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert "08:00" in shown.held_reason
    phone = Phone()
    run_until_idle(phone)
    assert phone.sent == []


def test_a_batch_is_queued_once_per_contact(owner, system, channel, offer):
    batch, contacts = uuid4(), people(owner, 5)
    first = start(system, channel, offer, contacts[:3], batch)
    again = start(system, channel, offer, contacts, batch)
    assert (len(first.message_ids), len(again.message_ids)) == (3, 2)
    assert OutboundTicket.objects.count() == 5


def test_a_portfolio_without_places_holds_new_people_back_and_not_known_ones(owner, system, channel, offer):
    with tenant_scope(owner.tenant_id):
        Channel.objects.filter(id=channel.id).update(messaging_limit="TIER_250", business_id="77")
    contacts = people(owner, 4)
    with tenant_scope(owner.tenant_id):
        Opening.objects.bulk_create(
            [
                Opening(portfolio_id="77", contact_id=one.id, opened_at=clock.now())
                for one in people(owner, 248)
            ]
        )
    start(system, channel, offer, contacts)
    phone = Phone()
    run_until_idle(phone)
    assert len(phone.sent) == 2
    with tenant_scope(owner.tenant_id):
        held = Message.objects.filter(status="queued", held_until__isnull=False)
        assert [bool(one.held_reason) for one in held] == [True, True]
        assert Opening.objects.filter(portfolio_id="77").count() == 250
    assert OutboundTicket.objects.filter(leased_until=None).count() == 2


def test_a_frequency_cap_counts_what_was_sent(owner, system, channel, offer):
    [contact] = people(owner, 1)
    with tenant_scope(owner.tenant_id):
        SendingPolicy.objects.create(cap_messages=1, cap_days=7)
    start(system, channel, offer, [contact])
    phone = Phone()
    run_until_idle(phone)
    second = start(system, channel, offer, [contact])
    run_until_idle(phone)
    assert len(phone.sent) == 1
    assert read(owner, second.message_ids[0]).life["1/failed"]["gate"] == "frequency_cap"


def test_the_month_s_budget_is_counted_and_kept(owner, system, channel, offer):
    actions.change_policy(owner, PolicyIn(monthly_budget="0.10"))
    start(system, channel, offer, people(owner, 4))  # 0.0411 each in Indonesia
    phone = Phone()
    run_until_idle(phone)
    assert len(phone.sent) == 2
    assert queries.policy_shape(owner).spent_this_month > 0


def failed(callback: str, code: int) -> tuple:
    return status_of(
        fresh_wamid(),
        "failed",
        callback=callback,
        error={"code": code, "title": "x", "error_data": {"details": "y"}},
    )


def test_what_meta_failed_for_a_passing_reason_goes_again_by_itself(owner, channel, conversation):
    message_id = actions.queue_message(owner, conversation.id, message_in(text="Yes")).id
    phone = Phone()
    run_until_idle(phone)
    hear(owner, channel, failed(callback_for(message_id, 1), 131016))
    waiting = read(owner, message_id)
    assert (waiting.status, waiting.attempt) == ("queued", 2)
    let_time_pass(3600)
    run_until_idle(phone)
    assert len(phone.sent) == 2
    assert phone.sent[1]["biz_opaque_callback_data"] == callback_for(message_id, 2)


def test_the_same_failure_told_twice_sends_once_more_only(owner, channel, conversation):
    message_id = actions.queue_message(owner, conversation.id, message_in(text="Yes")).id
    phone = Phone()
    run_until_idle(phone)
    for _ in range(3):
        hear(owner, channel, failed(callback_for(message_id, 1), 131016))
    let_time_pass(3600)
    run_until_idle(phone)
    assert len(phone.sent) == 2


def test_whatsapps_own_marketing_cap_is_respected_for_a_day(owner, system, channel, offer):
    [contact] = people(owner, 1)
    queued = start(system, channel, offer, [contact])
    phone = Phone()
    run_until_idle(phone)
    hear(owner, channel, failed(callback_for(queued.message_ids[0], 1), 131049))
    assert read(owner, queued.message_ids[0]).status == "failed"
    second = start(system, channel, offer, [contact])
    run_until_idle(phone)
    assert len(phone.sent) == 1
    assert read(owner, second.message_ids[0]).life["1/failed"]["gate"] == "whatsapp_cap"


def test_a_payment_problem_pauses_the_number(owner, channel, conversation):
    message_id = actions.queue_message(owner, conversation.id, message_in(text="Yes")).id
    run_until_idle(Phone())
    hear(owner, channel, failed(callback_for(message_id, 1), 131042))
    with tenant_scope(owner.tenant_id):
        assert Channel.objects.get(id=channel.id).status == "paused"


@pytest.mark.parametrize("code", [130429, 131056])
def test_too_fast_slows_down_and_never_fails(owner, channel, conversation, code):
    message_id = actions.queue_message(owner, conversation.id, message_in(text="Yes")).id
    busy = Phone(raises(GraphRefused(code, "slow down", 400)))
    for _ in range(12):
        run_until_idle(busy)
        let_time_pass(400)
    assert read(owner, message_id).status == "queued"
    phone = Phone()
    let_time_pass(400)
    run_until_idle(phone)
    assert len(phone.sent) == 1


def test_a_timeline_tells_who_why_and_what_next(owner, channel, conversation):
    message_id = actions.queue_message(owner, conversation.id, message_in(text="Yes")).id
    wamid = fresh_wamid()
    run_until_idle(Phone(lambda _: Accepted(wamid)))
    hear(
        owner,
        channel,
        status_of(wamid, "sent", callback=callback_for(message_id, 1)),
        status_of(wamid, "delivered", callback=callback_for(message_id, 1)),
    )
    told = queries.timeline(owner, message_id)
    assert [step.what for step in told.steps] == ["queued", "left", "accepted", "sent", "delivered"]
    assert told.steps[0].by == "Ana Lima"
    assert (told.wamid, told.next_moves) == (wamid, [])


def test_a_refusal_tells_its_trace_and_the_next_move(owner, conversation):
    message_id = actions.queue_message(owner, conversation.id, message_in(text="Yes")).id
    run_until_idle(Phone(raises(GraphRefused(131047, "re-engagement", 400, trace_id="AbC"))))
    told = queries.timeline(owner, message_id)
    assert (told.steps[-1].what, told.steps[-1].code, told.steps[-1].trace) == ("failed", "131047", "AbC")
    assert told.next_moves == ["send_template"]


def test_replaying_a_status_changes_no_life(owner, channel, conversation):
    message_id = actions.queue_message(owner, conversation.id, message_in(text="Yes")).id
    run_until_idle(Phone())
    told = status_of(fresh_wamid(), "read", callback=callback_for(message_id, 1))
    hear(owner, channel, told)
    before = read(owner, message_id).life
    hear(owner, channel, told, told)
    assert read(owner, message_id).life == before
