"""What the overview counts by: when somebody began to wait, how long an answer was waited for, messages by time."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("messaging", "0005_in_flight")]

    operations = [
        migrations.AddField("conversation", "waiting_since", models.DateTimeField(null=True)),
        migrations.AddField("message", "answered_after", models.IntegerField(null=True)),
        AddIndexConcurrently(
            "conversation", models.Index(fields=["tenant_id", "last_inbound_at"], name="conversation_by_heard")
        ),
        AddIndexConcurrently(
            "conversation",
            models.Index(
                fields=["tenant_id", "waiting_since"],
                name="conversation_waiting",
                condition=Q(waiting_since__isnull=False),
            ),
        ),
        AddIndexConcurrently(
            "message", models.Index(fields=["tenant_id", "channel", "sent_at"], name="message_by_time")
        ),
    ]
