"""Templates on their way out: what Meta changed, what does not fit, and what is said of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.factories import make_actor, make_channel, make_template
from tests.pipeline.engine import (
    TEXT,
    VALUES,
    WORDS,
    agree,
    close_window,
    message_in,
    people,
    ready_film,
    start,
    syncs_waiting,
    using,
)
from tests.pipeline.stage import (
    Phone,
    conversation_with,
    let_time_pass,
    raises,
    read,
    run_until_idle,
)

from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.messaging import actions
from waypost.messaging.actions import Addressed
from waypost.messaging.actions.compose import MessageRefused, NotFitting
from waypost.messaging.schemas import TemplateUse
from waypost.whatsapp.client import GraphRefused

pytestmark = pytest.mark.usefixtures("empty_queues")


def test_outside_the_window_a_text_is_refused_and_a_template_goes(owner, conversation, update):
    close_window(owner, conversation)
    with pytest.raises(MessageRefused) as refused:
        actions.queue_message(owner, conversation.id, message_in(text="Hello"))
    assert refused.value.code == "window_closed"
    shown = actions.queue_message(owner, conversation.id, using(update))
    phone = Phone()
    run_until_idle(phone)
    [sent] = phone.sent
    assert sent["template"] == {
        "name": update.name,
        "language": {"code": "en_US"},
        "components": [
            {
                "type": "body",
                "parameters": [{"type": "text", "text": "Ada"}, {"type": "text", "text": "today"}],
            }
        ],
    }
    assert (shown.text, shown.purpose) == ("Hi Ada, your order leaves today.", "utility")


def test_a_template_that_is_changed_meanwhile_fails_alone(owner, system, channel, conversation, update):
    queued = start(system, channel, update, [conversation.contact])
    stranger = make_actor()
    there = conversation_with(stranger, make_channel(stranger), "628110000777")
    actions.queue_message(stranger, there.id, message_in(text="All right."))
    with tenant_scope(owner.tenant_id):
        longer = [{"type": "BODY", "text": f"{TEXT} {{{{3}}}}!"}]
        type(update).objects.filter(id=update.id).update(components=longer)
    phone = Phone()
    run_until_idle(phone)
    assert [one["text"]["body"] for one in phone.sent] == ["All right."]
    assert "(body.3: This is missing." in read(owner, queued.message_ids[0]).failure_reason


def test_a_template_that_is_paused_meanwhile_is_not_sent(owner, system, channel, conversation, update):
    queued = start(system, channel, update, [conversation.contact])
    with tenant_scope(owner.tenant_id):
        type(update).objects.filter(id=update.id).update(status="paused")
    phone = Phone()
    run_until_idle(phone)
    assert phone.sent == []
    assert "paused by Meta" in read(owner, queued.message_ids[0]).failure_reason


@pytest.mark.parametrize("code", [132015, 132016])
def test_a_template_that_meta_has_stopped_is_asked_for_once(owner, channel, conversation, update, code):
    with tenant_scope(owner.tenant_id):
        type(update).objects.filter(id=update.id).update(synced_at=clock.now() - timedelta(minutes=2))
    before = syncs_waiting(channel)
    for _ in range(2):
        actions.queue_message(owner, conversation.id, using(update))
        run_until_idle(Phone(raises(GraphRefused(code, "Template is stopped", 400))))
        let_time_pass(60)
    assert syncs_waiting(channel) - before == 1


def test_a_file_of_another_kind_than_the_template_s_is_named(owner, channel, conversation):
    header = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4:a"]}}
    with tenant_scope(owner.tenant_id):
        pictured = make_template(
            waba_id=channel.waba_id, components=[header, *WORDS["components"]], body=TEXT
        )
    film = ready_film(owner)
    values = {**VALUES, "header": {"media_id": str(film)}}
    with pytest.raises(NotFitting) as refused:
        actions.queue_message(
            owner,
            conversation.id,
            message_in(kind="template", template=TemplateUse(id=pictured.id, values=values)),
        )
    assert refused.value.fields == {
        "template.values.header.media_id": "This template takes an image here, not a video."
    }


def test_a_moving_picture_in_a_header_is_a_film(owner, channel, conversation):
    header = {"type": "HEADER", "format": "GIF", "example": {"header_handle": ["4:a"]}}
    with tenant_scope(owner.tenant_id):
        moving = make_template(waba_id=channel.waba_id, components=[header, *WORDS["components"]], body=TEXT)
    values = {**VALUES, "header": {"media_id": str(ready_film(owner))}}
    use = TemplateUse(id=moving.id, values=values)
    assert (
        actions.queue_message(owner, conversation.id, message_in(kind="template", template=use)).status
        == "queued"
    )


def test_an_offer_that_has_ended_is_not_queued(owner, system, channel, conversation):
    parts = [
        *WORDS["components"],
        {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"has_expiration": True}},
    ]
    with tenant_scope(owner.tenant_id):
        sale = make_template(waba_id=channel.waba_id, category="marketing", components=parts, body=TEXT)
    agree(owner, conversation)
    values = {**VALUES, "offer_expires_at": (clock.now() - timedelta(minutes=1)).isoformat()}
    addressed = [Addressed(conversation.contact_id, values)]
    queued = actions.queue_template(system, uuid4(), channel.id, sale.id, addressed)
    assert list(queued.unfitting) == [conversation.contact_id]


def test_values_that_do_not_fit_are_named(owner, conversation, update):
    wrong = message_in(kind="template", template=TemplateUse(id=update.id, values={"body": ["Ada"]}))
    with pytest.raises(NotFitting) as refused:
        actions.queue_message(owner, conversation.id, wrong)
    assert list(refused.value.fields or {}) == ["template.values.body.2"]


def test_values_that_fit_nobody_are_told_and_the_others_go(owner, system, channel, offer):
    contacts = people(owner, 2)
    addressed = [Addressed(contacts[0].id, VALUES), Addressed(contacts[1].id, {"body": ["Ada"]})]
    queued = actions.queue_template(system, uuid4(), channel.id, offer.id, addressed)
    assert len(queued.message_ids) == 1
    assert "body.2" in queued.unfitting[contacts[1].id]
