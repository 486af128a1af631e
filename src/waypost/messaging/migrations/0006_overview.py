"""What the overview counts by: when somebody began to wait, how long an answer was waited for, messages by time."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


# whoever had the last word waits; the wall is lowered for this one transaction
WAITING = """
begin;
alter table messaging_conversation no force row level security;
alter table messaging_message no force row level security;
update messaging_conversation c set waiting_since = m.sent_at
from messaging_message m
where m.tenant_id = c.tenant_id and m.id = c.last_message_id and m.direction = 'in'
  and m.kind not in ('system', 'edit', 'revoke', 'reaction', 'call') and c.merged_at is null;
alter table messaging_message force row level security;
alter table messaging_conversation force row level security;
commit;
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("messaging", "0005_in_flight")]

    operations = [
        migrations.AddField("conversation", "waiting_since", models.DateTimeField(null=True)),
        migrations.AddField("message", "answered_after", models.IntegerField(null=True)),
        migrations.RunSQL(WAITING, migrations.RunSQL.noop),
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
