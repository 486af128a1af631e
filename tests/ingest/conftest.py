"""Ingest as a process of its own, on the real database and with its own role."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.ingest.meta import Meta
from tests.kit.link import Link
from tests.kit.running import Running, running


@pytest.fixture(scope="session")
def log_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ingest")


@pytest.fixture(scope="session")
def ingest(postgres_url, log_folder: Path) -> Iterator[Running]:
    with running("ingest", log_folder, WAYPOST_DATABASE_URL=postgres_url("waypost_ingest")) as found:
        yield found


@pytest.fixture
def meta(postgres_url, ingest: Running) -> Meta:
    return Meta(postgres_url, ingest)


@pytest.fixture
def link(postgres_url, tmp_path: Path) -> Iterator[Link]:
    """Between ingest and its database; mended at first."""
    found = Link(Path(_sockets(postgres_url)) / ".s.PGSQL.5432", tmp_path / ".s.PGSQL.5432")
    found.mend()
    yield found
    found.cut()


@pytest.fixture
def linked_url(postgres_url, link: Link, tmp_path: Path) -> str:
    return f"host={tmp_path} user=waypost_ingest dbname=waypost"


def _sockets(postgres_url) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(postgres_url("waypost_ingest"))["host"])
