"""Ingest's table and its rights, the journal behind the wall, dead letters."""

from django.db import migrations, models

import waypost.core.tenancy
from waypost.core.tenancy import isolate

INGESTED = """
create table pipeline_ingestedwebhook (
    id bigint generated always as identity primary key,
    tenant_id uuid not null,
    app_id uuid not null,
    lane smallint not null,
    body bytea not null,
    received_at timestamptz not null default clock_timestamp()
);
create index pipeline_ingestedwebhook_waiting on pipeline_ingestedwebhook (tenant_id, lane, id);
revoke all on pipeline_ingestedwebhook from waypost_operator;
grant insert on pipeline_ingestedwebhook to waypost_ingest;

create table pipeline_journal (
    tenant_id uuid not null default current_setting('waypost.tenant_id')::uuid,
    id bigint not null constraint pipeline_journal_pkey primary key,
    app_id uuid not null,
    body bytea not null,
    received_at timestamptz not null,
    processed_at timestamptz not null default clock_timestamp()
);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(
            INGESTED,
            "drop table pipeline_ingestedwebhook; drop table pipeline_journal",
            state_operations=[
                migrations.CreateModel(
                    name="IngestedWebhook",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("tenant_id", models.UUIDField()),
                        ("app_id", models.UUIDField()),
                        ("lane", models.SmallIntegerField()),
                        ("body", models.BinaryField()),
                        ("received_at", models.DateTimeField()),
                    ],
                    options={"db_table": "pipeline_ingestedwebhook"},
                ),
                migrations.CreateModel(
                    name="JournalEntry",
                    fields=[
                        (
                            "tenant_id",
                            models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False),
                        ),
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("app_id", models.UUIDField()),
                        ("body", models.BinaryField()),
                        ("received_at", models.DateTimeField()),
                        ("processed_at", models.DateTimeField()),
                    ],
                    options={"db_table": "pipeline_journal"},
                ),
            ],
        ),
        migrations.CreateModel(
            name="DeadLetter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("app_id", models.UUIDField()),
                ("body", models.BinaryField()),
                ("reason", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("set_aside_at", models.DateTimeField(auto_now_add=True)),
                ("replayed_at", models.DateTimeField(null=True)),
            ],
        ),
        isolate("pipeline_journal"),
    ]
