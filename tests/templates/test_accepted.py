"""What we send is what Meta takes: any template, created, filled in and sent in the sandbox."""

import json
import urllib.request
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.templates.strategies import DOCUMENT, IMAGE, VIDEO, drafts, values_for

from waypost.templates.rules import components_for, form_of, render
from waypost_sandbox import sample_files
from waypost_sandbox.testing import WhatsAppSandbox

FILES = {
    IMAGE: ("image/png", sample_files.picture()),
    VIDEO: ("video/mp4", sample_files.FILM),
    DOCUMENT: ("application/pdf", b"%PDF-1.4\n%%EOF"),
}


@settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(draft=drafts(), data=st.data())
def test_the_sandbox_takes_what_the_form_asked_for(draft: dict[str, Any], data: st.DataObject, meta, graph):
    template = approved(meta, graph, draft)
    kept = template["components"], template["parameter_format"]
    values = data.draw(values_for(form_of(*kept)))

    answer = send(meta, graph, template, components_for(*kept, values, uploaded(meta)))

    assert answer["messages"][0]["message_status"] == "accepted"
    [shown] = meta.messages(type="template")
    assert shown["text"] == render(*kept, values).body


@pytest.mark.parametrize("name", ["login_code", "quick_login"])
def test_a_code_stands_in_the_body_and_goes_with_the_button(name, meta, graph):
    [template] = graph("GET", f"{meta.waba_id}/message_templates?name={name}")["data"]
    kept = template["components"], template["parameter_format"]

    answer = send(meta, graph, template, components_for(*kept, {"body": ["X41-7"]}, {}))

    assert answer["messages"][0]["message_status"] == "accepted"
    assert [button.code for button in render(*kept, {"body": ["X41-7"]}).buttons] == ["X41-7"]


def approved(meta: WhatsAppSandbox, graph, draft: dict[str, Any]) -> dict[str, Any]:
    """As Meta shows it after its review, in a world without any other."""
    meta.reset()
    meta.settings(strict_handles=False, pair_limit=False)
    made = graph("POST", f"{meta.waba_id}/message_templates", {"name": "any_template", **draft})
    meta.control(f"/templates/{made['id']}", {"status": "APPROVED"})
    return graph("GET", made["id"])


def send(meta: WhatsAppSandbox, graph, template: dict[str, Any], components: list[Any]) -> dict[str, Any]:
    named = {"name": template["name"], "language": {"code": template["language"]}, "components": components}
    body = {"messaging_product": "whatsapp", "to": "+6281234567890", "type": "template", "template": named}
    return graph("POST", f"{meta.phone_number_id}/messages", body)


def uploaded(meta: WhatsAppSandbox) -> dict[UUID, str]:
    return {media_id: upload(meta, *file) for media_id, file in FILES.items()}


def upload(meta: WhatsAppSandbox, mime_type: str, content: bytes) -> str:
    fields = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("messaging_product", "whatsapp"), ("type", mime_type))
    )
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: {mime_type}\r\n\r\n'
    request = urllib.request.Request(
        f"{meta.base_url}/v23.0/{meta.phone_number_id}/media",
        data=fields.encode() + head.encode() + content + b"\r\n--edge--\r\n",
        headers={
            "Authorization": f"Bearer {meta.token}",
            "Content-Type": "multipart/form-data; boundary=edge",
        },
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(json.load(answer)["id"])
