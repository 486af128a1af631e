"""What Meta remembers of a message: each status, and what became of the webhook that told it."""

import msgspec

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError, no_such_field
from waypost_sandbox.graph.field_list import read_fields
from waypost_sandbox.graph.paging import page
from waypost_sandbox.journal import Told
from waypost_sandbox.state import Json, history_id
from waypost_sandbox.state.messages import Message

STATUSES = ("SENT", "DELIVERED", "READ", "FAILED", "DELETED")
LARGEST_PAGE = 100
# A webhook that is not in the journal yet is on its way for so long; later it was lost or is forgotten.
ON_ITS_WAY_SECONDS = 60.0
EVENT_FIELDS = (
    "id",
    "delivery_status",
    "webhook_update_state",
    "timestamp",
    "application",
    "webhook_uri",
    "error_description",
)
# There is one entry for each app that was told, and numbers for so many of them.
EVENTS_PER_MESSAGE = 100


class Event(msgspec.Struct):
    """One status of a message, told to one app."""

    id: str
    status: str
    at: int
    error: str | None
    told: Told | None
    now: float

    def view(self) -> Json:
        row: Json = {"id": self.id, "delivery_status": self.status, "timestamp": self.at}
        told = self.told
        if told is not None:
            row["webhook_update_state"] = _state(told)
            row["application"] = {"id": told.app_id}
            row["webhook_uri"] = told.url
        elif self.now < self.at + ON_ITS_WAY_SECONDS:
            row["webhook_update_state"] = "PENDING"
        if error := _error(told) or self.error:
            row["error_description"] = error
        return row


@edge("phone", "GET", "message_history")
async def message_history(call: Call) -> Json:
    _check_limit(call)
    wanted = call.query.get("message_id")
    if wanted is not None:
        if not wanted.startswith("wamid."):
            raise GraphError(100, "Param message_id must be a wamid.")
        found = call.state.messages.get(wanted)
        messages = [] if found is None else [found]
    else:
        messages = list(reversed(call.state.messages.values()))
    own = [message for message in messages if message.outgoing and message.phone_number_id == call.node]
    if wanted is not None and not own:
        raise GraphError(100, "The message is not in the history of this number.")
    fields = {found.name: found for found in read_fields(call.query.get("fields", ""))}
    if strange := [name for name in fields if name not in ("id", "message_id", "events")]:
        raise no_such_field(strange[0], "MessageHistory")
    rows = page(
        call, [{"id": history_id(message), "message_id": message.id} for message in own], narrowed=True
    )
    # A question about one message is answered with its events at once.
    if "events" in fields or (wanted is not None and not fields):
        names = [one.name for one in read_fields(fields["events"].inner)] if "events" in fields else []
        for row in rows["data"]:
            row["events"] = {"data": _events_of(call, row["message_id"], names)}
    return rows


@edge("history", "GET", "events")
async def message_history_events(call: Call) -> Json:
    _check_limit(call)
    wanted = call.query.get("status_filter")
    if wanted is not None and wanted not in STATUSES:
        raise GraphError(100, f"Param status_filter must be one of {{{', '.join(STATUSES)}}}.")
    message = call.state.message_of_history(call.node)
    assert message is not None, "the node is of this kind"
    rows: list[Json] = []
    for event in _events(call, message):
        if wanted in (None, event.status):
            node: Json = {
                "id": event.id,
                "delivery_status": event.status,
                "occurrence_timestamp": event.at,
                "status_timestamp": event.at,
            }
            if event.told is not None:
                app = call.state.apps[event.told.app_id]
                node["application"] = {"id": app.id, "name": app.name}
            if error := _error(event.told) or event.error:
                node["error_description"] = error
            rows.append({"cursor": event.id, "node": node})
    return page(call, rows, narrowed=True)


def _check_limit(call: Call) -> None:
    limit = call.query.get("limit", "25")
    if not limit.isdigit() or not 1 <= int(limit) <= LARGEST_PAGE:
        raise GraphError(100, f"Param limit must lie between 1 and {LARGEST_PAGE}.")


def _events_of(call: Call, message_id: str, names: list[str]) -> list[Json]:
    for name in names:
        if name not in EVENT_FIELDS:
            raise no_such_field(name, "MessageDeliveryStatusEvent")
    views = [event.view() for event in _events(call, call.state.messages[message_id])]
    wanted = ("id", *names) if names else EVENT_FIELDS
    return [{name: view[name] for name in dict.fromkeys(wanted) if name in view} for view in views]


def _events(call: Call, message: Message) -> list[Event]:
    """For each status one event per app that was told of it."""
    told = _webhooks_of(call, message)
    events: list[Event] = []
    error = str(message.failure["title"]) if message.failure is not None else None
    for status, at in message.times.items():
        if status.upper() not in STATUSES:
            continue
        for webhook in told.get(status) or [None]:
            number = int(history_id(message)) * EVENTS_PER_MESSAGE + len(events)
            why = error if status == "failed" else None
            events.append(Event(str(number), status.upper(), int(at), why, webhook, call.now))
    return events


def _webhooks_of(call: Call, message: Message) -> dict[str, list[Told | None]]:
    """What the journal knows about the statuses of a message, by status, one for each app."""
    # In Meta's JSON a slash is escaped.
    needle = message.id.replace("/", "\\/").encode()
    found: dict[str, dict[str, Told]] = {}
    for told in call.world.journal.told:
        if needle not in told.body:
            continue
        for entry in msgspec.json.decode(told.body)["entry"]:
            for change in entry["changes"]:
                for status in change["value"].get("statuses", ()):
                    if status["id"] == message.id:
                        found.setdefault(status["status"], {}).setdefault(told.app_id, told)
    return {status: list(by_app.values()) for status, by_app in found.items()}


def _state(told: Told) -> str:
    if told.outcome == "answered":
        return "DELIVERED"
    if told.outcome == "given_up":
        return "FAILED"
    return "RETRYING" if told.attempts else "PENDING"


def _error(told: Told | None) -> str | None:
    if told is None or told.outcome == "answered" or not told.attempts:
        return None
    last = told.attempts[-1]
    return last.error or f"Webhook endpoint returned HTTP {last.status}"
