"""What a merge of two contacts moved, so that undoing it brings back both histories."""

import django.db.models.deletion
import waypost.core.tenancy
import waypost.kit.ids
from django.db import migrations, models
from waypost.core.tenancy import isolate


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0001_initial'),
        ('contacts', '0004_identities'),
        ('messaging', '0003_engine'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='merged_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='peer',
            field=models.TextField(null=True),
        ),
        migrations.CreateModel(
            name='MergedConversation',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('went_whole', models.BooleanField()),
                ('unread_before', models.IntegerField()),
                ('kept_unread_before', models.IntegerField()),
                ('kept_free_entry_until', models.DateTimeField(null=True)),
                ('channel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='channels.channel')),
                ('conversation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='messaging.conversation')),
                ('merge', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='contacts.contactmerge')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id', 'merge', 'conversation'), name='conversation_once_per_merge')],
            },
        ),
        migrations.CreateModel(
            name='MergedMessage',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('merge', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='contacts.contactmerge')),
                ('message', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='messaging.message')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id', 'merge', 'message'), name='message_once_per_merge')],
            },
        ),
        isolate(
            "messaging_mergedconversation",
            within={
                "merge_id": "contacts_merge",
                "conversation_id": "messaging_conversation",
                "channel_id": "channels_channel",
            },
        ),
        isolate(
            "messaging_mergedmessage",
            within={"merge_id": "contacts_merge", "message_id": "messaging_message"},
        ),
    ]
