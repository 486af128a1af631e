"""Apps and channels, behind the wall, and the one look-up that ingest may make."""

import django.db.models.deletion
import waypost.core.tenancy
import waypost.kit.ids
from django.db import migrations, models
from waypost.core.tenancy import isolate

LOOK_UPS = """
create unique index channels_app_per_webhook_key on channels_app (webhook_key);

-- Outside the tenant on purpose: a number that Meta confirmed for one tenant cannot be claimed by a second.
create unique index channels_channel_per_confirmed_number on channels_channel (phone_number_id)
    where connected_at is not null and disconnected_at is null;

create policy ingest_looks_up on channels_app for select to waypost_search using (true);
grant select on channels_app to waypost_search;

create function channels_webhook_app(key text) returns table (
    app_id uuid, tenant_id uuid, secret bytea, previous_secret bytea,
    previous_secret_until timestamptz, verify_token text)
language sql stable security definer set search_path = public as $$
    select id, tenant_id, secret, previous_secret, previous_secret_until, verify_token
    from channels_app where webhook_key = key
$$;
alter function channels_webhook_app(text) owner to waypost_search;
revoke all on function channels_webhook_app(text) from public, waypost_app, waypost_operator;
grant execute on function channels_webhook_app(text) to waypost_ingest;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name='App',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('meta_app_id', models.TextField()),
                ('webhook_key', models.TextField()),
                ('secret', models.BinaryField()),
                ('previous_secret', models.BinaryField(null=True)),
                ('previous_secret_until', models.DateTimeField(null=True)),
                ('verify_token', models.TextField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id', 'meta_app_id'), name='app_per_meta_app_id')],
            },
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('waba_id', models.TextField()),
                ('phone_number_id', models.TextField()),
                ('access_token', models.BinaryField()),
                ('access_token_hint', models.TextField()),
                ('display_phone_number', models.TextField(blank=True, default='')),
                ('verified_name', models.TextField(blank=True, default='')),
                ('quality_rating', models.TextField(blank=True, default='')),
                ('status', models.TextField(default='checking')),
                ('status_reason', models.TextField(blank=True, default='')),
                ('connected_at', models.DateTimeField(null=True)),
                ('last_webhook_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('disconnected_at', models.DateTimeField(null=True)),
                ('app', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='channels.app')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('disconnected_at__isnull', True)), fields=('tenant_id', 'phone_number_id'), name='channel_per_phone_number_id'), models.CheckConstraint(condition=models.Q(('status__in', ('checking', 'connected', 'failed', 'paused'))), name='channel_status')],
            },
        ),
        isolate("channels_app"),
        isolate("channels_channel", within={"app_id": "channels_app"}),
        migrations.RunSQL(LOOK_UPS, "drop function channels_webhook_app(text)"),
    ]
