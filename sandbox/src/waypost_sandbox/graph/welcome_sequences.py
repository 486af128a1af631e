"""What an ad that opens a chat begins with: `/{waba}/welcome_message_sequences`, which each app has of its own."""

from typing import Any

import msgspec

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.paging import page
from waypost_sandbox.state import Json
from waypost_sandbox.state.welcome import WelcomeSequence


@edge("waba", "POST", "welcome_message_sequences")
async def create_or_change(call: Call) -> Json:
    given = await call.given()
    name = _text(given, "name")
    content = _content(given["welcome_message_sequence"]) if "welcome_message_sequence" in given else None
    if sequence_id := _text(given, "sequence_id"):
        sequence = _sequence(call, sequence_id)
        _check_unused(sequence)
        sequence.name = name or sequence.name
        sequence.content = content or sequence.content
        return {"success": True}
    if not name or content is None:
        raise GraphError(4027010, "name and welcome_message_sequence are required.")
    sequence = WelcomeSequence(call.world.ids.node(), call.node, call.app.id, name, content)
    call.state.welcome_sequences[sequence.id] = sequence
    return {"sequence_id": sequence.id}


@edge("waba", "GET", "welcome_message_sequences")
async def list_sequences(call: Call) -> Json:
    given = await call.given()
    if sequence_id := _text(given, "sequence_id"):
        return {"data": [_row(_sequence(call, sequence_id))]}
    own = [
        sequence
        for sequence in call.state.welcome_sequences.values()
        if (sequence.waba_id, sequence.app_id) == (call.node, call.app.id)
    ]
    return page(call, [_row(sequence) for sequence in own])


@edge("waba", "DELETE", "welcome_message_sequences")
async def delete_sequence(call: Call) -> Json:
    sequence_id = _text(await call.given(), "sequence_id")
    if not sequence_id:
        raise GraphError(4027010, "sequence_id is required.")
    sequence = _sequence(call, sequence_id)
    _check_unused(sequence)
    del call.state.welcome_sequences[sequence.id]
    return {"success": True}


def _sequence(call: Call, sequence_id: str) -> WelcomeSequence:
    found = call.state.welcome_sequences.get(sequence_id)
    if found is None or (found.waba_id, found.app_id) != (call.node, call.app.id):
        raise GraphError(4027017)
    return found


def _check_unused(sequence: WelcomeSequence) -> None:
    if sequence.is_used_in_ad:
        raise GraphError(4027012)


def _content(given: Any) -> Json:
    if isinstance(given, str):
        try:
            given = msgspec.json.decode(given)
        except msgspec.DecodeError as error:
            raise GraphError(4027001, "welcome_message_sequence is not valid JSON.") from error
    if not isinstance(given, dict) or not isinstance(given.get("text"), str) or not given["text"]:
        raise GraphError(4027001, "welcome_message_sequence must be an object with a text.")
    autofill = given.get("autofill_message")
    if autofill is not None and not (isinstance(autofill, dict) and isinstance(autofill.get("content"), str)):
        raise GraphError(4027001, 'autofill_message must be {"content": "…"}.')
    breakers = given.get("ice_breakers", [])
    if not isinstance(breakers, list) or not all(
        isinstance(one, dict) and isinstance(one.get("title"), str) for one in breakers
    ):
        raise GraphError(4027001, 'ice_breakers must be a list of {"title": "…"}.')
    return given


def _text(given: Json, name: str) -> str:
    """Meta's own samples put quotation marks around the values of a form."""
    return str(given.get(name) or "").strip().strip('"')


def _row(sequence: WelcomeSequence) -> Json:
    return {
        "sequence_id": sequence.id,
        "name": sequence.name,
        "welcome_message_sequence": msgspec.json.encode(sequence.content).decode(),
        "is_used_in_ad": sequence.is_used_in_ad,
    }
