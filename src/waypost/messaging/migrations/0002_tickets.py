"""Tickets: ids only, outside the wall, so that one worker can serve every tenant."""

from django.db import migrations, models

TICKETS = """
-- a message is updated four or five times: room on its page keeps most of that off the indexes
alter table messaging_message set (fillfactor = 70);
create table messaging_outboundticket (
    message_id uuid not null,
    kind text not null check (kind in ('message', 'read', 'typing')),
    tenant_id uuid not null,
    channel_id uuid not null,
    conversation_id uuid not null,
    priority smallint not null default 0,
    position bigint generated always as identity,
    not_before timestamptz not null default now(),
    leased_until timestamptz,
    attempts smallint not null default 0,
    awaits_status boolean not null default false,
    created_at timestamptz not null default now(),
    primary key (message_id, kind)
);
create index messaging_outboundticket_next on messaging_outboundticket (priority, position)
    where leased_until is null and not awaits_status;
create index messaging_outboundticket_conversation on messaging_outboundticket (conversation_id, position)
    where kind = 'message' and not awaits_status;
create index messaging_outboundticket_waiting on messaging_outboundticket (created_at)
    where leased_until is not null or awaits_status;
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]
    operations = [
        migrations.RunSQL(
            TICKETS,
            "drop table messaging_outboundticket",
            state_operations=[
                migrations.CreateModel(
                    name="OutboundTicket",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "message_id", "kind", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("message_id", models.UUIDField()),
                        ("kind", models.TextField()),
                        ("tenant_id", models.UUIDField()),
                        ("channel_id", models.UUIDField()),
                        ("conversation_id", models.UUIDField()),
                        ("priority", models.SmallIntegerField(default=0)),
                        ("position", models.BigIntegerField()),
                        ("not_before", models.DateTimeField()),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("awaits_status", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={"db_table": "messaging_outboundticket"},
                ),
            ],
        ),
    ]
