"""Read receipts and the typing indicator."""

import pytest
from sandbox.tests.client import ADA, COFFEE

TYPING = {"typing_indicator": {"type": "text"}}


def read(meta, message_id, **extra):
    return meta.post_message({"status": "read", "message_id": message_id, **extra})


def states(meta, person):
    rows = meta.control(f"/messages?direction=in&from={person}")["messages"]
    return [row["status"] for row in rows]


def test_reading_one_message_reads_all_before_it(meta):
    ids = [meta.customer_writes(ADA, f"{n}") for n in range(4)]
    assert read(meta, ids[2], **TYPING).json == {"success": True}
    assert states(meta, ADA)[:3] == ["read"] * 3
    assert states(meta, ADA)[3] != "read"
    assert read(meta, ids[3]).json == {"success": True}
    assert states(meta, ADA) == ["read"] * 4


@pytest.mark.parametrize(
    "body, code",
    [
        ({"message_id": "wamid.nothing"}, 131009),
        ({}, 131008),
        ({"message_id": 7}, 100),
        ({"message_id": "wamid.x", "status": "delivered"}, 100),
        ({"message_id": "wamid.x", "typing_indicator": {"type": "audio"}}, 100),
        ({"message_id": "wamid.x", "typing_indicator": True}, 100),
        ({"message_id": "wamid.x", "messaging_product": "sms"}, 100),
    ],
)
def test_a_receipt_that_does_not_fit_has_its_code(meta, body, code):
    assert meta.post_message({"status": "read", **body}).code == code


def test_what_the_business_wrote_cannot_be_read_by_it(meta):
    meta.open_window(ADA)
    sent = meta.send(ADA).json["messages"][0]["id"]
    meta.advance()
    assert read(meta, sent).code == 131009


def test_a_message_is_marked_within_thirty_days(meta):
    written = meta.customer_writes(ADA)
    meta.advance(31 * 86_400)
    assert read(meta, written).code == 131009


def test_another_number_cannot_read_it(meta):
    written = meta.customer_writes(ADA)
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": written}
    assert meta.call("POST", f"/v23.0/{COFFEE[:-2]}21/messages", body).code == 131009
