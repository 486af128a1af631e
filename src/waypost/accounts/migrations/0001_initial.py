"""The identity tables, outside the wall."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import waypost.accounts.permissions
import waypost.kit.clock
import waypost.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Tenant',
            fields=[
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField(default=waypost.kit.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=waypost.kit.clock.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_is_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[(waypost.accounts.permissions.Role['OWNER'], waypost.accounts.permissions.Role['OWNER']), (waypost.accounts.permissions.Role['ADMIN'], waypost.accounts.permissions.Role['ADMIN']), (waypost.accounts.permissions.Role['SUPERVISOR'], waypost.accounts.permissions.Role['SUPERVISOR']), (waypost.accounts.permissions.Role['AGENT'], waypost.accounts.permissions.Role['AGENT']), (waypost.accounts.permissions.Role['VIEWER'], waypost.accounts.permissions.Role['VIEWER'])], max_length=16)),
                ('created_at', models.DateTimeField(default=waypost.kit.clock.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'user'), name='membership_per_user'), models.CheckConstraint(condition=models.Q(('role__in', [waypost.accounts.permissions.Role['OWNER'], waypost.accounts.permissions.Role['ADMIN'], waypost.accounts.permissions.Role['SUPERVISOR'], waypost.accounts.permissions.Role['AGENT'], waypost.accounts.permissions.Role['VIEWER']])), name='membership_role_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('role', models.CharField(choices=[(waypost.accounts.permissions.Role['OWNER'], waypost.accounts.permissions.Role['OWNER']), (waypost.accounts.permissions.Role['ADMIN'], waypost.accounts.permissions.Role['ADMIN']), (waypost.accounts.permissions.Role['SUPERVISOR'], waypost.accounts.permissions.Role['SUPERVISOR']), (waypost.accounts.permissions.Role['AGENT'], waypost.accounts.permissions.Role['AGENT']), (waypost.accounts.permissions.Role['VIEWER'], waypost.accounts.permissions.Role['VIEWER'])], max_length=16)),
                ('token_hash', models.BinaryField(max_length=32, unique=True)),
                ('created_at', models.DateTimeField(default=waypost.kit.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('inviter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.tenant')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='invitation_email_is_lower_case'), models.CheckConstraint(condition=models.Q(('role__in', [waypost.accounts.permissions.Role['OWNER'], waypost.accounts.permissions.Role['ADMIN'], waypost.accounts.permissions.Role['SUPERVISOR'], waypost.accounts.permissions.Role['AGENT'], waypost.accounts.permissions.Role['VIEWER']])), name='invitation_role_is_known'), models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), fields=('tenant', 'email'), name='one_open_invitation_per_email')],
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('prefix', models.CharField(max_length=16, unique=True)),
                ('secret_hash', models.BinaryField(max_length=32)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), size=None)),
                ('created_at', models.DateTimeField(default=waypost.kit.clock.now)),
                ('last_used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('creator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(models.F('tenant'), models.OrderBy(models.F('created_at'), descending=True), name='api_keys_of_tenant')],
            },
        ),
    ]
