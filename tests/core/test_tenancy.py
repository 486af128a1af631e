"""The wall, tried from every side."""

from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.db.utils import DatabaseError, IntegrityError, ProgrammingError
from tests.factories import make_actor, make_channel

from waypost.channels.models import Channel
from waypost.contacts.models import Contact
from waypost.core.actor import Actor, internal, requires
from waypost.core.tenancy import CrossTenantScope, tenant_scope
from waypost.kit.errors import Forbidden


def test_a_tenant_sees_its_own_rows_only():
    mine, theirs = uuid4(), uuid4()
    for tenant in (mine, theirs):
        with tenant_scope(tenant):
            Contact.objects.create(wa_id="628110000001", profile_name=str(tenant))

    with tenant_scope(mine):
        assert [c.profile_name for c in Contact.objects.all()] == [str(mine)]


def test_without_a_tenant_a_query_raises_instead_of_returning_nothing(postgres_url):
    with (
        psycopg.connect(postgres_url("waypost_app")) as fresh,
        pytest.raises(psycopg.errors.UndefinedObject, match="waypost.tenant_id"),
    ):
        fresh.execute("select * from contacts_contact")


def test_a_row_cannot_be_written_for_another_tenant():
    with (
        tenant_scope(uuid4()),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="policy"),
    ):
        cursor.execute(
            """insert into contacts_contact (tenant_id, id, name, profile_name, created_at)
               values (%s, %s, '', '', now())""",
            [uuid4(), uuid4()],
        )


def test_a_row_cannot_be_moved_to_another_tenant():
    with pytest.raises(ProgrammingError, match="policy"), tenant_scope(uuid4()):
        contact = Contact.objects.create(wa_id="628110000001")
        with connection.cursor() as cursor:
            cursor.execute("update contacts_contact set tenant_id = %s where id = %s", [uuid4(), contact.id])


def test_a_key_cannot_point_into_another_tenant():
    theirs = make_channel(make_actor())
    with pytest.raises(IntegrityError, match="within"), tenant_scope(uuid4()):
        Channel.objects.create(
            app_id=theirs.app_id,
            name="x",
            waba_id="1",
            phone_number_id="2",
            access_token=b"",
            access_token_hint="",
        )


def test_one_tenants_scope_cannot_be_opened_inside_anothers():
    with tenant_scope(uuid4()), pytest.raises(CrossTenantScope), tenant_scope(uuid4()):
        pass


def test_the_same_scope_may_be_opened_again():
    tenant = uuid4()
    with tenant_scope(tenant), tenant_scope(tenant):
        assert Contact.objects.count() == 0


def test_a_scope_leaves_nothing_behind_on_the_connection():
    with tenant_scope(uuid4()):
        pass
    with pytest.raises(DatabaseError, match="uuid|waypost.tenant_id"):
        list(Contact.objects.all())


@pytest.mark.parametrize("role", ["waypost_ingest", "waypost_relay"])
def test_the_roles_of_the_edges_cannot_read_contacts(postgres_url, role):
    with (
        psycopg.connect(postgres_url(role)) as edge,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        edge.execute("select * from contacts_contact")


def test_the_operator_sees_all_tenants(postgres_url):
    for tenant in (uuid4(), uuid4()):
        with tenant_scope(tenant):
            Contact.objects.create(wa_id="628110000001", profile_name="seen by the operator")
    with psycopg.connect(postgres_url("waypost_operator")) as operator:
        seen = operator.execute(
            "select count(distinct tenant_id) from contacts_contact where profile_name = 'seen by the operator'"
        ).fetchone()
    assert seen == (2,)


@requires("contacts:write")
def change_something(actor: Actor) -> str:
    return "changed"


@internal
def tidy_up(actor: Actor) -> str:
    return "tidied"


def test_an_action_refuses_who_lacks_its_permission_and_says_which():
    actor = Actor("user", uuid4(), uuid4(), frozenset({"contacts:read"}))

    with pytest.raises(Forbidden, match="contacts:write"):
        change_something(actor)


def test_waypost_itself_passes_internal_doors_only():
    system = Actor.system(uuid4())

    assert tidy_up(system) == "tidied"
    with pytest.raises(Forbidden):
        change_something(system)


def test_a_person_with_every_permission_passes_no_internal_door():
    with pytest.raises(Forbidden):
        tidy_up(make_actor())
