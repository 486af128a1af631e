"""A sandbox with a connected number, and an owner. Imports wait until the settings are there."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def sandbox() -> Iterator[object]:
    from waypost_sandbox.testing import running_sandbox

    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def owner():
    from tests.factories import make_actor

    return make_actor()


@pytest.fixture
def system(owner):
    from waypost.core.actor import Actor

    return Actor.system(owner.tenant_id)


@pytest.fixture
def channel(owner):
    """A number that no call to Meta is made with."""
    from tests.factories import make_channel

    return make_channel(owner)


@pytest.fixture
def connected(owner, system, sandbox, monkeypatch):
    """The sandbox's number, in the owner's tenant."""
    from tests.factories import make_channel

    from waypost.channels import actions
    from waypost.kit import env

    monkeypatch.setattr(env, "meta", lambda: env.Meta(graph_url=sandbox.base_url))
    sandbox.faults()
    channel = make_channel(owner, phone_number_id=sandbox.phone_number_id, access_token=sandbox.token)
    actions.record_check(system, channel.id, actions.Checked())
    yield channel
    actions.disconnect_channel(owner, channel.id)
