"""Every kind of message, its life, and what the gate and the pacing remember."""

import django.db.models.deletion
from django.db import migrations, models

import waypost.core.tenancy
import waypost.kit.ids
from waypost.core.tenancy import isolate

PACING = """
alter table messaging_outboundticket add column held boolean not null default false;
drop index messaging_outboundticket_next;
create index messaging_outboundticket_next on messaging_outboundticket (channel_id, priority, position)
    where leased_until is null and not awaits_status and not held;
create index messaging_outboundticket_held on messaging_outboundticket (not_before) where held;
create table messaging_channelpace (
    channel_id uuid primary key,
    tenant_id uuid not null,
    per_second float8 not null default 80 check (per_second > 0),
    tat timestamptz not null default '-infinity',
    slowed_until timestamptz,
    bulk_after timestamptz,
    checked_at timestamptz not null default '-infinity'
) with (fillfactor = 50);
create table messaging_pairpace (
    conversation_id uuid primary key,
    tat timestamptz not null
) with (fillfactor = 50);
create index messaging_pairpace_past on messaging_pairpace (tat);
"""

TENANT = ("tenant_id", models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False))
ID = ("id", models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False))


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_tickets")]

    operations = [
        migrations.AddField("conversation", "free_entry_until", models.DateTimeField(null=True)),
        migrations.AddField("message", "media_id", models.UUIDField(null=True)),
        migrations.AddField("message", "origin", models.TextField(default="person", db_default="person")),
        migrations.AddField("message", "purpose", models.TextField(default="service", db_default="service")),
        migrations.AddField("message", "held_until", models.DateTimeField(null=True)),
        migrations.AddField("message", "held_reason", models.TextField(blank=True, default="", db_default="")),
        migrations.AddField("message", "life", models.JSONField(default=dict, db_default={})),
        migrations.AddIndex(
            "message",
            models.Index(
                fields=["tenant_id", "conversation", "sent_at"],
                name="message_of_marketing",
                condition=models.Q(("purpose", "marketing")),
            ),
        ),
        migrations.CreateModel(
            name="SendingPolicy",
            fields=[
                TENANT,
                ID,
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_to", models.TimeField(null=True)),
                ("cap_messages", models.SmallIntegerField(default=0)),
                ("cap_days", models.SmallIntegerField(default=7)),
                ("monthly_budget", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["tenant_id"], name="sendingpolicy_per_tenant")
                ],
            },
        ),
        migrations.CreateModel(
            name="Spend",
            fields=[
                TENANT,
                ID,
                ("month", models.DateField()),
                ("amount", models.DecimalField(decimal_places=4, max_digits=14)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["tenant_id", "month"], name="spend_per_month")
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                TENANT,
                ID,
                ("portfolio_id", models.TextField()),
                ("opened_at", models.DateTimeField()),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="contacts.contact",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["tenant_id", "portfolio_id", "contact"], name="opening_per_contact"
                    )
                ],
                "indexes": [
                    models.Index(fields=["tenant_id", "portfolio_id", "opened_at"], name="opening_by_time")
                ],
            },
        ),
        isolate("messaging_sendingpolicy"),
        isolate("messaging_spend"),
        isolate("messaging_opening", within={"contact_id": "contacts_contact"}),
        migrations.RunSQL(
            PACING,
            migrations.RunSQL.noop,
            state_operations=[
                migrations.AddField("outboundticket", "held", models.BooleanField(default=False)),
                migrations.CreateModel(
                    name="ChannelPace",
                    fields=[
                        ("channel_id", models.UUIDField(primary_key=True, serialize=False)),
                        ("tenant_id", models.UUIDField()),
                        ("per_second", models.FloatField(default=80)),
                        ("tat", models.DateTimeField()),
                        ("slowed_until", models.DateTimeField(null=True)),
                        ("bulk_after", models.DateTimeField(null=True)),
                        ("checked_at", models.DateTimeField()),
                    ],
                    options={"db_table": "messaging_channelpace"},
                ),
                migrations.CreateModel(
                    name="PairPace",
                    fields=[
                        ("conversation_id", models.UUIDField(primary_key=True, serialize=False)),
                        ("tat", models.DateTimeField()),
                    ],
                    options={"db_table": "messaging_pairpace"},
                ),
            ],
        ),
    ]
