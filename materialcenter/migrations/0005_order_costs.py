from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("materialcenter", "0004_settled_since"),
    ]

    operations = [
        migrations.AddField(
            model_name="center",
            name="order_cost",
            field=models.BigIntegerField(
                default=150000, verbose_name="cost of placing one order (Rp)"
            ),
        ),
        migrations.AddField(
            model_name="center",
            name="holding_percent",
            field=models.DecimalField(
                decimal_places=1,
                default=20,
                max_digits=4,
                verbose_name="cost of a year in stock (percent of its value)",
            ),
        ),
        migrations.AddConstraint(
            model_name="center",
            constraint=models.CheckConstraint(
                condition=Q(order_cost__gte=0, holding_percent__gt=0), name="center_order_costs"
            ),
        ),
    ]
