"""`waypost-sandbox`: starts the simulated Meta and says how to use it."""

import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from waypost_sandbox.app import OPTIONS_VARIABLE
from waypost_sandbox.banner import banner
from waypost_sandbox.sandbox import Options
from waypost_sandbox.store import Store, StoreError
from waypost_sandbox.world import WorldError, read_world

cli = typer.Typer(add_completion=False, help="Meta's side of the WhatsApp Cloud API, simulated.")


@cli.command()
def serve(  # noqa: PLR0917 - typer makes each a named option
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8003,
    world: Annotated[Path | None, typer.Option(help="A world of your own, in YAML.")] = None,
    seed: Annotated[int | None, typer.Option(help="Makes every random choice repeatable.")] = None,
    start_at: Annotated[
        datetime | None, typer.Option(help="The clock stands at this moment (UTC) and moves on request only.")
    ] = None,
    state: Annotated[Path | None, typer.Option(help="Keeps the world in this file over a restart.")] = None,
    limits: Annotated[bool, typer.Option(help="Hold to Meta's limits on sending.")] = True,
    public_url: Annotated[str, typer.Option(help="Address that others reach it at, for links.")] = "",
) -> None:
    """Starts the sandbox; Ctrl-C stops it."""
    url = public_url.rstrip("/") or f"http://{host}:{port}"
    _refuse_taken_port(host, port)
    options = Options(
        public_url=url,
        seed=seed,
        start_at=start_at.replace(tzinfo=UTC).timestamp() if start_at else None,
        limits=limits,
        world_file=str(world.absolute()) if world else None,
        state_file=str(state.absolute()) if state else None,
    )
    try:
        begun = read_world(world).state
        if state is not None:
            begun = Store.look(state) or begun
    except (WorldError, StoreError) as error:
        _give_up(str(error))
    os.environ[OPTIONS_VARIABLE] = msgspec.json.encode(options).decode()
    sys.stdout.write(banner(begun, options))
    sys.stdout.flush()
    Granian(
        "waypost_sandbox.app:from_environment",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        websockets=False,
        log_level=LogLevels.warning,
        process_name=None,
        workers_kill_timeout=5,
    ).serve()


def main() -> None:
    cli()


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            _give_up(f"Cannot listen on {host}:{port}: {error.strerror}. Give another --port.")


def _give_up(reason: str) -> NoReturn:
    sys.stderr.write(f"waypost-sandbox: {reason}\n")
    raise typer.Exit(1)


if __name__ == "__main__":
    main()
