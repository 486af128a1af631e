"""What every Graph request goes through, in Meta's order: path, token, node, fault, edge."""

import logging
import time

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from waypost_sandbox.graph import quotas
from waypost_sandbox.graph.call import EDGE_NAMES, EDGES, Call, Edge, answer, refuse
from waypost_sandbox.graph.errors import GraphError, not_visible
from waypost_sandbox.graph.faulty import with_faults
from waypost_sandbox.graph.tokens import authenticate
from waypost_sandbox.journal import Asked
from waypost_sandbox.sandbox import Sandbox

log = logging.getLogger(__name__)

OLDEST_VERSION = 17
VERBS = ("GET", "HEAD", "POST", "DELETE")
# What a browser may ask before a call from another site.
ASKED_BEFORE = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD, POST, DELETE, OPTIONS",
    "access-control-allow-headers": "authorization, content-type, file_offset",
}
# Nodes without an id.
SPECIAL = {"debug_token", "me", "message_template_library", "oauth"}
KEPT_BODY = 64 * 1024


async def graph(request: Request) -> Response:
    world: Sandbox = request.app.state.world
    began = time.perf_counter()
    version, refusal, call = f"v{world.settings.newest_version}.0", None, None
    try:
        if request.method == "OPTIONS":
            return Response(None, 200, ASKED_BEFORE)
        version, node, name = _path(request.path_params["path"], world.settings.newest_version)
        kind = world.state.kind_of(node) or (node if node in SPECIAL else "")
        call = Call(world, request, node, kind, version)
        wanted = _edge(call, name)
        await authenticate(call, wanted)
        quotas.take(call, wanted, name)
        response = await with_faults(call, lambda: _ask(call, wanted))
    except GraphError as error:
        refusal = error
        response = refuse(world, error, version, call.headers if call else None)
    except ClientDisconnect:
        return Response(None, 499)
    except Exception:
        log.exception("the sandbox failed at %s %s", request.method, request.url.path)
        refusal = GraphError(131000)
        response = refuse(world, refusal, version)
    seconds = time.perf_counter() - began
    _note(world, request, response, refusal=refusal, body=call.raw if call else b"", seconds=seconds)
    return response


async def _ask(call: Call, wanted: Edge) -> Response:
    result = await wanted.handler(call)
    if not isinstance(result, Response):
        return answer(call.world, result, version=call.version, more=call.headers)
    result.headers.update(call.headers)
    return result


def _note(
    world: Sandbox,
    request: Request,
    response: Response,
    *,
    refusal: GraphError | None,
    body: bytes,
    seconds: float,
) -> None:
    journal = world.journal
    journal.asked.append(
        Asked(
            seq=journal.next_seq(),
            at=world.clock.now(),
            method=request.method,
            path=request.scope["path"],
            status=response.status_code,
            code=refusal.code if refusal else None,
            reason=(refusal.message or refusal.details) if refusal else "",
            query=request.scope["query_string"].decode("latin-1"),
            body=body[:KEPT_BODY],
            answer=bytes(response.body) if hasattr(response, "body") else b"",
            seconds=seconds,
        )
    )


async def _refuse_verb(call: Call) -> None:
    raise GraphError(100, message=f"Unsupported request - method type: {call.method.lower()}")


async def _refuse_node(call: Call) -> None:
    """Where there is no such node, or it has no such edge; the token was looked at first."""
    raise not_visible(call.node, call.method)


_NO_VERB = Edge(_refuse_verb, scope=None, public=False)
_NO_NODE = Edge(_refuse_node, scope=None, public=False)


def _edge(call: Call, name: str) -> Edge:
    found = EDGES.get((call.kind, call.method, name))
    if found is not None:
        return found
    if call.method not in VERBS:
        return _NO_VERB
    if name:
        parent, _, call.rest = name.rpartition("/")
        found = EDGES.get((call.kind, call.method, f"{parent}/*"))
    return found or _NO_NODE


def _path(path: str, newest: int) -> tuple[str, str, str]:
    """Version, node and edge. Raises 2635 and 2500."""
    parts = [part for part in path.split("/") if part]
    version = f"v{OLDEST_VERSION}.0"
    if parts and _is_version(parts[0]):
        version = parts.pop(0)
        number, _, minor = version[1:].partition(".")
        if not OLDEST_VERSION <= int(number) <= newest or minor != "0":
            raise GraphError(
                2635,
                message=f"(#2635) You are calling version {version} of the Graph API. "
                f"Use v{OLDEST_VERSION}.0 to v{newest}.0.",
            )
    # An In-App Signup is a node behind a word.
    if len(parts) > 1 and parts[0] == "signups":
        parts.pop(0)
    name = "/".join(parts[1:])
    if not parts or (name not in EDGE_NAMES and f"{name.rpartition('/')[0]}/*" not in EDGE_NAMES):
        raise GraphError(2500, message=f"Unknown path components: /{name or path}")
    return version, parts[0], name


def _is_version(part: str) -> bool:
    return part[0] == "v" and part[1:].replace(".", "", 1).isdecimal() and "." in part
