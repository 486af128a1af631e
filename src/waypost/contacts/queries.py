"""Reading contacts."""

from uuid import UUID

from django.db import connection

from waypost.accounts.permissions import Permission
from waypost.contacts.models import Contact
from waypost.contacts.rules import search_terms
from waypost.core.actor import Actor, requires
from waypost.kit.errors import NotFound


@requires(Permission.CONTACTS_READ)
def access_contact(actor: Actor, contact_id: UUID) -> Contact:
    contact = Contact.objects.filter(id=contact_id).first()
    if contact is None:
        raise NotFound("There is no such contact.")
    return contact


@requires(Permission.CONTACTS_READ)
def contact_ids_matching(actor: Actor, text: str, *, limit: int = 1000) -> list[UUID]:
    terms = search_terms(text)
    if not terms:
        return []
    with connection.cursor() as cursor:
        # a function that repeats the tenant: behind the wall `@@` may not use its index
        cursor.execute("select contacts_search(%s, %s)", [terms, limit])
        return [row[0] for row in cursor.fetchall()]
