"""The ASGI application: the Graph API, the control API, the phone."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from waypost_sandbox.control import accounts as steered_accounts
from waypost_sandbox.control import calls as steered_calls
from waypost_sandbox.control import coexistence, deeds, people
from waypost_sandbox.control import flows as steered_flows
from waypost_sandbox.control import groups as steered_groups
from waypost_sandbox.control import messages as message_log
from waypost_sandbox.control import templates as steered_templates
from waypost_sandbox.control import tokens as steered_tokens
from waypost_sandbox.control import world as whole
from waypost_sandbox.graph import (
    accounts,
    adding_numbers,
    app_data,
    apps,
    blocking,
    businesses,
    commerce,
    conversational_components,
    media,
    message_history,
    number_settings,
    oauth,
    official,
    phone_numbers,
    profiles,
    qr_codes,
    registration,
    uploads,
    usernames,
    welcome_sequences,
)
from waypost_sandbox.graph.analytics import counting, group_edges, template_edges
from waypost_sandbox.graph.calling import calls, permissions
from waypost_sandbox.graph.flows import changing, keys, making, publishing, reading
from waypost_sandbox.graph.groups import managing, members
from waypost_sandbox.graph.messages import marketing, sending
from waypost_sandbox.graph.pipeline import graph
from waypost_sandbox.graph.templates import (
    archiving,
    comparing,
    creating,
    deleting,
    editing,
    library,
    listing,
    migrating,
    upserting,
)
from waypost_sandbox.graph.templates import quality as template_quality
from waypost_sandbox.inspection import pages as inspection
from waypost_sandbox.life import forgetting, quality, resuming
from waypost_sandbox.media import DOWNLOAD_PATH
from waypost_sandbox.people import scripts, shared_numbers
from waypost_sandbox.phone import pages
from waypost_sandbox.sandbox import Options, Sandbox
from waypost_sandbox.signup import pages as signup

# How the command hands its options to the server's own process.
OPTIONS_VARIABLE = "WAYPOST_SANDBOX_OPTIONS"
# Each of these registers its edges when imported.
FAMILIES = (
    accounts,
    adding_numbers,
    apps,
    businesses,
    number_settings,
    oauth,
    official,
    profiles,
    registration,
    usernames,
    app_data,
    archiving,
    comparing,
    creating,
    deleting,
    editing,
    library,
    listing,
    migrating,
    upserting,
    media,
    phone_numbers,
    marketing,
    sending,
    blocking,
    calls,
    commerce,
    conversational_components,
    group_edges,
    managing,
    members,
    message_history,
    qr_codes,
    template_edges,
    welcome_sequences,
    uploads,
    changing,
    keys,
    making,
    publishing,
    reading,
)
# Each of these wants to know what happens.
WATCHING = (counting, permissions, quality, template_quality, forgetting, scripts, shared_numbers, resuming)
CONTROL = [
    *whole.ROUTES,
    *message_log.ROUTES,
    *people.ROUTES,
    *steered_templates.ROUTES,
    *deeds.ROUTES,
    *coexistence.ROUTES,
    *pages.LIVE_ROUTES,
    *inspection.ROUTES,
    *steered_calls.ROUTES,
    *steered_groups.ROUTES,
    *steered_flows.ROUTES,
    *steered_accounts.ROUTES,
    *steered_tokens.ROUTES,
]


def create_app(options: Options) -> Starlette:
    world = Sandbox(options)
    for family in WATCHING:
        family.watch(world)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await world.start()
        yield
        await world.stop()

    app = Starlette(
        routes=[
            Route("/health/live", alive),
            Route(DOWNLOAD_PATH, media.download),
            Route(qr_codes.PICTURE_PATH, qr_codes.picture),
            Mount("/_sandbox", routes=CONTROL),
            *pages.PAGE_ROUTES,
            *signup.PAGE_ROUTES,
            Route("/{path:path}", graph, methods=["GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"]),
        ],
        lifespan=lifespan,
    )
    app.state.world = world
    return app


def from_environment() -> Starlette:
    return create_app(msgspec.json.decode(os.environ.get(OPTIONS_VARIABLE, "{}"), type=Options))


async def alive(request: Request) -> Response:
    return PlainTextResponse("ok")
