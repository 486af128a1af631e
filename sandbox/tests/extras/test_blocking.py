"""Blocking customers: who can be, what partly fails, how the list is paged."""

import pytest
from sandbox.tests.client import ADA, COFFEE, DEWI, LENA

from waypost_sandbox.graph.blocking import MOST_BLOCKED

PATH = f"/v23.0/{COFFEE}/block_users"


def users(*names, key="user"):
    return {"messaging_product": "whatsapp", "block_users": [{key: name} for name in names]}


def test_who_wrote_today_can_be_blocked_and_unblocked(meta):
    meta.customer_writes(DEWI)
    blocked = meta.call("POST", PATH, users(f"+{DEWI}"))
    assert blocked.json == {
        "messaging_product": "whatsapp",
        "block_users": {"added_users": [{"input": f"+{DEWI}", "wa_id": DEWI}]},
    }
    listed = meta.call("GET", PATH).json["data"]
    assert [(row["messaging_product"], row["wa_id"]) for row in listed] == [("whatsapp", DEWI)]
    removed = meta.call("DELETE", PATH, users(DEWI))
    assert removed.json["block_users"] == {"removed_users": [{"input": DEWI, "wa_id": DEWI}]}
    assert meta.call("GET", PATH).json == {"data": []}


def test_a_customer_without_a_number_is_blocked_by_user_id(meta):
    meta.customer_writes(LENA)
    blocked = meta.call("POST", PATH, users(LENA, key="user_id"))
    assert blocked.json["block_users"]["added_users"] == [{"input": LENA, "user_id": LENA}]


def test_who_did_not_write_within_a_day_fails_with_131047(meta):
    meta.customer_writes(DEWI)
    answer = meta.call("POST", PATH, users(DEWI, ADA))
    assert answer.status == 400
    assert answer.code == 139100
    rows = answer.json["block_users"]
    assert [row["wa_id"] for row in rows["added_users"]] == [DEWI]
    assert [(row["wa_id"], row["errors"][0]["code"]) for row in rows["failed_users"]] == [(ADA, 131047)]
    meta.advance(25 * 3600)
    assert meta.call("POST", PATH, users(DEWI)).code == 139100


def test_the_number_cannot_block_itself(meta):
    answer = meta.call("POST", PATH, users("+62 811 1000 2001"))
    assert answer.json["block_users"]["failed_users"][0]["errors"][0]["code"] == 131021


def test_unblocking_somebody_who_is_not_blocked_fails(meta):
    assert meta.call("DELETE", PATH, users(DEWI)).code == 139100


def test_a_blocked_customer_is_not_heard_and_cannot_be_written_to(meta, receiver):
    meta.customer_writes(DEWI)
    meta.call("POST", PATH, users(DEWI))
    meta.advance(1)
    receiver.clear()
    meta.customer_writes(DEWI, "Hello?")
    meta.advance(5)
    assert receiver.messages() == []
    assert meta.send(DEWI).code == 130403


def test_a_list_that_changed_between_two_pages_is_refused_with_139102(meta):
    for person in (DEWI, ADA):
        meta.customer_writes(person)
    meta.call("POST", PATH, users(DEWI, ADA))
    first = meta.call("GET", f"{PATH}?limit=1").json
    after = first["paging"]["cursors"]["after"]
    assert [row["wa_id"] for row in meta.call("GET", f"{PATH}?limit=1&after={after}").json["data"]] == [ADA]
    assert first["paging"]["next"].startswith(meta.url)
    meta.call("DELETE", PATH, users(ADA))
    assert meta.call("GET", f"{PATH}?limit=1&after={after}").code == 139102


def test_an_internal_error_of_the_list_can_be_ordered(meta):
    meta.faults({"kind": "error", "path": "block_users", "code": 139103, "count": 1})
    assert meta.call("GET", PATH).code == 139103


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"block_users": [{"user": DEWI}]}, 100),
        ({"messaging_product": "whatsapp"}, 131008),
        ({"messaging_product": "whatsapp", "block_users": []}, 131009),
        ({"messaging_product": "whatsapp", "block_users": [{}]}, 131008),
        ({"messaging_product": "whatsapp", "block_users": "all"}, 100),
    ],
)
def test_broken_bodies_are_refused(meta, body, code):
    assert meta.call("POST", PATH, body).code == code


def test_a_full_list_takes_nobody_more(meta):
    """The list is filled with strangers through the world's own door: many write, all are blocked."""
    people = [str(490000000000 + number) for number in range(MOST_BLOCKED)]
    order = {"people": [{"wa_id": wa_id} for wa_id in people], "open_windows": [COFFEE]}
    meta.control("/people", order)
    for start in range(0, MOST_BLOCKED, 1000):
        assert meta.call("POST", PATH, users(*people[start : start + 1000])).status == 200
    meta.customer_writes(DEWI)
    assert meta.call("POST", PATH, users(DEWI)).code == 139101
