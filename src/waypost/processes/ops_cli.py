"""`waypost ops …`: what operators do with a running installation. Each command is a few lines; the work is in `ops`."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

ops = typer.Typer(no_args_is_help=True, help="What operators do with a running installation.")

Shown = Annotated[str, typer.Option("--format", help="text, json or junit")]
Folder = Annotated[Path, typer.Option(help="Of a `waypost up`, where no settings are given.")]


@ops.command()
def health(
    shown: Shown = "text",
    watch: Annotated[float, typer.Option(help="Again every so many seconds.")] = 0,
    folder: Folder = Path("var"),
) -> None:
    """HEALTHY, DEGRADED or UNHEALTHY, with the reasons. Exit code 0, 1 or 2."""
    if shown not in ("text", "json", "junit"):
        sys.exit("--format is text, json or junit.")
    settings_beside(folder)
    from waypost.ops import health as examination  # noqa: PLC0415 - reads the settings

    sys.exit(examination.main(shown, watch_seconds=watch))  # type: ignore[arg-type]  # looked at above


@ops.command("rotate-keys")
def rotate_keys(folder: Folder = Path("var")) -> None:
    """Seal every stored secret again with the first of WAYPOST_MASTER_KEYS."""
    settings_beside(folder)
    set_up_django()
    from waypost.ops import rotate_keys as rotation  # noqa: PLC0415 - needs Django

    sys.exit(rotation.main())


@ops.command()
def validate(  # noqa: PLR0917 - options of a command line
    target: Annotated[str, typer.Option(help="gcp, compose or local; detected if not given.")] = "",
    shown: Shown = "text",
    folder: Folder = Path("var"),
    project: Annotated[str, typer.Option(envvar="GOOGLE_CLOUD_PROJECT", help="Of Google Cloud.")] = "",
    region: Annotated[str, typer.Option(envvar="GOOGLE_CLOUD_REGION", help="Of Google Cloud.")] = "",
    endpoint: Annotated[str, typer.Option(help="Where Google's APIs are stood in for.")] = "",
) -> None:
    """Every critical check of a deployment, in percent. Exit code 0 when all pass."""
    from waypost.ops.looks.target import target_of  # noqa: PLC0415 - each command loads what it needs

    if target not in ("", "gcp", "compose", "local") or shown not in ("text", "json", "junit"):
        sys.exit("--target is gcp, compose or local; --format is text, json or junit.")
    if target != "gcp":
        settings_beside(folder)
    os.environ.setdefault("WAYPOST_BACKUP_STATUS", str(folder / "backup-status.json"))
    from waypost.ops import validate as examination  # noqa: PLC0415 - reads the settings

    place = examination.Place(project, region, endpoint)
    sys.exit(examination.main(target or target_of(), shown, place))  # type: ignore[arg-type]  # looked at above


@ops.command()
def e2e(  # noqa: PLR0917 - each is a named option
    frontend: Annotated[str, typer.Option(envvar="FRONTEND_URL", help="Where people open it.")],
    backend: Annotated[str, typer.Option(envvar="BACKEND_URL", help="Where its API is.")],
    sandbox: Annotated[
        str, typer.Option(envvar="SANDBOX_URL", help="Meta's side, simulated; found beside a `waypost up`.")
    ] = "",
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Nothing is written: for production.")
    ] = False,
    report: Annotated[Path, typer.Option(help="Where the reports and pictures go.")] = Path("var/e2e"),
    folder: Folder = Path("var"),
) -> None:
    """End to end against a running deployment, leaving nothing behind. Exit code 0 when 95 % hold."""
    from waypost.ops.e2e import run  # noqa: PLC0415 - each command loads what it needs
    from waypost.processes.installation import sandbox_beside  # noqa: PLC0415 - as above

    sandbox = sandbox or sandbox_beside(folder, backend)
    sys.exit(run.main(run.Asked(frontend, backend, sandbox, read_only, report)))


@ops.command("erase-tenant")
def erase_tenant(
    tenant_id: Annotated[str, typer.Argument(help="Of the business that ends.")],
    name: Annotated[str, typer.Option(help="Its name, so that the wrong one is not erased.")],
    folder: Folder = Path("var"),
) -> None:
    """Erase a business for good: every row, file and person of it alone."""
    settings_beside(folder)
    set_up_django()
    from waypost.ops import erase  # noqa: PLC0415 - needs Django

    sys.exit(erase.main(tenant_id, name))


def settings_beside(folder: Path) -> None:
    """Where the environment names no database, that of the `waypost up` in `folder`."""
    from waypost.processes.installation import environment_beside  # noqa: PLC0415 - each command loads what it needs

    if not os.environ.get("WAYPOST_DATABASE_URL"):
        os.environ.update(environment_beside(folder))


def set_up_django() -> None:
    import django  # noqa: PLC0415 - each command loads only what it needs

    django.setup()
