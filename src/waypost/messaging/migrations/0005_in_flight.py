"""What is on its way to Meta, counted with every lease."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0004_merging'),
    ]

    operations = [
        migrations.RunSQL(
            """create index outboundticket_on_its_way on messaging_outboundticket (channel_id, leased_until)
               where leased_until is not null""",
            "drop index outboundticket_on_its_way",
        ),
    ]
