"""A sandbox with its templates, and a number of it in the owner's tenant. Imports wait until the settings are there."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def sandbox() -> Iterator[object]:
    from waypost_sandbox.testing import running_sandbox

    with running_sandbox() as running:
        yield running


@pytest.fixture
def owner():
    from tests.factories import make_actor

    return make_actor()


@pytest.fixture
def connected(owner, sandbox, monkeypatch):
    from tests.factories import make_channel

    from waypost.channels import actions
    from waypost.kit import env

    monkeypatch.setattr(env, "meta", lambda: env.Meta(graph_url=sandbox.base_url))
    channel = make_channel(
        owner, phone_number_id=sandbox.phone_number_id, waba_id=sandbox.waba_id, access_token=sandbox.token
    )
    yield channel
    actions.disconnect_channel(owner, channel.id)
