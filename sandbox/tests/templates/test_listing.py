"""The list with its filters, fields, pages and summary; one template by itself."""

import pytest
from sandbox.tests.client import WABA
from sandbox.tests.templates import bodies
from sandbox.tests.templates.account import SAMPLE, create, created, listed, node, steer

USUAL = {"name", "parameter_format", "components", "language", "status", "category", "id"}


def names(answer):
    return [row["name"] for row in answer["data"]]


def test_the_usual_fields_are_listed(account):
    row = listed(account, name="hello_world")["data"][0]
    assert set(row) == USUAL
    assert row["id"] == SAMPLE


def test_only_the_fields_asked_for_and_the_id_are_listed(account):
    row = listed(account, fields="name,status,quality_score")["data"][0]
    assert set(row) == {"name", "status", "quality_score", "id"}
    assert row["quality_score"]["score"] == "UNKNOWN"


def test_a_field_that_does_not_exist_is_refused(account):
    answer = account.call("GET", f"/v23.0/{WABA}/message_templates?fields=colour")
    assert answer.code == 100
    assert "nonexisting field (colour)" in answer.json["error"]["message"]


@pytest.mark.parametrize(
    "query, found",
    [
        ({"name": "order_update"}, {"order_update"}),
        ({"status": "PAUSED"}, {"winter_sale"}),
        ({"status": '["PAUSED","REJECTED"]'}, {"winter_sale"}),
        ({"category": "AUTHENTICATION"}, {"login_code", "quick_login"}),
        ({"language": "id"}, {"order_update"}),
        ({"content": "tasting set"}, {"tasting_set"}),
        ({"name_or_content": "HELLO"}, {"hello_world"}),
        ({"name": "unknown"}, set()),
        ({"source": "AUTO_GENERATED"}, set()),
        ({"quality_score": "GREEN"}, set()),
    ],
)
def test_filters(account, query, found):
    assert set(names(listed(account, limit=100, **query))) == found


def test_pages_hold_every_template_once(account):
    expected = [row["id"] for row in listed(account, limit=100)["data"]]
    found, path = [], f"/v23.0/{WABA}/message_templates?limit=7&fields=name"
    for _ in range(10):
        answer = account.call("GET", path).json
        found += [row["id"] for row in answer["data"]]
        if "next" not in answer["paging"]:
            break
        path = answer["paging"]["next"].split("//", 1)[1].split("/", 1)[1].join(("/", ""))
    assert found == expected
    assert len(found) > 7


def test_the_summary_counts(account):
    summary = "total_count,message_template_count,message_template_limit,are_translations_complete"
    answer = listed(account, category="AUTHENTICATION", summary=summary)
    assert answer["summary"]["total_count"] == 2
    assert answer["summary"]["message_template_count"] == len(listed(account, limit=100)["data"])
    assert answer["summary"]["message_template_limit"] == 6000
    assert answer["summary"]["are_translations_complete"] is False


def test_a_template_by_itself_shows_what_it_is_asked(account):
    template_id = created(account, bodies.utility(message_send_ttl_seconds=90))
    fields = (
        "id,name,language,status,category,correct_category,previous_category,sub_category,components,"
        "parameter_format,quality_score,rejected_reason,message_send_ttl_seconds,library_template_name,"
        "cta_url_link_tracking_opted_out,degrees_of_freedom_spec"
    )
    shown = node(account, template_id, fields)
    assert shown["components"] == bodies.utility()["components"]
    assert shown["rejected_reason"] == "NONE"
    assert shown["message_send_ttl_seconds"] == 90
    # What there is nothing to say of is left out.
    assert not {"correct_category", "previous_category", "library_template_name"} & set(shown)


def test_a_template_of_nobody_answers_400(account):
    answer = account.call("GET", "/v23.0/1259544709999999")
    assert (answer.status, answer.code, answer.json["error"]["error_subcode"]) == (400, 100, 33)


def test_the_health_of_a_template_follows_its_status(account):
    template_id = created(account, bodies.plain())
    health = node(account, template_id, "health_status")["health_status"]
    assert health["can_send_message"] == "AVAILABLE"
    steer(account, template_id, status="DISABLED")
    health = node(account, template_id, "health_status")["health_status"]
    assert health["can_send_message"] == "BLOCKED"
    assert health["entities"][0]["errors"][0]["error_code"] == 141002


def test_capitals_and_numbers_come_back_as_graph_keeps_them(account):
    body = bodies.plain(category="utility", parameter_format="positional")
    body["components"][0]["type"] = "body"
    row = node(account, create(account, body).json["id"])
    assert (row["category"], row["parameter_format"]) == ("UTILITY", "POSITIONAL")
    assert row["components"][0]["type"] == "BODY"
