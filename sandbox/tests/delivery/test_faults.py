"""Faults to order, at the Graph API and in the rules themselves."""

import http.client
import time

import msgspec
import pytest
from sandbox.tests.client import ADA, COFFEE

from waypost_sandbox.faults import KINDS, Faults, Rule, RuleSet


@pytest.fixture
def shop(meta):
    """The window is open."""
    meta.open_window()
    return meta


def sent(meta):
    return len(meta.control("/messages")["messages"])


def test_a_dropped_connection_has_no_answer_and_no_message(shop):
    shop.faults({"kind": "drop_connection", "path": "/messages", "count": 1})
    with pytest.raises(http.client.RemoteDisconnected):
        shop.send()
    assert sent(shop) == 0
    assert shop.send().status == 200


def test_a_dropped_answer_leaves_the_message_accepted(shop):
    shop.faults({"kind": "drop_answer", "path": "/messages", "count": 1})
    with pytest.raises(http.client.IncompleteRead):
        shop.send()
    assert sent(shop) == 1


def test_a_slow_body_trickles_and_is_whole_in_the_end(shop):
    shop.faults({"kind": "slow_body", "delay_seconds": 0.5})
    began = time.monotonic()
    assert shop.send().json["messages"][0]["id"].startswith("wamid.")
    assert time.monotonic() - began > 0.4


def test_a_delayed_answer_comes_after_the_message_was_accepted(shop):
    shop.faults({"kind": "delay", "delay_seconds": 0.3})
    began = time.monotonic()
    assert shop.send().status == 200
    assert time.monotonic() - began > 0.3


@pytest.mark.parametrize("rule", [{"kind": "http_500"}, {"kind": "error", "code": 131016}])
def test_an_error_may_hide_that_the_message_was_accepted(shop, rule):
    shop.faults({**rule, "count": 1, "accepted": True}, {**rule, "count": 1})
    assert [shop.send().status for _ in range(3)] == [500, 500, 200]
    assert sent(shop) == 2


def test_any_5xx_can_be_ordered(shop):
    shop.faults({"kind": "http_500", "status": 503})
    answer = shop.send()
    assert (answer.status, answer.code) == (503, 2)


def test_a_fault_begins_after_so_many_calls_and_ends_with_its_count(shop):
    shop.faults({"kind": "error", "after": 2, "count": 1})
    assert [shop.send().status for _ in range(4)] == [200, 200, 500, 200]


def test_a_fault_can_be_for_one_number(shop):
    shop.faults({"kind": "error", "phone_number_id": "999"})
    assert shop.send().status == 200
    shop.faults({"kind": "error", "phone_number_id": COFFEE})
    assert shop.send().status == 500


def test_a_message_fails_on_order_for_one_customer(shop, receiver):
    shop.open_window(ADA)
    shop.faults({"kind": "fail_message", "to": ADA, "code": 131049})
    doomed, fine = shop.send(ADA).json["messages"][0]["id"], shop.send().json["messages"][0]["id"]
    shop.advance()
    (failed,) = receiver.statuses(doomed)
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131049)
    assert [status["status"] for status in receiver.statuses(fine)] == ["sent", "delivered"]


@pytest.mark.parametrize("batch", [0, 1001])
def test_a_webhook_takes_one_to_a_thousand_updates(meta, batch):
    assert meta.call("POST", "/_sandbox/settings", {"webhook_batch": batch}, token=None).status == 400


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"kind": "explode"}, "is none of error, http_500"),
        ({"kind": "lose_webhook", "path": "/messages"}, "path has no meaning for lose_webhook"),
        ({"kind": "shuffle_webhooks", "delay_seconds": 1}, "delay_seconds has no meaning"),
        ({"kind": "delay", "code": 131000}, "code has no meaning"),
        ({"kind": "error", "code": 7}, "code 7 is none of Meta's"),
        ({"kind": "error", "probability": 1.5}, "probability must be 0 to 1"),
        ({"kind": "error", "count": -1}, "must not be negative"),
        ({"kind": "delay", "delay_seconds": -1}, "delay_seconds must not be negative"),
        ({"kind": "http_500", "status": 404}, "status must be 500 to 599"),
        ({"kind": "error", "chance": 1}, "unknown field `chance`"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_a_sentence(meta, rule, words):
    answer = meta.call("POST", "/_sandbox/faults", {"rules": [rule]}, token=None)
    assert answer.status == 400
    assert words in answer.json["detail"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fault_can_be_ordered(meta, kind):
    meta.faults({"kind": kind, "probability": 0})
    assert meta.control("/faults")["rules"] == [{"kind": kind, "probability": 0}]


def test_the_same_seed_hits_the_same_calls():
    def hits(seed):
        faults = Faults(1)
        faults.set(RuleSet(rules=[Rule("error", probability=0.3)], seed=seed))
        return [faults.request("error", "GET", "/") is not None for _ in range(50)]

    assert hits(5) == hits(5) != hits(6)
    assert 5 < sum(hits(5)) < 25


def test_rules_of_a_world_file_are_checked_as_well():
    with pytest.raises(msgspec.ValidationError, match="has no meaning"):
        msgspec.convert({"kind": "delay", "items": "statuses"}, Rule)
