"""What sending must know of a contact, and the numbers and ids that it had."""

import django.db.models.deletion
import waypost.core.tenancy
import waypost.kit.ids
from django.db import migrations, models
from waypost.core.tenancy import isolate


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0002_search'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='blocked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='contact',
            name='language',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='contact',
            name='marketing_capped_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='contact',
            name='time_zone',
            field=models.TextField(null=True),
        ),
        migrations.CreateModel(
            name='PastIdentity',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('kind', models.TextField()),
                ('value', models.TextField()),
                ('until', models.DateTimeField()),
                ('contact', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='contacts.contact')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id', 'contact', 'kind', 'value', 'until'), name='pastidentity_once')],
            },
        ),
        isolate("contacts_pastidentity", within={"contact_id": "contacts_contact"}),
    ]
