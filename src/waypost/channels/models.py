"""Meta apps and connected numbers. Secrets are sealed: only `queries.credentials` and ingest open them."""

from django.db import models
from django.db.models import Q

from waypost.channels.rules import STATUSES, ChannelStatus
from waypost.core.tenancy import TenantModel
from waypost.kit.ids import uuid7


class App(TenantModel):
    """A Meta app of the tenant: what signs webhooks, and the address that they are sent to."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    meta_app_id = models.TextField()
    webhook_key = models.TextField()
    """In the webhook's path. Cannot be guessed; names the app before anything of the request is believed."""
    secret = models.BinaryField()
    previous_secret = models.BinaryField(null=True)
    previous_secret_until = models.DateTimeField(null=True)
    verify_token = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "meta_app_id"], name="app_per_meta_app_id"),
        ]


class Channel(TenantModel):
    """A WhatsApp number that this tenant answers from."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    app = models.ForeignKey(App, models.DO_NOTHING, db_constraint=False, db_index=False)
    name = models.TextField()
    waba_id = models.TextField()
    phone_number_id = models.TextField()
    access_token = models.BinaryField()
    access_token_hint = models.TextField()
    display_phone_number = models.TextField(blank=True, default="")
    verified_name = models.TextField(blank=True, default="")
    quality_rating = models.TextField(blank=True, default="")
    status: "models.TextField[ChannelStatus, ChannelStatus]" = models.TextField(default="checking")
    status_reason = models.TextField(blank=True, default="")
    connected_at = models.DateTimeField(null=True)
    """When Meta first accepted the token for this number: from here on its webhooks are believed."""
    last_webhook_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    disconnected_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "phone_number_id"],
                name="channel_per_phone_number_id",
                condition=Q(disconnected_at__isnull=True),
            ),
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="channel_status"),
        ]
