"""Who somebody is, when numbers have several forms, are missing, change, and change hands."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories import make_actor

from waypost.contacts.actions import change_identity, note_marketing_cap, recognize
from waypost.contacts.models import Contact, PastIdentity
from waypost.contacts.rules import IdentityChange, Person, candidates, time_zone_of
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
USER, NEW_USER = "BR.84519930277416250193", "BR.90010000000000000001"


@pytest.mark.parametrize(
    ("number", "forms"),
    [
        ("5511987654321", ("551187654321",)),
        ("551187654321", ("5511987654321",)),
        ("5531987654321", ("553187654321",)),
        ("558599998888", ("5585999998888",)),
        ("553133334444", ()),  # a landline never becomes a mobile
        ("551122223333", ()),
        ("5511", ()),
        ("5215512345678", ("525512345678",)),
        ("525512345678", ("5215512345678",)),
        ("5491123456789", ("541123456789",)),
        ("541123456789", ("5491123456789",)),
        ("390612345678", ()),
        ("6281234567890", ()),
        ("31612345678", ()),
        ("", ()),
    ],
)
def test_a_number_has_other_forms_in_three_countries_only(number, forms):
    assert candidates(number) == forms


@pytest.mark.parametrize("number", ["5511987654321", "525512345678", "5491123456789"])
def test_a_form_of_a_form_is_the_number_again(number):
    assert [candidates(form) for form in candidates(number)] == [(number,)]


@pytest.mark.parametrize(
    ("number", "zone"),
    [
        ("5511987654321", "America/Sao_Paulo"),
        ("6281234567890", "Asia/Jakarta"),
        ("31612345678", "Europe/Amsterdam"),
        ("", "UTC"),
        ("NL.845", "UTC"),
    ],
)
def test_a_number_says_what_time_it_is_there(number, zone):
    assert time_zone_of(number) == zone


@pytest.fixture
def system() -> Actor:
    return Actor.system(make_actor().tenant_id)


def seen(system: Actor, wa_id: str | None = None, user_id: str | None = None) -> Contact:
    person = Person(wa_id, user_id)
    with tenant_scope(system.tenant_id):
        return Contact.objects.get(id=recognize(system, [person])[person.key])


def change(**ids: str) -> IdentityChange:
    names = ("wa_id", "user_id", "parent_user_id")
    given = {name: ids.get(name) for one in names for name in (one, f"previous_{one}")}
    return IdentityChange(**given, happened_at=NOW)


@pytest.mark.parametrize(
    ("typed", "from_whatsapp"),
    [("5531987654321", "553187654321"), ("525512345678", "5215512345678"), ("541123456789", "5491123456789")],
)
def test_who_was_typed_in_one_form_and_writes_in_another_is_one_contact(system, typed, from_whatsapp):
    first = seen(system, typed)
    second = seen(system, from_whatsapp)
    assert first.id == second.id
    assert second.wa_id == from_whatsapp  # what WhatsApp says is what is sent to


def test_a_number_then_an_id_alone_then_the_number_again_is_one_contact(system):
    first = seen(system, "5511987654321", USER)
    assert seen(system, user_id=USER).id == first.id
    again = seen(system, "5511987654321", USER)
    assert (again.id, again.wa_id, again.user_id) == (first.id, "5511987654321", USER)


def test_a_new_number_keeps_the_contact_and_its_old_number_is_remembered(system):
    contact = seen(system, "31612345678", USER)
    told = change(previous_wa_id="31612345678", wa_id="31698765432", previous_user_id=USER, user_id=NEW_USER)
    for _ in range(2):
        change_identity(system, [told])
    assert seen(system, "31698765432", NEW_USER).id == contact.id
    with tenant_scope(system.tenant_id):
        past = set(PastIdentity.objects.values_list("kind", "value"))
    assert past == {("wa_id", "31612345678"), ("user_id", USER)}


def test_who_gets_a_recycled_number_is_somebody_new(system):
    contact = seen(system, "31612345678", USER)
    change_identity(
        system,
        [change(previous_wa_id="31612345678", wa_id="31698765432", previous_user_id=USER, user_id=NEW_USER)],
    )
    stranger = seen(system, "31612345678", "NL.1")
    assert stranger.id != contact.id


def test_a_number_that_somebody_else_had_is_taken_from_them(system):
    old_owner = seen(system, "31698765432", "NL.1")
    mover = seen(system, "31612345678", USER)
    change_identity(
        system, [change(previous_wa_id="31612345678", wa_id="31698765432", previous_user_id=USER)]
    )
    with tenant_scope(system.tenant_id):
        assert Contact.objects.get(id=old_owner.id).wa_id is None
        assert Contact.objects.get(id=mover.id).wa_id == "31698765432"


def test_a_rotated_user_id_is_followed(system):
    contact = seen(system, user_id=USER)
    change_identity(system, [change(previous_user_id=USER, user_id=NEW_USER)])
    assert seen(system, user_id=NEW_USER).id == contact.id


def test_news_about_a_number_does_not_move_somebody_with_an_id_of_their_own(system):
    contact = seen(system, "31612345678", USER)
    change_identity(
        system, [change(previous_wa_id="31612345678", wa_id="31698765432", previous_user_id="NL.other")]
    )
    with tenant_scope(system.tenant_id):
        assert Contact.objects.get(id=contact.id).wa_id == "31612345678"


def test_late_news_changes_nothing(system):
    contact = seen(system, "31612345678", USER)
    first = change(previous_user_id=USER, user_id=NEW_USER)
    second = change(previous_user_id=NEW_USER, user_id="BR.3")
    change_identity(system, [first, second, first])
    assert seen(system, user_id="BR.3").id == contact.id


def test_the_marketing_cap_of_whatsapp_is_kept(system):
    contact = seen(system, "31612345678")
    note_marketing_cap(system, [contact.id], NOW + timedelta(hours=24))
    assert seen(system, "31612345678").marketing_capped_until == NOW + timedelta(hours=24)
