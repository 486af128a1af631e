"""Changing contacts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from waypost.accounts.permissions import Permission
from waypost.contacts.events import ContactChanged, ContactCreated, ContactIdentityChanged
from waypost.contacts.models import Contact, PastIdentity
from waypost.contacts.queries import access_contact
from waypost.contacts.rules import (
    IDENTITY_KINDS,
    IdentityChange,
    IdentityKind,
    Known,
    Person,
    Register,
    candidates,
    merged_sightings,
)
from waypost.contacts.schemas import ContactOut, ContactPatch
from waypost.core.actor import Actor, internal, requires
from waypost.core.eventlog import emit
from waypost.kit.ids import uuid7


@requires(Permission.CONTACTS_WRITE)
def change_contact(actor: Actor, contact_id: UUID, change: ContactPatch) -> Contact:
    contact = access_contact(actor, contact_id)
    contact.name = change.name.strip()
    contact.save(update_fields=["name"])
    emit(actor, ContactChanged(contact=ContactOut.from_orm(contact).model_dump(mode="json")))
    return contact


@internal
def recognize(actor: Actor, people: Sequence[Person]) -> dict[tuple[str | None, str | None], UUID]:
    """The contact of everybody who wrote, made where there is none: `Person.key` → contact id."""
    sightings = merged_sightings(people)
    register = Register(_known(sightings))
    strangers = [person for person in sightings if register.find(person) is None]
    if strangers:
        made = _insert(strangers)
        emit(actor, *(ContactCreated(contact_id=one) for one in made), stream="activity")
        register = Register(_known(sightings))
    _learn(register, sightings)
    found = ((person.key, register.find(person)) for person in sightings)
    return {key: known.id for key, known in found if known is not None}


def _known(people: Sequence[Person]) -> list[Known]:
    rows = Contact.objects.raw(
        "select * from contacts_contact where wa_id = any(%s) or user_id = any(%s)",
        [
            [form for p in people if p.wa_id for form in (p.wa_id, *candidates(p.wa_id))],
            [p.user_id for p in people if p.user_id],
        ],
    )
    return [
        Known(row.id, Person(row.wa_id, row.user_id, row.parent_user_id, row.username, row.profile_name))
        for row in rows
    ]


def _insert(people: Sequence[Person]) -> list[UUID]:
    """Only what nobody else inserted meanwhile; two sightings of one stranger make one contact."""
    with connection.cursor() as cursor:
        # on conflict do nothing returning: the ORM cannot tell which rows were new
        cursor.execute(
            """insert into contacts_contact
                   (id, name, profile_name, wa_id, user_id, parent_user_id, username, created_at)
               select id, '', profile_name, wa_id, user_id, parent_user_id, username, now()
               from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
                    as new (id, profile_name, wa_id, user_id, parent_user_id, username)
               on conflict do nothing returning id""",
            [
                [uuid7() for _ in people],
                [p.profile_name for p in people],
                [p.wa_id for p in people],
                [p.user_id for p in people],
                [p.parent_user_id for p in people],
                [p.username for p in people],
            ],
        )
        return [row[0] for row in cursor.fetchall()]


def _learn(register: Register, sightings: Sequence[Person]) -> None:
    learned = {}
    for seen in sightings:
        known = register.find(seen)
        if known is not None and (now := register.learned(known, seen)) != known.person:
            learned[known.id] = now
            register.add(Known(known.id, now))
    if not learned:
        return
    people = list(learned.values())
    with connection.cursor() as cursor:
        cursor.execute(
            """update contacts_contact c
               set wa_id = new.wa_id, user_id = new.user_id, parent_user_id = new.parent_user_id,
                   username = new.username, profile_name = new.profile_name
               from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
                    as new (id, wa_id, user_id, parent_user_id, username, profile_name)
               where c.id = new.id""",
            [
                list(learned),
                [p.wa_id for p in people],
                [p.user_id for p in people],
                [p.parent_user_id for p in people],
                [p.username for p in people],
                [p.profile_name for p in people],
            ],
        )


@internal
def note_marketing_cap(actor: Actor, contact_ids: Sequence[UUID], until: datetime) -> None:
    Contact.objects.filter(id__in=contact_ids).update(marketing_capped_until=until)


@internal
def change_identity(actor: Actor, changes: Sequence[IdentityChange]) -> None:
    """A person has a new number or id: the contact and its thread stay. Rare, so one at a time; repeats and late
    news find nobody with the old identity any more, and change nothing."""
    for change in changes:
        contact = _had_before(change)
        if contact is None:
            continue
        new = {"wa_id": change.wa_id, "user_id": change.user_id, "parent_user_id": change.parent_user_id}
        taken = {kind: value for kind, value in new.items() if value and getattr(contact, kind) != value}
        if not taken or _is_known_already(contact, taken):
            continue
        _take_from_others(contact, taken, change.happened_at)
        _remember(contact, [kind for kind in IDENTITY_KINDS if kind in taken], change.happened_at)
        Contact.objects.filter(id=contact.id).update(**taken)
        emit(actor, ContactIdentityChanged(contact_id=contact.id, kinds=sorted(taken)))
        changed = Contact.objects.get(id=contact.id)
        emit(
            actor,
            ContactChanged(contact=ContactOut.from_orm(changed).model_dump(mode="json")),
            stream="activity",
        )


def _had_before(change: IdentityChange) -> Contact | None:
    """By the old user id, since numbers change hands; by the old number where no user id was ever seen."""
    if change.previous_user_id:
        found = Contact.objects.select_for_update().filter(user_id=change.previous_user_id).first()
        if found is not None:
            return found
    if not change.previous_wa_id:
        return None
    forms = (change.previous_wa_id, *candidates(change.previous_wa_id))
    return Contact.objects.select_for_update().filter(wa_id__in=forms, user_id=None).first()


def _is_known_already(contact: Contact, taken: dict[str, str]) -> bool:
    """Somebody has the new user id: they wrote before this news came. Two contacts are one person; people merge."""
    user_id = taken.get("user_id")
    return bool(user_id) and Contact.objects.filter(user_id=user_id).exclude(id=contact.id).exists()


def _take_from_others(contact: Contact, taken: dict[str, str], when: datetime) -> None:
    """A recycled number: who had it before has lost it."""
    if "wa_id" not in taken:
        return
    other = Contact.objects.select_for_update().filter(wa_id=taken["wa_id"]).exclude(id=contact.id).first()
    if other is not None:
        _remember(other, ["wa_id"], when)
        Contact.objects.filter(id=other.id).update(wa_id=None)


def _remember(contact: Contact, kinds: Sequence[IdentityKind], until: datetime) -> None:
    had = [(kind, getattr(contact, kind)) for kind in kinds if getattr(contact, kind)]
    PastIdentity.objects.bulk_create(
        [PastIdentity(contact_id=contact.id, kind=kind, value=value, until=until) for kind, value in had],
        ignore_conflicts=True,
    )
