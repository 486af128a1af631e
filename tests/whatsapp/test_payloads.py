"""What we send has Meta's shape, and Meta's own description of its API agrees where it is at hand."""

import json
import os
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
import yaml
from tests.sendable import GOOD

from waypost.whatsapp import payloads

_SPEC = Path(
    os.environ.get("META_OPENAPI_FILE") or Path(__file__).parents[3] / "shared" / "meta-openapi-v23.0.yaml"
)


@pytest.fixture(scope="module")
def spec():
    """Meta's OpenAPI description, v23.0. It is not ours to distribute: META_OPENAPI_FILE can name a copy."""
    if not _SPEC.exists():
        pytest.skip("Meta's OpenAPI description is not here; META_OPENAPI_FILE can name it")
    document = yaml.load(_SPEC.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    # As published, each part of TextMessage forbids the other's fields, so that nothing at all would fit.
    del document["components"]["schemas"]["TextMessage"]["allOf"][1]["additionalProperties"]
    return document


def problems(spec, name: str, payload: dict) -> list[str]:
    schema = {"$ref": f"#/components/schemas/{name}", "components": spec["components"]}
    validator = jsonschema_rs.Draft202012Validator(schema)
    return [error.message for error in validator.iter_errors(payload)]


def test_a_text_goes_to_a_number_with_its_plus():
    assert json.loads(payloads.text("Hello", wa_id="31610000001")) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+31610000001",
        "type": "text",
        "text": {"body": "Hello"},
    }


def test_a_number_that_has_its_plus_gets_no_second_one():
    assert json.loads(payloads.text("Hello", wa_id="+31610000001"))["to"] == "+31610000001"


def test_a_text_without_a_number_goes_to_the_user_id():
    sent = json.loads(payloads.text("Hello", user_id="NL.7001"))
    assert sent["recipient"] == "NL.7001"
    assert "to" not in sent


def test_the_number_decides_when_both_ids_are_known():
    sent = json.loads(payloads.text("Hello", wa_id="31610000001", user_id="NL.7001"))
    assert sent["to"] == "+31610000001"
    assert "recipient" not in sent


def test_a_quote_our_callback_and_the_preview_come_along():
    sent = json.loads(
        payloads.text(
            "See https://a.example", wa_id="1", context_id="wamid.x", callback="wp:1:1", preview_url=True
        )
    )
    assert sent["context"] == {"message_id": "wamid.x"}
    assert sent["biz_opaque_callback_data"] == "wp:1:1"
    assert sent["text"] == {"body": "See https://a.example", "preview_url": True}


def test_text_is_sent_as_it_was_written():
    written = 'He said "no"\n\t\\ and 🚲 é'
    assert json.loads(payloads.text(written, wa_id="1"))["text"]["body"] == written


def test_a_message_to_nobody_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="recipient"):
        payloads.text("Hello", wa_id="", user_id=None)


def test_a_callback_longer_than_meta_takes_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="512"):
        payloads.text("Hello", wa_id="1", callback="x" * 513)


@pytest.mark.parametrize("name", GOOD)
def test_any_kind_carries_its_content_under_its_name(name):
    kind, content = GOOD[name]
    assert json.loads(payloads.message(kind, content, wa_id="31610000001")) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+31610000001",
        "type": kind,
        kind: content,
    }


def test_a_text_is_the_same_both_ways():
    ways = {"wa_id": "31610000001", "context_id": "wamid.x", "callback": "wp:1:1"}
    assert json.loads(payloads.message("text", {"body": "Hello"}, **ways)) == json.loads(
        payloads.text("Hello", **ways)
    )


def test_content_may_be_json_already():
    sent = payloads.message("location", msgspec.Raw(b'{"latitude":1,"longitude":2}'), wa_id="1")
    assert json.loads(sent)["location"] == {"latitude": 1, "longitude": 2}


def test_a_message_of_any_kind_carries_its_quote_callback_and_identity():
    sent = json.loads(
        payloads.message(
            "image",
            {"id": "7"},
            user_id="NL.7001",
            context_id="wamid.x",
            callback="wp:1:1",
            identity_key_hash="DF2lS5v2W6x=",
        )
    )
    assert sent["context"] == {"message_id": "wamid.x"}
    assert sent["biz_opaque_callback_data"] == "wp:1:1"
    assert sent["recipient_identity_key_hash"] == "DF2lS5v2W6x="
    assert sent["recipient"] == "NL.7001"
    assert "to" not in sent


def test_a_reaction_quotes_nothing():
    reaction = {"message_id": "wamid.x", "emoji": "👍"}
    assert "context" not in json.loads(
        payloads.message("reaction", reaction, wa_id="1", context_id="wamid.x")
    )


def test_a_kind_that_cannot_be_sent_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="hologram"):
        payloads.message("hologram", {}, wa_id="1")
    with pytest.raises(ValueError, match="recipient"):
        payloads.message("text", {"body": "Hello"})


def test_a_read_receipt_may_show_that_we_are_typing():
    assert json.loads(payloads.mark_read("wamid.x")) == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.x",
    }
    assert json.loads(payloads.mark_read("wamid.x", typing=True))["typing_indicator"] == {"type": "text"}


def test_meta_describes_our_texts(spec):
    plain = json.loads(payloads.text("Hello", wa_id="31610000001"))
    full = json.loads(
        payloads.text("See", wa_id="31610000001", context_id="wamid.x", callback="wp:1:1", preview_url=True)
    )
    assert problems(spec, "TextMessage", plain) == []
    assert problems(spec, "TextMessage", full) == []


def test_meta_describes_our_read_receipts(spec):
    assert problems(spec, "MarkMessageRequestPayload", json.loads(payloads.mark_read("wamid.x"))) == []
    typing = json.loads(payloads.mark_read("wamid.x", typing=True))
    assert problems(spec, "MarkMessageRequestPayload", typing) == []


def test_the_description_would_notice_a_mistake(spec):
    sent = json.loads(payloads.text("Hello", wa_id="31610000001"))
    del sent["recipient_type"]
    sent["text"]["preview"] = True
    assert len(problems(spec, "TextMessage", sent)) >= 2
