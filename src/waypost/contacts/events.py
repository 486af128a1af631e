"""What happens to contacts."""

from typing import Any
from uuid import UUID

from waypost.kit.events import Event


class ContactCreated(Event, frozen=True, tag="contact.created"):
    contact_id: UUID


class ContactChanged(Event, frozen=True, tag="contact.changed"):
    contact: dict[str, Any]


class ContactIdentityChanged(Event, frozen=True, tag="contact.identity_changed"):
    """WhatsApp's word: this contact has another number or user id now."""

    contact_id: UUID
    retired: list[str]
    learned: list[str]


class ContactMerged(Event, frozen=True, tag="contact.merged"):
    merge_id: UUID
    contact_id: UUID
    other_id: UUID


class ContactUnmerged(Event, frozen=True, tag="contact.unmerged"):
    merge_id: UUID
    contact_id: UUID
    other_id: UUID


class ContactBlocked(Event, frozen=True, tag="contact.blocked"):
    contact_id: UUID


class ContactUnblocked(Event, frozen=True, tag="contact.unblocked"):
    contact_id: UUID
