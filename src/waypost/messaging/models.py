"""Conversations, messages, the tickets that make the outbound worker send one, and what keeps it to its pace."""

from django.db import models
from django.db.models import Q

from waypost.channels.models import Channel
from waypost.contacts.models import Contact, ContactMerge
from waypost.core.tenancy import TenantModel
from waypost.kit.ids import uuid7
from waypost.messaging.gate import Origin, Purpose
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
    free_entry_until = models.DateTimeField(null=True)
    """They came from an advertisement: until then messages cost nothing. It opens no window for free text."""
    unread_count = models.IntegerField(default=0)
    waiting_since = models.DateTimeField(null=True)
    """When the contact wrote what nobody has answered yet; empty when nothing waits."""
    merged_at = models.DateTimeField(null=True)
    """Its messages went to the conversation of the contact that its own was merged into; undoing brings them back."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "contact", "channel"], name="conversation_per_channel_contact"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "last_message_at", "id"], name="conversation_by_latest"),
            models.Index(fields=["tenant_id", "last_inbound_at"], name="conversation_by_heard"),
            models.Index(
                fields=["tenant_id", "waiting_since"],
                name="conversation_waiting",
                condition=Q(waiting_since__isnull=False),
            ),
        ]


class Message(TenantModel):
    id = models.UUIDField(primary_key=True, default=uuid7)
    conversation = models.ForeignKey(Conversation, models.DO_NOTHING, db_constraint=False, db_index=False)
    channel = models.ForeignKey(Channel, models.DO_NOTHING, db_constraint=False, db_index=False)
    direction: "models.TextField[Direction, Direction]" = models.TextField()
    kind: "models.TextField[Kind, Kind]" = models.TextField()
    text = models.TextField(blank=True, default="")
    content = models.JSONField(null=True)
    """In: what Meta sent for this kind, as it came. Out: the object of Meta's body under the kind's name, with
    `media_id` (ours) where Meta's has `id`; for a template its id of ours, name, language and values."""
    media_id = models.UUIDField(null=True)
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
    origin: "models.TextField[Origin, Origin]" = models.TextField(default="person", db_default="person")
    purpose: "models.TextField[Purpose, Purpose]" = models.TextField(default="service", db_default="service")
    held_until = models.DateTimeField(null=True)
    """The gate, or Meta, asked to wait. `held_reason` says why."""
    held_reason = models.TextField(blank=True, default="", db_default="")
    answered_after = models.IntegerField(null=True)
    """Seconds that the contact had waited for it; empty where nobody waited."""
    life = models.JSONField(default=dict, db_default={})
    """Its timeline, step by step: `{"1/queued": {"at": …, "by": …}, "1/sent": {…}}`, the attempt before the step.
    A step that is there is never written again, so a repeat changes nothing."""
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
            models.Index(fields=["tenant_id", "conversation", "sent_at", "id"], name="message_by_thread"),
            models.Index(fields=["tenant_id", "channel", "sent_at"], name="message_by_time"),
            models.Index(
                fields=["tenant_id", "conversation", "sent_at"],
                name="message_of_marketing",
                condition=Q(purpose="marketing"),
            ),
        ]


class SendingPolicy(TenantModel):
    """The tenant's own rules for what it starts itself; one row, or none for the usual ones."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    cap_messages = models.SmallIntegerField(default=0)
    cap_days = models.SmallIntegerField(default=7)
    monthly_budget = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    """US dollars, by Meta's list prices."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id"], name="sendingpolicy_per_tenant")]


class Spend(TenantModel):
    """What left in a month, by Meta's list prices."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    month = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "month"], name="spend_per_month")]


class Opening(TenantModel):
    """Somebody whom the business wrote to first: takes a place of the portfolio's limit for 24 hours."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    portfolio_id = models.TextField()
    contact = models.ForeignKey(Contact, models.DO_NOTHING, db_constraint=False, db_index=False)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "portfolio_id", "contact"], name="opening_per_contact"
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "portfolio_id", "opened_at"], name="opening_by_time")]


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
    kept_free_entry_until = models.DateTimeField(null=True)

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
    held = models.BooleanField(default=False)
    """Waits for `not_before`, far enough away not to be looked at meanwhile."""
    leased_until = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    awaits_status = models.BooleanField(default=False)
    """Meta's answer was lost: only a status webhook, or the deadline, ends this ticket."""
    created_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_outboundticket"


class ChannelPace(models.Model):
    """How fast one number may send, shared by all workers; outside the wall, with ids only."""

    channel_id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    per_second = models.FloatField(default=80)
    tat = models.DateTimeField()
    """When the tokens that were taken are paid for; as long as it is past, a full burst may leave."""
    slowed_until = models.DateTimeField(null=True)
    """Meta said that we were too fast: until then only four fifths of the rate."""
    bulk_after = models.DateTimeField(null=True)
    """The portfolio has no place left: what the business starts itself waits until then."""
    checked_at = models.DateTimeField()
    """When the rate was last compared with what Meta allows."""

    class Meta:
        db_table = "messaging_channelpace"


class PairPace(models.Model):
    """How fast one person may be written to by one number; outside the wall, with ids only."""

    conversation_id = models.UUIDField(primary_key=True)
    tat = models.DateTimeField()

    class Meta:
        db_table = "messaging_pairpace"
