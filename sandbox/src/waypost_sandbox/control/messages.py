"""What went back and forth, for tests and benches to count."""

from collections import Counter

from starlette.requests import Request

from waypost_sandbox.control.routing import route
from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.messages import Message


async def list_messages(request: Request, world: Sandbox) -> Json:
    """Messages in the order of their acceptance; `after` is the `next` of the answer before."""
    query = request.query_params
    try:
        after, limit = int(query.get("after") or 0), int(query.get("limit") or 1000)
    except ValueError as error:
        raise NotPossibleError("after and limit are numbers.") from error
    direction = query.get("direction", "out")
    to, sender = query.get("to"), query.get("from")
    if to is not None and (person := world.state.find_person(to)) is not None:
        to = person.key
    found: list[Message] = []
    for message in world.state.messages.values():
        if message.seq <= after or (direction != "all" and message.outgoing != (direction == "out")):
            continue
        customer, business = message.person, message.phone_number_id
        target, source = (customer, business) if message.outgoing else (business, customer)
        if to in (None, target) and sender in (None, source):
            found.append(message)
    found.sort(key=lambda m: m.seq)
    rows = found[: max(1, limit)]
    return {
        "messages": [_log_row(m) for m in rows],
        "next": rows[-1].seq if rows else after,
        "more": len(found) > len(rows),
    }


async def list_duplicates(request: Request, world: Sandbox) -> Json:
    """Texts that reached the same person from the same number more than once."""
    reached: Counter[tuple[str, str, str]] = Counter()
    for message in world.state.messages.values():
        if message.outgoing and message.type != "reaction":
            reached[message.phone_number_id, message.person, message.text] += message.received
    rows = [
        {"from": sender, "to": to, "text": text, "count": count}
        for (sender, to, text), count in reached.items()
        if count > 1
    ]
    return {"received": sum(reached.values()), "duplicates": rows}


def _log_row(message: Message) -> Json:
    return {
        "seq": message.seq,
        "id": message.id,
        "direction": "out" if message.outgoing else "in",
        "from": message.phone_number_id if message.outgoing else message.person,
        "to": message.person if message.outgoing else message.phone_number_id,
        "type": message.type,
        "text": message.text,
        "content": message.content,
        "context": message.context_id,
        "biz_opaque_callback_data": message.callback_data,
        "status": message.status,
        "statuses": message.times,
        "received": message.received,
        "failure": message.failure,
        "timestamp": message.at,
    }


ROUTES = [
    route("/messages", list_messages, "GET"),
    route("/messages/duplicates", list_duplicates, "GET"),
]
