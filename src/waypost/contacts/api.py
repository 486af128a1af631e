"""Contacts over HTTP."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Status

from waypost.contacts import actions, queries
from waypost.contacts.models import Contact
from waypost.contacts.schemas import (
    ContactDetail,
    ContactIn,
    ContactOut,
    ContactPage,
    ContactPatch,
    MergeOut,
    MergeSuggestion,
)
from waypost.core.http import Request

router = Router(tags=["contacts"])

Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("", response=ContactPage, operation_id="list_contacts")
def list_contacts(
    request: Request,
    search: Annotated[str, Query(max_length=200)] = "",
    cursor: str | None = None,
    limit: Limit = 50,
) -> ContactPage:
    return queries.contact_page(request.auth, search=search, cursor=cursor, limit=limit)


@router.post("", response={201: ContactOut}, operation_id="create_contact")
def create_contact(request: Request, new: ContactIn) -> Status[Contact]:
    return Status(201, actions.create_contact(request.auth, new))


@router.get("/{contact_id}", response=ContactDetail, operation_id="get_contact")
def get_contact(request: Request, contact_id: UUID) -> ContactDetail:
    return queries.contact_detail(request.auth, contact_id)


@router.patch("/{contact_id}", response=ContactOut, operation_id="change_contact")
def change_contact(request: Request, contact_id: UUID, change: ContactPatch) -> Contact:
    return actions.change_contact(request.auth, contact_id, change)


@router.post("/{contact_id}/block", response=ContactOut, operation_id="block_contact")
def block_contact(request: Request, contact_id: UUID) -> Contact:
    return actions.block_contact(request.auth, contact_id)


@router.post("/{contact_id}/unblock", response=ContactOut, operation_id="unblock_contact")
def unblock_contact(request: Request, contact_id: UUID) -> Contact:
    return actions.unblock_contact(request.auth, contact_id)


@router.get(
    "/{contact_id}/merge-suggestions",
    response=list[MergeSuggestion],
    operation_id="list_merge_suggestions",
)
def list_merge_suggestions(request: Request, contact_id: UUID) -> list[MergeSuggestion]:
    return queries.merge_suggestions(request.auth, contact_id)


@router.get("/{contact_id}/merges", response=list[MergeOut], operation_id="list_merges")
def list_merges(request: Request, contact_id: UUID) -> list[MergeOut]:
    return queries.merges_of(request.auth, contact_id)
