from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_order_a_lot"),
    ]

    operations = [
        migrations.AddField(
            model_name="receiptline",
            name="quarantine_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="why in quarantine"),
        ),
    ]
