"""Changing who belongs to a tenant, as what, and which keys open it.

Whatever changes the people of a tenant locks the tenant's row first: two changes at once cannot together
leave it without an owner, nor add one person twice.
"""

import base64
import secrets
from typing import NamedTuple
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from waypost.accounts.events import (
    ApiKeyCreated,
    ApiKeyRevoked,
    InvitationRevoked,
    MemberInvited,
    MemberJoined,
    MemberRemoved,
    MemberRoleChanged,
    TenantCreated,
)
from waypost.accounts.models import ApiKey, Invitation, Membership, Tenant, User
from waypost.accounts.permissions import API_KEY_SCOPES, GRANTS, Permission, Role, outside_tenants
from waypost.accounts.queries import (
    access_api_key,
    access_invitation,
    access_member,
    invitation_by_token,
    membership_in,
)
from waypost.accounts.rules import (
    SECOND_FACTOR,
    fingerprint,
    invitation_expiry,
    invitation_standing,
    is_worth_noting,
    leaves_no_owner,
    may_touch,
)
from waypost.accounts.schemas import ApiKeyIn, InvitationIn
from waypost.core.actor import Actor, requires
from waypost.core.eventlog import emit
from waypost.core.fields import Resealed, vault
from waypost.core.tenancy import tenant_scope
from waypost.kit.clock import now
from waypost.kit.crypto import CannotOpen
from waypost.kit.errors import Conflict, Forbidden, Invalid, NotFound
from waypost.kit.ids import uuid7

_PREFIX_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_SEALED_DATA = ("secret", "seed", "migrated_codes")


class EmailTaken(Conflict):
    code = "email_taken"


class LastOwner(Conflict):
    code = "last_owner"


class OwnersOnly(Forbidden):
    code = "owners_only"


class AlreadyMember(Conflict):
    code = "already_member"


class InvitationUsed(Conflict):
    code = "invitation_used"


class InvitationExpired(Conflict):
    code = "invitation_expired"


class Issued(NamedTuple):
    """A row, and the secret that only its receiver will know."""

    row: Invitation
    token: str


class IssuedKey(NamedTuple):
    row: ApiKey
    secret: str


@outside_tenants
def sign_up(user: User, *, tenant_name: str) -> Membership:
    """A new person with a tenant of their own: both or neither."""
    tenant = Tenant(id=uuid7(), name=tenant_name)
    with tenant_scope(tenant.id):
        _save_new(user)
        tenant.save(force_insert=True)
        emit(_as_actor(user, tenant.id, Role.OWNER), TenantCreated(name=tenant.name))
        return _join(user, tenant.id, Role.OWNER)


@outside_tenants
def sign_up_invited(user: User, token: str) -> Membership:
    """A new person on the seat that was kept for them: both or neither."""
    tenant_id = _invited_to(token)
    with tenant_scope(tenant_id):
        _save_new(user)
        return _take_seat(user, tenant_id, token)


@outside_tenants
def accept_invitation(user: User, token: str) -> Membership:
    """The link is the proof. Accepting twice is accepting once."""
    tenant_id = _invited_to(token)
    with tenant_scope(tenant_id):
        return _take_seat(user, tenant_id, token)


@outside_tenants
def note_key_use(key: ApiKey) -> None:
    if is_worth_noting(key.last_used_at, now()):
        ApiKey.objects.filter(id=key.id).update(last_used_at=now())


@requires(Permission.MEMBERS_MANAGE)
def change_role(actor: Actor, membership_id: UUID, role: Role) -> Membership:
    _lock_tenant(actor.tenant_id)
    member = access_member(actor, membership_id)
    before = Role(member.role)
    if before is role:
        return member
    _require_owner_for(actor, before, role)
    _require_another_owner(actor, before, role)
    member.role = role
    member.save(update_fields=["role"])
    emit(actor, MemberRoleChanged(membership_id=member.id, user_id=member.user_id, before=before, after=role))
    return member


@requires(Permission.MEMBERS_MANAGE)
def remove_member(actor: Actor, membership_id: UUID) -> None:
    """Ends the person's access with their next request, since every request asks for the membership."""
    _lock_tenant(actor.tenant_id)
    member = access_member(actor, membership_id)
    role = Role(member.role)
    _require_owner_for(actor, role)
    _require_another_owner(actor, role, None)
    emit(actor, MemberRemoved(membership_id=member.id, user_id=member.user_id, role=role))
    member.delete()


@requires(Permission.MEMBERS_MANAGE)
def invite(actor: Actor, new: InvitationIn) -> Issued:
    """Inviting an address again replaces the earlier invitation: its link stops working."""
    _require_owner_for(actor, new.role)
    _lock_tenant(actor.tenant_id)
    if Membership.objects.filter(tenant_id=actor.tenant_id, user__email=new.email).exists():
        raise AlreadyMember(f"{new.email} is a member already. Change their role in the list of members.")
    open_ones = Invitation.objects.filter(
        tenant_id=actor.tenant_id, email=new.email, accepted_at=None, revoked_at=None
    )
    open_ones.update(revoked_at=now())
    token = secrets.token_urlsafe(32)
    created_at = now()
    invitation = Invitation.objects.create(
        tenant_id=actor.tenant_id,
        email=new.email,
        role=new.role,
        token_hash=fingerprint(token),
        inviter_id=actor.id,
        created_at=created_at,
        expires_at=invitation_expiry(created_at),
    )
    emit(actor, MemberInvited(invitation_id=invitation.id, email=new.email, role=new.role))
    return Issued(invitation, token)


@requires(Permission.MEMBERS_MANAGE)
def revoke_invitation(actor: Actor, invitation_id: UUID) -> None:
    _lock_tenant(actor.tenant_id)
    invitation = access_invitation(actor, invitation_id)
    if invitation.accepted_at is not None:
        raise InvitationUsed("They have joined already. Remove them in the list of members instead.")
    if invitation.revoked_at is None:
        invitation.revoked_at = now()
        invitation.save(update_fields=["revoked_at"])
        emit(actor, InvitationRevoked(invitation_id=invitation.id))


@requires(Permission.API_KEYS_MANAGE)
def create_api_key(actor: Actor, new: ApiKeyIn) -> IssuedKey:
    if refused := sorted(set(new.scopes) - (API_KEY_SCOPES & actor.permissions)):
        raise Invalid(f"A key of yours cannot hold: {', '.join(refused)}. Leave it out.")
    prefix = "".join(secrets.choice(_PREFIX_ALPHABET) for _ in range(10))
    secret = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        tenant_id=actor.tenant_id,
        name=new.name,
        prefix=prefix,
        secret_hash=fingerprint(secret),
        scopes=sorted(set(new.scopes)),
        creator_id=actor.id,
    )
    emit(actor, ApiKeyCreated(api_key_id=key.id, name=key.name, scopes=key.scopes))
    return IssuedKey(key, f"wp_{prefix}_{secret}")


@requires(Permission.API_KEYS_MANAGE)
def revoke_api_key(actor: Actor, api_key_id: UUID) -> None:
    key = access_api_key(actor, api_key_id)
    if ApiKey.objects.filter(id=key.id, revoked_at=None).update(revoked_at=now()):
        emit(actor, ApiKeyRevoked(api_key_id=key.id, name=key.name))


def _save_new(user: User) -> None:
    """The unique e-mail decides between two sign-ups at the same moment."""
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise EmailTaken("This address has an account. Sign in instead.") from error


def _invited_to(token: str) -> UUID:
    invitation = invitation_by_token(token)
    if invitation is None:
        raise NotFound("This invitation does not exist. Ask for a new one.")
    return invitation.tenant_id


def _take_seat(user: User, tenant_id: UUID, token: str) -> Membership:
    _lock_tenant(tenant_id)
    invitation = Invitation.objects.get(token_hash=fingerprint(token))
    member = membership_in(user.id, tenant_id)
    standing = invitation_standing(
        accepted_at=invitation.accepted_at,
        revoked_at=invitation.revoked_at,
        expires_at=invitation.expires_at,
        now=now(),
    )
    if standing == "accepted":
        if member is not None:
            return member
        raise InvitationUsed("This invitation was used already. Ask for a new one.")
    if standing == "expired":
        raise InvitationExpired("This invitation has ended. Ask for a new one.")
    invitation.accepted_at = now()
    invitation.save(update_fields=["accepted_at"])
    return member or _join(user, tenant_id, Role(invitation.role))


def _join(user: User, tenant_id: UUID, role: Role) -> Membership:
    member = Membership.objects.create(tenant_id=tenant_id, user=user, role=role)
    emit(
        _as_actor(user, tenant_id, role),
        MemberJoined(membership_id=member.id, user_id=user.id, role=role),
    )
    return member


def _as_actor(user: User, tenant_id: UUID, role: Role) -> Actor:
    return Actor("user", user.id, tenant_id, GRANTS[role], user.name)


def _lock_tenant(tenant_id: UUID) -> None:
    Tenant.objects.select_for_update().get(id=tenant_id)


def _require_owner_for(actor: Actor, *roles: Role) -> None:
    acting_is_owner = Permission.TENANT_MANAGE in actor.permissions
    if not all(may_touch(acting_is_owner=acting_is_owner, role=role) for role in roles):
        raise OwnersOnly("Only an owner can add, change or remove owners. Ask one of them.")


def _require_another_owner(actor: Actor, role: Role, new_role: Role | None) -> None:
    owners = Membership.objects.filter(tenant_id=actor.tenant_id, role=Role.OWNER).count()
    if leaves_no_owner(role=role, new_role=new_role, owners=owners):
        raise LastOwner("A tenant needs an owner. Make somebody else owner first.")


@outside_tenants
def reseal_second_factors() -> Resealed:
    """After a new master key: what second factors are made from, sealed again. Passkeys hold no secret of ours."""
    done = Resealed()
    with transaction.atomic():
        for row in Authenticator.objects.select_for_update().exclude(type="webauthn").order_by("id"):
            try:
                changed = {
                    name: _moved(value, done) for name, value in row.data.items() if name in _SEALED_DATA
                }
            except CannotOpen as reason:
                done.shut.append(f"{SECOND_FACTOR}:{row.id}: {reason}")
                continue
            Authenticator.objects.filter(id=row.id).update(data={**row.data, **changed})
    return done


def _moved(value: str | list[str], done: Resealed) -> str | list[str]:
    if isinstance(value, list):
        return [str(_moved(one, done)) for one in value]
    moved = vault().moved(base64.b64decode(value), SECOND_FACTOR)
    done.moved, done.kept = done.moved + (moved is not None), done.kept + (moved is None)
    return value if moved is None else base64.b64encode(moved).decode()
