"""A shop that may send everything: calls, orders, forms and every kind of template."""

from pathlib import Path

import pytest
from sandbox.tests.client import start_sandbox, stop_sandbox

WORLD = Path(__file__).with_name("world.yaml")


@pytest.fixture(scope="session")
def running():
    process, meta = start_sandbox("--world", str(WORLD))
    yield meta
    stop_sandbox(process)
