"""Message templates, behind the wall."""

import waypost.core.tenancy
import waypost.kit.ids
from django.db import migrations, models
from waypost.core.tenancy import isolate


class Migration(migrations.Migration):

    initial = True

    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name='Template',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('waba_id', models.TextField()),
                ('meta_id', models.TextField()),
                ('name', models.TextField()),
                ('language', models.TextField()),
                ('category', models.TextField()),
                ('previous_category', models.TextField(blank=True, default='')),
                ('next_category', models.TextField(blank=True, default='')),
                ('status', models.TextField()),
                ('status_reason', models.TextField(blank=True, default='')),
                ('parameter_format', models.TextField(default='positional')),
                ('components', models.JSONField()),
                ('body', models.TextField(blank=True, default='')),
                ('quality', models.TextField(blank=True, default='unknown')),
                ('paused_until', models.DateTimeField(null=True)),
                ('told', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField(null=True)),
                ('noted_at', models.DateTimeField(null=True)),
                ('synced_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('deleted_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['tenant_id', 'waba_id', 'meta_id'], name='template_by_meta_id'), models.Index(models.F('tenant_id'), models.Case(models.When(status='approved', then=models.Value(0)), default=models.Value(1)), models.F('name'), models.F('language'), models.F('id'), condition=models.Q(('deleted_at__isnull', True)), name='template_in_order')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True)), fields=('tenant_id', 'waba_id', 'name', 'language'), name='template_per_name_and_language')],
            },
        ),
        isolate("templates_template"),
    ]
