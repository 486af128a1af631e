"""Starts live: server-sent events out."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from starlette.applications import Starlette

from waypost.kit import env, logging
from waypost.live.app import create as create_app
from waypost.live.hub import MOST_CONNECTIONS, Hub
from waypost.processes.ports import refuse_taken


def create() -> Starlette:
    core = env.core()
    return create_app(secret_key=core.secret_key, redis_url=env.redis().url, public_url=core.public_url)


def main(host: str = "127.0.0.1", port: int = 8002) -> None:
    """One process, one event loop. To serve more browsers, start it more than once behind one address."""
    env.refuse_unknown_variables()
    logging.configure(env.core().log_level, process="live")
    refuse_taken(host, port)
    asyncio.run(_serve(host, port))


async def _serve(host: str, port: int) -> None:
    app = create()
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        backlog=1024,
        backpressure=MOST_CONNECTIONS + 500,
        log_level=LogLevels.error,
        log_access=False,
    )

    hub: Hub = app.state.hub
    stop_server: Callable[[], None] = server.stop

    def stop() -> None:
        hub.close()  # or the server would wait for streams that never end
        stop_server()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await server.serve()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # the interpreter's own way out can abort in the server's threads
