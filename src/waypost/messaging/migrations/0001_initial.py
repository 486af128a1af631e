"""Conversations and messages, behind the wall."""

import django.db.models.deletion
import waypost.core.tenancy
import waypost.kit.ids
from django.db import migrations, models
from waypost.core.tenancy import isolate


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('channels', '0001_initial'),
        ('contacts', '0002_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('last_message_at', models.DateTimeField()),
                ('last_inbound_at', models.DateTimeField(null=True)),
                ('unread_count', models.IntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('channel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='channels.channel')),
                ('contact', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='contacts.contact')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('tenant_id', models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False)),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('direction', models.TextField()),
                ('kind', models.TextField()),
                ('text', models.TextField(blank=True, default='')),
                ('content', models.JSONField(null=True)),
                ('wamid', models.TextField(null=True)),
                ('context_wamid', models.TextField(null=True)),
                ('status', models.TextField()),
                ('status_rank', models.SmallIntegerField()),
                ('failure_code', models.IntegerField(null=True)),
                ('failure_reason', models.TextField(blank=True, default='')),
                ('author_kind', models.TextField()),
                ('author_id', models.UUIDField(null=True)),
                ('author_name', models.TextField(blank=True, default='')),
                ('client_key', models.UUIDField(null=True)),
                ('attempt', models.SmallIntegerField(default=1)),
                ('sent_at', models.DateTimeField()),
                ('channel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='channels.channel')),
                ('conversation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='messaging.conversation')),
            ],
        ),
        migrations.AddField(
            model_name='conversation',
            name='last_message',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='messaging.message'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['tenant_id', 'conversation', 'sent_at', 'id'], name='message_by_thread'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(condition=models.Q(('wamid__isnull', False)), fields=('tenant_id', 'channel', 'wamid'), name='message_per_wamid'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(condition=models.Q(('client_key__isnull', False)), fields=('tenant_id', 'client_key'), name='message_per_client_key'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('direction__in', ('in', 'out'))), name='message_direction'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'sending', 'unknown', 'sent', 'failed', 'delivered', 'read', 'played', 'received'])), name='message_status'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['tenant_id', 'last_message_at', 'id'], name='conversation_by_latest'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.UniqueConstraint(fields=('tenant_id', 'contact', 'channel'), name='conversation_per_channel_contact'),
        ),
        isolate(
            "messaging_conversation",
            within={"channel_id": "channels_channel", "contact_id": "contacts_contact"},
        ),
        isolate(
            "messaging_message",
            within={"conversation_id": "messaging_conversation", "channel_id": "channels_channel"},
        ),
    ]
