"""Deleting by name, by id and by many ids; what is on its way still arrives."""

import pytest
from sandbox.tests.client import DEWI, WABA
from sandbox.tests.templates import bodies
from sandbox.tests.templates.account import (
    SAMPLE,
    created,
    delete,
    events,
    listed,
    node,
    refusal,
    send,
    steer,
    told,
)


def both_languages(account):
    return [created(account, bodies.plain()), created(account, bodies.plain(language="en_GB"))]


def test_a_name_is_deleted_in_all_languages(account, receiver):
    first, second = both_languages(account)
    assert delete(account, name="short_note").json == {"success": True}
    assert listed(account, name="short_note")["data"] == []
    account.advance(1)
    assert events(receiver, first)[-1] == events(receiver, second)[-1] == "DELETED"


def test_with_an_id_only_that_language_goes(account):
    first, second = both_languages(account)
    assert delete(account, name="short_note", hsm_id=first).status == 200
    assert [row["id"] for row in listed(account, name="short_note")["data"]] == [second]


def test_many_ids_go_at_once(account):
    ids = both_languages(account)
    assert delete(account, hsm_ids=f"[{','.join(ids)}]").status == 200
    assert listed(account, name="short_note")["data"] == []


@pytest.mark.parametrize(
    "query, found",
    [
        ({}, (100, None)),
        ({"name": "unknown"}, (100, 2593002)),
        ({"name": "hello_world", "hsm_id": "1259544709999999"}, (100, 2593002)),
        ({"name": "hello_world", "hsm_ids": f"[{SAMPLE}]"}, (100, None)),
        ({"hsm_ids": "[" + ",".join(["1"] * 101) + "]"}, (100, None)),
        ({"hsm_ids": f"[{SAMPLE},1259544709999999]"}, (100, 2593002)),
    ],
)
def test_what_cannot_be_deleted(account, query, found):
    assert refusal(delete(account, **query)) == found
    assert node(account, SAMPLE, "status")["status"] == "APPROVED"


def test_a_disabled_template_stays(account):
    steer(account, SAMPLE, status="DISABLED")
    assert refusal(delete(account, name="hello_world")) == (100, None)


def test_what_is_on_its_way_arrives_before_the_template_goes(account, receiver):
    template_id = created(account, bodies.plain())
    account.control(f"/people/{DEWI}", {"online": False})
    send(account, "short_note")
    account.advance(2)
    assert delete(account, name="short_note").status == 200
    assert node(account, template_id, "status")["status"] == "PENDING_DELETION"
    account.advance(1)
    assert told(receiver, "message_template_status_update")[-1]["reason"] is None
    account.control(f"/people/{DEWI}", {"online": True})
    account.advance(2)
    assert events(receiver, template_id) == ["APPROVED", "PENDING_DELETION", "DELETED"]
    assert account.call("GET", f"/v23.0/{template_id}").code == 100
    assert receiver.statuses()[-1]["status"] == "delivered"


def test_a_deletion_is_over_after_thirty_days(account):
    template_id = created(account, bodies.plain())
    account.control(f"/people/{DEWI}", {"online": False})
    send(account, "short_note")
    account.advance(2)
    delete(account, name="short_note")
    account.advance(30 * 86_400 + 1)
    assert account.call("GET", f"/v23.0/{template_id}").code == 100


def test_templates_of_another_account_are_out_of_reach(account):
    answer = account.call("DELETE", f"/v23.0/104220055667799/message_templates?hsm_ids=[{SAMPLE}]")
    assert refusal(answer) == (100, 2593002)
    assert account.call("GET", f"/v23.0/{WABA}/message_templates?name=hello_world").json["data"]
