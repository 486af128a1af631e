"""Reading contacts."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q

from waypost.accounts.permissions import Permission
from waypost.contacts.models import Contact, ContactDouble, ContactIdentity, ContactMerge
from waypost.contacts.rules import candidates, digits_of, search_terms
from waypost.contacts.schemas import (
    ContactDetail,
    ContactOut,
    ContactPage,
    IdentityOut,
    MergeOut,
    MergeSuggestion,
)
from waypost.core.actor import Actor, internal, requires
from waypost.kit.errors import Invalid, NotFound

_SAME_NUMBER = "Their numbers are two forms of one number."
_SAME_PERSON = "WhatsApp has shown one person with the ids of both."
_DIGITS_TO_SEARCH = 4
_MOST_SUGGESTIONS = 20


@dataclass(frozen=True, slots=True)
class Recipient:
    """By what id a contact is written to: the number if one is known, else the user id."""

    wa_id: str | None
    user_id: str | None


@requires(Permission.CONTACTS_READ)
def access_contact(actor: Actor, contact_id: UUID) -> Contact:
    """A merged contact's id leads to the one that was kept."""
    contact = Contact.objects.filter(id=contact_id).first()
    while contact is not None and contact.merged_into_id:
        contact = Contact.objects.filter(id=contact.merged_into_id).first()
    if contact is None:
        raise NotFound("There is no such contact.")
    return contact


@requires(Permission.CONTACTS_READ)
def contact_detail(actor: Actor, contact_id: UUID) -> ContactDetail:
    contact = access_contact(actor, contact_id)
    identities = ContactIdentity.objects.filter(contact_id=contact.id)
    shown = [
        IdentityOut.from_orm(row)
        for row in sorted(identities, key=lambda row: (row.retired_at is not None, row.kind, row.id))
    ]
    return ContactDetail(
        **ContactOut.from_orm(contact).model_dump(),
        country=contact.country,
        local_time_zone=contact.local_time_zone,
        block_note=contact.block_note,
        marketing_capped_until=contact.marketing_capped_until,
        identities=shown,
    )


@requires(Permission.CONTACTS_READ)
def contact_page(
    actor: Actor, *, search: str = "", cursor: str | None = None, limit: int = 50
) -> ContactPage:
    """The newest first. A search is by name, username, or the beginning or end of a number."""
    rows = Contact.objects.filter(merged_into=None)
    if search.strip():
        rows = rows.filter(id__in=contact_ids_matching(actor, search))
    if cursor:
        rows = rows.filter(id__lt=_decoded(cursor))
    found = list(rows.order_by("-id")[: limit + 1])
    page = found[:limit]
    return ContactPage(
        items=[ContactOut.from_orm(row) for row in page],
        next_cursor=_encoded(page[-1].id) if len(found) > limit else None,
    )


@requires(Permission.CONTACTS_READ)
def contact_ids_matching(actor: Actor, text: str, *, limit: int = 1000) -> list[UUID]:
    """What a merged contact is found by finds the one that was kept."""
    terms = search_terms(text)
    if not terms:
        return []
    with connection.cursor() as cursor:
        # a function that repeats the tenant: behind the wall `@@` may not use its index
        cursor.execute("select contacts_search(%s, %s)", [terms, limit])
        found = {row[0] for row in cursor.fetchall()}
        found.update(_known_by_number(text))
        cursor.execute(
            """with recursive led as (
                   select id, merged_into_id from contacts_contact where id = any(%s)
                   union
                   select c.id, c.merged_into_id from contacts_contact c join led on c.id = led.merged_into_id)
               select id from led where merged_into_id is null limit %s""",
            [list(found), limit],
        )
        return [row[0] for row in cursor.fetchall()]


@requires(Permission.CONTACTS_READ)
def merge_suggestions(actor: Actor, contact_id: UUID) -> list[MergeSuggestion]:
    contact = access_contact(actor, contact_id)
    reasons: dict[UUID, str] = {}
    pairs = ContactDouble.objects.filter(contact_id=contact.id) | ContactDouble.objects.filter(
        other_id=contact.id
    )
    for double in pairs[:_MOST_SUGGESTIONS]:
        reasons[double.other_id if double.contact_id == contact.id else double.contact_id] = _SAME_PERSON
    numbers = ContactIdentity.objects.filter(contact_id=contact.id, kind="wa_id", retired_at=None)
    forms = {form for number in numbers.values_list("value", flat=True) for form in candidates(number)}
    same = ContactIdentity.objects.filter(kind="wa_id", value__in=forms, retired_at=None)
    for other_id in same.exclude(contact_id=contact.id).values_list("contact_id", flat=True):
        reasons.setdefault(other_id, _SAME_NUMBER)
    others = Contact.objects.filter(id__in=reasons, merged_into=None).exclude(id=contact.id).order_by("id")
    return [
        MergeSuggestion(contact=ContactOut.from_orm(row), reason=reasons[row.id])
        for row in others[:_MOST_SUGGESTIONS]
    ]


@requires(Permission.CONTACTS_READ)
def merges_of(actor: Actor, contact_id: UUID) -> list[MergeOut]:
    """The latest first, also those that were undone."""
    contact = access_contact(actor, contact_id)
    of_it = ContactMerge.objects.filter(kept_id=contact.id) | ContactMerge.objects.filter(other_id=contact.id)
    return [merge_out(row) for row in of_it.select_related("kept", "other").order_by("-merged_at", "-id")]


@internal
def resolved(actor: Actor, contact_id: UUID) -> UUID | None:
    """The contact that this id leads to, through any merges."""
    return kept_of(actor, [contact_id]).get(contact_id)


@internal
def kept_of(actor: Actor, contact_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The contact that each id leads to, through any merges."""
    with connection.cursor() as cursor:
        # the ORM cannot walk a chain
        cursor.execute(
            """with recursive led as (
                   select id as asked, id, merged_into_id from contacts_contact where id = any(%s)
                   union
                   select led.asked, c.id, c.merged_into_id
                   from contacts_contact c join led on c.id = led.merged_into_id)
               select asked, id from led where merged_into_id is null""",
            [list(contact_ids)],
        )
        return dict(cursor.fetchall())


@internal
def contact_ids_by_identity(actor: Actor, phones: Sequence[str], user_ids: Sequence[str]) -> dict[str, UUID]:
    """Each telephone number (as written) and user id that a contact has → its id; the form as written first."""
    forms = {phone: candidates(phone) for phone in phones if phone}
    numbers = {form for some in forms.values() for form in some}
    ids = {one for one in user_ids if one}
    known = ContactIdentity.objects.filter(
        Q(kind="wa_id", value__in=numbers) | Q(kind="user_id", value__in=ids), retired_at=None
    )
    owners: dict[tuple[str, str], UUID] = {(row.kind, row.value): row.contact_id for row in known}
    best = Contact.objects.filter(Q(wa_id__in=numbers) | Q(user_id__in=ids), merged_into=None)
    for row in best:
        if row.wa_id:
            owners["wa_id", row.wa_id] = row.id
        if row.user_id:
            owners["user_id", row.user_id] = row.id
    found = {value: contact_id for (kind, value), contact_id in owners.items() if kind == "user_id"}
    for phone, some in forms.items():
        owner = next((owners["wa_id", form] for form in some if ("wa_id", form) in owners), None)
        if owner is not None:
            found[phone] = owner
    return found


@internal
def merge_between(actor: Actor, contact_id: UUID, other_id: UUID) -> ContactMerge | None:
    """The latest standing merge that made one of these two lead to the other (or both to a third)."""
    return (
        ContactMerge.objects.select_related("kept", "other")
        .filter(other_id__in=[contact_id, other_id], undone_at=None)
        .order_by("-merged_at", "-id")
        .first()
    )


@internal
def merge_row(actor: Actor, merge_id: UUID) -> ContactMerge:
    return ContactMerge.objects.select_related("kept", "other").get(id=merge_id)


@internal
def best_recipients(actor: Actor, contact_ids: Sequence[UUID]) -> dict[UUID, Recipient]:
    """By contact id; ids of merged contacts answer with the kept one's."""
    with connection.cursor() as cursor:
        cursor.execute(
            """with recursive led as (
                   select id as asked, id, merged_into_id, wa_id, user_id
                   from contacts_contact where id = any(%s)
                   union all
                   select led.asked, c.id, c.merged_into_id, c.wa_id, c.user_id
                   from contacts_contact c join led on c.id = led.merged_into_id)
               select asked, wa_id, user_id from led where merged_into_id is null""",
            [list(contact_ids)],
        )
        return {row[0]: Recipient(row[1], None if row[1] else row[2]) for row in cursor.fetchall()}


@internal
def best_recipient(actor: Actor, contact_id: UUID) -> Recipient | None:
    return best_recipients(actor, [contact_id]).get(contact_id)


def merge_out(row: ContactMerge) -> MergeOut:
    """Needs `kept` and `other` loaded."""
    return MergeOut(
        id=row.id,
        contact=ContactOut.from_orm(row.kept),
        other=ContactOut.from_orm(row.other),
        reason=row.reason,
        merged_at=row.merged_at,
        merged_by=row.merged_by,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )


def _known_by_number(text: str) -> list[UUID]:
    """A whole number in another form, or one that is not the contact's best any more."""
    if len(digits_of(text)) < _DIGITS_TO_SEARCH or any(c.isalpha() for c in text):
        return []
    known = ContactIdentity.objects.filter(kind="wa_id", value__in=candidates(text), retired_at=None)
    return list(known.values_list("contact_id", flat=True))


def _encoded(contact_id: UUID) -> str:
    return base64.urlsafe_b64encode(contact_id.bytes).decode().rstrip("=")


def _decoded(cursor: str) -> UUID:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise Invalid("This page address is damaged. Start again from the first page.") from error
