"""What happens to contacts."""

from typing import Any
from uuid import UUID

from waypost.kit.events import Event


class ContactCreated(Event, frozen=True, tag="contact.created"):
    contact_id: UUID


class ContactChanged(Event, frozen=True, tag="contact.changed"):
    contact: dict[str, Any]
