"""Templates, behind the wall."""

from django.db import migrations, models

import waypost.core.tenancy
import waypost.kit.ids
from waypost.core.tenancy import isolate


class Migration(migrations.Migration):
    initial = True
    dependencies = [("channels", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Template",
            fields=[
                (
                    "tenant_id",
                    models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False),
                ),
                ("id", models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ("waba_id", models.TextField()),
                ("meta_id", models.TextField()),
                ("name", models.TextField()),
                ("language", models.TextField()),
                ("category", models.TextField()),
                ("previous_category", models.TextField(blank=True, default="")),
                ("status", models.TextField()),
                ("status_reason", models.TextField(blank=True, default="")),
                ("parameter_format", models.TextField(default="positional")),
                ("components", models.JSONField()),
                ("quality", models.TextField(blank=True, default="")),
                ("changed_at", models.DateTimeField(null=True)),
                ("synced_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "waba_id", "meta_id"], name="template_by_meta_id")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("tenant_id", "waba_id", "name", "language"),
                        name="template_per_name",
                    )
                ],
            },
        ),
        isolate("templates_template"),
    ]
