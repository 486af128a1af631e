"""Everything that a contact is, or was, known by; merges that can be undone; what Meta said of a block."""

import django.db.models.deletion
import django.db.models.functions.datetime
import waypost.core.tenancy
import waypost.kit.ids
from django.db import migrations, models
from waypost.core.tenancy import isolate


BACKFILL = """
-- behind a forced wall not even the owner could read, or point to, the rows
alter table contacts_contact no force row level security;
alter table contacts_identity no force row level security;
alter table contacts_pastidentity no force row level security;
alter table contacts_contact add constraint contacts_contact_merged_into_within
    foreign key (tenant_id, merged_into_id) references contacts_contact (tenant_id, id)
    deferrable initially deferred;
insert into contacts_identity (tenant_id, id, contact_id, account_id, kind, value, first_seen_at, last_seen_at)
select c.tenant_id, gen_random_uuid(), c.id, c.id, known.kind, known.value, c.created_at, c.created_at
from contacts_contact c
cross join lateral (values ('wa_id', c.wa_id), ('user_id', c.user_id),
                           ('parent_user_id', c.parent_user_id), ('username', c.username)) as known (kind, value)
where known.value is not null;
insert into contacts_identity
    (tenant_id, id, contact_id, account_id, kind, value, first_seen_at, last_seen_at, retired_at)
select p.tenant_id, p.id, p.contact_id, p.contact_id, p.kind, p.value, c.created_at, p.until, p.until
from contacts_pastidentity p join contacts_contact c on c.tenant_id = p.tenant_id and c.id = p.contact_id;
set constraints all immediate;
set constraints all deferred;
alter table contacts_identity force row level security;
alter table contacts_contact force row level security;
alter table contacts_pastidentity force row level security;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0003_identity'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactDouble',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'contacts_double',
            },
        ),
        migrations.CreateModel(
            name='ContactIdentity',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('account_id', models.UUIDField()),
                ('kind', models.TextField()),
                ('value', models.TextField()),
                ('first_seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('last_seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'contacts_identity',
            },
        ),
        migrations.CreateModel(
            name='ContactMerge',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('reason', models.TextField()),
                ('kept_before', models.JSONField()),
                ('other_before', models.JSONField()),
                ('merged_at', models.DateTimeField()),
                ('merged_by', models.TextField(blank=True, default='')),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_by', models.TextField(blank=True, default='')),
            ],
            options={
                'db_table': 'contacts_merge',
            },
        ),
        migrations.CreateModel(
            name='MergedAccount',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('account_id', models.UUIDField()),
            ],
            options={
                'db_table': 'contacts_mergedaccount',
            },
        ),
        migrations.RemoveConstraint(
            model_name='contact',
            name='contact_per_wa_id',
        ),
        migrations.RemoveConstraint(
            model_name='contact',
            name='contact_per_user_id',
        ),
        migrations.AddField(
            model_name='contact',
            name='block_note',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='contact',
            name='merged_into',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='contacts.contact'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(condition=models.Q(('merged_into__isnull', True), ('wa_id__isnull', False)), fields=('tenant_id', 'wa_id'), name='contact_per_wa_id'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(condition=models.Q(('merged_into__isnull', True), ('user_id__isnull', False)), fields=('tenant_id', 'user_id'), name='contact_per_user_id'),
        ),
        migrations.AddField(
            model_name='contactdouble',
            name='contact',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='contacts.contact'),
        ),
        migrations.AddField(
            model_name='contactdouble',
            name='other',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='contacts.contact'),
        ),
        migrations.AddField(
            model_name='contactidentity',
            name='contact',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='contacts.contact'),
        ),
        migrations.AddField(
            model_name='contactmerge',
            name='kept',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='contacts.contact'),
        ),
        migrations.AddField(
            model_name='contactmerge',
            name='other',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='contacts.contact'),
        ),
        migrations.AddField(
            model_name='mergedaccount',
            name='merge',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='contacts.contactmerge'),
        ),
        migrations.AddConstraint(
            model_name='contactdouble',
            constraint=models.UniqueConstraint(fields=('tenant_id', 'contact', 'other'), name='double_once'),
        ),
        migrations.AddIndex(
            model_name='contactidentity',
            index=models.Index(fields=['tenant_id', 'kind', 'value'], name='identity_by_value'),
        ),
        migrations.AddIndex(
            model_name='contactidentity',
            index=models.Index(fields=['tenant_id', 'contact'], name='identity_of_contact'),
        ),
        migrations.AddConstraint(
            model_name='contactidentity',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ('wa_id', 'user_id')), ('retired_at__isnull', True)), fields=('tenant_id', 'kind', 'value'), name='identity_of_one_contact'),
        ),
        migrations.AddConstraint(
            model_name='contactidentity',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('wa_id', 'user_id', 'parent_user_id', 'username', 'phone'))), name='identity_kind'),
        ),
        migrations.AddIndex(
            model_name='contactmerge',
            index=models.Index(fields=['tenant_id', 'kept'], name='merges_of_contact'),
        ),
        migrations.AddConstraint(
            model_name='contactmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('tenant_id', 'other'), name='merged_once'),
        ),
        migrations.AddConstraint(
            model_name='contactmerge',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ('by_hand', 'same_person'))), name='merge_reason'),
        ),
        migrations.AddIndex(
            model_name='mergedaccount',
            index=models.Index(fields=['tenant_id', 'account_id'], name='merges_of_account'),
        ),
        migrations.AddConstraint(
            model_name='mergedaccount',
            constraint=models.UniqueConstraint(fields=('tenant_id', 'merge', 'account_id'), name='account_once_per_merge'),
        ),
        isolate("contacts_identity", within={"contact_id": "contacts_contact"}),
        isolate("contacts_merge", within={"kept_id": "contacts_contact", "other_id": "contacts_contact"}),
        isolate("contacts_mergedaccount", within={"merge_id": "contacts_merge"}),
        isolate("contacts_double", within={"contact_id": "contacts_contact", "other_id": "contacts_contact"}),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.DeleteModel(name='PastIdentity'),
    ]
