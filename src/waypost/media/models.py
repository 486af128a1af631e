"""Files, and where Meta keeps copies of those that we send."""

from django.db import models
from django.db.models import Q

from waypost.channels.models import Channel
from waypost.core.tenancy import TenantModel
from waypost.kit.ids import uuid7
from waypost.media.rules import KINDS, STATUSES, Kind, Status


class File(TenantModel):
    """A file that a customer sent (`in`) or that is to be sent (`out`). Only what is ready is ever served."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    direction = models.TextField()
    channel = models.ForeignKey(
        Channel, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    kind: "models.TextField[Kind, Kind]" = models.TextField()
    status: "models.TextField[Status, Status]" = models.TextField(default="waiting")
    problem = models.TextField(blank=True, default="")
    problem_code = models.TextField(blank=True, default="")
    can_retry = models.BooleanField(default=False)
    mime_type = models.TextField(blank=True, default="")
    """What the bytes are; empty until they have been looked at."""
    declared_mime = models.TextField(blank=True, default="")
    filename = models.TextField(blank=True, default="")
    size = models.BigIntegerField(default=0)
    sha256 = models.TextField(blank=True, default="")
    """Announced by Meta while the file is awaited, of the stored bytes afterwards."""
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    duration_seconds = models.FloatField(null=True)
    is_voice = models.BooleanField(default=False)
    is_animated = models.BooleanField(default=False)
    storage_key = models.TextField(blank=True, default="")
    """While an outgoing file waits for its conversion this is the original."""
    thumbnail_key = models.TextField(blank=True, default="")
    waveform = models.JSONField(null=True)
    meta_media_id = models.TextField(null=True)  # noqa: DJ001 - unique where there is one
    expires_at = models.DateTimeField(null=True)
    """When Meta forgets an incoming file."""
    attempts = models.SmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "channel", "meta_media_id"],
                name="media_file_per_meta_media_id",
                condition=Q(meta_media_id__isnull=False),
            ),
            models.CheckConstraint(condition=Q(direction__in=("in", "out")), name="media_file_direction"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="media_file_kind"),
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="media_file_status"),
        ]


class Upload(TenantModel):
    """Meta's copy of a file, for one number: uploaded once, named in every message until it ends."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    media = models.ForeignKey(File, models.DO_NOTHING, db_constraint=False, db_index=False)
    channel = models.ForeignKey(
        Channel, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    meta_media_id = models.TextField()
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "media", "channel"], name="media_upload_per_media_channel"
            ),
        ]
