"""What the receiver was told under a field."""

import json

from sandbox.tests.client import wait_for


def changes(receiver, field):
    """The values told under this field, in the order of their arrival."""
    return [
        change["value"]
        for body in list(receiver.bodies)
        for entry in json.loads(body)["entry"]
        for change in entry["changes"]
        if change["field"] == field
    ]


def told(receiver, field, items, count):
    """Waits for so many items of a list, such as `calls` of the field `calls`."""

    def found():
        rows = [row for value in changes(receiver, field) for row in value.get(items, [])]
        return rows if len(rows) >= count else None

    rows = wait_for(found)
    assert rows is not None, receiver.bodies
    return rows
