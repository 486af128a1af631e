"""All scenes are played once; every test here looks at what they told."""

import pytest
from sandbox.tests.shapes import chats, features, premises, sending
from sandbox.tests.shapes.stage import Stage


@pytest.fixture(scope="session")
def kept(running, listening):
    stage = Stage(running, listening)
    for family in (chats, sending, premises, features):
        for scene in family.SCENES:
            stage.play(scene)
    for scene in sending.OLDER_SCENES:
        stage.play(scene, older=True)
    return stage.kept


@pytest.fixture
def stage(running, listening):
    return Stage(running, listening)
