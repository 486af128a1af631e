"""People, tenants and keys as they cross the API."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from waypost.accounts.permissions import Permission, Role


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueError("Enter an e-mail address, such as ana@example.com.") from error
    return text.lower()


Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_email)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class UserOut(Schema):
    id: UUID
    email: str
    name: str


class TenantOut(Schema):
    id: UUID
    name: str


class TenantOfMine(Schema):
    id: UUID
    name: str
    role: Role


class MeOut(Schema):
    user: UserOut
    tenant: TenantOut
    role: Role
    permissions: list[Permission]
    tenants: list[TenantOfMine]


class TenantChoice(Schema):
    tenant_id: UUID


class MemberOut(Schema):
    id: UUID
    user_id: UUID
    email: str
    name: str
    role: Role
    created_at: datetime


class MemberChange(Schema):
    role: Role


class InvitationIn(Schema):
    email: Email
    role: Role


class InvitationOut(Schema):
    id: UUID
    email: str
    role: Role
    invited_by: str
    expires_at: datetime
    created_at: datetime


class InvitationOffer(Schema):
    tenant_name: str
    email: str
    role: Role
    state: Literal["open", "accepted", "expired"]


class InvitationToken(Schema):
    token: str = Field(max_length=200)


class ApiKeyIn(Schema):
    name: Name
    scopes: list[Permission] = Field(min_length=1)


class ApiKeyOut(Schema):
    id: UUID
    name: str
    prefix: str
    scopes: list[Permission]
    created_by: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class ApiKeyCreatedOut(ApiKeyOut):
    secret: str
    """Shown this once; afterwards only its hash is known."""
