"""The same property through a real request: valid bodies are accepted, broken ones refused with their code."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from sandbox.tests.client import COFFEE
from sandbox.tests.messages.bodies import BODIES, FILES, TEMPLATES
from sandbox.tests.messages.files import upload
from sandbox.tests.messages.test_limits import broken, valid

NUMBERS = count()
FEW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def shop(meta):
    """Sends a body with the ids of files that were uploaded."""
    uploaded = {
        media_id: upload(meta, content, mime_type) for media_id, (mime_type, content) in FILES.items()
    }

    def exchanged(value):
        if isinstance(value, dict):
            return {name: exchanged(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [exchanged(inner) for inner in value]
        return uploaded.get(value, value) if isinstance(value, str) else value

    return lambda body: meta.call("POST", f"/v23.0/{COFFEE}/messages", exchanged(body))


@pytest.mark.parametrize(
    "body", [*BODIES.values(), *TEMPLATES.values()], ids=[*BODIES, *(f"{t} template" for t in TEMPLATES)]
)
def test_one_body_of_every_kind_is_accepted(shop, body):
    assert shop(body).status == 200


@FEW
@given(body=valid())
def test_a_valid_body_is_accepted_over_http(shop, body):
    # Some kinds may go to one person once a day only.
    answer = shop(body | {"to": f"+62812000{next(NUMBERS):04d}"})
    assert answer.status == 200, answer.raw


@FEW
@given(case=broken())
def test_a_broken_body_is_refused_over_http(shop, case):
    body, code = case
    assert shop(body).code == code
