"""The ASGI application: the Graph API, the control API, the phone."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from waypost_sandbox.control import messages as message_log
from waypost_sandbox.control import people
from waypost_sandbox.control import world as whole
from waypost_sandbox.graph import accounts, media, phone_numbers
from waypost_sandbox.graph.messages import sending
from waypost_sandbox.graph.pipeline import graph
from waypost_sandbox.graph.templates import listing
from waypost_sandbox.media import DOWNLOAD_PATH
from waypost_sandbox.phone import pages
from waypost_sandbox.sandbox import Options, Sandbox

# How the command hands its options to the server's own process.
OPTIONS_VARIABLE = "WAYPOST_SANDBOX_OPTIONS"
# Each of these registers its edges when imported.
FAMILIES = (accounts, listing, media, phone_numbers, sending)
CONTROL = [*whole.ROUTES, *message_log.ROUTES, *people.ROUTES, *pages.LIVE_ROUTES]


def create_app(options: Options) -> Starlette:
    world = Sandbox(options)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await world.start()
        yield
        await world.stop()

    app = Starlette(
        routes=[
            Route("/health/live", alive),
            Route(DOWNLOAD_PATH, media.download),
            Mount("/_sandbox", routes=CONTROL),
            *pages.PAGE_ROUTES,
            Route("/{path:path}", graph, methods=["GET", "POST", "DELETE"]),
        ],
        lifespan=lifespan,
    )
    app.state.world = world
    return app


def from_environment() -> Starlette:
    return create_app(msgspec.json.decode(os.environ.get(OPTIONS_VARIABLE, "{}"), type=Options))


async def alive(request: Request) -> Response:
    return PlainTextResponse("ok")
