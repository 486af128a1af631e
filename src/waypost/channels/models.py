"""Meta apps and connected numbers. Secrets are sealed: only `queries.credentials` and ingest open them."""

from django.db import models
from django.db.models import Q

from waypost.channels.rules import (
    CONNECTION_STATUSES,
    STANDARD_RATE,
    STATUSES,
    ChannelStatus,
    ConnectionStatus,
    ConnectionStep,
)
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
    handshake_refused_at = models.DateTimeField(null=True)
    """When ingest last refused Meta's question because it held another verify token."""

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

    # What Meta says, kept fresh by webhooks and by asking.
    business_id = models.TextField(blank=True, default="", db_default="")
    """The portfolio: its messaging limit counts for all its numbers together."""
    waba_name = models.TextField(blank=True, default="", db_default="")
    account_review = models.TextField(blank=True, default="", db_default="")
    number_status = models.TextField(blank=True, default="", db_default="")
    """Meta's own word, such as CONNECTED, UNVERIFIED or BANNED."""
    throughput_level = models.TextField(blank=True, default="", db_default="")
    messages_per_second = models.IntegerField(default=STANDARD_RATE, db_default=STANDARD_RATE)
    messaging_limit = models.TextField(blank=True, default="", db_default="")
    name_status = models.TextField(blank=True, default="", db_default="")
    code_verification_status = models.TextField(blank=True, default="", db_default="")
    platform_type = models.TextField(blank=True, default="", db_default="")
    is_on_business_app = models.BooleanField(default=False, db_default=False)
    is_pin_enabled = models.BooleanField(default=False, db_default=False)
    username = models.TextField(blank=True, default="", db_default="")
    health = models.JSONField(default=dict, db_default={})
    restrictions = models.JSONField(default=list, db_default=[])
    """`[{"kind", "until"}]`, until in seconds since 1970 or null."""
    payment_problem = models.TextField(blank=True, default="", db_default="")
    last_problem = models.TextField(blank=True, default="", db_default="")
    """The latest news that somebody should know of although messages still go out; empty once it is over."""
    last_refusal = models.JSONField(default=dict, db_default={})
    """`{"code", "details", "at", "limit"}`: the latest refusal of a call that was about the number or its account."""
    pause_cause = models.TextField(blank=True, default="", db_default="")
    """Why Meta's news paused it; only what paused it lets it go on."""
    checked_at = models.DateTimeField(null=True)
    profile = models.JSONField(default=dict, db_default={})
    profile_wanted = models.JSONField(default=dict, db_default={})
    profile_problem = models.TextField(blank=True, default="", db_default="")

    # The token beside what the check of it said, and the PIN that we registered the number with.
    token_expires_at = models.DateTimeField(null=True)
    token_scopes = models.JSONField(default=list, db_default=[])
    token_warned_at = models.DateTimeField(null=True)
    next_access_token = models.BinaryField(null=True)
    """A token that waits for its check; the present one is used until then."""
    pin = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "phone_number_id"],
                name="channel_per_phone_number_id",
                condition=Q(disconnected_at__isnull=True),
            ),
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="channel_status"),
        ]


class Connection(TenantModel):
    """A number on its way to being connected: where that stands, what was found, and what a person must do."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    app = models.ForeignKey(App, models.DO_NOTHING, null=True, db_constraint=False, db_index=False)
    channel = models.ForeignKey(Channel, models.DO_NOTHING, null=True, db_constraint=False, db_index=False)
    token = models.BinaryField(null=True)
    app_secret = models.BinaryField(null=True)
    """As it was typed in, until Meta has said that it is the app's."""
    code = models.BinaryField(null=True)
    """Of Embedded Signup or of the SMS, until it is used."""
    pin = models.BinaryField(null=True)
    status: "models.TextField[ConnectionStatus, ConnectionStatus]" = models.TextField(default="working")
    step: "models.TextField[ConnectionStep, ConnectionStep]" = models.TextField(default="token")
    says = models.TextField(blank=True, default="")
    remedy = models.TextField(blank=True, default="")
    findings = models.JSONField(default=list)
    """What was done and seen, in order: `[{"step", "ok", "says"}]`."""
    numbers = models.JSONField(default=list)
    waba_ids = models.JSONField(default=list)
    meta_app_id = models.TextField(blank=True, default="")
    choice = models.JSONField(default=dict)
    """What the person chose: number, account, name, which override, how the code shall come."""
    token_expires_at = models.DateTimeField(null=True)
    token_scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=CONNECTION_STATUSES), name="connection_status"),
        ]


class Diagnosis(TenantModel):
    """What the connection doctor found, when, and what its remedies did."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    channel = models.ForeignKey(Channel, models.DO_NOTHING, db_constraint=False, db_index=False)
    recipient = models.TextField(blank=True, default="")
    """Who gets the test message; nobody when it is empty."""
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    findings = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    """What was looked at: `[{"step", "ok", "says"}]`."""
    round_trip = models.JSONField(default=dict)
    """`{"state", "wamid", "sent_at", "seconds", "says"}` of the test message."""
    fixes = models.JSONField(default=list)
    """`[{"cause", "ok", "says", "at"}]`."""

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "channel", "-id"], name="diagnosis_latest")]
