"""Message templates, as Meta keeps them for one WhatsApp account."""

from django.db import models
from django.db.models import Case, Q, Value, When

from waypost.core.tenancy import TenantModel
from waypost.kit.ids import uuid7


class Template(TenantModel):
    """One language of one name. What changes it is Meta's word: a list that was fetched, or a webhook."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    waba_id = models.TextField()
    meta_id = models.TextField()
    name = models.TextField()
    language = models.TextField()
    category = models.TextField()
    previous_category = models.TextField(blank=True, default="")
    next_category = models.TextField(blank=True, default="")
    """Announced by Meta, a day before it counts."""
    status = models.TextField()
    """Meta's word in lower case; there may be new ones."""
    status_reason = models.TextField(blank=True, default="")
    parameter_format = models.TextField(default="positional")
    components = models.JSONField()
    body = models.TextField(blank=True, default="")
    """Of the components, for searching and for lists."""
    quality = models.TextField(blank=True, default="unknown")
    paused_until = models.DateTimeField(null=True)
    told = models.JSONField(default=dict)
    """Kind of webhook → Meta's time of the newest, in seconds: older ones change nothing."""
    changed_at = models.DateTimeField(null=True)
    """Meta's time of the newest webhook."""
    noted_at = models.DateTimeField(null=True)
    """Our time of the newest webhook: a list that was fetched before it does not undo it."""
    synced_at = models.DateTimeField()
    """When the newest list that holds it began to be fetched."""
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "waba_id", "name", "language"],
                name="template_per_name_and_language",
                condition=Q(deleted_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "waba_id", "meta_id"], name="template_by_meta_id"),
            models.Index(
                "tenant_id",
                Case(When(status="approved", then=Value(0)), default=Value(1)),
                "name",
                "language",
                "id",
                name="template_in_order",
                condition=Q(deleted_at__isnull=True),
            ),
        ]
