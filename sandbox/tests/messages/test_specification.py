"""Every request example of Meta's own specification, sent as it stands but for its placeholders."""

import json
import re
import sys
import zlib
from collections import Counter
from pathlib import Path

import pytest
import yaml
from sandbox.tests.client import COFFEE, DEWI
from sandbox.tests.messages.bodies import FLOW
from sandbox.tests.messages.files import upload_all

SPECIFICATION = Path(__file__).parents[4] / "shared" / "meta-openapi-v23.0.yaml"
ENDPOINTS = ("messages", "marketing_messages")
# Examples that Meta itself would refuse, and why.
REFUSED = {
    "Send Reply to List Message": (131008, "has no type, so it counts as a text without words"),
    "Send Multi-Product Message": (100, "its header's type is a placeholder"),
    "Send Sample Issue Resolution Template": (100, "true and false stand where a text must be"),
    "Send Order Status Message": (131009, "its reference is longer than 35 characters"),
    "Send typing indicator and read receipt": (131009, "nobody wrote that message"),
    "Simple Template Message": (132001, "hello_world has no translation for en"),
}
# One name stands for templates of three makes.
MAKES = {
    "Send Message Template Media": "template-media",
    "Send Message Template Interactive": "template-buttons",
}


def examples():
    if not SPECIFICATION.exists():
        return []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # Only the part with the paths of messages is read: the whole file takes seconds.
    text = SPECIFICATION.read_text(encoding="utf-8")
    found = []
    for endpoint in ENDPOINTS:
        start = text.index(f"\n  /{{Version}}/{{Phone-Number-ID}}/{endpoint}:\n") + 1
        rest = text[start:].split("\n  /", 1)[0]
        operation = yaml.load(rest, loader)[f"/{{Version}}/{{Phone-Number-ID}}/{endpoint}"]["post"]
        given = operation["requestBody"]["content"]["application/json"]["examples"]
        found += [(endpoint, name, example["value"]) for name, example in given.items()]
    return found


def filled(name, body, files, customer_message):
    """The example with its placeholders replaced by what exists here."""
    kinds = {"<AUDIO_OBJECT_ID>": "audio", "<DOCUMENT_OBJECT_ID>": "document", "<IMAGE_OBJECT_ID>": "image"}
    kinds |= {"<VIDEO_OBJECT_ID>": "video", "<MEDIA_OBJECT_ID>": "sticker"}
    values = {place: files[kind] for place, kind in kinds.items()}
    values |= {
        "{{Recipient-Phone-Number}}": DEWI,
        "{{Recipient-WA-Phone-Number}}": DEWI,
        "<TEMPLATE_NAME>": "claim_form",
    }
    values |= {"{{Flow-ID}}": FLOW, "{{Flow-Name}}": "claim"}
    values["template-name"] = MAKES.get(name, "template-name")
    if "draft" in json.dumps(body):
        values |= {"{{Flow-ID}}": "771204418830113", "{{Flow-Name}}": "sketch"}

    def replaced(text):
        if text in values:
            return values[text]
        if "MSG" in text and text.startswith("<"):
            return customer_message
        if re.fullmatch(r"<?http\(s\)://.*", text):
            return "https://127.0.0.1:9/nothing"
        # What stands for words or an id is short and differs from the next.
        return str(zlib.crc32(text.encode())) if re.fullmatch(r"<[A-Z0-9_ -]+>", text) else text

    return _walk(body, replaced)


def _walk(value, replaced):
    if isinstance(value, dict):
        return {replaced(key): _walk(inner, replaced) for key, inner in value.items()}
    if isinstance(value, list):
        return [_walk(inner, replaced) for inner in value]
    return replaced(value) if isinstance(value, str) else value


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="Meta's specification is not beside this repository.")
def test_every_example_is_accepted_or_refused_for_the_documented_reason(meta, capsys):
    files = upload_all(meta)
    written = meta.open_window()
    counts = Counter()
    wrong = []
    for endpoint, name, body in examples():
        answer = meta.call("POST", f"/v23.0/{COFFEE}/{endpoint}", filled(name, body, files, written))
        code = None if answer.status == 200 else answer.code
        counts["refused for the documented reason" if code else "accepted"] += 1
        if code != REFUSED.get(name, (None,))[0]:
            wrong.append((endpoint, name, code, answer.raw))
    with capsys.disabled():
        sys.stdout.write(f"\nMeta's specification: {sum(counts.values())} request examples, {dict(counts)}\n")
    assert wrong == []
    assert sum(counts.values()) == 53
