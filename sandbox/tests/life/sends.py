"""What the tests of a message's life send."""

from sandbox.tests.client import COFFEE

MARKETING, UTILITY = "tasting_set", "hello_world"


def send_template(meta, to, name=MARKETING, *, number=COFFEE, path="messages"):
    """The id of the accepted message."""
    template = {"name": name, "language": {"code": "en_US"}}
    body = {"messaging_product": "whatsapp", "to": to, "type": "template", "template": template}
    answer = meta.call("POST", f"/v23.0/{number}/{path}", body)
    assert answer.status == 200, answer.raw
    return answer.json["messages"][0]["id"]


def send_text(meta, to, *, number=COFFEE):
    body = {"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": "Hello"}}
    answer = meta.call("POST", f"/v23.0/{number}/messages", body)
    assert answer.status == 200, answer.raw
    return answer.json["messages"][0]["id"]


def first_status(meta, receiver, message_id):
    meta.advance(2)
    return receiver.statuses(message_id)[0]


def price_of(meta, receiver, message_id):
    """(billable, type, category) of the first status."""
    price = first_status(meta, receiver, message_id)["pricing"]
    assert price["pricing_model"] == "PMP"
    return price["billable"], price["type"], price["category"]


def failure_of(meta, receiver, message_id):
    """The code of a failed message; None when it was sent."""
    status = first_status(meta, receiver, message_id)
    assert status["status"] in ("sent", "failed")
    return status["errors"][0]["code"] if status["status"] == "failed" else None
