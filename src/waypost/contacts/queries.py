"""Reading contacts."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Q

from waypost.accounts.permissions import Permission
from waypost.contacts.models import Contact
from waypost.contacts.rules import search_terms
from waypost.core.actor import Actor, internal, requires
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


@internal
def contact_ids_by_identity(actor: Actor, phones: Sequence[str], user_ids: Sequence[str]) -> dict[str, UUID]:
    """Each telephone number (as written) and user id that a contact has → its id."""
    digits = {phone: "".join(c for c in phone if c.isdigit()) for phone in phones if phone}
    rows = Contact.objects.filter(
        Q(wa_id__in=[one for one in digits.values() if one]) | Q(user_id__in=[one for one in user_ids if one])
    )
    by_wa_id: dict[str, UUID] = {}
    found: dict[str, UUID] = {}
    for row in rows:
        if row.wa_id:
            by_wa_id[row.wa_id] = row.id
        if row.user_id:
            found[row.user_id] = row.id
    return found | {phone: by_wa_id[plain] for phone, plain in digits.items() if plain in by_wa_id}
