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


def settings_beside(folder: Path) -> None:
    """Where the environment names no database, that of the `waypost up` in `folder`."""
    from waypost.processes.installation import environment_beside  # noqa: PLC0415 - each command loads what it needs

    if not os.environ.get("WAYPOST_DATABASE_URL"):
        os.environ.update(environment_beside(folder))


def set_up_django() -> None:
    import django  # noqa: PLC0415 - each command loads only what it needs

    django.setup()
