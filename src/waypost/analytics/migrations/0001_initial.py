"""Figures by the quarter of an hour, and what must be counted anew."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

import waypost.core.tenancy
import waypost.kit.ids
from waypost.core.tenancy import isolate

TENANT = ("tenant_id", models.UUIDField(db_default=waypost.core.tenancy.CurrentTenant(), editable=False))


def _count(name: str) -> tuple[str, models.Field]:  # type: ignore[type-arg]  # not a type at run time
    return (name, models.IntegerField(default=0))


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Slot",
            fields=[
                TENANT,
                ("id", models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ("channel_id", models.UUIDField()),
                ("starts_at", models.DateTimeField()),
                _count("received"),
                _count("sent"),
                _count("delivered"),
                _count("read"),
                _count("failed"),
                ("failures", models.JSONField(default=dict)),
                ("answers", ArrayField(models.IntegerField())),
                _count("closed"),
                ("resolutions", ArrayField(models.IntegerField())),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "starts_at"], name="slot_by_time")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["tenant_id", "channel_id", "starts_at"], name="slot_per_quarter"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentSlot",
            fields=[
                TENANT,
                ("id", models.UUIDField(default=waypost.kit.ids.uuid7, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField()),
                _count("opted_in"),
                _count("opted_out"),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["tenant_id", "starts_at"], name="consentslot_per_quarter")
                ],
            },
        ),
        migrations.CreateModel(
            name="StaleSlot",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "channel_id", "starts_at", blank=True, editable=False, primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("channel_id", models.UUIDField()),
                ("starts_at", models.DateTimeField()),
            ],
            options={
                "db_table": "analytics_staleslot",
                "indexes": [models.Index(fields=["starts_at"], name="staleslot_by_time")],
            },
        ),
        isolate("analytics_slot"),
        isolate("analytics_consentslot"),
        migrations.RunSQL(
            "grant select, insert on analytics_staleslot to waypost_relay", migrations.RunSQL.noop
        ),
    ]
