"""Adding, naming, blocking and finding contacts, on the real database."""

from datetime import timedelta

import pytest
from tests.factories import make_actor, make_contact

from waypost.accounts.permissions import Role
from waypost.contacts import actions, queries
from waypost.contacts.models import Contact
from waypost.contacts.schemas import ContactIn, ContactPatch
from waypost.core.actor import Actor
from waypost.kit import clock
from waypost.kit.errors import Forbidden, Invalid, NotFound


@pytest.fixture
def owner() -> Actor:
    return make_actor()


def add(owner: Actor, phone: str = "+62 812 3456 7890", **more: str) -> Contact:
    return actions.create_contact(owner, ContactIn(phone=phone, **more))


def test_a_contact_is_added_by_its_number_as_typed(owner):
    contact = add(owner, name=" Dewi ", language="id")

    shown = queries.contact_detail(owner, contact.id)

    assert (shown.name, shown.phone, shown.country, shown.local_time_zone) == (
        "Dewi", "+6281234567890", "ID", "Asia/Jakarta",
    )  # fmt: skip
    assert [(one.kind, one.value) for one in shown.identities] == [
        ("phone", "+62 812 3456 7890"),
        ("wa_id", "6281234567890"),
    ]


def test_only_what_is_given_changes(owner):
    contact = add(owner, name="Dewi", language="id")

    changed = actions.change_contact(owner, contact.id, ContactPatch(time_zone="Asia/Makassar"))

    assert (changed.name, changed.language, changed.time_zone) == ("Dewi", "id", "Asia/Makassar")
    assert queries.contact_detail(owner, contact.id).local_time_zone == "Asia/Makassar"
    assert actions.change_contact(owner, contact.id, ContactPatch(time_zone=None)).time_zone is None


@pytest.mark.parametrize("change", [{"time_zone": "Mars/Olympus"}, {"language": "Bahasa!"}])
def test_a_zone_or_language_that_does_not_exist_is_refused(change):
    with pytest.raises(ValueError, match="time zone|pattern"):
        ContactPatch(**change)


def test_pages_of_contacts_meet_without_a_gap_or_a_repeat(owner):
    made = [make_contact(owner).id for _ in range(5)]
    seen, cursor = [], None
    while True:
        page = queries.contact_page(owner, limit=2, cursor=cursor)
        seen += [one.id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize("search", ["dewi", "+62 812-3456-7890", "7890", "0812 3456 7890"])
def test_a_contact_is_found_by_name_or_number(owner, search):
    contact = add(owner, name="Dewi Lestari")
    make_contact(owner, wa_id="4915112345678")

    assert [one.id for one in queries.contact_page(owner, search=search).items] == [contact.id]


def test_a_number_is_found_in_any_of_its_forms(owner):
    contact = add(owner, "+55 11 98765-4321")

    assert [one.id for one in queries.contact_page(owner, search="+55 11 8765-4321").items] == [contact.id]


@pytest.mark.parametrize("cursor", ["x", "!!!", "AAAA"])
def test_a_damaged_cursor_is_refused_in_words(owner, cursor):
    with pytest.raises(Invalid, match="first page"):
        queries.contact_page(owner, cursor=cursor)


def test_blocking_counts_at_once_and_meta_is_told_later(owner):
    contact = add(owner)

    blocked = actions.block_contact(owner, contact.id)
    again = actions.block_contact(owner, contact.id)

    assert blocked.blocked_at is not None
    assert (again.blocked_at, again.block_note) == (blocked.blocked_at, "Telling Meta.")
    assert actions.unblock_contact(owner, contact.id).blocked_at is None


def test_metas_answer_counts_only_while_nobody_has_decided_otherwise(owner):
    contact = actions.block_contact(owner, add(owner).id)
    system = Actor.system(owner.tenant_id)
    actions.unblock_contact(owner, contact.id)

    actions.record_block(system, contact.id, "Blocked here and at Meta.", blocked=True)

    assert queries.access_contact(owner, contact.id).block_note == "Telling Meta."


def test_the_latest_marketing_cap_stands(owner):
    contact, system = add(owner), Actor.system(owner.tenant_id)
    late, early = clock.now() + timedelta(days=1), clock.now() + timedelta(hours=1)

    actions.note_marketing_caps(system, {contact.id: late})
    actions.note_marketing_caps(system, {contact.id: early})

    assert queries.access_contact(owner, contact.id).marketing_capped_until == late


@pytest.mark.parametrize(
    ("ids", "recipient"),
    [
        ({"wa_id": "628111", "user_id": "ID.1"}, ("628111", None)),
        ({"user_id": "ID.1"}, (None, "ID.1")),
    ],
)
def test_a_contact_is_written_to_by_number_else_by_user_id(owner, ids, recipient):
    contact = make_contact(owner, **ids)

    assert queries.best_recipient(Actor.system(owner.tenant_id), contact.id) == queries.Recipient(*recipient)


def test_another_tenants_contact_does_not_exist(owner):
    contact, stranger = add(owner), make_actor()
    for attempt in (
        lambda: queries.contact_detail(stranger, contact.id),
        lambda: actions.change_contact(stranger, contact.id, ContactPatch(name="x")),
        lambda: actions.block_contact(stranger, contact.id),
        lambda: actions.unblock_contact(stranger, contact.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert queries.contact_page(stranger).items == []
    assert queries.contact_page(stranger, search="7890").items == []
    assert queries.best_recipients(Actor.system(stranger.tenant_id), [contact.id]) == {}
    add(stranger)


def test_a_viewer_reads_and_does_not_write(owner):
    contact, viewer = add(owner), make_actor(owner.tenant_id, Role.VIEWER)
    assert queries.contact_page(viewer).items
    for attempt in (
        lambda: add(viewer, "+62 812 0000 0001"),
        lambda: actions.change_contact(viewer, contact.id, ContactPatch(name="x")),
        lambda: actions.block_contact(viewer, contact.id),
        lambda: actions.unblock_contact(viewer, contact.id),
    ):
        with pytest.raises(Forbidden):
            attempt()
