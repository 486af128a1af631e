"""Messages and statuses against Meta's own specification, as far as it can be trusted."""

import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from jsonschema_rs import Draft202012Validator
from sandbox.tests.shapes.test_examples import EXAMPLES
from sandbox.tests.shapes.webhook import changes

SPECIFICATION = Path(__file__).parents[4] / "shared" / "meta-openapi-v23.0.yaml"
FIRST, LAST = "\n    WebhookPayload:\n", "\n  parameters:\n"
OLD = "the file is of 2025, when everybody's number was known"
# What of ours does not fit (kind: place: complaint), and why the file is not to be trusted there.
CONTRADICTIONS = {
    r'(text|system): messages/0: "from" is': OLD,
    r'status (sent|delivered): statuses/0: "recipient_id" is': OLD,
    r'location: .*"(address|name)" is': "the documentation calls these optional; a pin has neither",
    r'reaction: .*"emoji" is': "a reaction that is taken back has none",
    r'text: messages/0/context: "(from|id|referred_product)" is': "it asks every reply and forward for a product",
    r'text: .*"ctwa_clid" is': "the documentation leaves it out for ads in a status",
    r'interactive: .*"description" is': "rows of a list need no description",
    r'interactive: messages/0: "context" is': "a permission given in the profile answers no message",
    r'interactive: .*"(nfm|call_permission)_reply" is not': "it knows neither forms nor permissions to call",
    r'system: .*"(customer_identity_changed|user_changed_user_id)" is not': "it knows one system message of three",
    r"system: : .*contacts": "only a change of the number comes without contacts",
    r'(edit|revoke): .*"(edit|revoke)" is not': "edits are younger than the file",
    r'status played: .*"played" is not': "the documentation has it for voice messages",
}


def specification():
    """Only the schemas of webhooks; the file numbers them where a name is taken, but not what points to them."""
    text = SPECIFICATION.read_text(encoding="utf-8")
    start = text.index(FIRST)
    found = yaml.load(text[start : text.index(LAST, start)], getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return _pointed(found, {re.sub(r"_\d+$", "", name): name for name in found})


def _pointed(value, numbered):
    if isinstance(value, list):
        return [_pointed(inner, numbered) for inner in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("$ref"), str):
        return {"$ref": "#/$defs/" + numbered[value["$ref"].rpartition("/")[2]]}
    schema = {name: _pointed(inner, numbered) for name, inner in value.items() if name != "discriminator"}
    by_type = value.get("discriminator", {}).get("mapping") if "discriminator" in value else None
    if by_type:
        # With a discriminator it is clear which of them is meant.
        schema.pop("oneOf", None)
        schema |= {"required": ["type"], "allOf": [_if(kind, ref, numbered) for kind, ref in by_type.items()]}
        schema.setdefault("properties", {})["type"] = {"enum": list(by_type)}
    return schema


def _if(kind, ref, numbered):
    return {"if": {"properties": {"type": {"const": kind}}}, "then": _pointed({"$ref": ref}, numbered)}


def validators():
    schemas = specification()
    names = ("StatusMessageValue", "IncomingMessageValueGeneral", "IncomingMessageValueSystem")
    return {name: Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schemas}) for name in names}


def single(webhook):
    """Each message and status as the only one of its value, and what it is."""
    for change in changes(webhook):
        value = change["value"]
        for items in ("messages", "statuses") if change["field"] == "messages" else ():
            for item in value.get(items, []):
                kind = item["type"] if items == "messages" else f"status {item['status']}"
                yield kind, value | {items: [item]}


def shape_of(kind):
    if kind.startswith("status "):
        return "StatusMessageValue"
    return "IncomingMessageValueSystem" if kind == "system" else "IncomingMessageValueGeneral"


def complaints(shapes, kind, value):
    for error in shapes[shape_of(kind)].iter_errors(value):
        yield f"{kind}: {'/'.join(map(str, error.instance_path))}: {error.message}"


pytestmark = pytest.mark.skipif(
    not SPECIFICATION.exists(), reason="Meta's specification is not beside this repository."
)


def test_messages_and_statuses_fit_metas_file_or_contradict_it_for_a_known_reason(kept, capsys):
    shapes = validators()
    counts, reasons, used, strange = Counter(), Counter(), set(), []
    # Thousands of the same would say little.
    for one in (one for one in kept if not one.scene.startswith("many_")):
        for kind, value in single(one.webhook):
            found = list(complaints(shapes, kind, value))
            counts["contradict it" if found else "fit"] += 1
            for complaint in found:
                known = [pattern for pattern in CONTRADICTIONS if re.match(pattern, complaint)]
                used.update(known)
                reasons.update(CONTRADICTIONS[pattern] for pattern in known)
                strange += [] if known else [complaint]
    lines = [f"Meta's specification: {sum(counts.values())} messages and statuses, {dict(counts)}, because"]
    lines += [f"  {count:3} {reason}" for reason, count in reasons.most_common()]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert strange == []
    assert set(CONTRADICTIONS) - used == set()


def test_metas_file_refuses_what_is_wrong():
    """It is no paper tiger where it is trusted."""
    shapes = validators()
    ((kind, value),) = single(EXAMPLES["Webhook: image"])
    assert list(complaints(shapes, kind, value)) == []
    broken = json.loads(json.dumps(value).replace('"1789001200"', "1789001200"))
    assert len(list(complaints(shapes, kind, broken))) == 1
    del broken["messages"][0]["image"]["sha256"]
    assert len(list(complaints(shapes, kind, broken))) == 2
