"""Contacts, keyed by their own id; what WhatsApp knows them by may change, be missing, or arrive later."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from waypost.contacts.rules import IdentityKind, country_of, time_zone_of
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
    language = models.TextField(null=True)  # noqa: DJ001 - nobody said
    time_zone = models.TextField(null=True)  # noqa: DJ001 - null: as the number says
    blocked_at = models.DateTimeField(null=True)
    block_note = models.TextField(blank=True, default="", db_default="")
    """What became of blocking or unblocking this contact at Meta, in words."""
    marketing_capped_until = models.DateTimeField(null=True)
    """Meta has refused one more marketing message to this person; another before then is refused too."""
    merged_into = models.ForeignKey(
        "self", models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    """A merged contact stays as it was that moment: its id leads to the kept one, and undoing revives it."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "wa_id"],
                name="contact_per_wa_id",
                condition=Q(wa_id__isnull=False, merged_into__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "user_id"],
                name="contact_per_user_id",
                condition=Q(user_id__isnull=False, merged_into__isnull=True),
            ),
        ]

    @property
    def phone(self) -> str | None:
        return f"+{self.wa_id}" if self.wa_id else None

    @property
    def country(self) -> str | None:
        return country_of(self.wa_id, self.user_id)

    @property
    def local_time_zone(self) -> str:
        return self.time_zone or (time_zone_of(self.wa_id) if self.wa_id else "UTC")


class ContactIdentity(TenantModel):
    """Something that a contact is, or was, known by. At most one live contact has a number or a user id."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    contact = models.ForeignKey(Contact, models.DO_NOTHING, db_constraint=False, db_index=False)
    account_id = models.UUIDField()
    """The same for all ids of one WhatsApp account. It never changes: an undone merge parts contacts by it."""
    kind: "models.TextField[IdentityKind, IdentityKind]" = models.TextField()
    value = models.TextField()
    first_seen_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())
    """To the day: a busy contact must not be written with every message."""
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contacts_identity"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "kind", "value"],
                name="identity_of_one_contact",
                condition=Q(retired_at__isnull=True, kind__in=("wa_id", "user_id")),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("wa_id", "user_id", "parent_user_id", "username", "phone")),
                name="identity_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "kind", "value"], name="identity_by_value"),
            models.Index(fields=["tenant_id", "contact"], name="identity_of_contact"),
        ]


class ContactMerge(TenantModel):
    """Two contacts became one: who, when, by whom, and what is needed to part them again."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    kept = models.ForeignKey(
        Contact, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    other = models.ForeignKey(
        Contact, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    reason = models.TextField()
    kept_before = models.JSONField()
    other_before = models.JSONField()
    merged_at = models.DateTimeField()
    merged_by = models.TextField(blank=True, default="")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True, default="")

    class Meta:
        db_table = "contacts_merge"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "other"], name="merged_once", condition=Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(condition=Q(reason__in=("by_hand", "same_person")), name="merge_reason"),
        ]
        indexes = [models.Index(fields=["tenant_id", "kept"], name="merges_of_contact")]


class MergedAccount(TenantModel):
    """An account that a merge brought to the kept contact; undoing takes it away again."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    merge = models.ForeignKey(ContactMerge, models.DO_NOTHING, db_constraint=False, db_index=False)
    account_id = models.UUIDField()

    class Meta:
        db_table = "contacts_mergedaccount"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "merge", "account_id"], name="account_once_per_merge"
            )
        ]
        indexes = [models.Index(fields=["tenant_id", "account_id"], name="merges_of_account")]


class ContactDouble(TenantModel):
    """WhatsApp showed one person with the ids of two contacts."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    contact = models.ForeignKey(
        Contact, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    other = models.ForeignKey(
        Contact, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "contacts_double"
        constraints = [models.UniqueConstraint(fields=["tenant_id", "contact", "other"], name="double_once")]
