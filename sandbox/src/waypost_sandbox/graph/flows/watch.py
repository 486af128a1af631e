"""The health checks of endpoints: each published flow is pinged every two minutes."""

import asyncio
import contextlib

from waypost_sandbox.graph.flows.documents import data_api_version_of, read_document
from waypost_sandbox.graph.flows.endpoint import EndpointError, ping
from waypost_sandbox.graph.flows.monitor import judge
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state.flows import Flow

PING_SECONDS = 120.0
# By flow; a slow endpoint is not pinged again before it has answered.
_pinging: dict[str, asyncio.Task[None]] = {}


def keep_watch(world: Sandbox, flow: Flow) -> None:
    """Safe to call again and again."""
    now = world.clock.now()
    if not data_api_version_of(read_document(flow.document)) or flow.next_ping_at > now:
        return
    flow.next_ping_at = now + PING_SECONDS
    world.clock.at(flow.next_ping_at, _due, world, flow)


def _due(world: Sandbox, flow: Flow) -> None:
    # Another world may have begun since, or the flow is gone.
    if world.state.flows.get(flow.id) is not flow or not flow.editions or flow.status == "DEPRECATED":
        return
    judge(world, flow)
    if flow.id not in _pinging:
        task = asyncio.get_running_loop().create_task(_ping(world, flow))
        _pinging[flow.id] = task
        task.add_done_callback(lambda _: _pinging.pop(flow.id, None))
    keep_watch(world, flow)


async def _ping(world: Sandbox, flow: Flow) -> None:
    # A failure was noted with the flow.
    with contextlib.suppress(EndpointError):
        await ping(world, flow)
