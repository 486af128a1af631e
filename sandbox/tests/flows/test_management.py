"""Flows made, changed, published and ended through the API."""

import json

import pytest
from sandbox.tests.client import APP_ID, COFFEE, WABA
from sandbox.tests.flows.forms import (
    SIMPLE,
    create,
    dynamic,
    multipart,
    send,
    set_key,
    status_of,
    told,
    upload,
)

from waypost_sandbox.sample_flow import FLOW_ID

BIKES = "104220055667799"


def test_a_flow_is_made_from_a_document_and_published_at_once(account):
    answer = create(account, publish=True)
    assert answer.json["validation_errors"] == []
    assert status_of(account, answer.json["id"]) == "PUBLISHED"


def test_a_flow_with_faults_is_made_but_stays_a_draft(account):
    document = json.dumps(SIMPLE).replace("TextHeading", "TextHedding")
    answer = create(account, document, publish=True)
    assert answer.json["validation_errors"][0]["error"] == "INVALID_PROPERTY_VALUE"
    assert status_of(account, answer.json["id"]) == "DRAFT"


def test_a_form_makes_a_flow_as_json_does(account):
    fields = {"name": "by form", "categories": '["SURVEY"]', "flow_json": json.dumps(SIMPLE, indent=1)}
    body, headers = multipart(fields)
    flow = account.call("POST", f"/v23.0/{WABA}/flows", body, headers=headers).json["id"]
    rows = account.call("GET", f"/v23.0/{flow}/assets").json["data"]
    assert account.call("GET", rows[0]["download_url"], token=None).raw == fields["flow_json"].encode()


@pytest.mark.parametrize(
    "more",
    [
        {"name": ""},
        {"categories": ["NONSENSE"]},
        {"endpoint_uri": "nowhere"},
        {"clone_flow_id": "1"},
        {"clone_flow_id": FLOW_ID, "clone_template": "x"},
        {"name": "book_a_tasting"},
        {"flow_json": '{"version": "seven"}'},
        {"flow_json": '{"version": "7.3", "data_api_version": "1.0"}'},
    ],
)
def test_a_flow_that_cannot_be_is_refused_with_100(account, more):
    assert create(account, document=None, **more).code == 100


def test_a_banned_account_is_blocked_by_integrity_139000(account):
    flow = create(account).json["id"]
    account.control(f"/wabas/{WABA}", {"banned": True})
    assert create(account, name="another").code == 139000
    assert account.call("POST", f"/v23.0/{flow}/publish").code == 139000


def test_a_clone_has_the_document_of_its_source(account):
    clone = create(account, document=None, name="copy", clone_flow_id=FLOW_ID).json["id"]
    node = account.call("GET", f"/v23.0/{clone}?fields=json_version,status").json
    assert node == {"json_version": "7.3", "status": "DRAFT", "id": clone}


def test_the_list_has_pages_and_only_what_was_asked_for(account):
    made = [create(account, name=f"flow {n}").json["id"] for n in range(3)]
    first = account.call("GET", f"/v23.0/{WABA}/flows?limit=2&fields=name").json
    assert first["data"] == [{"name": "flow 2", "id": made[2]}, {"name": "flow 1", "id": made[1]}]
    second = account.call("GET", first["paging"]["next"]).json
    assert [row["name"] for row in second["data"]] == ["flow 0", "book_a_tasting"]


def test_a_flow_shows_every_field_of_the_contract(account):
    wanted = (
        "id,name,status,categories,validation_errors,json_version,data_api_version,endpoint_uri,"
        "preview.invalidate(false),whatsapp_business_account,application,health_status,updated_at"
    )
    flow = create(account, dynamic(), endpoint_uri="https://example.com/flow").json["id"]
    node = account.call("GET", f"/v23.0/{flow}?fields={wanted}").json
    assert set(node) == {name.partition(".")[0] for name in wanted.split(",")}
    assert node["application"]["id"] == APP_ID
    assert node["health_status"]["can_send_message"] == "BLOCKED"
    assert account.call("GET", node["preview"]["preview_url"], token=None).json["id"] == flow


def test_a_preview_is_the_same_until_it_is_invalidated(account):
    def preview(invalidate):
        fields = f"preview.invalidate({invalidate})"
        return account.call("GET", f"/v23.0/{FLOW_ID}?fields={fields}").json["preview"]["preview_url"]

    first = preview("false")
    assert preview("false") == first
    assert preview("true") != first


def test_a_field_that_flows_do_not_have_is_refused(account):
    assert account.call("GET", f"/v23.0/{FLOW_ID}?fields=colour").code == 100


def test_name_categories_and_endpoint_can_be_changed(account):
    flow = create(account).json["id"]
    change = {"name": "renamed", "categories": ["SURVEY"], "endpoint_uri": "https://example.com/x"}
    assert account.call("POST", f"/v23.0/{flow}", change).json == {"success": True}
    node = account.call("GET", f"/v23.0/{flow}?fields=name,categories,endpoint_uri").json
    assert node == change | {"id": flow}


@pytest.mark.parametrize(
    "change", [{"name": "book_a_tasting"}, {"endpoint_uri": "x"}, {"categories": []}, {"application_id": "1"}]
)
def test_a_change_that_cannot_be_is_refused(account, change):
    flow = create(account).json["id"]
    assert account.call("POST", f"/v23.0/{flow}", change).code == 100


def test_an_uploaded_file_says_what_is_wrong_and_where(account):
    flow = create(account, document=None).json["id"]
    text = json.dumps(SIMPLE, indent=2).replace('"TextHeading"', '"TextHedding"')
    (error,) = upload(account, flow, text.encode()).json["validation_errors"]
    line = text.split("\n")[error["line_start"] - 1]
    assert line[error["column_start"] - 1 : error["column_end"]] == '"TextHedding"'
    assert error["pointers"][0]["path"] == "screens[1].layout.children[0].type"


def test_an_asset_must_be_the_flows_file(account):
    assert upload(account, FLOW_ID, SIMPLE, name="other.json").code == 100
    assert upload(account, FLOW_ID, SIMPLE, asset_type="PICTURE").code == 100
    body, headers = multipart({"name": "flow.json", "asset_type": "FLOW_JSON"})
    assert account.call("POST", f"/v23.0/{FLOW_ID}/assets", body, headers=headers).code == 100


def test_a_published_flow_that_is_changed_is_a_draft_whose_last_edition_is_still_sent(account, receiver):
    flow = create(account, publish=True).json["id"]
    upload(account, flow, dict(SIMPLE, screens=SIMPLE["screens"]))
    assert status_of(account, flow) == "DRAFT"
    account.open_window()
    assert send(account, flow).status == 200
    assert account.call("POST", f"/v23.0/{flow}/publish").status == 200
    changes = [(v.get("old_status"), v["new_status"]) for v in told(receiver, "FLOW_STATUS_CHANGE", 3)]
    assert changes[:3] == [(None, "DRAFT"), ("DRAFT", "PUBLISHED"), ("PUBLISHED", "DRAFT")]


def test_a_draft_is_sent_as_a_draft_only(account):
    flow = create(account).json["id"]
    account.open_window()
    assert send(account, flow).code == 131009
    assert send(account, flow, mode="draft").status == 200
    assert send(account, FLOW_ID, mode="draft").code == 131009


def test_publishing_twice_is_refused_with_139002(account):
    refusal = account.call("POST", f"/v23.0/{FLOW_ID}/publish")
    assert (refusal.code, refusal.json["error"]["error_user_title"]) == (
        139002,
        "Publishing Flow in invalid state",
    )


def test_publishing_with_faults_is_refused_with_139002(account):
    flow = create(account, document='{"version": "7.3"}').json["id"]
    assert account.call("POST", f"/v23.0/{flow}/publish").code == 139002


def test_publishing_an_old_version_is_refused_with_139002(account):
    flow = create(account, dict(SIMPLE, version="5.0")).json["id"]
    refusal = account.call("POST", f"/v23.0/{flow}/publish").json["error"]
    assert (refusal["code"], refusal["error_subcode"]) == (139002, 4233046)


def test_publishing_without_a_registered_number_is_refused_with_139002(account):
    for phone in (COFFEE, "118833445566002"):
        account.call("POST", f"/v23.0/{phone}/deregister")
    flow = create(account).json["id"]
    assert account.call("POST", f"/v23.0/{flow}/publish").code == 139002


def test_publishing_with_an_endpoint_needs_address_key_and_an_answer(account, endpoint, keys):
    flow = create(account, dynamic()).json["id"]

    def refusal():
        return account.call("POST", f"/v23.0/{flow}/publish").json["error"]["error_user_title"]

    assert refusal() == "Publishing without specifying endpoint_uri is forbidden"
    account.call("POST", f"/v23.0/{flow}", {"endpoint_uri": "http://127.0.0.1:9/none"})
    assert refusal() == "Missing Flows Signed Public Key"
    set_key(account, keys.pem)
    assert refusal() == "Endpoint Not Available"
    account.call("POST", f"/v23.0/{flow}", {"endpoint_uri": endpoint.url})
    assert account.call("POST", f"/v23.0/{flow}/publish").json == {"success": True}
    assert endpoint.requests == [{"version": "4.0", "action": "ping"}]


def test_publishing_with_an_endpoint_needs_the_flows_webhook(meta, endpoint, keys):
    set_key(meta, keys.pem)
    flow = create(meta, dynamic(), endpoint_uri=endpoint.url).json["id"]
    refusal = meta.call("POST", f"/v23.0/{flow}/publish").json["error"]
    assert refusal["error_user_title"] == "WhatsApp Business Account is not subscribed to Flows Webhooks"


def test_only_published_flows_are_deprecated_and_that_once(account):
    flow = create(account).json["id"]
    assert account.call("POST", f"/v23.0/{flow}/deprecate").code == 139003
    account.call("POST", f"/v23.0/{flow}/publish")
    assert account.call("POST", f"/v23.0/{flow}/deprecate").json == {"success": True}
    assert account.call("POST", f"/v23.0/{flow}/deprecate").code == 139003
    account.open_window()
    assert send(account, flow).code == 131009


def test_a_deprecated_flow_cannot_be_changed_139001(account):
    account.call("POST", f"/v23.0/{FLOW_ID}/deprecate")
    assert account.call("POST", f"/v23.0/{FLOW_ID}", {"name": "x"}).code == 139001
    assert upload(account, FLOW_ID, SIMPLE).code == 139001


def test_only_drafts_are_deleted(account):
    flow = create(account).json["id"]
    assert account.call("DELETE", f"/v23.0/{flow}").json == {"success": True}
    assert account.call("GET", f"/v23.0/{flow}").json["error"]["error_subcode"] == 33
    assert account.call("DELETE", f"/v23.0/{FLOW_ID}").code == 139004


def test_a_draft_that_was_published_once_is_not_deleted(account):
    upload(account, FLOW_ID, SIMPLE)
    assert status_of(account, FLOW_ID) == "DRAFT"
    assert account.call("DELETE", f"/v23.0/{FLOW_ID}").code == 139004


def test_the_oldest_version_that_can_be_published_comes_with_a_warning(account, receiver):
    create(account, dict(SIMPLE, version="5.1"), publish=True)
    (warning,) = told(receiver, "FLOW_VERSION_EXPIRY_WARNING")
    assert "21 days" in warning["warning"]


def test_flows_move_to_another_account_each_by_itself(account):
    draft = create(account, name="a draft").json["id"]
    body = {"source_waba_id": WABA, "source_flow_names": ["book_a_tasting", "a draft", "unknown"]}
    found = account.call("POST", f"/v23.0/{BIKES}/migrate_flows", body).json
    assert [row["source_id"] for row in found["migrated_flows"]] == [FLOW_ID, draft]
    assert found["failed_flows"][0]["error_code"] == "4233041"
    states = [status_of(account, row["migrated_id"]) for row in found["migrated_flows"]]
    assert states == ["PUBLISHED", "DRAFT"]
    again = account.call("POST", f"/v23.0/{BIKES}/migrate_flows", body).json
    assert len(again["failed_flows"]) == 3


def test_more_than_a_hundred_flows_are_not_moved_at_once(account):
    body = {"source_waba_id": WABA, "source_flow_names": [f"flow {n}" for n in range(101)]}
    assert account.call("POST", f"/v23.0/{BIKES}/migrate_flows", body).code == 100


def test_metrics_need_250_requests(account):
    fields = "metric.name(ENDPOINT_REQUEST_COUNT).granularity(DAY)"
    assert account.call("GET", f"/v23.0/{FLOW_ID}?fields={fields}").code == 139006


@pytest.mark.parametrize(
    "fields",
    ["metric.name(SMILES).granularity(DAY)", "metric.name(ENDPOINT_REQUEST_COUNT).granularity(WEEK)"],
)
def test_metrics_that_are_unknown_are_refused(account, fields):
    assert account.call("GET", f"/v23.0/{FLOW_ID}?fields={fields}").code == 100


def test_a_key_is_shown_as_valid(account, keys):
    set_key(account, keys.pem)
    (found,) = account.call("GET", f"/v23.0/{COFFEE}/whatsapp_business_encryption").json["data"]
    assert found == {"business_public_key": keys.pem, "business_public_key_signature_status": "VALID"}


def test_a_key_that_is_no_rsa_key_of_2048_bits_is_refused(account):
    for pem in ("", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"):
        body = {"business_public_key": pem}
        assert account.call("POST", f"/v23.0/{COFFEE}/whatsapp_business_encryption", body).code == 100


def test_a_key_must_be_sent_again_after_a_new_registration(account, keys):
    set_key(account, keys.pem)
    account.call("POST", f"/v23.0/{COFFEE}/deregister")
    account.call("POST", f"/v23.0/{COFFEE}/register", {"messaging_product": "whatsapp", "pin": "123456"})
    (found,) = account.call("GET", f"/v23.0/{COFFEE}/whatsapp_business_encryption").json["data"]
    assert found["business_public_key_signature_status"] == "MISMATCH"


def test_the_sample_flow_can_be_sent(account):
    account.open_window()
    payload = {"screen": "TASTING"}
    assert send(account, FLOW_ID, flow_action="navigate", flow_action_payload=payload).status == 200
