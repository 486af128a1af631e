"""What every Graph request goes through, in Meta's order: path, token, node, fault, edge."""

import asyncio
import logging
import re
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from waypost_sandbox.graph.call import EDGE_NAMES, EDGES, Call, Edge, answer
from waypost_sandbox.graph.errors import GraphError, not_visible
from waypost_sandbox.graph.tokens import authenticate
from waypost_sandbox.journal import Asked
from waypost_sandbox.sandbox import Sandbox

log = logging.getLogger(__name__)

_VERSION = re.compile(r"v(\d{1,3})\.\d")
OLDEST_VERSION, NEWEST_VERSION = 17, 25
# Nodes without an id.
SPECIAL = {"debug_token", "oauth"}


class LostAnswer(Response):
    """The connection breaks in the middle of the answer: the sender cannot know."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json; charset=UTF-8"), (b"content-length", b"512")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


async def graph(request: Request) -> Response:
    world: Sandbox = request.app.state.world
    began = time.perf_counter()
    version, refusal = "v23.0", None
    try:
        version, node, edge_name = _path(request.path_params["path"])
        kind = world.state.kind_of(node) or (node if node in SPECIAL else "")
        call = Call(world, request, node, kind, version)
        wanted = _edge(call, edge_name) or Edge(_refuse, scope=None, public=False)
        await authenticate(call, wanted)
        response = await _with_faults(world, request, wanted, call)
    except GraphError as error:
        refusal = error
        response = answer(world, error.body(world.ids.trace()), error.status, version)
    except Exception:
        log.exception("the sandbox failed at %s %s", request.method, request.url.path)
        refusal = GraphError(131000)
        response = answer(world, refusal.body(world.ids.trace()), 500, version)
    await _note(world, request, response, refusal, time.perf_counter() - began)
    return response


async def _with_faults(world: Sandbox, request: Request, wanted: Edge, call: Call) -> Response:
    faults = world.faults
    if not faults.rules:
        return _as_response(world, await wanted.handler(call), call.version)
    method, path = request.method, request.url.path
    if (rule := faults.answer("error", method, path)) is not None:
        raise GraphError(rule.code or 131000)
    if faults.answer("http_500", method, path) is not None:
        return answer(world, GraphError(131000).body(world.ids.trace()), 500, call.version)
    response = _as_response(world, await wanted.handler(call), call.version)
    if (rule := faults.answer("delay", method, path)) is not None:
        await asyncio.sleep(rule.delay_seconds if rule.delay_seconds is not None else 1.0)
    if (rule := faults.answer("drop_answer", method, path)) is not None:
        if rule.delay_seconds:
            await asyncio.sleep(rule.delay_seconds)
        return LostAnswer()
    return response


async def _note(
    world: Sandbox, request: Request, response: Response, refusal: GraphError | None, seconds: float
) -> None:
    journal = world.journal
    journal.asked.append(
        Asked(
            seq=journal.next_seq(),
            at=world.clock.now(),
            method=request.method,
            path=request.url.path,
            status=response.status_code,
            code=refusal.code if refusal else None,
            reason=(refusal.message or refusal.details) if refusal else "",
            query=request.url.query,
            answer=bytes(response.body) if hasattr(response, "body") else b"",
            seconds=seconds,
        )
    )


async def _refuse(call: Call) -> None:
    """Where there is no such node or edge; the token was looked at first."""
    raise not_visible(call.node, call.request.method)


def _edge(call: Call, name: str) -> Edge | None:
    method = call.request.method
    found = EDGES.get((call.kind, method, name))
    if found is None and "/" in name:
        parent, _, call.rest = name.rpartition("/")
        found = EDGES.get((call.kind, method, f"{parent}/*"))
    return found


def _as_response(world: Sandbox, result: Any, version: str) -> Response:
    return result if isinstance(result, Response) else answer(world, result, version=version)


def _path(path: str) -> tuple[str, str, str]:
    parts = [part for part in path.split("/") if part]
    version = f"v{OLDEST_VERSION}.0"
    if parts and (found := _VERSION.fullmatch(parts[0])) is not None:
        version = parts.pop(0)
        if not OLDEST_VERSION <= int(found.group(1)) <= NEWEST_VERSION:
            raise GraphError(
                2635,
                message=f"(#2635) You are calling version {version} of the Graph API. Use v17.0 to v25.0.",
            )
    name = "/".join(parts[1:])
    if not parts or not (name in EDGE_NAMES or f"{name.rpartition('/')[0]}/*" in EDGE_NAMES):
        raise GraphError(2500, message=f"Unknown path components: /{name or path}")
    return version, parts[0], name
