"""Every route as nobody, as the wrong tenant, as the wrong role, and with a body that makes no sense."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from tests.api.routes import NOBODY, ROUTES, Route
from tests.factories import make_channel, make_member, make_membership, make_template

from waypost.accounts import actions as accounts
from waypost.accounts.models import Membership, User
from waypost.accounts.permissions import API_KEY_SCOPES, GRANTS, Permission, Role
from waypost.accounts.schemas import ApiKeyIn, InvitationIn
from waypost.contacts.models import Contact
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock
from waypost.messaging.models import Conversation, Message
from waypost.urls import api

BASE = "/api/v1"


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=actor.id))
    return client


def call(client: Client, route: Route, ids: dict[str, str], body=None, **headers: str):
    path = BASE + route.path
    for name in (
        "member_id",
        "invitation_id",
        "api_key_id",
        "channel_id",
        "contact_id",
        "conversation_id",
        "template_id",
    ):
        path = path.replace("{" + name + "}", ids.get(name.removesuffix("_id"), str(uuid4())))
    path = path.replace("{message_id}", ids.get("message", str(uuid4()))).replace("{token}", "no-such-token")
    given = body if body is not None else route.body
    method = getattr(client, route.method)
    if route.method == "get":
        return method(path, headers=headers)
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
        message = Message.objects.create(
            conversation=conversation, channel=channel, direction="out", kind="text", text="Hi", status="failed",
            status_rank=40, author_kind="user", sent_at=then,
        )  # fmt: skip
        template = make_template(name="parcel_update", waba_id=channel.waba_id)
    member = make_membership(tenant=Membership.objects.get(user_id=owner.id).tenant)
    invitation = accounts.invite(owner, InvitationIn(email="waiting@example.com", role=Role.AGENT)).row
    key = accounts.create_api_key(owner, ApiKeyIn(name="Shop", scopes=[Permission.CONTACTS_READ])).row
    found = {
        "channel": channel.id, "contact": contact.id, "conversation": conversation.id, "message": message.id,
        "member": member.id, "invitation": invitation.id, "api_key": key.id,
        "template": template.id,
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
