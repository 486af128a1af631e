"""The event log and the places that its readers have reached."""

from django.db import models

from waypost.core.tenancy import TenantModel


class DomainEvent(TenantModel):
    """What happened. Read by live updates, audit, outgoing webhooks and analytics; written only by `emit`."""

    id = models.BigIntegerField(primary_key=True)
    xid = models.BigIntegerField()
    stream = models.CharField(max_length=8)
    type = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField()
    payload = models.JSONField()
    happened_at = models.DateTimeField()

    class Meta:
        db_table = "core_domainevent"


class EventCursor(models.Model):
    """How far one reader has read."""

    reader = models.CharField(max_length=32, primary_key=True)
    xid = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)
