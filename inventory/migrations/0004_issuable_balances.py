"""Repeat on each balance whether its lot may be issued: add, fill, then forbid the empty."""

from django.db import migrations, models

_FILL = """
UPDATE inventory_balance b SET is_issuable = l.is_issuable
FROM inventory_lot l WHERE l.id = b.lot_id
"""


class Migration(migrations.Migration):
    """Balance.is_issuable."""

    dependencies = [("inventory", "0003_lots_and_places_in_more_detail")]

    operations = [
        migrations.AddField(
            model_name="balance",
            name="is_issuable",
            field=models.BooleanField(null=True),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="balance",
            name="is_issuable",
            field=models.BooleanField(),
        ),
    ]
