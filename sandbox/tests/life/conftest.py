"""A sandbox with accounts at the edges of what Meta allows."""

from pathlib import Path

import pytest
from sandbox.tests.client import start_sandbox, stop_sandbox


@pytest.fixture(scope="session")
def edge_world():
    process, meta = start_sandbox("--world", str(Path(__file__).with_name("world.yaml")))
    yield meta
    stop_sandbox(process)


@pytest.fixture
def accounts(edge_world, receiver):
    """Its webhooks go to the receiver."""
    edge_world.control("/reset", {"everything": True})
    edge_world.control("/settings", {"pair_limit": False, "throughput_limit": False})
    assert edge_world.subscribe(receiver.url).status == 200
    receiver.clear()
    return edge_world
