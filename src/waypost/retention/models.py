"""What is left of a tenant that was erased: that it was."""

from django.db import models


class ErasedTenant(models.Model):
    """No name and no content: which tenant, when, and who asked for it."""

    tenant_id = models.UUIDField(primary_key=True)
    erased_at = models.DateTimeField()
    actor_kind = models.TextField()
    actor_id = models.UUIDField()
