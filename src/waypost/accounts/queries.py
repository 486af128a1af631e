"""Reading people, tenants and keys. These tables stand outside the wall, so every query names the tenant."""

import hmac
from uuid import UUID

from django.db.models import QuerySet

from waypost.accounts.models import ApiKey, Invitation, Membership, Tenant
from waypost.accounts.permissions import Permission, Role, outside_tenants
from waypost.accounts.rules import fingerprint, invitation_standing, parse_key
from waypost.accounts.schemas import InvitationOffer, MeOut, TenantOfMine, TenantOut, UserOut
from waypost.core.actor import Actor, requires
from waypost.kit.clock import now
from waypost.kit.errors import NotFound


@outside_tenants
def membership_in(user_id: UUID, tenant_id: UUID) -> Membership | None:
    return _with_both().filter(user_id=user_id, tenant_id=tenant_id).first()


@outside_tenants
def first_membership(user_id: UUID) -> Membership | None:
    return _with_both().filter(user_id=user_id).order_by("created_at", "id").first()


@outside_tenants
def me(membership: Membership) -> MeOut:
    mine = _with_both().filter(user_id=membership.user_id).order_by("tenant__name", "tenant_id")
    return MeOut(
        user=UserOut.from_orm(membership.user),
        tenant=TenantOut.from_orm(membership.tenant),
        role=Role(membership.role),
        permissions=sorted(membership.permissions),
        tenants=[TenantOfMine(id=one.tenant_id, name=one.tenant.name, role=Role(one.role)) for one in mine],
    )


@outside_tenants
def key_presented(text: str) -> ApiKey | None:
    """The live key that this text proves."""
    presented = parse_key(text)
    if presented is None:
        return None
    key = ApiKey.objects.filter(prefix=presented.prefix, revoked_at=None).first()
    if key is None or not hmac.compare_digest(bytes(key.secret_hash), fingerprint(presented.secret)):
        return None
    return key


@outside_tenants
def invitation_by_token(token: str) -> Invitation | None:
    return Invitation.objects.select_related("tenant").filter(token_hash=fingerprint(token)).first()


@outside_tenants
def invitation_offer(token: str) -> InvitationOffer:
    invitation = invitation_by_token(token)
    if invitation is None:
        raise NotFound("This invitation does not exist. Ask for a new one.")
    return InvitationOffer(
        tenant_name=invitation.tenant.name,
        email=invitation.email,
        role=Role(invitation.role),
        state=invitation_standing(
            accepted_at=invitation.accepted_at,
            revoked_at=invitation.revoked_at,
            expires_at=invitation.expires_at,
            now=now(),
        ),
    )


@requires(Permission.MEMBERS_READ)
def members(actor: Actor) -> list[Membership]:
    return list(_with_both().filter(tenant_id=actor.tenant_id).order_by("user__name", "id"))


@requires(Permission.MEMBERS_READ)
def access_member(actor: Actor, membership_id: UUID) -> Membership:
    member = _with_both().filter(tenant_id=actor.tenant_id, id=membership_id).first()
    if member is None:
        raise NotFound("There is no such member. Reload the list.")
    return member


@requires(Permission.MEMBERS_MANAGE)
def invitations(actor: Actor) -> list[Invitation]:
    """Those that wait for an answer, expired ones included."""
    waiting = Invitation.objects.filter(tenant_id=actor.tenant_id, accepted_at=None, revoked_at=None)
    return list(waiting.select_related("inviter").order_by("-created_at", "id"))


@requires(Permission.MEMBERS_MANAGE)
def access_invitation(actor: Actor, invitation_id: UUID) -> Invitation:
    invitation = Invitation.objects.filter(tenant_id=actor.tenant_id, id=invitation_id).first()
    if invitation is None:
        raise NotFound("There is no such invitation. Reload the list.")
    return invitation


@requires(Permission.API_KEYS_MANAGE)
def api_keys(actor: Actor) -> list[ApiKey]:
    return list(
        ApiKey.objects.filter(tenant_id=actor.tenant_id)
        .select_related("creator")
        .order_by("-created_at", "-id")
    )


@requires(Permission.API_KEYS_MANAGE)
def access_api_key(actor: Actor, api_key_id: UUID) -> ApiKey:
    key = ApiKey.objects.filter(tenant_id=actor.tenant_id, id=api_key_id).select_related("creator").first()
    if key is None:
        raise NotFound("There is no such API key. Reload the list.")
    return key


@outside_tenants
def tenant_ids() -> list[UUID]:
    """For what runs for every tenant in turn."""
    return list(Tenant.objects.order_by("id").values_list("id", flat=True))


def _with_both() -> QuerySet[Membership]:
    return Membership.objects.select_related("tenant", "user")
