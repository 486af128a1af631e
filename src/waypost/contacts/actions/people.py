"""What people do with contacts: add, name, block; and what Meta's answers add."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

from waypost.accounts.permissions import Permission
from waypost.contacts import register
from waypost.contacts.events import ContactBlocked, ContactChanged, ContactCreated, ContactUnblocked
from waypost.contacts.models import Contact
from waypost.contacts.queries import access_contact
from waypost.contacts.register import Raced
from waypost.contacts.rules import Identity, Person, Plan, typed
from waypost.contacts.schemas import ContactIn, ContactOut, ContactPatch
from waypost.core import jobs
from waypost.core.actor import Actor, internal, requires
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.errors import Conflict, Invalid
from waypost.kit.ids import uuid7

BLOCKING = "Telling Meta."


class AlreadyAContact(Conflict):
    """The id tells a program which contact to use instead."""

    def __init__(self, contact_id: UUID) -> None:
        super().__init__("This number is a contact already. Open that one to change it.")
        self.fields = {"contact_id": str(contact_id)}


@requires(Permission.CONTACTS_WRITE)
def create_contact(actor: Actor, new: ContactIn) -> Contact:
    """Known by the number as it was typed; WhatsApp's own form of it is learned when they write."""
    number = typed(new.phone, new.region)
    if number is None:
        raise Invalid(
            "This is no telephone number that can be reached. "
            "Type it with + and its country code, as in +62 812 3456 7890."
        )
    register.hold_alone()
    person = Person(wa_id=number)
    register.adopt([person])
    if owner := register.load([person]).number_owner(number):
        raise AlreadyAContact(owner.contact_id)
    contact_id = uuid7()
    plan = Plan(strangers={contact_id: person})
    plan.learned = [
        Identity(contact_id, contact_id, "wa_id", number),
        Identity(contact_id, contact_id, "phone", new.phone.strip()),
    ]
    try:
        register.write(plan)
    except Raced as error:
        raise Conflict("Somebody else added this number at the same moment. Search for it.") from error
    Contact.objects.filter(id=contact_id).update(name=new.name.strip(), language=new.language or None)
    emit(actor, ContactCreated(contact_id=contact_id), stream="activity")
    return Contact.objects.get(id=contact_id)


@requires(Permission.CONTACTS_WRITE)
def change_contact(actor: Actor, contact_id: UUID, change: ContactPatch) -> Contact:
    register.share()
    contact = access_contact(actor, contact_id)
    given = change.model_dump(exclude_unset=True)
    if given.get("name") is not None:
        contact.name = given["name"].strip()
    if "language" in given:
        contact.language = given["language"] or None
    if "time_zone" in given:
        contact.time_zone = given["time_zone"]
    contact.save(update_fields=["name", "language", "time_zone"])
    return _changed(actor, contact.id)


@requires(Permission.CONTACTS_WRITE)
def block_contact(actor: Actor, contact_id: UUID) -> Contact:
    """Nothing goes to this contact any more. Meta, told by a job, also keeps out what they write."""
    register.share()
    contact = access_contact(actor, contact_id)
    fresh = Contact.objects.filter(id=contact.id, blocked_at=None)
    if fresh.update(blocked_at=clock.now(), block_note=BLOCKING):
        emit(actor, ContactBlocked(contact_id=contact.id))
        jobs.enqueue(actor, "messaging.block_at_meta", contact_id=str(contact.id))
    return _changed(actor, contact.id)


@requires(Permission.CONTACTS_WRITE)
def unblock_contact(actor: Actor, contact_id: UUID) -> Contact:
    register.share()
    contact = access_contact(actor, contact_id)
    blocked = Contact.objects.filter(id=contact.id, blocked_at__isnull=False)
    if blocked.update(blocked_at=None, block_note=BLOCKING):
        emit(actor, ContactUnblocked(contact_id=contact.id))
        jobs.enqueue(actor, "messaging.block_at_meta", contact_id=str(contact.id))
    return _changed(actor, contact.id)


@internal
def record_block(actor: Actor, contact_id: UUID, note: str, *, blocked: bool) -> None:
    """What Meta said. It counts only while the contact is still as Meta was told."""
    still = Contact.objects.filter(id=contact_id, blocked_at__isnull=not blocked)
    if still.update(block_note=note):
        _changed(actor, contact_id)


@internal
def note_marketing_caps(actor: Actor, until: Mapping[UUID, datetime]) -> None:
    """Meta takes no more marketing for these contacts before then; the latest word stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update contacts_contact c
               set marketing_capped_until = greatest(c.marketing_capped_until, cap.until)
               from unnest(%s::uuid[], %s::timestamptz[]) as cap (id, until) where c.id = cap.id""",
            [list(until), list(until.values())],
        )


def _changed(actor: Actor, contact_id: UUID) -> Contact:
    contact = Contact.objects.get(id=contact_id)
    emit(actor, ContactChanged(contact=ContactOut.from_orm(contact).model_dump(mode="json")))
    return contact
