"""Nodes answered with the fields that were asked for, as in `?fields=name,phone_numbers.limit(2){id}`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from waypost_sandbox.graph.call import Call
from waypost_sandbox.graph.errors import no_such_field
from waypost_sandbox.graph.field_list import Field, narrowed, read_fields
from waypost_sandbox.state import Json

# From the call, the record and what was asked to the value; None is left out of the answer.
Reader = Callable[[Call, Any, Field], Any]


def view(
    call: Call,
    record: Any,
    readers: Mapping[str, Reader],
    usual: Sequence[str],
    kind: str,
    *,
    fields: str | None = None,
) -> Json:
    """The record as Graph answers it; `fields` instead of those of the query. Raises 100 for an unknown one."""
    text = call.query.get("fields", "") if fields is None else fields
    wanted = read_fields(text) or [Field(name) for name in usual]
    found: Json = {}
    for field in wanted:
        reader = readers.get(field.name)
        if reader is None:
            raise no_such_field(field.name, kind)
        value = reader(call, record, field)
        if value is not None:
            found[field.name] = narrowed(value, field.inner)
    found["id"] = record.id
    return found
