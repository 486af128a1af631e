"""The identity tables. They belong to no tenant and stand outside the wall: only this package touches them."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from waypost.accounts.permissions import API_KEY_SCOPES, GRANTS, Permission, Role
from waypost.kit.clock import now
from waypost.kit.ids import uuid7


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person. The same person may belong to several tenants."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]


class Tenant(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=now)


class Membership(models.Model):
    """The bridge between a person and a tenant."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    role = models.CharField(max_length=16, choices=[(role, role) for role in Role])
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="membership_per_user"),
            models.CheckConstraint(condition=Q(role__in=[*Role]), name="membership_role_is_known"),
        ]

    @property
    def permissions(self) -> frozenset[Permission]:
        return GRANTS[Role(self.role)]

    @property
    def email(self) -> str:
        return self.user.email

    @property
    def name(self) -> str:
        return self.user.name


class Invitation(models.Model):
    """A seat kept for an address. The token itself is only in the mail; here is its hash."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    email = models.EmailField()
    role = models.CharField(max_length=16, choices=[(role, role) for role in Role])
    token_hash = models.BinaryField(max_length=32, unique=True)
    inviter = models.ForeignKey(User, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_is_lower_case"),
            models.CheckConstraint(condition=Q(role__in=[*Role]), name="invitation_role_is_known"),
            models.UniqueConstraint(
                fields=["tenant", "email"],
                name="one_open_invitation_per_email",
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
            ),
        ]

    @property
    def invited_by(self) -> str:
        return self.inviter.name


class ApiKey(models.Model):
    """A program's way in. Of the secret only a hash is kept: it has 256 random bits, so a fast one is right."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16, unique=True)
    secret_hash = models.BinaryField(max_length=32)
    scopes = ArrayField(models.CharField(max_length=64))
    creator = models.ForeignKey(User, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=now)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(F("tenant"), F("created_at").desc(), name="api_keys_of_tenant")]

    @property
    def permissions(self) -> frozenset[Permission]:
        """What was granted, less what keys may no longer hold."""
        return frozenset(scope for scope in API_KEY_SCOPES if scope in self.scopes)

    @property
    def created_by(self) -> str:
        return self.creator.name
