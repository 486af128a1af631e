"""Every route as nobody, as the wrong tenant, as the wrong role, and with a body that makes no sense."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.api.routes import NOBODY, ROUTES, Route
from tests.factories import make_channel, make_contact, make_member, make_membership, make_template

from waypost.accounts import actions as accounts
from waypost.accounts.models import Membership, User
from waypost.accounts.permissions import API_KEY_SCOPES, GRANTS, Permission, Role
from waypost.accounts.schemas import ApiKeyIn, InvitationIn
from waypost.channels import actions as channels
from waypost.channels.schemas import DiscoverIn
from waypost.consent import actions as consent
from waypost.consent.schemas import ImportIn, WordIn
from waypost.contacts.models import Contact
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.media.models import File
from waypost.messaging.actions import merge_contacts
from waypost.messaging.models import Conversation, Message
from waypost.pipeline.models import JournalEntry
from waypost.urls import api

BASE = "/api/v1"
WEBHOOK = 4_711_000_000


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=actor.id))
    return client


def call(client: Client, route: Route, ids: dict[str, str], body=None, **headers: str):
    path = BASE + route.path + route.query
    for name in re.findall(r"\{(\w+)_id\}", path):
        path = path.replace("{" + name + "_id}", ids.get(name, "1" if name == "webhook" else str(uuid4())))
    path = path.replace("{message_id}", ids.get("message", str(uuid4()))).replace("{token}", "no-such-token")
    given = body if body is not None else route.body
    method = getattr(client, route.method)
    if route.method == "get":
        return method(path, headers=headers)
    if route.form is not None:
        files = {name: SimpleUploadedFile("a.txt", content) for name, content in route.form.items()}
        return method(path, files, headers=headers)
    return method(path, given, content_type="application/json", headers=headers)


@pytest.fixture(scope="module")
def owner() -> Actor:
    return make_member(role=Role.OWNER)


@pytest.fixture(scope="module")
def rows(owner) -> dict[str, str]:
    """One row of each kind in the owner's tenant."""
    channel = make_channel(owner)
    then = clock.now() - timedelta(hours=1)
    with tenant_scope(owner.tenant_id):
        contact = Contact.objects.create(wa_id="628110000001")
        conversation = Conversation.objects.create(
            channel=channel, contact=contact, last_message_at=then, last_inbound_at=then
        )
        media = File.objects.create(direction="out", kind="document", status="failed", can_retry=True)
        message = Message.objects.create(
            conversation=conversation, channel=channel, direction="out", kind="text", text="Hi", status="failed",
            status_rank=40, author_kind="user", sent_at=then,
        )  # fmt: skip
    member = make_membership(tenant=Membership.objects.get(user_id=owner.id).tenant)
    invitation = accounts.invite(owner, InvitationIn(email="waiting@example.com", role=Role.AGENT)).row
    key = accounts.create_api_key(owner, ApiKeyIn(name="Shop", scopes=[Permission.CONTACTS_READ])).row
    connection = channels.discover(owner, DiscoverIn(access_token="EAA-token-0001"))
    with tenant_scope(owner.tenant_id):
        template = make_template(waba_id=channel.waba_id)
        JournalEntry.objects.create(
            id=WEBHOOK, app_id=channel.app_id, body=b"{}", received_at=clock.now(), processed_at=clock.now()
        )
    word = consent.add_word(owner, WordIn(word="genug davon", state="out"))
    heading = "phone,purpose,state,happened_at,proof\n"
    proof = consent.import_proof(owner, ImportIn(filename="a.csv", text=heading))
    found = {
        "connection": connection.id, "channel": channel.id,
        "contact": contact.id, "conversation": conversation.id, "message": message.id,
        "webhook": WEBHOOK, "media": media.id, "template": template.id, "word": word.id, "import": proof.id,
        "member": member.id, "invitation": invitation.id, "api_key": key.id,
        "merge": merge_contacts(owner, contact.id, make_contact(owner).id).id,
    }  # fmt: skip
    return {name: str(value) for name, value in found.items()}


@pytest.fixture(autouse=True)
def _fresh_rate_limits() -> None:
    cache.clear()


def test_every_route_of_the_api_stands_in_the_table():
    described = api.get_openapi_schema()["paths"]
    routes = {
        f"{method} {path.removeprefix(BASE)}" for path, methods in described.items() for method in methods
    }

    assert routes == {named(route) for route in ROUTES}


@pytest.mark.parametrize("route", [one for one in ROUTES if one.needs is not None], ids=named)
def test_nobody_is_refused(route, rows):
    answer = call(Client(), route, rows)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("route", [one for one in ROUTES if one.owns], ids=named)
def test_another_tenants_row_does_not_exist(route, rows):
    stranger = make_member(role=Role.OWNER)

    answer = call(signed_in(stranger), route, rows)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def without(permission: object) -> Role | None:
    """The mightiest role that lacks it."""
    order = (Role.ADMIN, Role.SUPERVISOR, Role.AGENT, Role.VIEWER)
    return next((role for role in order if permission not in GRANTS[role]), None)


GUARDED = [one for one in ROUTES if isinstance(one.needs, Permission)]


@pytest.mark.parametrize("route", [one for one in GUARDED if without(one.needs)], ids=named)
def test_a_role_without_the_permission_is_refused_and_told_which(route, owner, rows):
    role = without(route.needs)
    assert role is not None
    tenant = Membership.objects.get(user_id=owner.id).tenant
    actor = make_member(role=role, tenant=tenant)

    answer = call(signed_in(actor), route, rows)

    assert answer.status_code == 403
    assert str(route.needs) in answer.json()["detail"]


@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_an_api_key_without_the_scope_is_refused(route, owner, rows):
    others = sorted(API_KEY_SCOPES - {route.needs})
    key = accounts.create_api_key(owner, ApiKeyIn(name="narrow", scopes=others)).secret

    answer = call(Client(), route, rows, Authorization=f"Bearer {key}")

    assert answer.status_code == 403


@pytest.mark.parametrize("route", [one for one in ROUTES if one.needs is NOBODY], ids=named)
def test_an_api_key_is_no_person(route, owner, rows):
    key = accounts.create_api_key(owner, ApiKeyIn(name="all", scopes=sorted(API_KEY_SCOPES))).secret

    assert call(Client(), route, rows, Authorization=f"Bearer {key}").status_code == 401


@pytest.mark.parametrize("route", [one for one in ROUTES if one.wrong_body is not None], ids=named)
def test_a_body_that_makes_no_sense_names_the_field(route, owner, rows):
    answer = call(signed_in(owner), route, rows, body=route.wrong_body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["fields"]


@pytest.mark.parametrize("route", [one for one in ROUTES if one.body is not None], ids=named)
@pytest.mark.parametrize(
    "body", ["not json", '{"a":', "[]", '"text"', "null", '{"name":"\\ud800","text":"\\u0000"}']
)
def test_no_body_breaks_a_route(route, body, owner, rows):
    answer = call(signed_in(owner), route, rows, body=body)

    assert 400 <= answer.status_code < 500
    assert answer.json()["code"]


@pytest.mark.parametrize("route", [one for one in ROUTES if one.needs is not None], ids=named)
def test_a_cookie_without_the_csrf_token_is_refused(route, owner, rows):
    if route.method == "get":
        return
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(id=owner.id))

    answer = call(client, route, rows)

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


def test_an_address_that_does_not_exist_is_a_404_in_the_same_shape():
    answer = Client().get("/api/v1/nothing-here")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_error_of_ours_shows_nothing_of_the_inside(owner, monkeypatch):
    monkeypatch.setattr("waypost.contacts.queries.access_contact", lambda *_: 1 / 0)
    client = signed_in(owner)
    client.raise_request_exception = False

    answer = client.get(f"{BASE}/contacts/{uuid4()}")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "division" not in answer.content.decode()
