"""What happens to contacts."""

from typing import Any
from uuid import UUID

from waypost.kit.events import Event


class ContactCreated(Event, frozen=True, tag="contact.created"):
    contact_id: UUID


class ContactChanged(Event, frozen=True, tag="contact.changed"):
    contact: dict[str, Any]


class ContactIdentityChanged(Event, frozen=True, tag="contact.identity_changed"):
    """`kinds`: wa_id, user_id, parent_user_id."""

    contact_id: UUID
    kinds: list[str]
