"""The `waypost` command: one process each, and what operators do."""

import os
import sys
from typing import Annotated

import typer

from waypost.kit.env import SettingsMissing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.settings")

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Waypost: WhatsApp for businesses.",
)

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]


@cli.command()
def api(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """The HTTP API, sign-in and the web application."""
    from waypost.processes import api as process  # noqa: PLC0415 - each command loads only what it needs

    process.main(host, port)


@cli.command()
def ingest(host: Host = "127.0.0.1", port: Port = 8001) -> None:
    """Meta's webhooks in."""
    from waypost.processes import ingest as process  # noqa: PLC0415 - each command loads only what it needs

    process.main(host, port)


@cli.command()
def live(host: Host = "127.0.0.1", port: Port = 8002) -> None:
    """Server-sent events out to browsers."""
    from waypost.processes import live as process  # noqa: PLC0415 - each command loads only what it needs

    process.main(host, port)


@cli.command()
def worker(name: Annotated[str, typer.Argument(help="inbound, outbound, relay or jobs")]) -> None:
    """One of the workers."""
    from waypost.processes import worker as process  # noqa: PLC0415 - each command loads only what it needs

    process.main(name)


def main() -> None:
    """A setting that is missing or wrong is one sentence, not a traceback."""
    try:
        cli()
    except SettingsMissing as problem:
        sys.stderr.write(f"Waypost cannot start: {problem}\n")
        sys.exit(2)
