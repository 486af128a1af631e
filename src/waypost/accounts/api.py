"""Me, members, invitations and API keys over HTTP."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from waypost.accounts import actions, queries
from waypost.accounts.authenticate import SessionOnly, choose_membership, enter_tenant, limit
from waypost.accounts.mail import mail_invitation
from waypost.accounts.models import ApiKey, Invitation, Membership, User
from waypost.accounts.schemas import (
    ApiKeyCreatedOut,
    ApiKeyIn,
    ApiKeyOut,
    InvitationIn,
    InvitationOffer,
    InvitationOut,
    InvitationToken,
    MemberChange,
    MemberOut,
    MeOut,
    TenantChoice,
)
from waypost.core.http import Request
from waypost.core.schemas import Problem
from waypost.kit.errors import NotFound

me = Router(tags=["me"])
members = Router(tags=["members"])
invitations = Router(tags=["invitations"])
api_keys = Router(tags=["API keys"])


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in, in whichever tenant."""

    auth: User


@me.get("", response={200: MeOut, 401: Problem, 403: Problem}, auth=SessionOnly(), operation_id="get_me")
def get_me(request: PersonRequest) -> MeOut:
    return queries.me(choose_membership(request, request.auth))


@me.post("/tenant", response=MeOut, auth=SessionOnly(), operation_id="switch_tenant")
def switch_tenant(request: PersonRequest, choice: TenantChoice) -> MeOut:
    membership = queries.membership_in(request.auth.id, choice.tenant_id)
    if membership is None:
        raise NotFound("You do not belong to that tenant. Reload the page.")
    enter_tenant(request, membership)
    return queries.me(membership)


@members.get("", response=list[MemberOut], operation_id="list_members")
def list_members(request: Request) -> list[Membership]:
    return queries.members(request.auth)


@members.patch("/{member_id}", response=MemberOut, operation_id="change_role")
def change_role(request: Request, member_id: UUID, change: MemberChange) -> Membership:
    return actions.change_role(request.auth, member_id, change.role)


@members.delete("/{member_id}", response={204: None}, operation_id="remove_member")
def remove_member(request: Request, member_id: UUID) -> Status[None]:
    actions.remove_member(request.auth, member_id)
    return Status(204, None)


@invitations.get("", response=list[InvitationOut], operation_id="list_invitations")
def list_invitations(request: Request) -> list[Invitation]:
    return queries.invitations(request.auth)


@invitations.post("", response={201: InvitationOut}, operation_id="invite")
def invite(request: Request, new: InvitationIn) -> Status[Invitation]:
    limit(request, "invite", request.auth.tenant_id)
    issued = actions.invite(request.auth, new)
    mail_invitation(issued.row, issued.token)
    return Status(201, issued.row)


@invitations.get(
    "/token/{token}",
    response={200: InvitationOffer, 404: Problem},
    auth=None,
    operation_id="get_invitation_offer",
)
def get_invitation_offer(request: HttpRequest, token: str) -> InvitationOffer:
    limit(request, "invitation_offer")
    return queries.invitation_offer(token)


@invitations.post("/accept", response=MeOut, auth=SessionOnly(), operation_id="accept_invitation")
def accept_invitation(request: PersonRequest, answer: InvitationToken) -> MeOut:
    limit(request, "invitation_accept")
    membership = actions.accept_invitation(request.auth, answer.token)
    enter_tenant(request, membership)
    return queries.me(membership)


@invitations.delete("/{invitation_id}", response={204: None}, operation_id="revoke_invitation")
def revoke_invitation(request: Request, invitation_id: UUID) -> Status[None]:
    actions.revoke_invitation(request.auth, invitation_id)
    return Status(204, None)


@api_keys.get("", response=list[ApiKeyOut], operation_id="list_api_keys")
def list_api_keys(request: Request) -> list[ApiKey]:
    return queries.api_keys(request.auth)


@api_keys.post("", response={201: ApiKeyCreatedOut}, operation_id="create_api_key")
def create_api_key(request: Request, new: ApiKeyIn) -> Status[ApiKeyCreatedOut]:
    issued = actions.create_api_key(request.auth, new)
    shown = ApiKeyOut.from_orm(issued.row).model_dump()
    return Status(201, ApiKeyCreatedOut(**shown, secret=issued.secret))


@api_keys.delete("/{api_key_id}", response={204: None}, operation_id="revoke_api_key")
def revoke_api_key(request: Request, api_key_id: UUID) -> Status[None]:
    actions.revoke_api_key(request.auth, api_key_id)
    return Status(204, None)
