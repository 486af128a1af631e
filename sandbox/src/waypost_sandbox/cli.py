"""`waypost-sandbox`: starts the simulated Meta and says how to use it."""

import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from waypost_sandbox.app import OPTIONS_VARIABLE
from waypost_sandbox.sandbox import Options
from waypost_sandbox.world import ACCESS_TOKEN, APP_ID, APP_SECRET, COFFEE_ID, WABA_ID, WHOLESALE_ID

cli = typer.Typer(add_completion=False, help="Meta's side of the WhatsApp Cloud API, simulated.")


@cli.command()
def serve(  # noqa: PLR0917 - typer makes each a named option
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8003,
    seed: Annotated[int | None, typer.Option(help="Makes every random choice repeatable.")] = None,
    limits: Annotated[bool, typer.Option(help="Hold to Meta's pair and throughput limits.")] = True,
    public_url: Annotated[str, typer.Option(help="Address that others reach it at, for links.")] = "",
    state_file: Annotated[
        Path | None, typer.Option(help="Keeps the world in this file over a restart.")
    ] = None,
) -> None:
    """Starts the sandbox; Ctrl-C stops it."""
    url = public_url.rstrip("/") or f"http://{host}:{port}"
    _refuse_taken_port(host, port)
    kept = str(state_file.absolute()) if state_file else None
    options = Options(public_url=url, seed=seed, limits=limits, state_file=kept)
    os.environ[OPTIONS_VARIABLE] = msgspec.json.encode(options).decode()
    sys.stdout.write(banner(url, limits=limits, kept=kept))
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


def banner(url: str, *, limits: bool, kept: str | None) -> str:
    storage = f"The world is kept in {kept}." if kept else "Everything is kept in memory."
    return f"""
  Waypost sandbox: Meta's side, simulated. {storage}

  Graph API        {url}/v23.0/
  The phone        {url}/phone
  Control          {url}/_sandbox/world
  App id           {APP_ID}
  App secret       {APP_SECRET}
  Access token     {ACCESS_TOKEN}
  Account (WABA)   {WABA_ID}
  Numbers          {COFFEE_ID}  Senja Coffee
                   {WHOLESALE_ID}  Senja Wholesale
  Limits           {"as Meta's" if limits else "off"}

  Where webhooks go:
    curl -X POST '{url}/v23.0/{APP_ID}/subscriptions' \\
      -d object=whatsapp_business_account -d fields=messages \\
      -d callback_url=https://your.host/webhook -d verify_token=your-token \\
      -d 'access_token={APP_ID}|{APP_SECRET}'

  A customer writes:
    curl -X POST {url}/_sandbox/people/6281234567890/send \\
      -d '{{"phone_number_id":"{COFFEE_ID}","type":"text","text":{{"body":"Hello"}}}}'

"""


def main() -> None:
    cli()


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.stderr.write(
                f"waypost-sandbox cannot listen on {host}:{port}: {error.strerror}. Give another --port.\n"
            )
            raise typer.Exit(1) from error


if __name__ == "__main__":
    main()
