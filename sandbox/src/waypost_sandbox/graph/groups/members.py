"""Who is in a group: the invite link, participants, requests to join."""

from collections.abc import Callable
from typing import Any

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.call import Call, answer, edge
from waypost_sandbox.graph.errors import GraphError, webhook_error
from waypost_sandbox.graph.groups.joining import LEFT, MOST_PARTICIPANTS, count, join, tell_joined
from waypost_sandbox.graph.groups.managing import RESULT_SECONDS, active, check_product
from waypost_sandbox.graph.groups.telling import PARTICIPANTS, named, request_id, tell
from waypost_sandbox.graph.paging import page
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import MESSAGING_SCOPE
from waypost_sandbox.state.groups import Group, JoinRequest
from waypost_sandbox.state.people import Person

PARTLY = 131201


@edge("group", "GET", "invite_link", scope=MESSAGING_SCOPE)
async def invite_link(call: Call) -> Json:
    group = active(call)
    if group.invite_code is None:
        group.invite_code = call.world.ids.text(16)
    return {"messaging_product": "whatsapp", "invite_link": group.invite_link}


@edge("group", "POST", "invite_link", scope=MESSAGING_SCOPE)
async def reset_invite_link(call: Call) -> Json:
    """The old link lets nobody in any more."""
    group = active(call)
    check_product(await call.body())
    group.invite_code = call.world.ids.text(16)
    return {"messaging_product": "whatsapp", "invite_link": group.invite_link}


@edge("group", "DELETE", "invite_link", scope=MESSAGING_SCOPE)
async def delete_invite_link(call: Call) -> Json:
    active(call).invite_code = None
    return {"messaging_product": "whatsapp", "success": True}


@edge("group", "DELETE", "participants", scope=MESSAGING_SCOPE)
async def remove_participants(call: Call) -> Json:
    """Whoever is put out cannot come back by the link."""
    group = active(call)
    body = await call.body()
    check_product(body)
    wanted = _participants(body)
    removed: dict[str, Person] = {}
    for text in wanted:
        person = call.state.find_person(text.lstrip("+"))
        # Whoever stands here by number and by user id is there only once.
        if person is not None and group.participants.pop(person.key, None) is not None:
            removed[text] = person
            group.removed.append(person.key)
            count(call.world, group, LEFT)
    if not removed:
        raise GraphError(131212)
    failed = [text for text in wanted if text not in removed]
    asked = request_id(call.world)
    call.world.clock.after(RESULT_SECONDS, _tell_removed, call, group, asked, removed, failed)
    return {"messaging_product": "whatsapp", "request_id": asked}


@edge("group", "GET", "join_requests", scope=MESSAGING_SCOPE)
async def list_join_requests(call: Call) -> Json:
    group = call.state.groups[call.node]
    rows = [
        {
            "join_request_id": request.id,
            **named(call.world, group, call.state.people[request.person]),
            "creation_timestamp": int(request.at),
        }
        for request in group.join_requests.values()
    ]
    return page(call, rows)


@edge("group", "POST", "join_requests", scope=MESSAGING_SCOPE)
async def approve_join_requests(call: Call) -> Any:
    group = active(call)
    joined: list[Person] = []

    def approve(request: JoinRequest) -> int | None:
        person = call.state.people[request.person]
        if len(group.participants) >= MOST_PARTICIPANTS:
            return 131204
        if not person.on_whatsapp:
            return 131203
        join(call.world, group, person)
        joined.append(person)
        return None

    found = await _decide(call, group, "approved_join_requests", approve)
    if joined:
        call.world.clock.after(RESULT_SECONDS, tell_joined, call.world, group, joined)
    return found


@edge("group", "DELETE", "join_requests", scope=MESSAGING_SCOPE)
async def reject_join_requests(call: Call) -> Any:
    return await _decide(call, active(call), "rejected_join_requests", lambda _: None)


async def _decide(call: Call, group: Group, name: str, decide: Callable[[JoinRequest], int | None]) -> Any:
    """Each request by itself; with some that failed the answer is 206, with all of them 400."""
    body = await call.body()
    check_product(body)
    wanted = body.get("join_requests")
    if wanted is None:
        raise checks.Missing("join_requests")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(one, str) for one in wanted):
        raise checks.Misshapen("Param join_requests must be an array of ids.")
    done: list[str] = []
    failed: list[Json] = []
    for request_id_ in dict.fromkeys(wanted):
        request = group.join_requests.get(request_id_)
        code = 131213 if request is None else decide(request)
        if code is None:
            del group.join_requests[request_id_]
            done.append(request_id_)
        else:
            failed.append({"join_request_id": request_id_, "errors": [webhook_error(code)]})
    if failed and not done:
        raise GraphError(failed[0]["errors"][0]["code"])
    content: Json = {"messaging_product": "whatsapp", name: done}
    if not failed:
        return content
    content |= {"failed_join_requests": failed, "errors": [webhook_error(PARTLY)]}
    return answer(call.world, content, 206, call.version)


def _participants(body: Json) -> list[str]:
    rows = body.get("participants")
    if rows is None:
        raise checks.Missing("participants")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise checks.Misshapen("Param participants must be an array of objects.")
    if len(rows) > MOST_PARTICIPANTS:
        raise GraphError(131204)
    wanted = [checks.text(row, "user", "participants", 160) for row in rows]
    if len({text.lstrip("+") for text in wanted}) != len(wanted):
        raise GraphError(131202)
    return wanted


def _tell_removed(
    call: Call, group: Group, asked: str, removed: dict[str, Person], failed: list[str]
) -> None:
    """`removed` is by what the request called them."""
    more: Json = {
        "request_id": asked,
        "removed_participants": [
            {"input": text, **named(call.world, group, person)} for text, person in removed.items()
        ],
        "initiated_by": "business",
    }
    if failed:
        more["failed_participants"] = [{"input": text, "errors": [webhook_error(131212)]} for text in failed]
        more["errors"] = [webhook_error(PARTLY)]
    tell(call.world, group, PARTICIPANTS, "group_participants_remove", **more)
