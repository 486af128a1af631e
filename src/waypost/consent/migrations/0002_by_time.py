"""For counting what was said in a span of time."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("consent", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            "entry", models.Index(fields=["tenant_id", "recorded_at"], name="consent_entry_by_time")
        ),
    ]
