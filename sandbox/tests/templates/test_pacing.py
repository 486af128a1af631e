"""Pacing: what comes after the first messages of a new marketing template waits for their verdict."""

import pytest
from sandbox.tests.templates import bodies
from sandbox.tests.templates.account import (
    created,
    customer,
    events,
    people_feel,
    send,
    status_of,
    steer,
    told,
)

HELD = "held_for_quality_assessment"


@pytest.fixture
def template(account):
    account.control("/settings", {"template_pacing": 3})
    return created(account, bodies.plain(category="MARKETING"))


def answers(account, count, *, first=0):
    sent = [send(account, "short_note", to=customer(number)).json for number in range(first, first + count)]
    account.advance(2)
    return [answer["messages"][0] for answer in sent]


def test_the_first_messages_go_and_the_others_are_held(account, receiver, template):
    found = answers(account, 5)
    assert [message["message_status"] for message in found] == ["accepted"] * 3 + [HELD] * 2
    assert {status["id"] for status in receiver.statuses()} == {message["id"] for message in found[:3]}


def test_held_messages_leave_within_an_hour_when_nobody_complains(account, receiver, template):
    held = answers(account, 4)[3]["id"]
    account.advance(3610)
    assert [status["status"] for status in receiver.statuses(held)] == ["sent", "delivered"]
    assert answers(account, 2, first=10)[1]["message_status"] == "accepted"


def test_held_messages_are_dropped_when_somebody_complains(account, receiver, template):
    held = answers(account, 4)[3]["id"]
    people_feel(account, "block", 1)
    account.advance(3610)
    failed = receiver.statuses(held)
    assert [status["status"] for status in failed] == ["failed"]
    assert failed[0]["errors"][0]["code"] == 132015
    assert status_of(account, template) == "PAUSED"
    assert (
        told(receiver, "message_template_status_update")[-1]["other_info"]["title"] == "RATE_LIMITING_PAUSE"
    )


def test_only_the_business_ends_a_pause_by_pacing(account, receiver, template):
    answers(account, 4)
    people_feel(account, "block", 1)
    steer(account, template, release=True)
    early = account.call("POST", f"/v23.0/{template}/unpause").json
    assert (early["success"], bool(early["reason"])) == (False, True)
    account.advance(86_400)
    assert status_of(account, template) == "PAUSED"
    assert account.call("POST", f"/v23.0/{template}/unpause").json == {"success": True}
    assert status_of(account, template) == "APPROVED"
    account.advance(1)
    assert events(receiver, template) == ["APPROVED", "PAUSED", "APPROVED"]


def test_a_pause_for_low_quality_cannot_be_ended_by_hand(account, template):
    steer(account, template, status="PAUSED")
    assert account.call("POST", f"/v23.0/{template}/unpause").json["success"] is False


def test_utility_templates_are_held_only_after_a_pause(account, template):
    utility = created(account, bodies.plain("plain_news", "Your bike stands in the shop."))
    for number in range(5):
        answer = send(account, "plain_news", to=customer(number))
        assert answer.json["messages"][0]["message_status"] == "accepted"
    steer(account, utility, status="PAUSED")
    account.advance(3 * 3600 + 1)
    for number in range(4):
        answer = send(account, "plain_news", to=customer(number))
    assert answer.json["messages"][0]["message_status"] == HELD


def test_nothing_is_held_without_the_setting(account):
    created(account, bodies.plain(category="MARKETING"))
    found = answers(account, 8)
    assert {message["message_status"] for message in found} == {"accepted"}


def test_what_is_held_is_dropped_when_the_template_goes(account, receiver, template):
    held = answers(account, 4)[3]["id"]
    account.call("DELETE", f"/v23.0/104220055667788/message_templates?hsm_ids=[{template}]")
    account.advance(2)
    assert receiver.statuses(held)[0]["errors"][0]["code"] == 132015
