"""One tenant with a number, somebody who wrote, and two templates. Imports wait until the settings are there."""

import pytest


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
    from tests.factories import make_channel

    return make_channel(owner)


@pytest.fixture
def conversation(owner, channel):
    from tests.pipeline.engine import BUDI
    from tests.pipeline.stage import conversation_with

    return conversation_with(owner, channel, BUDI)


@pytest.fixture
def offer(owner, channel):
    return _template(owner, channel, "marketing")


@pytest.fixture
def update(owner, channel):
    return _template(owner, channel, "utility")


def _template(owner, channel, category):
    from tests.factories import make_template
    from tests.pipeline.engine import WORDS

    from waypost.core.tenancy import tenant_scope

    with tenant_scope(owner.tenant_id):
        return make_template(waba_id=channel.waba_id, category=category, **WORDS)
