"""Invitations, roles, API keys, and working in more than one tenant."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from tests.accounts.conftest import key_in, sign_up
from tests.factories import make_member, make_tenant, make_user

from waypost.accounts import actions, queries
from waypost.accounts.models import ApiKey, Invitation, Membership, Tenant, User
from waypost.accounts.permissions import Permission, Role
from waypost.accounts.schemas import ApiKeyIn, InvitationIn
from waypost.core.actor import Actor
from waypost.kit.clock import now
from waypost.kit.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def owner() -> Actor:
    return make_member(role=Role.OWNER)


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=actor.id))
    return client


def membership_of(actor: Actor) -> Membership:
    return Membership.objects.get(user_id=actor.id, tenant_id=actor.tenant_id)


def tenant_of(actor: Actor) -> Tenant:
    return Tenant.objects.get(id=actor.tenant_id)


def test_an_invitation_is_mailed_and_its_token_is_kept_only_as_a_hash(owner, email, mail_to):
    answer = client_of(owner).post(
        "/api/v1/invitations", {"email": email, "role": "agent"}, content_type="application/json"
    )

    assert answer.status_code == 201
    token = key_in(mail_to(email)[0])
    assert token not in str(Invitation.objects.filter(email=email).values())
    assert Client().get(f"/api/v1/invitations/token/{token}").json()["state"] == "open"


def test_an_invited_person_signs_up_into_that_tenant_and_no_other(owner, email, browser):
    issued = actions.invite(owner, InvitationIn(email=email, role=Role.AGENT))

    answer = sign_up(browser, email, tenant_name="", invitation_token=issued.token)

    assert answer.status_code == 200  # the link came by mail: the address is confirmed
    [membership] = Membership.objects.filter(user__email=email)
    assert (membership.tenant_id, membership.role) == (owner.tenant_id, "agent")
    assert browser.get("/api/v1/me").json()["role"] == "agent"


def test_somebody_with_an_account_joins_a_second_tenant_once(owner):
    other = make_member(role=Role.OWNER)
    token = actions.invite(owner, InvitationIn(email="second@example.com", role=Role.AGENT)).token
    client = client_of(other)
    for _ in range(2):
        answer = client.post("/api/v1/invitations/accept", {"token": token}, content_type="application/json")
        assert answer.status_code == 200
        assert answer.json()["tenant"]["id"] == str(owner.tenant_id)

    assert Membership.objects.filter(user_id=other.id).count() == 2


def test_an_invitation_used_by_one_person_is_no_good_to_another(owner):
    token = actions.invite(owner, InvitationIn(email="one@example.com", role=Role.AGENT)).token
    actions.accept_invitation(make_user(), token)

    with pytest.raises(Conflict, match="used already"):
        actions.accept_invitation(make_user(), token)


def test_one_invitation_accepted_by_many_at_once_lets_in_one(owner):
    token = actions.invite(owner, InvitationIn(email="many@example.com", role=Role.AGENT)).token
    people = [make_user() for _ in range(4)]

    def accept(user: User) -> bool:
        try:
            actions.accept_invitation(user, token)
        except Conflict:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(accept, people)) == 1


@pytest.mark.parametrize("ended", [{"revoked_at": now()}, {"expires_at": now() - timedelta(days=1)}])
def test_an_invitation_that_has_ended_says_so(owner, ended):
    issued = actions.invite(owner, InvitationIn(email="late@example.com", role=Role.AGENT))
    Invitation.objects.filter(id=issued.row.id).update(**ended)

    with pytest.raises(Conflict, match="has ended"):
        actions.accept_invitation(make_user(), issued.token)


def test_an_invitation_nobody_wrote_does_not_exist():
    with pytest.raises(NotFound):
        actions.accept_invitation(make_user(), "no-such-token")


def test_inviting_again_replaces_the_link(owner, email):
    first = actions.invite(owner, InvitationIn(email=email, role=Role.AGENT))
    actions.invite(owner, InvitationIn(email=email, role=Role.ADMIN))

    with pytest.raises(Conflict):
        actions.accept_invitation(make_user(), first.token)
    assert [one.role for one in queries.invitations(owner)] == ["admin"]


def test_the_last_owner_can_neither_leave_nor_step_down(owner):
    mine = membership_of(owner)

    with pytest.raises(Conflict, match="needs an owner"):
        actions.change_role(owner, mine.id, Role.ADMIN)
    with pytest.raises(Conflict, match="needs an owner"):
        actions.remove_member(owner, mine.id)


def test_two_owners_who_remove_each_other_at_once_leave_one(owner):
    other = make_member(role=Role.OWNER, tenant=tenant_of(owner))
    pairs = [(owner, membership_of(other).id), (other, membership_of(owner).id)]

    def remove(pair: tuple[Actor, object]) -> None:
        try:
            actions.remove_member(*pair)
        except (Conflict, NotFound):
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(remove, pairs))

    assert Membership.objects.filter(tenant_id=owner.tenant_id, role=Role.OWNER).count() >= 1


def test_an_admin_neither_makes_nor_changes_owners(owner):
    admin = make_member(role=Role.ADMIN, tenant=tenant_of(owner))
    agent = make_member(role=Role.AGENT, tenant=tenant_of(owner))
    for attempt in (
        lambda: actions.change_role(admin, membership_of(owner).id, Role.AGENT),
        lambda: actions.remove_member(admin, membership_of(owner).id),
        lambda: actions.change_role(admin, membership_of(agent).id, Role.OWNER),
        lambda: actions.invite(admin, InvitationIn(email="x@example.com", role=Role.OWNER)),
    ):
        with pytest.raises(Forbidden, match="Only an owner"):
            attempt()


def test_who_is_removed_is_out_with_the_next_request_and_never_in_another_tenant(owner):
    agent = make_member(role=Role.AGENT, tenant=tenant_of(owner))
    elsewhere = Membership.objects.create(
        tenant=make_tenant(), user=User.objects.get(id=agent.id), role=Role.OWNER
    )
    client = client_of(agent)
    switched = client.post(
        "/api/v1/me/tenant", {"tenant_id": str(owner.tenant_id)}, content_type="application/json"
    )
    assert switched.status_code == 200
    actions.remove_member(owner, membership_of(agent).id)

    refused = client.get("/api/v1/conversations")

    assert (refused.status_code, refused.json()["code"]) == (403, "no_tenant")
    assert client.get("/api/v1/me").json()["tenant"]["id"] == str(elsewhere.tenant_id)


def test_nobody_switches_into_a_tenant_that_is_not_theirs(owner):
    stranger = client_of(make_member())

    answer = stranger.post(
        "/api/v1/me/tenant", {"tenant_id": str(owner.tenant_id)}, content_type="application/json"
    )

    assert answer.status_code == 404


def test_an_api_key_is_shown_once_and_kept_as_a_hash(owner):
    issued = actions.create_api_key(owner, ApiKeyIn(name="Shop", scopes=[Permission.CONTACTS_READ]))

    assert issued.secret.startswith(f"wp_{issued.row.prefix}_")
    assert issued.secret.rsplit("_", 1)[1] not in str(ApiKey.objects.filter(id=issued.row.id).values())


def test_an_api_key_works_until_it_is_revoked_and_notes_its_use(owner):
    issued = actions.create_api_key(owner, ApiKeyIn(name="Shop", scopes=[Permission.CONVERSATIONS_READ]))
    bearer = {"Authorization": f"Bearer {issued.secret}"}

    assert Client().get("/api/v1/conversations", headers=bearer).status_code == 200
    assert ApiKey.objects.get(id=issued.row.id).last_used_at is not None
    actions.revoke_api_key(owner, issued.row.id)
    assert Client().get("/api/v1/conversations", headers=bearer).status_code == 401


@pytest.mark.parametrize("text", ["", "wp_", "wp_abc_def", "x" * 5000, "wp_\x00_y"])
def test_a_made_up_key_is_refused(text):
    answer = Client().get("/api/v1/conversations", headers={"Authorization": f"Bearer {text}"})

    assert answer.status_code == 401


def test_a_key_never_holds_more_than_its_maker(owner):
    agent = make_member(role=Role.ADMIN, tenant=tenant_of(owner))
    for scopes in ([Permission.TENANT_MANAGE], [Permission.MEMBERS_MANAGE], [Permission.API_KEYS_MANAGE]):
        with pytest.raises(Invalid, match="cannot hold"):
            actions.create_api_key(agent, ApiKeyIn(name="mighty", scopes=scopes))


def test_another_tenants_members_invitations_and_keys_do_not_exist(owner):
    stranger = make_member(role=Role.OWNER)
    invitation = actions.invite(owner, InvitationIn(email="w@example.com", role=Role.AGENT)).row
    key = actions.create_api_key(owner, ApiKeyIn(name="Shop", scopes=[Permission.CONTACTS_READ])).row
    for attempt in (
        lambda: actions.change_role(stranger, membership_of(owner).id, Role.AGENT),
        lambda: actions.remove_member(stranger, membership_of(owner).id),
        lambda: actions.revoke_invitation(stranger, invitation.id),
        lambda: actions.revoke_api_key(stranger, key.id),
        lambda: queries.access_member(stranger, uuid4()),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert [one.user_id for one in queries.members(stranger)] == [stranger.id]
    assert queries.api_keys(stranger) == queries.invitations(stranger) == []


def test_invitations_from_one_tenant_are_limited(owner):
    client = client_of(owner)
    statuses = [
        client.post(
            "/api/v1/invitations",
            {"email": f"{n}@many.example", "role": "agent"},
            content_type="application/json",
        ).status_code
        for n in range(62)
    ]

    assert (statuses[0], statuses[-1]) == (201, 429)


def test_a_tenant_named_over_two_lines_can_still_invite(email, mail_to):
    owner = make_member(role=Role.OWNER, tenant=make_tenant(name="The\nBakery"))

    answer = client_of(owner).post(
        "/api/v1/invitations", {"email": email, "role": "agent"}, content_type="application/json"
    )

    assert answer.status_code == 201
    assert "to The Bakery on Waypost" in mail_to(email)[0]
