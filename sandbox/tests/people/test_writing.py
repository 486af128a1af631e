"""The special things that customers send: from ads, forwarded, about products, edited, taken back."""

import pytest
from sandbox.tests.client import COFFEE, DEWI, wait_for


def test_a_click_on_an_ad_brings_the_referral(meta, receiver):
    meta.control(f"/people/{DEWI}/click_ad", {"referral": {"source_id": "77", "ctwa_clid": None}})
    message = wait_for(receiver.messages)[0]
    referral = message["referral"]
    assert (message["type"], referral["source_type"], referral["source_id"]) == ("text", "ad", "77")
    assert {"source_url", "headline", "body", "media_type", "image_url"} <= referral.keys()
    assert "ctwa_clid" not in referral


@pytest.mark.parametrize("mark", [{"forwarded": True}, {"frequently_forwarded": True}])
def test_a_forwarded_message_says_so(meta, receiver, mark):
    meta.customer_writes(context=mark)
    assert wait_for(receiver.messages)[0]["context"] == mark


def test_a_product_enquiry_names_message_and_product(meta, receiver):
    wamid = meta.open_window()
    product = {"catalog_id": "1", "product_retailer_id": "SKU1"}
    meta.customer_writes(text="Is it in stock?", context={"message_id": wamid, "referred_product": product})
    assert wait_for(lambda: len(receiver.messages()) == 2)
    assert receiver.messages()[1]["context"] == {
        "from": "6281110002001",
        "id": wamid,
        "referred_product": product,
    }


def test_what_meta_does_not_carry_comes_as_unsupported(meta, receiver):
    meta.control(f"/people/{DEWI}/send", {"type": "unsupported", "unsupported": {"type": "poll"}})
    message = wait_for(receiver.messages)[0]
    assert message["unsupported"] == {"type": "poll"}
    assert message["errors"] == [
        {
            "code": 131051,
            "title": "Message type unknown",
            "message": "Message type unknown",
            "error_data": {"details": "Message type is currently not supported."},
        }
    ]


def test_an_edit_is_unsupported_unless_the_business_app_shares_the_number(meta, receiver):
    wamid = meta.customer_writes(text="Tow cups")
    meta.control(f"/people/{DEWI}/edit", {"message_id": wamid, "text": "Two cups"})
    assert wait_for(lambda: len(receiver.messages()) == 2)
    edit = receiver.messages()[1]
    assert (edit["type"], edit["unsupported"], edit["errors"][0]["code"]) == (
        "unsupported",
        {"type": "edit"},
        131051,
    )


def test_a_shared_number_learns_of_edits_and_of_what_is_taken_back(meta, receiver):
    meta.control(f"/coexistence/{COFFEE}/onboard", {})
    wamid = meta.customer_writes(text="Tow cups")
    meta.control(f"/people/{DEWI}/edit", {"message_id": wamid, "text": "Two cups"})
    meta.control(f"/people/{DEWI}/revoke", {"message_id": wamid})
    assert wait_for(lambda: len(receiver.messages()) == 3)
    _, edit, revoke = receiver.messages()
    assert edit["edit"]["original_message_id"] == wamid
    assert edit["edit"]["message"] == {"type": "text", "text": {"body": "Two cups"}, "context": {"id": "M0"}}
    assert (revoke["type"], revoke["revoke"]) == ("revoke", {"original_message_id": wamid})


def test_a_message_can_be_edited_for_a_quarter_of_an_hour(meta):
    wamid = meta.customer_writes()
    meta.advance(16 * 60)
    order = {"message_id": wamid, "text": "Too late"}
    answer = meta.call("POST", f"/_sandbox/people/{DEWI}/edit", order, token=None)
    assert (answer.status, "15 minutes" in answer.json["detail"]) == (400, True)


def test_who_is_blocked_by_the_business_is_not_heard(meta, receiver):
    meta.open_window()
    wait_for(receiver.messages)
    body = {"messaging_product": "whatsapp", "block_users": [{"user": DEWI}]}
    if meta.call("POST", f"/v23.0/{COFFEE}/block_users", body).status != 200:
        pytest.skip("users cannot be blocked yet")
    meta.customer_writes(text="Hello?")
    meta.advance(5)
    assert [m["text"]["body"] for m in receiver.messages()] == ["Hi"]


@pytest.mark.parametrize("code", [131052, 131060])
def test_a_message_may_come_broken_with_any_error(meta, receiver, code):
    error = {
        "code": code,
        "title": "Broken",
        "message": "Broken",
        "error_data": {"details": "Look in the app."},
    }
    meta.control(f"/people/{DEWI}/send", {"type": "unsupported", "errors": [error]})
    assert wait_for(receiver.messages)[0]["errors"] == [error]
