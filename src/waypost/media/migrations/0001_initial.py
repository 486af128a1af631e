"""Files and Meta's copies of them, behind the wall."""
import django.db.models.deletion
import waypost.core.tenancy
import waypost.kit.ids
from django.db import migrations, models
from waypost.core.tenancy import isolate


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('channels', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='File',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('direction', models.TextField()),
                ('kind', models.TextField()),
                ('status', models.TextField(default='waiting')),
                ('problem', models.TextField(blank=True, default='')),
                ('problem_code', models.TextField(blank=True, default='')),
                ('can_retry', models.BooleanField(default=False)),
                ('mime_type', models.TextField(blank=True, default='')),
                ('declared_mime', models.TextField(blank=True, default='')),
                ('filename', models.TextField(blank=True, default='')),
                ('size', models.BigIntegerField(default=0)),
                ('sha256', models.TextField(blank=True, default='')),
                ('width', models.IntegerField(null=True)),
                ('height', models.IntegerField(null=True)),
                ('duration_seconds', models.FloatField(null=True)),
                ('is_voice', models.BooleanField(default=False)),
                ('is_animated', models.BooleanField(default=False)),
                ('storage_key', models.TextField(blank=True, default='')),
                ('thumbnail_key', models.TextField(blank=True, default='')),
                ('waveform', models.JSONField(null=True)),
                ('meta_media_id', models.TextField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('attempts', models.SmallIntegerField(default=0)),
                ('tried_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('ready_at', models.DateTimeField(null=True)),
                ('channel', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='channels.channel')),
            ],
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('meta_media_id', models.TextField()),
                ('expires_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('channel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='channels.channel')),
                ('media', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='media.file')),
            ],
        ),
        migrations.AddConstraint(
            model_name='file',
            constraint=models.UniqueConstraint(condition=models.Q(('meta_media_id__isnull', False)), fields=('tenant_id', 'channel', 'meta_media_id'), name='media_file_per_meta_media_id'),
        ),
        migrations.AddConstraint(
            model_name='file',
            constraint=models.CheckConstraint(condition=models.Q(('direction__in', ('in', 'out'))), name='media_file_direction'),
        ),
        migrations.AddConstraint(
            model_name='file',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('image', 'video', 'audio', 'document', 'sticker'))), name='media_file_kind'),
        ),
        migrations.AddConstraint(
            model_name='file',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ('waiting', 'ready', 'failed', 'infected'))), name='media_file_status'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.UniqueConstraint(fields=('tenant_id', 'media', 'channel'), name='media_upload_per_media_channel'),
        ),
        isolate("media_file", within={"channel_id": "channels_channel"}),
        isolate("media_upload", within={"media_id": "media_file", "channel_id": "channels_channel"}),
    ]
