"""Requests and webhooks of the journal and messages of the state, found and shown as JSON."""

from collections.abc import Iterable, Mapping

import msgspec

from waypost_sandbox.journal import Asked, Told
from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.messages import Message

USUAL_LIMIT = 1000
LONGEST_SHOWN = 64 * 1024


class Page:
    """`after` is the `next` of the answer before; `latest` counts from the end instead."""

    def __init__(self, query: Mapping[str, str]) -> None:
        try:
            self.after = int(query.get("after") or 0)
            self.limit = max(1, int(query.get("limit") or USUAL_LIMIT))
            self.latest = int(query.get("latest") or 0)
        except ValueError as error:
            raise NotPossibleError("after, limit and latest are numbers.") from error

    def of(self, name: str, found: list[Json]) -> Json:
        rows = found[-self.latest :] if self.latest else found[: self.limit]
        return {
            name: rows,
            "next": rows[-1]["seq"] if rows else self.after,
            "more": not self.latest and len(found) > len(rows),
        }


def messages(world: Sandbox, query: Mapping[str, str], page: Page) -> list[Json]:
    """In the order of their acceptance; filters: to, from, type, status, direction, search."""
    direction, words = query.get("direction", "out"), query.get("search", "").lower()
    to, sender = _key(world, query.get("to")), _key(world, query.get("from"))
    kinds, states = query.get("type"), query.get("status")
    found: list[Message] = []
    for message in world.state.messages.values():
        if message.seq <= page.after or (direction != "all" and message.outgoing != (direction == "out")):
            continue
        business, customer = message.phone_number_id, message.person
        target, source = (customer, business) if message.outgoing else (business, customer)
        if (
            to in (None, target)
            and sender in (None, source)
            and kinds in (None, message.type)
            and states in (None, message.status)
            and (not words or words in _words(message))
        ):
            found.append(message)
    found.sort(key=lambda message: message.seq)
    return [message_row(message) for message in found]


def message_row(message: Message) -> Json:
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
        "pricing": message.pricing,
        "failure": message.failure,
        "timestamp": message.at,
    }


def requests(world: Sandbox, query: Mapping[str, str], page: Page) -> list[Json]:
    """Calls to the Graph API, oldest first; filters: refused, code, search (path, body and answer)."""
    words = query.get("search", "").lower().encode()
    refused, code = "refused" in query, query.get("code")
    return [
        request_row(asked)
        for asked in world.journal.asked
        if asked.seq > page.after
        and (not refused or asked.status >= 400)
        and code in (None, str(asked.code))
        and (
            not words
            or any(words in part.lower() for part in (asked.path.encode(), asked.body, asked.answer))
        )
    ]


def request_row(asked: Asked) -> Json:
    return {
        "seq": asked.seq,
        "at": asked.at,
        "method": asked.method,
        "path": asked.path,
        "query": asked.query,
        "status": asked.status,
        "code": asked.code,
        "reason": asked.reason,
        "seconds": round(asked.seconds, 6),
        "body": _shown(asked.body),
        "answer": _shown(asked.answer),
    }


def webhooks(world: Sandbox, query: Mapping[str, str], page: Page) -> list[Json]:
    """Webhooks, oldest first; filters: outcome, unanswered, search (in the body)."""
    words, outcome = query.get("search", "").lower().encode(), query.get("outcome")
    unanswered = "unanswered" in query
    return [
        webhook_row(told)
        for told in world.journal.told
        if told.seq > page.after
        and outcome in (None, told.outcome)
        and not (unanswered and told.outcome == "answered")
        and (not words or words in told.body.lower())
    ]


def webhook_row(told: Told) -> Json:
    return {
        "seq": told.seq,
        "at": told.at,
        "url": told.url,
        "app_id": told.app_id,
        "updates": told.updates,
        "outcome": told.outcome,
        "attempts": [msgspec.to_builtins(attempt) for attempt in told.attempts],
        "body": _shown(told.body),
    }


def life(world: Sandbox, message: Message) -> Json:
    """One message, the request that it came with, and the webhooks that speak of it."""
    wanted = message.id.replace("/", "\\/").encode()
    return {
        "message": message_row(message),
        "request": _first(
            request_row(asked) for asked in world.journal.asked if message.id.encode() in asked.answer
        ),
        "webhooks": [webhook_row(told) for told in world.journal.told if wanted in told.body],
    }


def _first(rows: Iterable[Json]) -> Json | None:
    return next(iter(rows), None)


def _key(world: Sandbox, given: str | None) -> str | None:
    person = world.state.find_person(given) if given is not None else None
    return person.key if person is not None else given


def _words(message: Message) -> str:
    return f"{message.id} {message.text} {message.person} {message.callback_data or ''}".lower()


def _shown(raw: bytes) -> object:
    """JSON where it is JSON, words where it is words, a size where it is neither."""
    if len(raw) > LONGEST_SHOWN:
        return f"{len(raw)} bytes"
    try:
        return msgspec.json.decode(raw) if raw else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return f"{len(raw)} bytes"
