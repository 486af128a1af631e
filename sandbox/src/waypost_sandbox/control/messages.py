"""What went back and forth, for tests and benches to count and for people to look at."""

from collections import Counter

from starlette.requests import Request

from waypost_sandbox.control.routing import route
from waypost_sandbox.inspection import records
from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json


async def list_messages(request: Request, world: Sandbox) -> Json:
    page = records.Page(request.query_params)
    return page.of("messages", records.messages(world, request.query_params, page))


async def show_message(request: Request, world: Sandbox) -> Json:
    message = world.state.messages.get(request.path_params["message_id"])
    if message is None:
        raise NotPossibleError("There is no such message, or it was forgotten.")
    return records.life(world, message)


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


async def list_requests(request: Request, world: Sandbox) -> Json:
    page = records.Page(request.query_params)
    return page.of("requests", records.requests(world, request.query_params, page))


async def list_webhooks(request: Request, world: Sandbox) -> Json:
    page = records.Page(request.query_params)
    return page.of("webhooks", records.webhooks(world, request.query_params, page))


async def export(request: Request, world: Sandbox) -> Json:
    """Everything that is still remembered, as one JSON document."""
    everything = records.Page({})
    return {
        "state": world.counters(),
        "messages": records.messages(world, {"direction": "all"}, everything),
        "requests": records.requests(world, {}, everything),
        "webhooks": records.webhooks(world, {}, everything),
    }


ROUTES = [
    route("/messages", list_messages, "GET"),
    route("/messages/duplicates", list_duplicates, "GET"),
    route("/messages/{message_id}", show_message, "GET"),
    route("/requests", list_requests, "GET"),
    route("/webhooks", list_webhooks, "GET"),
    route("/export", export, "GET"),
]
