"""Erasing a tenant over HTTP: by its owner, who proved a moment ago who they are."""

from django.http import HttpRequest
from ninja import Router, Status

from waypost.accounts.authenticate import SessionOnly, actor_for, choose_membership, require_proof
from waypost.retention import actions
from waypost.retention.schemas import ErasureIn

router = Router(tags=["tenant"])


@router.delete("", response={204: None}, auth=SessionOnly(), operation_id="erase_tenant")
def erase_tenant(request: HttpRequest, new: ErasureIn) -> Status[None]:
    """Everything of the tenant that is chosen, for good."""
    require_proof(request)
    actions.erase_tenant(actor_for(choose_membership(request, request.auth)), new.name)  # type: ignore[attr-defined]  # SessionOnly sets it
    return Status(204, None)
