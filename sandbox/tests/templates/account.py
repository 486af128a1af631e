"""What the tests of templates do with an account."""

import json
from urllib.parse import urlencode

from sandbox.tests.client import APP_ID, COFFEE, DEWI, WABA

from waypost_sandbox.media import sample

FIELDS = (
    "message_template_status_update",
    "message_template_quality_update",
    "message_template_components_update",
    "template_category_update",
)
SAMPLE = "1259544702040004"


def create(meta, body, *, waba=WABA):
    return meta.call("POST", f"/v23.0/{waba}/message_templates", body)


def created(meta, body, *, waba=WABA):
    """The id of a template that has been reviewed."""
    answer = create(meta, body, waba=waba)
    assert answer.status == 200, answer.raw
    meta.advance(1)
    return answer.json["id"]


def node(meta, template_id, fields=""):
    return meta.call("GET", f"/v23.0/{template_id}?{urlencode({'fields': fields})}").json


def status_of(meta, template_id):
    return node(meta, template_id, "status")["status"]


def listed(meta, **query):
    return meta.call("GET", f"/v23.0/{WABA}/message_templates?{urlencode(query)}").json


def edit(meta, template_id, body):
    return meta.call("POST", f"/v23.0/{template_id}", body)


def delete(meta, **query):
    return meta.call("DELETE", f"/v23.0/{WABA}/message_templates?{urlencode(query)}")


def steer(meta, template_id, **change):
    return meta.control(f"/templates/{template_id}", change)


def refusal(answer):
    """Code, and subcode if there is one."""
    error = answer.json["error"]
    assert answer.status == 400, answer.raw
    return error["code"], error.get("error_subcode")


def entries(receiver, field):
    return [
        entry
        for body in list(receiver.bodies)
        for entry in json.loads(body)["entry"]
        if entry["changes"][0]["field"] == field
    ]


def told(receiver, field):
    return [change["value"] for entry in entries(receiver, field) for change in entry["changes"]]


def events(receiver, template_id):
    """The events of one template's status, in order."""
    return [
        value["event"]
        for value in told(receiver, "message_template_status_update")
        if value["message_template_id"] == int(template_id)
    ]


def send(meta, name, *, to=DEWI, language="en_US", components=()):
    template = {"name": name, "language": {"code": language}, "components": list(components)}
    return meta.post_message({"to": to, "type": "template", "template": template})


def upload(meta):
    """The handle of an uploaded picture."""
    content, mime_type = sample("image")
    query = {"file_length": len(content), "file_type": mime_type, "file_name": "a.png"}
    session = meta.call("POST", f"/v23.0/{APP_ID}/uploads?{urlencode(query)}").json["id"]
    answer = meta.call("POST", f"/v23.0/{session}", content, headers={"file_offset": "0"})
    assert answer.status == 200, answer.raw
    return answer.json["h"]


def people_feel(meta, feeling, count, *, first=0):
    """So many customers block or report the number after what they got."""
    for number in range(first, first + count):
        meta.control(f"/people/{customer(number)}/{feeling}", {"phone_number_id": COFFEE})


def customer(number):
    return str(6281500000000 + number)
