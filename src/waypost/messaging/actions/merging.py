"""Contacts that are one person: their conversations join, and part again whole when that is undone."""

from uuid import UUID

from waypost.accounts.permissions import Permission
from waypost.consent import actions as consent
from waypost.contacts import actions as contacts
from waypost.contacts import queries as contact_queries
from waypost.contacts.events import ContactMerged, ContactUnmerged
from waypost.contacts.schemas import MergeOut
from waypost.core.actor import Actor, internal, requires
from waypost.core.eventlog import emit
from waypost.kit.errors import Invalid
from waypost.messaging import threads
from waypost.messaging.models import Conversation

WAYPOST = "Waypost"


@requires(Permission.CONTACTS_WRITE)
def merge_contacts(actor: Actor, keep_id: UUID, other_id: UUID) -> MergeOut:
    """One contact from two. Merged ids stand for the contact they lead to; what is one already is left as it is."""
    if keep_id == other_id:
        raise Invalid("A contact cannot be merged with itself. Choose another one.")
    return _merge(actor, keep_id, other_id, reason="by_hand")


@internal
def merge_same_person(actor: Actor, keep_id: UUID, other_id: UUID) -> None:
    """WhatsApp has shown that the other, which was only ever known by its number, is the same person."""
    kept, other = contacts.hold_still(actor, keep_id, other_id)
    if kept != other:
        _merge(actor, kept, other, reason="same_person")


@requires(Permission.CONTACTS_WRITE)
def undo_merge(actor: Actor, merge_id: UUID) -> MergeOut:
    """Each contact as before the merge; what came since stays with the one whose identity it came from."""
    system = Actor.system(actor.tenant_id)
    parted = contacts.unmerge(system, merge_id, by=actor.name)
    if parted.is_new:
        threads.part(parted)
        consent.follow_unmerge(system, parted.merge_id)
        emit(
            actor,
            ContactUnmerged(merge_id=merge_id, contact_id=parted.kept_id, other_id=parted.other_id),
        )
    return contact_queries.merge_out(contact_queries.merge_row(system, merge_id))


def _merge(actor: Actor, keep_id: UUID, other_id: UUID, *, reason: str) -> MergeOut:
    system = Actor.system(actor.tenant_id)
    kept, other = contacts.hold_still(system, keep_id, other_id)
    if kept == other:
        standing = contact_queries.merge_between(system, keep_id, other_id)
        if standing is None:
            raise Invalid("A contact cannot be merged with itself. Choose another one.")
        return contact_queries.merge_out(standing)
    union = contacts.merge(
        system,
        kept,
        other,
        reason=reason,
        by=actor.name or WAYPOST,
        other_wrote_last=_wrote_last(kept, other) == other,
    )
    threads.join(union)
    consent.follow_merge(system, union.merge_id, other, kept)
    emit(actor, ContactMerged(merge_id=union.merge_id, contact_id=kept, other_id=other))
    return contact_queries.merge_out(contact_queries.merge_row(system, union.merge_id))


def _wrote_last(kept_id: UUID, other_id: UUID) -> UUID:
    last = (
        Conversation.objects.filter(contact_id__in=[kept_id, other_id], last_inbound_at__isnull=False)
        .order_by("-last_inbound_at")
        .values_list("contact_id", flat=True)
        .first()
    )
    return last or kept_id
