"""A real sandbox on a free port, and a receiver that keeps what it is sent."""

import pytest
from sandbox.tests.client import Receiver, start_sandbox, stop_sandbox


@pytest.fixture(scope="session")
def running():
    process, meta = start_sandbox()
    yield meta
    stop_sandbox(process)


@pytest.fixture(scope="session")
def listening():
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def receiver(listening):
    listening.begin()
    return listening


@pytest.fixture
def meta(running, receiver):
    """A fresh world whose webhooks go to the receiver."""
    running.control("/reset", {"everything": True})
    assert running.subscribe(receiver.url).status == 200
    receiver.clear()
    return running
