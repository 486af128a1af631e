"""How long raw webhooks are kept, and finding them by time."""

import waypost.core.tenancy
import waypost.kit.ids
from django.db import migrations, models
from waypost.core.tenancy import isolate


class Migration(migrations.Migration):

    dependencies = [
        ('pipeline', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='JournalSettings',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('keep_days', models.SmallIntegerField(default=30)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id',), name='journalsettings_per_tenant')],
            },
        ),
        isolate("pipeline_journalsettings"),
        migrations.RunSQL(
            "create index pipeline_journal_by_time on pipeline_journal (tenant_id, received_at)",
            "drop index pipeline_journal_by_time",
        ),
    ]
