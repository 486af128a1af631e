"""What was counted, by number and quarter of an hour, and which quarters must be counted anew."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from waypost.core.tenancy import TenantModel
from waypost.kit.ids import uuid7


class Slot(TenantModel):
    """One number in one quarter of an hour, in UTC. Messages count in the quarter that they stand in."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    channel_id = models.UUIDField()
    starts_at = models.DateTimeField()
    received = models.IntegerField(default=0)
    sent = models.IntegerField(default=0)
    """All that the business wrote, whatever became of it."""
    delivered = models.IntegerField(default=0)
    """Of them; what was read was delivered."""
    read = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    failures = models.JSONField(default=dict)
    """Cause → how many: Meta's code, or the gate's."""
    answers = ArrayField(models.IntegerField())
    """How many answers took so long, by place among `rules.BOUNDS`."""
    closed = models.IntegerField(default=0)
    """Conversations whose window ended in this quarter."""
    resolutions = ArrayField(models.IntegerField())
    """Like `answers`: from the contact's first word to the last answer, of those closed that had one."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "channel_id", "starts_at"], name="slot_per_quarter")
        ]
        indexes = [models.Index(fields=["tenant_id", "starts_at"], name="slot_by_time")]


class ConsentSlot(TenantModel):
    """What was said about marketing in one quarter of an hour."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    starts_at = models.DateTimeField()
    opted_in = models.IntegerField(default=0)
    opted_out = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "starts_at"], name="consentslot_per_quarter")
        ]


class StaleSlot(models.Model):
    """A quarter that something happened in; outside the wall, with ids only. `channel_id` zero: consent."""

    pk = models.CompositePrimaryKey("tenant_id", "channel_id", "starts_at")
    tenant_id = models.UUIDField()
    channel_id = models.UUIDField()
    starts_at = models.DateTimeField()

    class Meta:
        db_table = "analytics_staleslot"
        indexes = [models.Index(fields=["starts_at"], name="staleslot_by_time")]
