"""Templates as Meta has them, per WhatsApp Business account."""

from django.db import models
from django.db.models import Q

from waypost.core.tenancy import TenantModel
from waypost.kit.ids import uuid7
from waypost.templates.rules import Category, ParameterFormat


class Template(TenantModel):
    id = models.UUIDField(primary_key=True, default=uuid7)
    waba_id = models.TextField()
    meta_id = models.TextField()
    name = models.TextField()
    language = models.TextField()
    category: "models.TextField[Category, Category]" = models.TextField()
    previous_category = models.TextField(blank=True, default="")
    status = models.TextField()
    """Meta's word in lower case: approved, pending, rejected, paused, disabled and what it may add."""
    status_reason = models.TextField(blank=True, default="")
    parameter_format: "models.TextField[ParameterFormat, ParameterFormat]" = models.TextField(
        default="positional"
    )
    components = models.JSONField()
    quality = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField(null=True)
    """Meta's time of the newest webhook about it: an older one that comes late changes nothing."""
    synced_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "waba_id", "name", "language"],
                name="template_per_name",
                condition=Q(deleted_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "waba_id", "meta_id"], name="template_by_meta_id")]
