"""Contacts, behind the wall."""

import waypost.core.tenancy
import waypost.kit.ids
from django.db import migrations, models
from waypost.core.tenancy import isolate


class Migration(migrations.Migration):

    initial = True

    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('name', models.TextField(blank=True, default='')),
                ('profile_name', models.TextField(blank=True, default='')),
                ('wa_id', models.TextField(null=True)),
                ('user_id', models.TextField(null=True)),
                ('parent_user_id', models.TextField(null=True)),
                ('username', models.TextField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('wa_id__isnull', False)), fields=('tenant_id', 'wa_id'), name='contact_per_wa_id'), models.UniqueConstraint(condition=models.Q(('user_id__isnull', False)), fields=('tenant_id', 'user_id'), name='contact_per_user_id')],
            },
        ),
        isolate("contacts_contact"),
    ]
