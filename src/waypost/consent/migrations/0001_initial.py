"""The ledger of consent, behind the wall, and refused to whoever would change it."""

import django.db.models.deletion
import waypost.core.tenancy
import waypost.kit.ids
from django.db import migrations, models
from waypost.core.tenancy import isolate


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contacts', '0002_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('filename', models.TextField()),
                ('text', models.TextField()),
                ('lines', models.IntegerField()),
                ('done', models.IntegerField(default=0)),
                ('recorded', models.IntegerField(default=0)),
                ('repeated', models.IntegerField(default=0)),
                ('refused', models.JSONField(default=list)),
                ('actor_kind', models.TextField()),
                ('actor_id', models.UUIDField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('sequence', models.BigIntegerField(default=0)),
                ('hash', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id',), name='consent_head_per_tenant')],
            },
        ),
        migrations.CreateModel(
            name='Settings',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('marketing_needs_opt_in', models.BooleanField(default=True)),
                ('confirms', models.BooleanField(default=True)),
                ('stopped_text', models.TextField(blank=True, default='')),
                ('started_text', models.TextField(blank=True, default='')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id',), name='consent_settings_per_tenant')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('word', models.TextField()),
                ('normalized', models.TextField()),
                ('state', models.TextField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id', 'normalized'), name='consent_word_once')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('sequence', models.BigIntegerField()),
                ('purpose', models.TextField()),
                ('state', models.TextField()),
                ('source', models.TextField()),
                ('evidence', models.TextField()),
                ('once', models.TextField(null=True)),
                ('actor_kind', models.TextField()),
                ('actor_id', models.UUIDField(null=True)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('previous_hash', models.BinaryField()),
                ('hash', models.BinaryField()),
                ('contact', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='contacts.contact')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant_id', 'contact', 'purpose', 'happened_at'], name='consent_entry_of')],
                'constraints': [models.UniqueConstraint(fields=('tenant_id', 'sequence'), name='consent_entry_in_order'), models.UniqueConstraint(condition=models.Q(('once__isnull', False)), fields=('tenant_id', 'contact', 'purpose', 'once'), name='consent_entry_once'), models.CheckConstraint(condition=models.Q(('purpose__in', ('marketing', 'utility', 'authentication', 'service'))), name='consent_entry_purpose'), models.CheckConstraint(condition=models.Q(('state__in', ('in', 'out'))), name='consent_entry_state'), models.CheckConstraint(condition=models.Q(('source__in', ('message', 'button', 'form', 'import', 'api_key', 'user', 'meta_preference', 'merge'))), name='consent_entry_source')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('purpose', models.TextField()),
                ('state', models.TextField()),
                ('since', models.DateTimeField()),
                ('entry_id', models.UUIDField()),
                ('contact', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='contacts.contact')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id', 'contact', 'purpose'), name='consent_standing_of')],
            },
        ),
        isolate("consent_entry", within={"contact_id": "contacts_contact"}),
        isolate("consent_standing", within={"contact_id": "contacts_contact"}),
        isolate("consent_head"),
        isolate("consent_settings"),
        isolate("consent_word"),
        isolate("consent_import"),
        migrations.RunSQL(
            """
            create function consent_entry_stays() returns trigger language plpgsql as $$
            begin
                raise exception 'the ledger of consent is only added to' using errcode = 'restrict_violation';
            end $$;
            create trigger consent_entry_stays before update or delete on consent_entry
                for each row execute function consent_entry_stays();
            create trigger consent_entry_stays_whole before truncate on consent_entry
                for each statement execute function consent_entry_stays();
            """,
            migrations.RunSQL.noop,
        ),
    ]
