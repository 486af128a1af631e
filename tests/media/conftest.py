"""A sandbox with a connected number, and two tenants."""

from collections.abc import Iterator

import pytest
from tests.factories import make_actor, make_channel

from waypost.channels.actions import Checked, change_channel, disconnect_channel, record_check
from waypost.channels.schemas import ChannelPatch
from waypost.core.actor import Actor
from waypost.kit import env
from waypost_sandbox.testing import WhatsAppSandbox, running_sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[WhatsAppSandbox]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def system(owner) -> Actor:
    return Actor.system(owner.tenant_id)


@pytest.fixture
def channel(owner):
    """A number that no call to Meta is made with."""
    return make_channel(owner)


@pytest.fixture
def connected(owner, system, sandbox, monkeypatch):
    """The sandbox's number, in the owner's tenant."""
    monkeypatch.setattr(env, "meta", lambda: env.Meta(graph_url=sandbox.base_url))
    sandbox.faults()
    channel = make_channel(owner, phone_number_id=sandbox.phone_number_id)
    change_channel(owner, channel.id, ChannelPatch(access_token=sandbox.token))
    record_check(system, channel.id, Checked())
    yield channel
    disconnect_channel(owner, channel.id)
