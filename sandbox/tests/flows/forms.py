"""Flows for the tests, and the calls that make, send and fill them in."""

import copy
import json

from sandbox.tests.client import COFFEE, DEWI, WABA, wait_for

SIMPLE = {
    "version": "7.3",
    "screens": [
        {
            "id": "NAME",
            "title": "Who",
            "layout": {
                "type": "SingleColumnLayout",
                "children": [
                    {"type": "TextInput", "name": "first", "label": "First name", "required": True},
                    {
                        "type": "Footer",
                        "label": "Next",
                        "on-click-action": {
                            "name": "navigate",
                            "next": {"type": "screen", "name": "DONE"},
                            "payload": {"first": "${form.first}"},
                        },
                    },
                ],
            },
        },
        {
            "id": "DONE",
            "title": "Thanks",
            "terminal": True,
            "data": {"first": {"type": "string", "__example__": "Ada"}},
            "layout": {
                "type": "SingleColumnLayout",
                "children": [
                    {"type": "TextHeading", "text": "${data.first}"},
                    {
                        "type": "Footer",
                        "label": "Send",
                        "on-click-action": {"name": "complete", "payload": {"first": "${data.first}"}},
                    },
                ],
            },
        },
    ],
}


def dynamic(version="7.3", data_api="4.0"):
    """The same with an endpoint."""
    document = copy.deepcopy(SIMPLE)
    document |= {
        "version": version,
        "data_api_version": data_api,
        "routing_model": {"NAME": ["DONE"], "DONE": []},
    }
    name = document["screens"][0]
    name["data"] = {"hello": {"type": "string", "__example__": "Hi"}}
    name["refresh_on_back"] = True
    name["layout"]["children"][1]["on-click-action"] = {
        "name": "data_exchange",
        "payload": {"first": "${form.first}"},
    }
    return document


def multipart(fields, file=None):
    """`file` is name, content and type."""
    edge = "xxBOUNDARYxx"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file is not None:
        name, content, kind = file
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        typed = f"Content-Type: {kind}\r\n" if kind else ""
        parts.append(f"{head}{typed}\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), {
        "Content-Type": f"multipart/form-data; boundary={edge}"
    }


def create(meta, document=SIMPLE, **more):
    body = {"name": f"flow {len(json.dumps(document))}", "categories": ["OTHER"]} | more
    if document is not None:
        body["flow_json"] = document if isinstance(document, str) else json.dumps(document)
    return meta.call("POST", f"/v23.0/{WABA}/flows", body)


def upload(meta, flow, document, **fields):
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    fields = {"name": "flow.json", "asset_type": "FLOW_JSON"} | fields
    body, headers = multipart(fields, ("flow.json", content, "application/json"))
    return meta.call("POST", f"/v23.0/{flow}/assets", body, headers=headers)


def status_of(meta, flow):
    return meta.call("GET", f"/v23.0/{flow}").json["status"]


def send(meta, flow, token="claim-1", **parameters):
    given = {"flow_message_version": "3", "flow_id": flow, "flow_cta": "Start", "flow_token": token}
    action = {"name": "flow", "parameters": given | parameters}
    interactive = {"type": "flow", "body": {"text": "A form"}, "action": action}
    return meta.post_message({"to": DEWI, "type": "interactive", "interactive": interactive})


def send_and_arrive(meta, flow, **parameters):
    meta.open_window()
    answer = send(meta, flow, **parameters)
    assert answer.status == 200, answer.raw
    return answer.json["messages"][0]["id"]


def press(meta, flow, message):
    """Pressing the button on the phone."""
    order = {"person": DEWI, "message_id": message}
    return meta.call("POST", f"/_sandbox/flows/{flow}/open", order, token=None)


def move(meta, flow, message, **what):
    order = {"person": DEWI, "message_id": message} | what
    return meta.call("POST", f"/_sandbox/flows/{flow}/exchange", order, token=None)


def set_key(meta, pem, phone=COFFEE):
    answer = meta.call("POST", f"/v23.0/{phone}/whatsapp_business_encryption", {"business_public_key": pem})
    assert answer.status == 200, answer.raw


def told(receiver, event, least=1):
    """The `flows` webhooks of this kind, once there are so many."""

    def found():
        values = [value for value in receiver.values() if value.get("event") == event]
        return values if len(values) >= least else None

    values = wait_for(found)
    assert values, f"there were fewer than {least} webhooks about {event}"
    return values
