"""What Meta says of numbers, guided connections and diagnoses behind the wall, and what ingest refused."""

import django.db.models.deletion
import waypost.core.tenancy
import waypost.kit.ids
from django.db import migrations, models
from waypost.core.tenancy import isolate

REFUSED = """
create policy ingest_notes_refusals on channels_app for update to waypost_search using (true);
grant update (handshake_refused_at) on channels_app to waypost_search;

-- To ten seconds: whoever asks again and again must not write with every question.
create function channels_note_refused_handshake(key text) returns void
language sql volatile security definer set search_path = public as $$
    update channels_app set handshake_refused_at = now()
    where webhook_key = key and coalesce(handshake_refused_at, '-infinity') < now() - interval '10 seconds'
$$;
alter function channels_note_refused_handshake(text) owner to waypost_search;
revoke all on function channels_note_refused_handshake(text) from public, waypost_app, waypost_operator;
grant execute on function channels_note_refused_handshake(text) to waypost_ingest;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='app',
            name='handshake_refused_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='account_review',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='business_id',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='checked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='code_verification_status',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='health',
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name='channel',
            name='is_on_business_app',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='channel',
            name='is_pin_enabled',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='channel',
            name='last_problem',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='last_refusal',
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name='channel',
            name='messages_per_second',
            field=models.IntegerField(db_default=80, default=80),
        ),
        migrations.AddField(
            model_name='channel',
            name='messaging_limit',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='name_status',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='next_access_token',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='number_status',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='pause_cause',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='payment_problem',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='pin',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='platform_type',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='profile',
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name='channel',
            name='profile_problem',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='profile_wanted',
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name='channel',
            name='restrictions',
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name='channel',
            name='throughput_level',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='token_expires_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='token_scopes',
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name='channel',
            name='token_warned_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='username',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='waba_name',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('token', models.BinaryField(null=True)),
                ('app_secret', models.BinaryField(null=True)),
                ('code', models.BinaryField(null=True)),
                ('pin', models.BinaryField(null=True)),
                ('status', models.TextField(default='working')),
                ('step', models.TextField(default='token')),
                ('says', models.TextField(blank=True, default='')),
                ('remedy', models.TextField(blank=True, default='')),
                ('findings', models.JSONField(default=list)),
                ('numbers', models.JSONField(default=list)),
                ('waba_ids', models.JSONField(default=list)),
                ('meta_app_id', models.TextField(blank=True, default='')),
                ('choice', models.JSONField(default=dict)),
                ('token_expires_at', models.DateTimeField(null=True)),
                ('token_scopes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('app', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, to='channels.app')),
                ('channel', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, to='channels.channel')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ('working', 'waiting', 'failed', 'done'))), name='connection_status')],
            },
        ),
        migrations.CreateModel(
            name='Diagnosis',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('recipient', models.TextField(blank=True, default='')),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('findings', models.JSONField(default=list)),
                ('steps', models.JSONField(default=list)),
                ('round_trip', models.JSONField(default=dict)),
                ('fixes', models.JSONField(default=list)),
                ('channel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='channels.channel')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant_id', 'channel', '-id'], name='diagnosis_latest')],
            },
        ),
        isolate("channels_connection", within={"app_id": "channels_app", "channel_id": "channels_channel"}),
        isolate("channels_diagnosis", within={"channel_id": "channels_channel"}),
        migrations.RunSQL(REFUSED, "drop function channels_note_refused_handshake(text)"),
    ]
