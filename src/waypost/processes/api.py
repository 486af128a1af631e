"""Starts the API: HTTP for people and programs, sign-in, and the web application."""

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from waypost.kit import env, logging
from waypost.processes.ports import refuse_taken

_THREADS = 16
"""Each waits on the database most of the time."""


def main(host: str = "127.0.0.1", port: int = 8000) -> None:
    """One process with threads. To use more cores, start it more than once behind one address."""
    env.refuse_unknown_variables()
    refuse_taken(host, port)
    logging.configure(env.core().log_level, process="api")
    Server(
        "waypost.processes.api:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        blocking_threads=_THREADS,
        backlog=1024,
        backpressure=_THREADS * 4,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
        workers_kill_timeout=10,
    ).serve()


def __getattr__(name: str) -> object:
    """Django is set up in the process that serves, when it asks for the application."""
    if name != "application":
        raise AttributeError(name)
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - it needs the settings

    logging.configure(env.core().log_level, process="api")
    return get_wsgi_application()
