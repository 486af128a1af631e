"""Customers whom the business blocks: `/{phone}/block_users`."""

import base64
import binascii
import re
from typing import Any

from msgspec import Struct

from waypost_sandbox.graph.call import Call, answer, edge
from waypost_sandbox.graph.checks import items
from waypost_sandbox.graph.errors import GraphError, webhook_error
from waypost_sandbox.graph.messages.recipient import known_as
from waypost_sandbox.graph.paging import USUAL_LIMIT
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.accounts import MESSAGING_SCOPE, PhoneNumber
from waypost_sandbox.state.people import Person

MOST_BLOCKED = 64_000
MOST_PER_CALL = 1000
LONGEST_PAGE = 100
_NOT_DIGITS = re.compile(r"[^0-9]")


class Named(Struct):
    """A user as the request names them, and who that is."""

    input: str
    digits: str
    person: Person | None

    def row(self) -> Json:
        row: Json = {"input": self.input}
        if self.person is None:
            row["wa_id"] = self.digits
        elif self.person.wa_id is not None:
            row["wa_id"] = self.person.wa_id
        if self.person is not None and self.input == self.person.user_id:
            row["user_id"] = self.person.user_id
        return row


@edge("phone", "POST", "block_users", scope=MESSAGING_SCOPE)
async def block(call: Call) -> Any:
    phone = call.state.phone_numbers[call.node]
    added: list[Json] = []
    failed: list[Json] = []
    for named in await _named(call):
        code = refusal(call.state, phone, named, call.now)
        if code is not None:
            failed.append(named.row() | {"errors": [webhook_error(code)]})
            continue
        assert named.person is not None, "nobody can only be refused"
        if named.person.key not in phone.blocked_users and len(phone.blocked_users) >= MOST_BLOCKED:
            raise GraphError(139101)
        phone.blocked_users[named.person.key] = call.now
        added.append(named.row())
    return _answer(call, "added_users", added, failed)


@edge("phone", "DELETE", "block_users", scope=MESSAGING_SCOPE)
async def unblock(call: Call) -> Any:
    phone = call.state.phone_numbers[call.node]
    removed: list[Json] = []
    failed: list[Json] = []
    for named in await _named(call):
        if named.person is None or named.person.key not in phone.blocked_users:
            failed.append(named.row() | {"errors": [webhook_error(131009, "This user is not blocked.")]})
            continue
        del phone.blocked_users[named.person.key]
        removed.append(named.row())
    return _answer(call, "removed_users", removed, failed)


@edge("phone", "GET", "block_users", scope=MESSAGING_SCOPE)
async def list_blocked(call: Call) -> Json:
    """Pages of a list that must stay as it was at the first page, else 139102."""
    phone = call.state.phone_numbers[call.node]
    start, limit = _place(call, phone)
    keys = list(phone.blocked_users)[start : start + limit]
    rows = []
    for key in keys:
        person = call.state.people.get(key)
        row: Json = {"messaging_product": "whatsapp"}
        if person is None or person.wa_id is not None:
            row["wa_id"] = key
        if person is not None:
            row["user_id"] = person.user_id
        rows.append(row)
    found: Json = {"data": rows}
    if rows:
        cursors = {"before": _cursor(phone, start), "after": _cursor(phone, start + len(rows))}
        found["paging"] = {"cursors": cursors}
        if start + len(rows) < len(phone.blocked_users):
            address = f"{call.world.options.public_url}{call.request.url.path}"
            found["paging"]["next"] = f"{address}?limit={limit}&after={cursors['after']}"
    return found


def refusal(state: State, phone: PhoneNumber, named: Named, now: float) -> int | None:
    """Why this user cannot be blocked, by code: only who wrote within a day can."""
    if named.digits == phone.digits:
        return 131021
    person = named.person
    if person is None or not person.on_whatsapp:
        return 131047
    thread = state.threads.get(f"{phone.id}:{person.key}")
    return None if thread is not None and thread.window_until > now else 131047


async def _named(call: Call) -> list[Named]:
    body = await call.body()
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")
    return [_name(call.state, user) for user in items(body, "block_users", "", 1, MOST_PER_CALL)]


def _name(state: State, user: Json) -> Named:
    wanted = user.get("user") or user.get("user_id")
    if not wanted:
        raise GraphError(131008, "The parameter block_users['user'] is required.")
    text = str(wanted)
    person = state.find_person(text)
    digits = _NOT_DIGITS.sub("", text)
    if person is None and not user.get("user_id"):
        digits = known_as(state, digits)
        person = state.people.get(digits)
    return Named(text, digits, person)


def _answer(call: Call, name: str, done: list[Json], failed: list[Json]) -> Any:
    users: Json = {name: done}
    content: Json = {"messaging_product": "whatsapp", "block_users": users}
    if not failed:
        return content
    users["failed_users"] = failed
    error = GraphError(139100)
    return answer(call.world, content | error.body(call.world.ids.trace()), error.status, call.version)


def _place(call: Call, phone: PhoneNumber) -> tuple[int, int]:
    query = call.query
    try:
        limit = int(query.get("limit", USUAL_LIMIT))
        after = base64.urlsafe_b64decode(query.get("after", "")).decode()
        position, _, version = after.partition(":")
        start = int(position or 0)
    except (ValueError, binascii.Error) as error:
        raise GraphError(100, "limit must be a number and after a cursor of an earlier page.") from error
    if after and version != _version(phone):
        raise GraphError(139102)
    return start, max(1, min(limit, LONGEST_PAGE))


def _cursor(phone: PhoneNumber, position: int) -> str:
    return base64.urlsafe_b64encode(f"{position}:{_version(phone)}".encode()).decode()


def _version(phone: PhoneNumber) -> str:
    """What every blocking and unblocking changes."""
    latest = max(phone.blocked_users.values(), default=0.0)
    return f"{len(phone.blocked_users)}-{latest:.3f}"
