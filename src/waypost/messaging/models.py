"""Conversations, messages, and the tickets that make the outbound worker send one."""

from django.db import models
from django.db.models import Q

from waypost.channels.models import Channel
from waypost.contacts.models import Contact, ContactMerge
from waypost.core.tenancy import TenantModel
from waypost.kit.ids import uuid7
from waypost.messaging.rules import DIRECTIONS, STATUS_RANK, AuthorKind, Direction, Kind, MessageStatus


class Conversation(TenantModel):
    """Everything between one contact and one channel."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    channel = models.ForeignKey(Channel, models.DO_NOTHING, db_constraint=False, db_index=False)
    contact = models.ForeignKey(Contact, models.DO_NOTHING, db_constraint=False, db_index=False)
    last_message = models.ForeignKey(
        "Message", models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    last_message_at = models.DateTimeField()
    last_inbound_at = models.DateTimeField(null=True)
    """When the contact last wrote, by Meta's clock but never later than ours: the 24-hour window runs from here."""
    unread_count = models.IntegerField(default=0)
    merged_at = models.DateTimeField(null=True)
    """Its messages went to the conversation of the contact that its own was merged into; undoing brings them back."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "contact", "channel"], name="conversation_per_channel_contact"
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "last_message_at", "id"], name="conversation_by_latest")]


class Message(TenantModel):
    id = models.UUIDField(primary_key=True, default=uuid7)
    conversation = models.ForeignKey(Conversation, models.DO_NOTHING, db_constraint=False, db_index=False)
    channel = models.ForeignKey(Channel, models.DO_NOTHING, db_constraint=False, db_index=False)
    direction: "models.TextField[Direction, Direction]" = models.TextField()
    kind: "models.TextField[Kind, Kind]" = models.TextField()
    text = models.TextField(blank=True, default="")
    content = models.JSONField(null=True)
    """What Meta sent for this kind, as it came."""
    wamid = models.TextField(null=True)  # noqa: DJ001 - unknown until Meta has answered
    context_wamid = models.TextField(null=True)  # noqa: DJ001 - only replies have one
    status: "models.TextField[MessageStatus, MessageStatus]" = models.TextField()
    status_rank = models.SmallIntegerField()
    failure_code = models.IntegerField(null=True)
    failure_reason = models.TextField(blank=True, default="")
    author_kind: "models.TextField[AuthorKind, AuthorKind]" = models.TextField()
    author_id = models.UUIDField(null=True)
    author_name = models.TextField(blank=True, default="")
    peer = models.TextField(null=True)  # noqa: DJ001 - unknown for what was written before we kept it
    """The id by which WhatsApp named the person on the other side: what an undone merge sorts by."""
    client_key = models.UUIDField(null=True)
    attempt = models.SmallIntegerField(default=1)
    """Counts how often a person sent it: a late failure of an earlier attempt must not fail this one."""
    sent_at = models.DateTimeField()
    """Where it stands in the thread: Meta's time for what came in, ours for what goes out."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "channel", "wamid"],
                name="message_per_wamid",
                condition=Q(wamid__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "client_key"],
                name="message_per_client_key",
                condition=Q(client_key__isnull=False),
            ),
            models.CheckConstraint(condition=Q(direction__in=DIRECTIONS), name="message_direction"),
            models.CheckConstraint(condition=Q(status__in=list(STATUS_RANK)), name="message_status"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "conversation", "sent_at", "id"], name="message_by_thread")
        ]


class MergedConversation(TenantModel):
    """A conversation that a merge took along, and how much was unread on both sides then."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    merge = models.ForeignKey(ContactMerge, models.DO_NOTHING, db_constraint=False, db_index=False)
    conversation = models.ForeignKey(Conversation, models.DO_NOTHING, db_constraint=False, db_index=False)
    channel = models.ForeignKey(Channel, models.DO_NOTHING, db_constraint=False, db_index=False)
    went_whole = models.BooleanField()
    """The kept contact had none on this channel: the conversation itself changed hands."""
    unread_before = models.IntegerField()
    kept_unread_before = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "merge", "conversation"], name="conversation_once_per_merge"
            )
        ]


class MergedMessage(TenantModel):
    """A message that was the other contact's before a merge, and is again when it is undone."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    merge = models.ForeignKey(ContactMerge, models.DO_NOTHING, db_constraint=False, db_index=False)
    message = models.ForeignKey(Message, models.DO_NOTHING, db_constraint=False, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "merge", "message"], name="message_once_per_merge")
        ]


class OutboundTicket(models.Model):
    """Ids only, outside the wall: something of some tenant waits to go to Meta."""

    pk = models.CompositePrimaryKey("message_id", "kind")
    message_id = models.UUIDField()
    kind = models.TextField()
    tenant_id = models.UUIDField()
    channel_id = models.UUIDField()
    conversation_id = models.UUIDField()
    priority = models.SmallIntegerField(default=0)
    position = models.BigIntegerField()
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    awaits_status = models.BooleanField(default=False)
    """Meta's answer was lost: only a status webhook, or the deadline, ends this ticket."""
    created_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_outboundticket"
