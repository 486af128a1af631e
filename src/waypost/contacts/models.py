"""Contacts, keyed by their own id; what WhatsApp knows them by may change, be missing, or arrive later."""

from django.db import models
from django.db.models import Q

from waypost.contacts.rules import IdentityKind
from waypost.core.tenancy import TenantModel
from waypost.kit.ids import uuid7


class Contact(TenantModel):
    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.TextField(blank=True, default="")
    """Given by a person at the tenant; wins over what WhatsApp says."""
    profile_name = models.TextField(blank=True, default="")
    wa_id = models.TextField(null=True)  # noqa: DJ001 - missing and empty differ: username users have no number
    user_id = models.TextField(null=True)  # noqa: DJ001 - BSUID, absent in old webhooks
    parent_user_id = models.TextField(null=True)  # noqa: DJ001 - only linked portfolios have one
    username = models.TextField(null=True)  # noqa: DJ001 - most people have none
    blocked_at = models.DateTimeField(null=True)
    marketing_capped_until = models.DateTimeField(null=True)
    """WhatsApp held marketing back from this person: not before this moment."""
    language = models.TextField(null=True)  # noqa: DJ001 - nobody said
    time_zone = models.TextField(null=True)  # noqa: DJ001 - that of the number, until a person sets one
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "wa_id"], name="contact_per_wa_id", condition=Q(wa_id__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "user_id"],
                name="contact_per_user_id",
                condition=Q(user_id__isnull=False),
            ),
        ]

    @property
    def phone(self) -> str | None:
        return f"+{self.wa_id}" if self.wa_id else None


class PastIdentity(TenantModel):
    """A number or id that a contact had and has no more: it may belong to somebody else now, so it finds nobody."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    contact = models.ForeignKey(Contact, models.DO_NOTHING, db_constraint=False, db_index=False)
    kind: "models.TextField[IdentityKind, IdentityKind]" = models.TextField()
    value = models.TextField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "contact", "kind", "value", "until"], name="pastidentity_once"
            ),
        ]
