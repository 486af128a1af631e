"""Contacts over HTTP."""

from uuid import UUID

from ninja import Router

from waypost.contacts import actions, queries
from waypost.contacts.models import Contact
from waypost.contacts.schemas import ContactOut, ContactPatch
from waypost.core.http import Request

router = Router(tags=["contacts"])


@router.get("/{contact_id}", response=ContactOut, operation_id="get_contact")
def get_contact(request: Request, contact_id: UUID) -> Contact:
    return queries.access_contact(request.auth, contact_id)


@router.patch("/{contact_id}", response=ContactOut, operation_id="change_contact")
def change_contact(request: Request, contact_id: UUID, change: ContactPatch) -> Contact:
    return actions.change_contact(request.auth, contact_id, change)
