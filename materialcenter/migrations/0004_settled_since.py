from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("materialcenter", "0003_settling"),
    ]

    operations = [
        migrations.AddField(
            model_name="supplier",
            name="settled_since",
            field=models.DateField(blank=True, null=True, verbose_name="settled by itself since"),
        ),
        migrations.AddField(
            model_name="supplier",
            name="order_minimum_kg",
            field=models.PositiveIntegerField(default=0, verbose_name="smallest order in all (kg)"),
        ),
        migrations.AddField(
            model_name="supplier",
            name="truck_kg",
            field=models.PositiveIntegerField(default=0, verbose_name="load of its truck (kg)"),
        ),
    ]
