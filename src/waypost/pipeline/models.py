"""The durable inbox that ingest fills, the tenant's own journal, and what could not be processed."""

from django.db import models

from waypost.core.tenancy import TenantModel
from waypost.kit.ids import uuid7


class IngestedWebhook(models.Model):
    """A raw body, outside the wall, for the moments until it is processed. Written only by ingest."""

    id = models.BigIntegerField(primary_key=True)
    tenant_id = models.UUIDField()
    app_id = models.UUIDField()
    lane = models.SmallIntegerField()
    """0 may hold messages, 1 holds only statuses: a flood of statuses must not hold messages up."""
    body = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        db_table = "pipeline_ingestedwebhook"


class JournalEntry(TenantModel):
    """A webhook as it came, kept by the tenant that it belongs to."""

    id = models.BigIntegerField(primary_key=True)
    app_id = models.UUIDField()
    body = models.BinaryField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField()

    class Meta:
        db_table = "pipeline_journal"


class DeadLetter(models.Model):
    """What could not be processed, and why; outside the wall, since some of it belongs to nobody."""

    id = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField()
    app_id = models.UUIDField()
    body = models.BinaryField()
    reason = models.TextField()
    received_at = models.DateTimeField()
    set_aside_at = models.DateTimeField(auto_now_add=True)
    replayed_at = models.DateTimeField(null=True)


class JournalSettings(TenantModel):
    """How long a tenant keeps its raw webhooks; one row, or none for the usual span."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    keep_days = models.SmallIntegerField(default=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id"], name="journalsettings_per_tenant")]
