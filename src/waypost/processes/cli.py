"""The `waypost` command: one process each, and what operators do."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from waypost.kit.env import SettingsMissing
from waypost.processes.ops_cli import ops, set_up_django, settings_beside

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.settings")

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Waypost: WhatsApp for businesses.",
)
cli.add_typer(ops, name="ops")

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


@cli.command()
def up(
    port: Annotated[
        int, typer.Option(min=1, max=65_521, help="The first of the ports; the others follow it.")
    ] = 8000,
    folder: Annotated[Path, typer.Option(help="Where data, secrets and logs are kept.")] = Path("var"),
) -> None:
    """Everything on one machine, with a demo and Meta's side simulated."""
    from waypost.processes import up as process  # noqa: PLC0415 - each command loads only what it needs

    process.main(folder, port)


@cli.command()
def roles(
    admin_url: Annotated[str, typer.Option(help="PostgreSQL as an administrator.", envvar="PGADMIN_URL")],
    database: Annotated[str, typer.Option(help="Made if it does not exist.")] = "waypost",
    passwords: Annotated[
        Path | None, typer.Option(help='JSON: {"waypost_app": "…"}; roles without one get none.')
    ] = None,
) -> None:
    """Create the database and its roles, or bring them up to date."""
    from waypost.ops.roles import create_roles  # noqa: PLC0415 - each command loads only what it needs

    create_roles(admin_url, database, json.loads(passwords.read_text()) if passwords else None)


@cli.command()
def migrate() -> None:
    """Bring the database up to date. Needs WAYPOST_DATABASE_URL of the role waypost_owner."""
    from django.core.management import call_command  # noqa: PLC0415 - each command loads only what it needs

    set_up_django()
    call_command("migrate", verbosity=1)


@cli.command()
def replay(
    ids: Annotated[list[int] | None, typer.Argument(help="Those; all that wait if none are given.")] = None,
    list_only: Annotated[bool, typer.Option("--list", help="Only show what waits, and why.")] = False,
) -> None:
    """Put webhooks that could not be processed back into the inbox."""
    set_up_django()
    from waypost.pipeline import dead_letters  # noqa: PLC0415 - needs Django

    if list_only:
        for letter in dead_letters.waiting():
            typer.echo(
                f"{letter.id}\t{letter.set_aside_at:%Y-%m-%d %H:%M}\t{letter.tenant_id}\t{letter.reason}"
            )
        return
    typer.echo(
        f"{dead_letters.replay(ids or None)} put back. They are processed at once; repeats do no harm."
    )


@cli.command("verify-consent")
def verify_consent() -> None:
    """Walk every tenant's ledger of consent. Ends with 1 where an entry was changed, and says which."""
    set_up_django()
    from waypost.accounts.queries import tenant_ids  # noqa: PLC0415 - needs Django
    from waypost.consent.queries import verify  # noqa: PLC0415 - needs Django
    from waypost.core.actor import Actor  # noqa: PLC0415 - needs Django

    bad = 0
    for tenant_id in tenant_ids():
        found = verify(Actor.system(tenant_id))
        bad += not found.ok
        typer.echo(f"{tenant_id}\t{found.count} entries\t{'whole' if found.ok else found.reason}")
    sys.exit(1 if bad else 0)


@cli.command()
def openapi(
    check: Annotated[bool, typer.Option(help="Only say whether the file is current.")] = False,
) -> None:
    """Write the API's description to web/openapi.json."""
    set_up_django()
    from waypost.urls import api as described  # noqa: PLC0415 - needs Django

    path = Path(__file__).parents[3] / "web" / "openapi.json"
    text = json.dumps(described.get_openapi_schema(), indent=2, ensure_ascii=False, default=str) + "\n"
    if not check:
        path.write_text(text)
    elif not path.is_file() or path.read_text() != text:
        sys.exit("web/openapi.json is not current. Run `make openapi` and commit what it changes.")


@cli.command()
def reference(
    check: Annotated[bool, typer.Option(help="Only say whether the pages are current.")] = False,
) -> None:
    """Write the pages of docs/reference that follow from the code."""
    set_up_django()
    from waypost.processes import reference as pages  # noqa: PLC0415 - needs Django

    sys.exit(pages.main(check=check))


@cli.command()
def doctor(
    folder: Annotated[Path, typer.Option(help="Of a `waypost up`, where no settings are given.")] = Path(
        "var"
    ),
) -> None:
    """A first look when something is wrong."""
    settings_beside(folder)
    from waypost.ops import doctor as examination  # noqa: PLC0415 - reads the settings

    sys.exit(examination.main())


def main() -> None:
    """A setting that is missing or wrong is one sentence, not a traceback."""
    try:
        cli()
    except SettingsMissing as problem:
        sys.stderr.write(f"Waypost cannot start: {problem}\n")
        sys.exit(2)
