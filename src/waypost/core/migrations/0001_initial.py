"""The event log: one partition that is kept for years, one that is kept for days."""

from django.db import migrations, models

import waypost.core.tenancy

EVENT_LOG = """
create table core_domainevent (
    tenant_id uuid not null default current_setting('waypost.tenant_id')::uuid,
    id bigint generated always as identity,
    xid bigint not null default pg_current_xact_id()::text::bigint,
    stream text not null,
    type text not null,
    actor_kind text not null,
    actor_id uuid not null,
    payload jsonb not null,
    happened_at timestamptz not null default clock_timestamp(),
    primary key (stream, tenant_id, id)
) partition by list (stream);
create table core_domainevent_audit partition of core_domainevent for values in ('audit');
create table core_domainevent_activity partition of core_domainevent for values in ('activity');
create index core_domainevent_order on core_domainevent (xid, id);
alter table core_domainevent enable row level security;
alter table core_domainevent force row level security;
create policy tenant_isolation on core_domainevent to waypost_app, waypost_owner
    using (tenant_id = current_setting('waypost.tenant_id')::uuid);
create policy relay_reads_all on core_domainevent for select to waypost_relay using (true);
create policy operator_sees_all on core_domainevent for select to waypost_operator using (true);
-- the log is written once, and only through the partitioned table, where the wall stands
revoke update, delete on core_domainevent from waypost_app;
revoke all on core_domainevent_audit, core_domainevent_activity from waypost_app, waypost_operator;
grant select on core_domainevent to waypost_relay;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            EVENT_LOG,
            "drop table core_domainevent",
            state_operations=[
                migrations.CreateModel(
                    name="DomainEvent",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        (
                            "tenant_id",
                            models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False),
                        ),
                        ("xid", models.BigIntegerField()),
                        ("stream", models.CharField(max_length=8)),
                        ("type", models.CharField(max_length=64)),
                        ("actor_kind", models.CharField(max_length=16)),
                        ("actor_id", models.UUIDField()),
                        ("payload", models.JSONField()),
                        ("happened_at", models.DateTimeField()),
                    ],
                    options={"db_table": "core_domainevent"},
                ),
            ],
        ),
        migrations.CreateModel(
            name="EventCursor",
            fields=[
                ("reader", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("xid", models.BigIntegerField(default=0)),
                ("event_id", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RunSQL(
            "grant select, insert, update on core_eventcursor to waypost_relay", migrations.RunSQL.noop
        ),
    ]
