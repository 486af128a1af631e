"""The ledger of consent, its head, and what it comes to."""

from django.db import models

from waypost.consent.rules import PURPOSES, SOURCES, STATES, Purpose, Source, State
from waypost.contacts.models import Contact
from waypost.core.tenancy import TenantModel
from waypost.kit.ids import uuid7


class Entry(TenantModel):
    """One thing that somebody said. The database refuses to change or delete it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    sequence = models.BigIntegerField()
    contact = models.ForeignKey(Contact, models.DO_NOTHING, db_constraint=False, db_index=False)
    purpose: "models.TextField[Purpose, Purpose]" = models.TextField()
    state: "models.TextField[State, State]" = models.TextField()
    source: "models.TextField[Source, Source]" = models.TextField()
    evidence = models.TextField()
    """JSON with sorted keys, as it was hashed."""
    once = models.TextField(null=True)  # noqa: DJ001 - most sources have nothing that repeats
    """Names what was said, so that hearing it twice is one entry."""
    actor_kind = models.TextField()
    actor_id = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "sequence"], name="consent_entry_in_order"),
            models.UniqueConstraint(
                fields=["tenant_id", "contact", "purpose", "once"],
                name="consent_entry_once",
                condition=models.Q(once__isnull=False),
            ),
            models.CheckConstraint(condition=models.Q(purpose__in=PURPOSES), name="consent_entry_purpose"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="consent_entry_state"),
            models.CheckConstraint(condition=models.Q(source__in=SOURCES), name="consent_entry_source"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "contact", "purpose", "happened_at"], name="consent_entry_of"),
            models.Index(fields=["tenant_id", "recorded_at"], name="consent_entry_by_time"),
        ]


class Head(TenantModel):
    """Where the tenant's chain ends; locked by whoever adds to it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    sequence = models.BigIntegerField(default=0)
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id"], name="consent_head_per_tenant")]


class Standing(TenantModel):
    """What the ledger comes to now, per contact and purpose."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    contact = models.ForeignKey(Contact, models.DO_NOTHING, db_constraint=False, db_index=False)
    purpose: "models.TextField[Purpose, Purpose]" = models.TextField()
    state: "models.TextField[State, State]" = models.TextField()
    since = models.DateTimeField()
    entry_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "contact", "purpose"], name="consent_standing_of")
        ]


class Settings(TenantModel):
    """The tenant's own words about consent; one row, or none for the usual ones."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    marketing_needs_opt_in = models.BooleanField(default=True)
    confirms = models.BooleanField(default=True)
    """Whether STOP and START are answered."""
    stopped_text = models.TextField(blank=True, default="")
    started_text = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id"], name="consent_settings_per_tenant")]


class Word(TenantModel):
    """A word of the tenant's own, beside those of the languages."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    word = models.TextField()
    normalized = models.TextField()
    state: "models.TextField[State, State]" = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "normalized"], name="consent_word_once")]


class Import(TenantModel):
    """A file of proof, and how far it was read."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    filename = models.TextField()
    text = models.TextField()
    """Emptied when the file is done: each line lives on in its result."""
    lines = models.IntegerField()
    done = models.IntegerField(default=0)
    recorded = models.IntegerField(default=0)
    repeated = models.IntegerField(default=0)
    refused = models.JSONField(default=list)
    """`[{"line": 4, "reason": …, "row": …}]`"""
    actor_kind = models.TextField()
    actor_id = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
