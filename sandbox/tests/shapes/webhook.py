"""The shape of a whole webhook, what is wrong with one, and which kinds it holds."""

import json

from jsonschema_rs import Draft202012Validator
from sandbox.tests.shapes import accounts, incoming, numbers, statuses
from sandbox.tests.shapes.parts import (
    CONTACT,
    CONTACT_OF_SENT,
    ERROR,
    ID,
    METADATA,
    MOMENT,
    choice,
    of_number,
    record,
    rows,
)

# Fields to which an app can subscribe, of whose values the contract says nothing.
UNDESCRIBED = (
    "account_settings_update",
    "automatic_events",
    "contacts",
    "message_echoes",
    "messaging_handovers",
    "partner_solutions",
    "payment_configuration_update",
    "standby",
    "tracking_events",
)


def _only(items, of):
    """All items of a list are so."""
    return {"properties": {items: {"items": of}}, "required": [items]}


def _some(items, of):
    return {"properties": {items: {"contains": of}}, "required": [items]}


def _messages(older):
    """The value of `messages`; contacts are missing where a number changed and where a message failed."""
    needed = {"messaging_product": {"const": "whatsapp"}, "metadata": METADATA}
    told = record(
        needed,
        contacts=rows({"anyOf": [CONTACT, CONTACT_OF_SENT]}),
        messages=rows(incoming.MESSAGE),
        statuses=rows(statuses.status(older=older)),
    )
    failed = {"properties": {"status": {"const": "failed"}}}
    sent = {"properties": {"status": {"const": "sent"}}}
    in_group = {"required": ["recipient_type"]}
    absent = {"not": {"required": ["contacts"]}}
    alone = {
        "if": {
            "anyOf": [
                _some("messages", incoming.CHANGE_OF_NUMBER),
                _some("statuses", failed),
            ]
        },
        "then": absent,
        "else": {
            "if": _some("statuses", in_group),
            "else": {"required": ["contacts"]},
        },
    }
    # A failure and a change of number never share a value with others.
    apart = {"if": _some("statuses", failed), "then": _only("statuses", failed)}
    nameless = {
        "if": _only("statuses", sent),
        "then": {"properties": {"contacts": {"items": CONTACT_OF_SENT}}},
    }
    one = {"oneOf": [{"required": ["messages"]}, {"required": ["statuses"]}]}
    return {
        "if": {"required": ["errors"]},
        "then": of_number(errors=rows(ERROR)),
        "else": {"allOf": [told, one, alone, apart, nameless]},
    }


def schema(*, older=False):
    values = {"messages": _messages(older), **numbers.FIELDS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **record(
            {
                "object": {"const": "whatsapp_business_account"},
                "entry": rows(
                    {
                        "if": {"required": ["time"]},
                        "then": record({"id": ID, "time": MOMENT, "changes": rows(_change(accounts.FIELDS))}),
                        "else": record({"id": ID, "changes": rows(_change(values))}),
                    }
                ),
            }
        ),
    }


def _change(values):
    """The value that goes with the field."""
    rules = [
        {"if": {"properties": {"field": {"const": field}}}, "then": {"properties": {"value": value}}}
        for field, value in values.items()
    ]
    return {"allOf": [record({"value": {"type": "object"}, "field": choice(*values)}), *rules]}


VALIDATORS = {older: Draft202012Validator(schema(older=older)) for older in (False, True)}
ALL_KINDS = {
    f"{field}: {kind}"
    for field, found in {
        "messages": incoming.ALL_KINDS | statuses.ALL_KINDS | {"errors"},
        **numbers.ALL_KINDS,
        **accounts.ALL_KINDS,
    }.items()
    for kind in found
}


def wrongs(webhook, *, older=False):
    """What does not fit, and where."""
    return [
        f"{'/'.join(map(str, error.instance_path))}: {error.message[:600]}"
        for error in VALIDATORS[older].iter_errors(webhook)
    ]


def changes(webhook):
    return [change for entry in webhook["entry"] for change in entry["changes"]]


def kinds(webhook):
    """What it holds, as `field: kind`."""
    for change in changes(webhook):
        field, value = change["field"], change["value"]
        if field == "messages":
            found = [kind for item in value.get("messages", []) for kind in incoming.kinds(item)]
            found += [kind for item in value.get("statuses", []) for kind in statuses.kinds(item)]
            found += ["errors"] * ("errors" in value)
        elif field in numbers.FIELDS:
            found = numbers.kinds(field, value)
        elif field in accounts.FIELDS:
            found = accounts.kinds(field, value)
        else:
            found = ["undescribed"]
        yield from (f"{field}: {kind}" for kind in found)


def as_meta_writes(webhook):
    r"""Non-ASCII as \uxxxx, / as \/, nothing between."""
    return json.dumps(webhook, separators=(",", ":")).replace("/", "\\/").encode()
