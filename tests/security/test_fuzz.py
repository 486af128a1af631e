"""The whole API, called with whatever its own description allows: as two tenants, and as one who may only look.

No answer is a 500, each fits its description, and none holds a word of another tenant.
"""

import gc
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance
from tests.factories import make_channel, make_contact, make_member, make_template

from waypost.accounts import actions as accounts
from waypost.accounts.permissions import API_KEY_SCOPES, GRANTS, Permission, Role
from waypost.accounts.schemas import ApiKeyIn
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.messaging.models import Conversation, Message

EXAMPLES = int(os.environ.get("EXAMPLES", "8"))
"""For each route; `make fuzz` takes many more."""


def served(environ, start_response):
    """As a server does, which knows who calls."""
    environ.setdefault("REMOTE_ADDR", "127.0.0.1")
    return APPLICATION(environ, start_response)


APPLICATION = get_wsgi_application()
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served)


# the client in this process leaves uploads to the collector, which a server's own closing would not
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def _uploads_collected() -> Iterator[None]:
    yield
    gc.collect()


ROWS: dict[str, Iterator[str]] = {}
"""Of a test's two tenants, in turn."""


@dataclass(frozen=True)
class Party:
    """A tenant with something in every list, and a word that only its own answers may hold."""

    secret: str
    keys: dict[str, str]
    ids: tuple[str, ...]


def make_party() -> Party:
    owner = make_member(role=Role.OWNER)
    secret = f"canary{uuid4().hex}"
    channel = make_channel(owner)
    contact = make_contact(owner, wa_id=f"62{str(uuid4().int)[:11]}")
    then = clock.now() - timedelta(hours=1)
    with tenant_scope(owner.tenant_id):
        type(contact).objects.filter(id=contact.id).update(name=secret)
        type(channel).objects.filter(id=channel.id).update(name=secret)
        conversation = Conversation.objects.create(
            channel=channel, contact=contact, last_message_at=then, last_inbound_at=then
        )
        message = Message.objects.create(
            conversation=conversation, channel=channel, direction="out", kind="text", text=secret,
            status="failed", status_rank=40, failure_reason=secret, author_kind="user", author_name=secret,
            sent_at=then,
        )  # fmt: skip
        template = make_template(waba_id=channel.waba_id, body=secret)
    ids = (contact.id, channel.id, conversation.id, message.id, template.id)
    return Party(secret, {role: key_for(owner, role) for role in ("admin", "viewer")}, tuple(map(str, ids)))


def key_for(owner: Actor, role: str) -> str:
    scopes = sorted(API_KEY_SCOPES & GRANTS[Role(role)])
    return accounts.create_api_key(
        owner, ApiKeyIn(name=role, scopes=[Permission(one) for one in scopes])
    ).secret


@pytest.fixture(scope="module")
def parties() -> tuple[Party, Party]:
    return make_party(), make_party()


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_answer_is_an_error_of_ours_or_holds_a_word_of_another_tenant(case, parties):
    cache.clear()
    mine, others = parties
    rows = ROWS.setdefault(mine.secret, itertools.cycle((*mine.ids, *others.ids)))
    for name in case.path_parameters:
        if name.endswith("_id"):  # real rows of both tenants, not only ids that nobody has
            case.path_parameters[name] = next(rows)
    for role in mine.keys:
        answer = case.call(headers={"Authorization": f"Bearer {mine.keys[role]}"})

        case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])
        assert others.secret not in answer.text
