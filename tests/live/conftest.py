"""Live as a process of its own, on the real Redis."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from tests.kit.link import Link
from tests.kit.running import Running, running
from tests.live.browser import Stream


@pytest.fixture(scope="session")
def log_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("live")


@pytest.fixture(scope="session")
def live(log_folder: Path) -> Iterator[Running]:
    with running("live", log_folder) as found:
        yield found


@pytest.fixture
def tenant_id() -> UUID:
    return uuid4()


@pytest.fixture
def stream(tenant_id: UUID) -> Stream:
    return Stream(tenant_id)


@pytest.fixture
def link(tmp_path: Path) -> Iterator[Link]:
    """Between live and Redis; mended at first."""
    found = Link(Path(os.environ["WAYPOST_REDIS_URL"].removeprefix("unix://")), tmp_path / "redis.sock")
    found.mend()
    yield found
    found.cut()


@pytest.fixture
def linked_live(link: Link, tmp_path: Path) -> Iterator[Running]:
    with running("live", tmp_path, WAYPOST_REDIS_URL=f"unix://{tmp_path}/redis.sock") as found:
        yield found
