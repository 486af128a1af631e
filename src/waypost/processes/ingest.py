"""Starts ingest: Meta's webhooks in."""

import asyncio
import gc
import os
import signal
import sys

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from waypost.ingest.app import Ingest
from waypost.kit import env, logging
from waypost.kit.crypto import Vault, parse_master_keys
from waypost.kit.env import SettingsMissing
from waypost.processes.ports import refuse_taken

_CONNECTIONS = 2048
"""Open at once; more wait in the kernel's queue."""
HEADER_MILLISECONDS = 30_000
_COLLECT_AFTER = (50_000, 20, 100)


def create() -> Ingest:
    try:
        vault = Vault(parse_master_keys(env.core().master_keys))
    except ValueError as error:
        raise SettingsMissing(
            "WAYPOST_MASTER_KEYS must hold base64 keys of 32 bytes, separated by commas "
            "(`openssl rand -base64 32` makes one)"
        ) from error
    return Ingest(env.database().url, vault)


def main(host: str = "127.0.0.1", port: int = 8001) -> None:
    """One process, one event loop. To use more cores, start it more than once behind one address."""
    env.refuse_unknown_variables()
    logging.configure(env.core().log_level, process="ingest")
    refuse_taken(host, port)
    asyncio.run(_serve(host, port))


def _leave() -> None:
    """At once, when all is stored: the interpreter's own way out can abort in the server's threads."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _collect_garbage_seldom() -> None:
    """Hundreds of requests are in flight and hardly one makes a cycle: to look often costs a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


async def _serve(host: str, port: int) -> None:
    app = create()
    _collect_garbage_seldom()
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        websockets=False,
        backlog=_CONNECTIONS,
        backpressure=_CONNECTIONS,
        log_level=LogLevels.error,
        log_access=False,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    await server.serve()
    _leave()
