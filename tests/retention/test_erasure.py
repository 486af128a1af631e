"""A tenant is erased whole, with its people and files; nobody else loses a row, and no slip erases the wrong one."""

from uuid import UUID, uuid4

import pytest
import redis
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client
from tests.factories import PASSWORD, make_channel, make_member, make_membership, make_tenant, make_user
from tests.pipeline.stage import conversation_with, hear
from tests.webhooks import text_from

from waypost.accounts.models import Membership, Tenant, User
from waypost.accounts.permissions import Role
from waypost.analytics import actions as analytics
from waypost.analytics.rules import Touched, quarter_of
from waypost.consent import queries as consent
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import clock, env
from waypost.kit.errors import Forbidden, Invalid
from waypost.retention import actions, tasks
from waypost.retention.models import ErasedTenant

pytestmark = pytest.mark.usefixtures("empty_queues")
NAME = "Bakery"


@pytest.fixture
def owner() -> Actor:
    return make_member(tenant=make_tenant(name=NAME))


def lived(owner: Actor) -> None:
    """Something in most tables: a number, people, messages, consent, figures, what waits."""
    channel = make_channel(owner)
    conversation_with(owner, channel, "628110000001")
    hear(owner, channel, text_from("628110000001", "STOP"))
    analytics.mark({(owner.tenant_id, Touched(channel.id, quarter_of(clock.now())))})
    analytics.count_quarters(Actor.system(owner.tenant_id), [(channel.id, quarter_of(clock.now()))])


def rows_left(postgres_url, tenant_id: UUID) -> dict[str, int]:
    """Of every table that knows tenants, seen past the wall."""
    import psycopg

    with psycopg.connect(postgres_url("postgres")) as everywhere:
        tables = everywhere.execute(
            """select c.oid::regclass::text from pg_class c
               join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
               where c.relkind in ('r', 'p') and not c.relispartition
                 and c.relnamespace = 'public'::regnamespace"""
        ).fetchall()
        counts = {
            table: everywhere.execute(
                f"select count(*) from {table} where tenant_id = %s", [tenant_id]
            ).fetchone()[0]
            for (table,) in tables
        }
    return {table: count for table, count in counts.items() if count}


def test_no_row_of_the_tenant_is_left_anywhere(owner, postgres_url):
    lived(owner)
    before = rows_left(postgres_url, owner.tenant_id)
    assert {"messaging_message", "consent_entry", "core_domainevent", "analytics_slot"} <= before.keys()

    actions.erase_tenant(owner, NAME)

    assert rows_left(postgres_url, owner.tenant_id) == {"retention_erasedtenant": 1}
    assert not Tenant.objects.filter(id=owner.tenant_id).exists()


def test_nobody_else_loses_a_row(owner, postgres_url):
    neighbour = make_member()
    lived(neighbour)
    before = rows_left(postgres_url, neighbour.tenant_id)
    lived(owner)

    actions.erase_tenant(owner, NAME)

    assert rows_left(postgres_url, neighbour.tenant_id) == before
    assert consent.verify(Actor.system(neighbour.tenant_id)).ok


def test_people_of_this_tenant_alone_go_and_those_of_another_stay(owner):
    tenant = Tenant.objects.get(id=owner.tenant_id)
    both, only = make_user(), make_user()
    for person in (both, only):
        make_membership(tenant=tenant, user=person)
    elsewhere = make_membership(user=both)

    actions.erase_tenant(owner, NAME)

    assert not User.objects.filter(id__in=[only.id, owner.id]).exists()
    assert Membership.objects.filter(id=elsewhere.id).exists()


def test_what_is_left_says_when_and_by_whom_and_no_name(owner):
    actions.erase_tenant(owner, NAME)

    kept = ErasedTenant.objects.get(tenant_id=owner.tenant_id)
    assert (kept.actor_kind, kept.actor_id) == ("user", owner.id)


def test_the_name_must_be_typed_right(owner):
    with pytest.raises(Invalid, match="Type the name of the business, Bakery"):
        actions.erase_tenant(owner, "Bakeri")
    assert Tenant.objects.filter(id=owner.tenant_id).exists()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AGENT])
def test_only_an_owner_erases(owner, role):
    member = make_member(role=role, tenant=Tenant.objects.get(id=owner.tenant_id))

    with pytest.raises(Forbidden, match="tenant:manage"):
        actions.erase_tenant(member, NAME)


def test_the_database_erases_only_the_tenant_that_is_open(owner):
    with (
        pytest.raises(DatabaseError, match="only the open tenant"),
        tenant_scope(owner.tenant_id),
        connection.cursor() as cursor,
    ):
        cursor.execute("select erase_tenant(%s)", [uuid4()])


def test_the_ledger_of_a_living_tenant_is_still_only_added_to(owner):
    lived(owner)
    with (
        pytest.raises(DatabaseError, match="only added to"),
        tenant_scope(owner.tenant_id),
        connection.cursor() as cursor,
    ):
        cursor.execute("delete from consent_entry")


def test_dying_in_the_middle_leaves_everything(owner, postgres_url, monkeypatch):
    lived(owner)
    before = rows_left(postgres_url, owner.tenant_id)
    monkeypatch.setattr(actions.log, "info", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        actions.erase_tenant(owner, NAME)

    assert rows_left(postgres_url, owner.tenant_id) == before


def test_files_and_live_updates_go_too_and_only_this_tenants(owner):
    other = uuid4()
    media = storages["media"]
    mine = media.save(f"{owner.tenant_id}/2026/11/a", ContentFile(b"mine"))
    theirs = media.save(f"{other}/2026/11/a", ContentFile(b"theirs"))
    with redis.Redis.from_url(env.redis().url) as client:
        client.xadd(f"live:{owner.tenant_id}", {"type": "x"})
        for _ in range(2):
            tasks.forget_files(Actor.system(owner.tenant_id))
        assert not client.exists(f"live:{owner.tenant_id}")

    assert not media.exists(mine)
    assert media.exists(theirs)


def signed_in(person: Actor) -> Client:
    client = Client()
    user = User.objects.get(id=person.id)
    client.post(
        "/_allauth/browser/v1/auth/login", {"email": user.email, "password": PASSWORD}, "application/json"
    )
    return client


def erase(client: Client, name: str = NAME):
    return client.delete("/api/v1/tenant", {"name": name}, content_type="application/json")


def test_the_owner_erases_it_over_the_api_and_is_gone(owner):
    client = signed_in(owner)

    assert erase(client).status_code == 204
    assert client.get("/api/v1/me").status_code == 401


def test_who_did_not_prove_who_they_are_of_late_is_asked_to(owner):
    client = Client()
    client.force_login(User.objects.get(id=owner.id))

    answer = erase(client)

    assert (answer.status_code, answer.json()["code"]) == (403, "proof_needed")
    assert Tenant.objects.filter(id=owner.tenant_id).exists()


def test_an_agent_is_refused_over_the_api(owner):
    agent = make_member(role=Role.AGENT, tenant=Tenant.objects.get(id=owner.tenant_id))

    assert erase(signed_in(agent)).status_code == 403


@pytest.mark.parametrize(
    "tenant_id, name, said",
    [("nonsense", NAME, "not the id of a business"), (str(uuid4()), NAME, "erased already")],
)
def test_the_operators_command_says_what_is_wrong(tenant_id, name, said, capsys):
    from waypost.ops import erase

    assert erase.main(tenant_id, name) == 1
    assert said in capsys.readouterr().out


def test_an_operator_erases_by_id_and_name(owner, capsys):
    from waypost.ops import erase

    assert erase.main(str(owner.tenant_id), "Another") == 1
    assert erase.main(str(owner.tenant_id), NAME) == 0
    assert not Tenant.objects.filter(id=owner.tenant_id).exists()
