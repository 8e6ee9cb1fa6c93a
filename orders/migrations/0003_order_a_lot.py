import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0009_late_costs"),
        ("materialcenter", "0001_initial"),
        ("orders", "0002_commit_function"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="orderline",
            name="order_material_once",
        ),
        migrations.AddField(
            model_name="orderline",
            name="lot",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inventory.lot",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lot__isnull", True)),
                fields=("order", "material"),
                name="order_material_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.UniqueConstraint(fields=("order", "lot"), name="order_lot_once"),
        ),
    ]
