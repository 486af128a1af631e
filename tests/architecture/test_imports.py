"""Who may import whom: the contracts of import-linter, each proven to notice one deliberate mistake."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder / "src"), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy_of_the_code(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_are_kept():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


MISTAKES = {
    "a lower domain that imports an upper one": (
        "contacts/queries.py", "import waypost.messaging.models", "Domains only look down"),
    "ingest that imports a domain": (
        "ingest/app.py", "import waypost.channels.models", "Domains only look down"),
    "two strangers that meet": (
        "channels/queries.py", "import waypost.contacts.models", "Domains only look down"),
    "rules that import their models": (
        "contacts/rules/people.py", "import waypost.contacts.models", "Inside a domain"),
    "a domain that imports another one's routes": (
        "messaging/schemas.py", "import waypost.contacts.api", "HTTP routes and jobs are leaves"),
    "Django in the WhatsApp library": (
        "whatsapp/webhook.py", "import django", "The edges and the pure files are framework-free"),
    "the Graph client inside an action": (
        "channels/actions/numbers.py", "import waypost.whatsapp.client", "No network call"),
    "an HTTP client that an action reaches through a friend": (
        "core/eventlog.py", "import aiohttp", "No network call"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.replace(" ", "_"))
def test_the_contracts_notice(mistake: str, copy_of_the_code: Path):
    file, line, contract = MISTAKES[mistake]
    path = copy_of_the_code / "src/waypost" / file
    path.write_text(f"{line}\n{path.read_text()}")

    done = lint(copy_of_the_code)

    assert done.returncode == 1, done.stdout
    _, _, broken = " ".join(done.stdout.split()).partition("Broken contracts")  # the report breaks its lines
    assert contract in broken, done.stdout


def test_the_contracts_notice_a_new_package_that_has_no_floor(copy_of_the_code: Path):
    folder = copy_of_the_code / "src/waypost/attic"
    folder.mkdir()
    (folder / "__init__.py").touch()

    assert lint(copy_of_the_code).returncode == 1
