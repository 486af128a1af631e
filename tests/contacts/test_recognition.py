"""Who is recognized as whom, on the real database."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from tests.factories import make_actor

from waypost.contacts import actions, queries
from waypost.contacts.models import Contact, ContactDouble, ContactIdentity
from waypost.contacts.rules import IdentityChange, Person
from waypost.contacts.schemas import ContactIn
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit.errors import Conflict, Forbidden, Invalid

WITH_NINE, WITHOUT = "5511987654321", "551187654321"


@pytest.fixture
def owner() -> Actor:
    return make_actor()


def seen(owner: Actor, *ids: str | None, **more) -> UUID:
    """The contact of one sighting: `seen(owner, wa_id, user_id)`."""
    person = Person(*ids, **more)
    return actions.recognize(Actor.system(owner.tenant_id), [person])[person.key]


def changed(owner: Actor, **ids: str) -> None:
    actions.change_identity(Actor.system(owner.tenant_id), [IdentityChange(**ids)])


def best(owner: Actor, contact_id: UUID) -> tuple[str | None, str | None]:
    contact = queries.access_contact(owner, contact_id)
    return contact.wa_id, contact.user_id


def identities(owner: Actor, contact_id: UUID, *, live: bool = True) -> set[tuple[str, str]]:
    with tenant_scope(owner.tenant_id):
        rows = ContactIdentity.objects.filter(contact_id=contact_id, retired_at__isnull=live)
        return set(rows.values_list("kind", "value"))


def doubles(owner: Actor) -> list[tuple[UUID, UUID]]:
    with tenant_scope(owner.tenant_id):
        return list(ContactDouble.objects.values_list("contact_id", "other_id"))


def merges_waiting(owner: Actor) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """select count(*) from procrastinate_jobs
               where task_name = 'messaging.merge_same_person' and args ->> 'tenant_id' = %s""",
            [str(owner.tenant_id)],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("phone", "wa_id"),
    [
        ("+55 11 98765-4321", WITHOUT),
        ("+55 11 8765-4321", WITH_NINE),
        ("+52 55 1234 5678", "5215512345678"),
        ("+52 1 55 1234 5678", "525512345678"),
        ("+54 11 4321-5678", "5491143215678"),
        ("+54 9 11 4321-5678", "5491143215678"),
        ("+39 06 1234 5678", "390612345678"),
    ],
)
def test_a_typed_number_is_found_when_whatsapp_shows_its_own_form(owner, phone, wa_id):
    contact = actions.create_contact(owner, ContactIn(phone=phone, name="Ana"))

    assert seen(owner, wa_id, "BR.1") == contact.id
    assert best(owner, contact.id) == (wa_id, "BR.1")
    assert {("wa_id", contact.wa_id), ("wa_id", wa_id), ("phone", phone)} <= identities(owner, contact.id)


def test_a_landline_and_a_mobile_of_brazil_stay_two_people(owner):
    landline = actions.create_contact(owner, ContactIn(phone="+55 11 3265-4321"))

    assert seen(owner, "5511932654321") != landline.id


def test_an_argentinian_without_the_nine_is_not_taken_for_the_one_with_it(owner):
    assert seen(owner, "5491143215678") != seen(owner, "541143215678")


def test_phone_then_user_id_only_then_phone_again_is_one_contact(owner):
    first = seen(owner, "628111", "ID.1")

    assert seen(owner, None, "ID.1") == first
    assert seen(owner, "628111", "ID.1") == first
    assert best(owner, first) == ("628111", "ID.1")


def test_a_stranger_with_two_forms_in_one_batch_is_one_contact(owner):
    people = [Person(WITH_NINE), Person(WITHOUT, "BR.1"), Person(None, "BR.1")]

    assert len(set(actions.recognize(Actor.system(owner.tenant_id), people).values())) == 1


def test_a_new_user_id_with_an_old_number_is_somebody_else(owner):
    old = seen(owner, WITH_NINE, "BR.1")

    new = seen(owner, WITHOUT, "BR.2")

    assert new != old
    assert best(owner, old) == (None, "BR.1")
    assert best(owner, new) == (WITHOUT, "BR.2")
    assert identities(owner, old, live=False) == {("wa_id", WITH_NINE)}


def test_the_late_word_of_somebody_who_lost_the_number_takes_nothing_back(owner):
    old, new = seen(owner, "628111", "ID.1"), seen(owner, "628111", "ID.2")

    assert seen(owner, "628111", "ID.1") == old
    assert best(owner, new) == ("628111", "ID.2")
    assert doubles(owner) == []


def test_both_ids_of_two_contacts_go_to_the_user_id_and_the_typed_one_is_merged(owner):
    by_number = actions.create_contact(owner, ContactIn(phone="+62 812 3456 7890"))
    by_user_id = seen(owner, None, "ID.1")

    assert seen(owner, "6281234567890", "ID.1") == by_user_id
    assert doubles(owner) == [(by_user_id, by_number.id)]
    assert merges_waiting(owner) == 1


def test_the_same_double_again_asks_for_nothing_more(owner):
    actions.create_contact(owner, ContactIn(phone="+62 812 3456 7890"))
    seen(owner, None, "ID.1")
    for _ in range(3):
        seen(owner, "6281234567890", "ID.1")

    assert merges_waiting(owner) == 1


def test_a_number_of_somebody_with_a_user_id_of_their_own_is_only_suggested(owner):
    holder, other = seen(owner, "628111", "ID.1"), seen(owner, None, "ID.2")

    assert seen(owner, "628111", "ID.2") == other
    assert merges_waiting(owner) == 0
    assert [one.contact.id for one in queries.merge_suggestions(owner, other)] == [holder]


def test_two_contacts_whose_numbers_are_one_line_are_suggested(owner):
    with tenant_scope(owner.tenant_id):  # as older versions wrote them
        one, other = (Contact.objects.create(wa_id=wa_id) for wa_id in (WITH_NINE, WITHOUT))
    seen(owner, WITH_NINE), seen(owner, WITHOUT)

    assert [s.contact.id for s in queries.merge_suggestions(owner, one.id)] == [other.id]


def test_contacts_without_identities_are_found_all_the_same(owner):
    with tenant_scope(owner.tenant_id):
        contact = Contact.objects.create(wa_id="628111", user_id="ID.1")

    assert seen(owner, "628111") == contact.id
    assert identities(owner, contact.id) == {("wa_id", "628111"), ("user_id", "ID.1")}


def test_usernames_come_and_go_with_their_history(owner):
    contact = seen(owner, "628111", username="dewi")
    seen(owner, "628111", username="dewi.p")

    assert ("username", "dewi.p") in identities(owner, contact)
    assert identities(owner, contact, live=False) == {("username", "dewi")}


def test_many_who_meet_one_stranger_at_once_make_one_contact(owner):
    def meet(n: int) -> UUID:
        try:
            return seen(owner, (WITH_NINE, WITHOUT)[n % 2], "BR.1")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as people:
        assert len(set(people.map(meet, range(16)))) == 1


def test_a_changed_number_keeps_the_contact_and_gives_up_the_old_one(owner):
    contact = seen(owner, "628111", "ID.1")

    changed(owner, previous_wa_id="628111", wa_id="628222", previous_user_id="ID.1", user_id="ID.2")

    assert best(owner, contact) == ("628222", "ID.2")
    assert seen(owner, "628222", "ID.2") == contact
    assert seen(owner, "628111", "ID.9") != contact
    assert identities(owner, contact, live=False) == {("wa_id", "628111"), ("user_id", "ID.1")}


def test_a_change_said_again_and_late_changes_nothing(owner):
    contact = seen(owner, "628111", "ID.1")
    first = {"previous_wa_id": "628111", "wa_id": "628222", "previous_user_id": "ID.1", "user_id": "ID.2"}
    second = {"previous_wa_id": "628222", "wa_id": "628333", "previous_user_id": "ID.2", "user_id": "ID.3"}
    changed(owner, **first)
    changed(owner, **first)
    changed(owner, **second)
    before = identities(owner, contact), identities(owner, contact, live=False)

    changed(owner, **first)
    changed(owner, **second)

    assert (identities(owner, contact), identities(owner, contact, live=False)) == before
    assert best(owner, contact) == ("628333", "ID.3")


def test_a_late_message_under_the_old_ids_still_finds_its_writer(owner):
    contact = seen(owner, "628111", "ID.1")
    changed(owner, previous_wa_id="628111", wa_id="628222", previous_user_id="ID.1", user_id="ID.2")

    assert seen(owner, "628111", "ID.1") == contact
    assert seen(owner, "628111", "ID.2") == contact
    assert best(owner, contact) == ("628222", "ID.2")


def test_who_goes_back_to_the_old_number_has_it_again(owner):
    contact = seen(owner, "628111", "ID.1")
    changed(owner, previous_wa_id="628111", wa_id="628222", previous_user_id="ID.1", user_id="ID.2")
    changed(owner, previous_wa_id="628222", wa_id="628111", previous_user_id="ID.2", user_id="ID.3")

    assert best(owner, contact) == ("628111", "ID.3")
    assert seen(owner, "628111", "ID.3") == contact


def test_a_rotated_user_id_is_followed(owner):
    contact = seen(owner, "628111", "ID.1")

    changed(owner, wa_id="628111", previous_user_id="ID.1", user_id="ID.2")

    assert best(owner, contact) == ("628111", "ID.2")
    assert identities(owner, contact, live=False) == {("user_id", "ID.1")}


def test_an_old_change_of_number_only_is_followed_once(owner):
    contact = seen(owner, "628111")
    changed(owner, previous_wa_id="628111", wa_id="628222")
    stranger = seen(owner, "628111", "ID.7")

    changed(owner, previous_wa_id="628111", wa_id="628222")

    assert best(owner, contact) == ("628222", None)
    assert best(owner, stranger) == ("628111", "ID.7")


def test_a_change_to_a_number_that_somebody_else_had_leaves_them_without_it(owner):
    mover, holder = seen(owner, "628111", "ID.1"), seen(owner, "628222", "ID.5")

    changed(owner, previous_wa_id="628111", wa_id="628222", previous_user_id="ID.1", user_id="ID.2")

    assert best(owner, mover) == ("628222", "ID.2")
    assert best(owner, holder) == (None, "ID.5")


def test_a_message_that_overtook_its_change_is_brought_together(owner):
    contact = seen(owner, "628111", "ID.1")
    overtaken = seen(owner, "628222", "ID.2")

    changed(owner, previous_wa_id="628111", wa_id="628222", previous_user_id="ID.1", user_id="ID.2")

    assert doubles(owner) == [(contact, overtaken)]
    assert merges_waiting(owner) == 1
    assert best(owner, contact) == ("628111", None)


def test_a_change_of_somebody_unknown_is_passed_over(owner):
    changed(owner, previous_user_id="ID.1", user_id="ID.2", previous_wa_id="628111", wa_id="628222")

    with tenant_scope(owner.tenant_id):
        assert not Contact.objects.exists()


@pytest.mark.parametrize("again", ["+55 11 98765-4321", "+55 11 8765-4321", "+5511987654321"])
def test_a_number_that_is_known_in_any_form_is_refused_with_the_contact_that_has_it(owner, again):
    contact = actions.create_contact(owner, ContactIn(phone="+55 (11) 98765-4321"))

    with pytest.raises(Conflict) as refused:
        actions.create_contact(owner, ContactIn(phone=again))

    assert refused.value.fields == {"contact_id": str(contact.id)}


def test_what_is_no_number_is_refused_in_words(owner):
    with pytest.raises(Invalid, match="country code"):
        actions.create_contact(owner, ContactIn(phone="0812 3456 7890"))


def test_one_tenants_people_are_strangers_to_another(owner):
    other = make_actor()
    contact = seen(owner, "628111", "ID.1")

    assert seen(other, "628111", "ID.1") != contact
    changed(other, previous_wa_id="628111", wa_id="628222", previous_user_id="ID.1", user_id="ID.2")
    assert best(owner, contact) == ("628111", "ID.1")


def test_only_waypost_itself_recognizes_people(owner):
    for attempt in (
        lambda: actions.recognize(owner, [Person("628111")]),
        lambda: actions.change_identity(owner, [IdentityChange(wa_id="1")]),
        lambda: actions.note_marketing_caps(owner, {}),
        lambda: queries.best_recipients(owner, []),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_people_are_found_by_index_among_a_hundred_thousand(owner, postgres_url):
    count = 100_000
    with tenant_scope(owner.tenant_id), connection.cursor() as cursor:
        cursor.execute(
            """insert into contacts_contact (id, name, profile_name, wa_id, user_id, created_at)
               select gen_random_uuid(), '', '', (628110000000 + n)::text, 'ID.' || n, now()
               from generate_series(1, %s) n""",
            [count],
        )
        cursor.execute(
            """insert into contacts_identity (id, contact_id, account_id, kind, value)
               select gen_random_uuid(), id, id, kind, value from contacts_contact,
               lateral (values ('wa_id', wa_id), ('user_id', user_id)) as known (kind, value)"""
        )
    with psycopg.connect(postgres_url("waypost_owner"), autocommit=True) as admin:
        admin.execute("analyze contacts_contact, contacts_identity")
    people = [Person(str(628110000000 + n), f"ID.{n}") for n in range(1, 1001)]
    for some in (people[:1], people[:50], people):
        plans = plans_of(owner, some)
        assert plans
        assert "Seq Scan" not in plans


def plans_of(owner: Actor, people: list[Person]) -> str:
    """How PostgreSQL answered every query of one recognition, in its own words."""
    system = Actor.system(owner.tenant_id)
    plans: list[str] = []

    def explained(execute, sql, params, many, context):
        if sql.lstrip().startswith("select c.id"):
            execute("explain " + sql, params, many, context)
            plans.extend(row[0] for row in context["cursor"].fetchall())
        return execute(sql, params, many, context)

    with tenant_scope(owner.tenant_id), connection.execute_wrapper(explained):
        actions.recognize(system, people)
    return "\n".join(plans)
