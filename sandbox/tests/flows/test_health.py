"""Endpoints that fail: alerts, and flows throttled, blocked and well again."""

import pytest
from sandbox.tests.client import COFFEE, wait_for
from sandbox.tests.flows.forms import (
    create,
    dynamic,
    press,
    send,
    send_and_arrive,
    set_key,
    status_of,
    told,
)

from waypost_sandbox.sample_flow import FLOW_ID

HELLO = {"screen": "NAME", "data": {"hello": "Hi"}}


@pytest.fixture
def flow(account, endpoint, keys):
    set_key(account, keys.pem)
    found = create(account, dynamic(), endpoint_uri=endpoint.url, publish=True).json["id"]
    endpoint.clear()
    endpoint.screens = {("INIT", ""): HELLO}
    return found


@pytest.fixture
def message(account, flow):
    return send_and_arrive(account, flow, flow_action="data_exchange")


def fail(account, flow, message, endpoint, *, good, bad):
    endpoint.status = 200
    for _ in range(good):
        press(account, flow, message)
    endpoint.status = 500
    for _ in range(bad):
        press(account, flow, message)
    endpoint.status = 200


def test_errors_raise_an_alert_and_throttle_the_flow(account, flow, message, endpoint, receiver):
    fail(account, flow, message, endpoint, good=9, bad=1)
    (alert,) = told(receiver, "ENDPOINT_ERROR_RATE")
    assert (alert["error_rate"], alert["threshold"], alert["alert_state"]) == (10.0, 10, "ACTIVATED")
    error = {"error_type": "UNEXPECTED_HTTP_STATUS_CODE", "error_rate": 100.0, "error_count": 1}
    assert alert["errors"] == [error]
    assert (alert["flow_id"], status_of(account, flow)) == (flow, "THROTTLED")


def test_a_throttled_flow_is_sent_ten_times_an_hour(account, flow, message, endpoint):
    fail(account, flow, message, endpoint, good=9, bad=1)
    assert [send(account, flow).status for _ in range(10)] == [200] * 10
    assert send(account, flow).code == 132069


def test_a_flow_that_fails_often_is_blocked_and_opens_no_more(account, flow, message, endpoint):
    fail(account, flow, message, endpoint, good=5, bad=6)
    assert status_of(account, flow) == "BLOCKED"
    assert send(account, flow).code == 132068
    error = press(account, flow, message).json["error"]
    assert (error["type"], error["closed"]) == ("cannot_be_served", True)


def test_a_flow_recovers_step_by_step_when_the_errors_are_past(account, flow, message, endpoint, receiver):
    fail(account, flow, message, endpoint, good=5, bad=6)
    account.advance(2400)
    assert wait_for(lambda: status_of(account, flow) == "PUBLISHED")
    changes = [(v.get("old_status"), v["new_status"]) for v in told(receiver, "FLOW_STATUS_CHANGE", 6)]
    assert changes[-2:] == [("BLOCKED", "THROTTLED"), ("THROTTLED", "PUBLISHED")]


def test_what_the_phone_cannot_use_counts_as_client_errors(account, flow, message, endpoint, receiver):
    endpoint.screens["INIT", ""] = {"screen": "NAME", "data": {"hello": 7}}
    for _ in range(5):
        press(account, flow, message)
    alert = told(receiver, "CLIENT_ERROR_RATE")[0]
    assert alert["errors"][0]["error_type"] == "PAYLOAD_SCHEMA_ERROR"


def test_a_flow_without_a_key_counts_as_blocked_for_sending(account, flow):
    account.call("POST", f"/v23.0/{COFFEE}/deregister")
    account.call("POST", f"/v23.0/{COFFEE}/register", {"messaging_product": "whatsapp", "pin": "123456"})
    account.open_window()
    assert send(account, flow).code == 132068


def test_metrics_count_what_the_endpoint_did(account, flow, message, endpoint):
    fail(account, flow, message, endpoint, good=249, bad=1)

    def points(name):
        fields = f"metric.name({name}).granularity(LIFETIME)"
        metric = account.call("GET", f"/v23.0/{flow}?fields={fields}").json["metric"]
        return metric["data_points"][0]["data"]

    assert points("ENDPOINT_REQUEST_COUNT") == [{"key": "value", "value": 250}]
    assert points("ENDPOINT_REQUEST_ERROR") == [{"key": "unexpected_http_status_code", "value": 1}]
    assert points("ENDPOINT_REQUEST_ERROR_RATE") == [{"key": "value", "value": 0.004}]
    assert points("ENDPOINT_REQUEST_LATENCY_SECONDS_CEIL")[0] == {"key": "1", "value": 250}
    assert points("ENDPOINT_AVAILABILITY")[0]["value"] >= 1


def test_a_status_can_be_set_by_hand(account, receiver):
    account.open_window()
    account.control(f"/flows/{FLOW_ID}", {"status": "THROTTLED"})
    assert [send(account, FLOW_ID).status for _ in range(11)] == [200] * 10 + [400]
    account.advance(3601)
    assert send(account, FLOW_ID).status == 200
    account.control(f"/flows/{FLOW_ID}", {"status": "BLOCKED"})
    assert send(account, FLOW_ID).code == 132068
    assert [v["new_status"] for v in told(receiver, "FLOW_STATUS_CHANGE", 2)] == ["THROTTLED", "BLOCKED"]
