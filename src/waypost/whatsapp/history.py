"""What Meta remembers of a message that we sent: `GET /{phone}/message_history`, where the number has it."""

from typing import Any

import msgspec
from msgspec import Struct

from waypost.whatsapp.client import GraphClient, OutcomeUnknown, segment


class HistoryEvent(Struct, frozen=True, gc=False):
    """A status, and what became of the webhook that told it (DELIVERED, PENDING, RETRYING, FAILED or "")."""

    delivery_status: str
    timestamp: int
    webhook_update_state: str = ""
    error_description: str = ""


class _Events(Struct, gc=False):
    data: list[HistoryEvent] = []


class _Row(Struct, gc=False):
    message_id: str
    events: _Events | None = None


class _Page(Struct, gc=False):
    data: list[_Row]


async def events_of(
    client: GraphClient, phone_number_id: str, token: str, wamid: str
) -> tuple[HistoryEvent, ...]:
    """It changes nothing, so it may be asked again after any error."""
    fields = "message_id,events{delivery_status,webhook_update_state,timestamp,error_description}"
    answer: dict[str, Any] = await client.ask(
        "GET",
        f"{segment(phone_number_id)}/message_history",
        token,
        query={"message_id": wamid, "fields": fields},
    )
    try:
        page = msgspec.convert(answer, _Page, strict=False)
    except msgspec.ValidationError as error:
        raise OutcomeUnknown("the history of a message cannot be read") from error
    return tuple(event for row in page.data if row.events for event in row.events.data)
