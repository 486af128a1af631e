"""What happens to tenants, their people and their keys."""

from uuid import UUID

from waypost.kit.events import Event


class TenantCreated(Event, frozen=True, tag="tenant.created"):
    name: str


class MemberInvited(Event, frozen=True, tag="member.invited"):
    invitation_id: UUID
    email: str
    role: str


class InvitationRevoked(Event, frozen=True, tag="invitation.revoked"):
    invitation_id: UUID


class MemberJoined(Event, frozen=True, tag="member.joined"):
    membership_id: UUID
    user_id: UUID
    role: str


class MemberRoleChanged(Event, frozen=True, tag="member.role_changed"):
    membership_id: UUID
    user_id: UUID
    before: str
    after: str


class MemberRemoved(Event, frozen=True, tag="member.removed"):
    membership_id: UUID
    user_id: UUID
    role: str


class ApiKeyCreated(Event, frozen=True, tag="api_key.created"):
    api_key_id: UUID
    name: str
    scopes: list[str]


class ApiKeyRevoked(Event, frozen=True, tag="api_key.revoked"):
    api_key_id: UUID
    name: str
