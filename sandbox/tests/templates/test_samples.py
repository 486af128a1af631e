"""The templates that come with the sandbox keep Meta's rules themselves."""

from copy import deepcopy

import pytest
from sandbox.tests.client import WABA
from sandbox.tests.templates.account import listed
from sandbox.tests.templates.rules import STATE

from waypost_sandbox.graph.templates.components import read_components
from waypost_sandbox.graph.templates.draft import Draft
from waypost_sandbox.graph.templates.review import reason_to_reject
from waypost_sandbox.sample_flow import sample_flows
from waypost_sandbox.sample_templates import sample_templates
from waypost_sandbox.state.files import Upload

SAMPLES = sample_templates(WABA)
STATE.flows |= {flow.id: flow for flow in sample_flows(WABA)}
for kind, mime_type in (("video", "video/mp4"), ("document", "application/pdf"), ("image", "image/jpeg")):
    address = f"https://senja.example/samples/{kind}"
    STATE.uploads[kind] = Upload(kind, "app", mime_type, 1, handle=address)


@pytest.mark.parametrize("template", SAMPLES, ids=lambda template: f"{template.name}-{template.language}")
def test_a_sample_keeps_the_rules(template):
    assert reason_to_reject(template) is None
    if template.category != "AUTHENTICATION":
        named = template.parameter_format == "NAMED"
        draft = Draft(STATE, WABA, template.category, template.language, named, True)
        assert read_components(draft, {"components": deepcopy(template.components)}) == template.components


def test_a_picture_of_a_sample_can_be_opened(account):
    row = listed(account, name="harvest_photo")["data"][0]
    shown = account.call("GET", row["components"][0]["example"]["header_handle"][0], token=None)
    assert (shown.headers["content-type"], shown.raw[:4]) == ("image/png", b"\x89PNG")


def test_there_is_one_of_each_kind(account):
    rows = listed(account, limit=100)["data"]
    found = {part.get("format", part["type"]) for row in rows for part in row["components"]}
    assert {"TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "CAROUSEL", "LIMITED_TIME_OFFER"} <= found
    buttons = {
        button["type"] for row in rows for part in row["components"] for button in part.get("buttons", [])
    }
    assert {"QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "CATALOG", "MPM", "VOICE_CALL"} <= buttons
    assert {row["category"] for row in rows} == {"UTILITY", "MARKETING", "AUTHENTICATION"}
