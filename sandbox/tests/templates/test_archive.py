"""The archive, by hand and by itself, and templates that Meta puts into another category."""

from sandbox.tests.client import WABA
from sandbox.tests.templates import bodies
from sandbox.tests.templates.account import (
    create,
    created,
    events,
    node,
    refusal,
    send,
    status_of,
    steer,
    told,
)

DAY = 86_400


def archive(meta, *ids, action="archive"):
    return meta.call("POST", f"/v23.0/{WABA}/message_templates/{action}", {"hsm_ids": ",".join(ids)})


def test_archived_templates_cannot_be_sent_and_come_back(account, receiver):
    template_id = created(account, bodies.plain())
    answer = archive(account, template_id, "1259544709999999").json
    assert answer["archived_templates"] == [template_id]
    assert list(answer["failed_templates"]) == ["1259544709999999"]
    assert send(account, "short_note").code == 132001
    answer = archive(account, template_id, action="unarchive").json
    assert answer == {"unarchived_templates": [template_id], "failed_templates": {}}
    assert send(account, "short_note").status == 200
    account.advance(1)
    assert events(receiver, template_id) == ["APPROVED", "ARCHIVED", "UNARCHIVED"]


def test_only_what_is_archived_comes_out_of_the_archive(account):
    template_id = created(account, bodies.plain())
    answer = archive(account, template_id, action="unarchive").json
    assert list(answer["failed_templates"]) == [template_id]


def test_a_hundred_ids_at_most_are_archived_at_once(account):
    assert refusal(archive(account, *map(str, range(101)))) == (100, None)
    assert refusal(archive(account)) == (100, None)


def test_the_name_of_an_archived_template_stays_taken(account):
    archive(account, created(account, bodies.plain()))
    assert refusal(create(account, bodies.plain())) == (100, 2388024)


def test_a_year_without_use_leads_to_the_archive_and_28_days_later_to_the_end(account, receiver):
    template_id = created(account, bodies.plain())
    account.advance(364 * DAY)
    assert status_of(account, template_id) == "APPROVED"
    account.advance(2 * DAY)
    assert status_of(account, template_id) == "ARCHIVED"
    account.advance(28 * DAY)
    assert account.call("GET", f"/v23.0/{template_id}").code == 100
    assert events(receiver, template_id) == ["APPROVED", "ARCHIVED", "DELETED"]


def test_a_message_puts_the_archive_off(account):
    template_id = created(account, bodies.plain())
    account.advance(300 * DAY)
    assert send(account, "short_note").status == 200
    account.advance(300 * DAY)
    assert status_of(account, template_id) == "APPROVED"
    account.advance(70 * DAY)
    assert status_of(account, template_id) == "ARCHIVED"


def test_what_came_out_of_the_archive_is_not_deleted(account):
    template_id = created(account, bodies.plain())
    archive(account, template_id)
    archive(account, template_id, action="unarchive")
    account.advance(40 * DAY)
    assert status_of(account, template_id) == "APPROVED"


def test_another_category_comes_with_a_day_of_notice(account, receiver):
    template_id = created(account, bodies.plain())
    steer(account, template_id, correct_category="MARKETING")
    assert node(account, template_id, "category,correct_category") == {
        "category": "UTILITY",
        "correct_category": "MARKETING",
        "id": template_id,
    }
    account.advance(DAY + 1)
    assert node(account, template_id, "category,previous_category,correct_category") == {
        "category": "MARKETING",
        "previous_category": "UTILITY",
        "id": template_id,
    }
    names = {
        "message_template_id": int(template_id),
        "message_template_name": "short_note",
        "message_template_language": "en_US",
    }
    assert told(receiver, "template_category_update") == [
        names | {"correct_category": "MARKETING", "new_category": "UTILITY"},
        names | {"previous_category": "UTILITY", "new_category": "MARKETING"},
    ]
