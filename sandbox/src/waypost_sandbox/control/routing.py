"""How the control API answers: JSON, and 400 with a sentence when something cannot be."""

import base64
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.sandbox import Sandbox

Endpoint = Callable[[Request, Sandbox], Awaitable[Any]]


async def body(request: Request, kind: Any) -> Any:
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except msgspec.MsgspecError as error:
        raise NotPossibleError(f"The body does not fit: {error}") from error


def route(path: str, endpoint: Endpoint, method: str) -> Route:
    async def answer(request: Request) -> Response:
        try:
            found = await endpoint(request, request.app.state.world)
        except NotPossibleError as error:
            return as_json({"detail": str(error)}, 400)
        except msgspec.MsgspecError as error:
            return as_json({"detail": f"The body does not fit: {error}"}, 400)
        return found if isinstance(found, Response) else as_json(found)

    return Route(path, answer, methods=[method], name=endpoint.__name__)


def as_json(content: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content, enc_hook=_encode), status, media_type="application/json")


def _encode(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise NotImplementedError
