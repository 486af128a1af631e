"""Quality, pauses and the end: what customers' verdicts do to a template."""

import pytest
from sandbox.tests.templates import bodies
from sandbox.tests.templates.account import (
    created,
    customer,
    events,
    node,
    people_feel,
    send,
    status_of,
    told,
)

HOUR = 3600


@pytest.fixture
def template(account):
    account.control("/settings", {"portfolio_limit": "off", "throughput_limit": False})
    return created(account, bodies.plain())


def send_to(account, count, *, first=0):
    for number in range(first, first + count):
        assert send(account, "short_note", to=customer(number)).status == 200
    account.advance(2)


def quality(account, template_id):
    return node(account, template_id, "quality_score")["quality_score"]["score"]


def test_messages_without_a_bad_word_make_it_green(account, receiver, template):
    send_to(account, 19)
    assert quality(account, template) == "UNKNOWN"
    send_to(account, 1, first=19)
    assert quality(account, template) == "GREEN"
    assert told(receiver, "message_template_quality_update") == [
        {
            "previous_quality_score": "UNKNOWN",
            "new_quality_score": "GREEN",
            "message_template_id": int(template),
            "message_template_name": "short_note",
            "message_template_language": "en_US",
        }
    ]


def test_one_block_among_few_makes_it_yellow(account, template):
    send_to(account, 20)
    people_feel(account, "block", 1)
    assert quality(account, template) == "YELLOW"
    assert status_of(account, template) == "APPROVED"


def test_a_person_counts_once(account, template):
    send_to(account, 2)
    people_feel(account, "block", 1)
    people_feel(account, "report", 1)
    assert quality(account, template) == "YELLOW"


def test_many_messages_outweigh_a_few_blocks(account, template):
    send_to(account, 110)
    people_feel(account, "block", 2)
    assert quality(account, template) == "GREEN"


def test_red_pauses_for_three_hours_then_six_then_for_good(account, receiver, template):
    titles = []
    for round_number, hours in enumerate((3, 6)):
        first = 10 * round_number
        send_to(account, 3, first=first)
        people_feel(account, "block", 2, first=first)
        assert status_of(account, template) == "PAUSED"
        assert send(account, "short_note").code == 132015
        account.advance(hours * HOUR - 60)
        assert status_of(account, template) == "PAUSED"
        account.advance(120)
        assert status_of(account, template) == "APPROVED"
    send_to(account, 3, first=30)
    people_feel(account, "report", 2, first=30)
    assert status_of(account, template) == "DISABLED"
    assert send(account, "short_note").code == 132016
    account.advance(1)
    assert events(receiver, template) == [
        "APPROVED",
        "PAUSED",
        "APPROVED",
        "PAUSED",
        "APPROVED",
        "DISABLED",
    ]
    values = told(receiver, "message_template_status_update")
    titles = [value.get("other_info", {}).get("title") for value in values]
    assert titles == [None, "FIRST_PAUSE", "UNPAUSE", "SECOND_PAUSE", "UNPAUSE", "DISABLED"]
    assert {value["reason"] for value in values} == {"NONE"}
    assert values[-1]["disable_info"]["disable_date"].isdigit()


def test_after_a_pause_the_quality_starts_afresh(account, receiver, template):
    send_to(account, 3)
    people_feel(account, "block", 2)
    account.advance(3 * HOUR + 60)
    assert quality(account, template) == "UNKNOWN"
    changes = [
        (value["previous_quality_score"], value["new_quality_score"])
        for value in told(receiver, "message_template_quality_update")
    ]
    assert changes == [("UNKNOWN", "YELLOW"), ("YELLOW", "RED"), ("RED", "UNKNOWN")]


def test_verdicts_older_than_seven_days_are_forgotten(account, template):
    send_to(account, 3)
    people_feel(account, "block", 1)
    account.advance(8 * 86_400)
    send_to(account, 1, first=5)
    assert quality(account, template) == "UNKNOWN"


def test_a_text_that_is_reported_harms_no_template(account, template):
    account.open_window(customer(1))
    account.send(customer(1))
    account.advance(2)
    people_feel(account, "report", 3)
    assert quality(account, template) == "UNKNOWN"
