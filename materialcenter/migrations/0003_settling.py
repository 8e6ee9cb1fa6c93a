import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("materialcenter", "0002_payment_terms"),
    ]

    operations = [
        migrations.AddField(
            model_name="supplier",
            name="bank_account",
            field=models.CharField(blank=True, max_length=34, verbose_name="account number"),
        ),
        migrations.AddField(
            model_name="supplier",
            name="bank_holder",
            field=models.CharField(blank=True, max_length=120, verbose_name="account holder"),
        ),
        migrations.AddField(
            model_name="supplier",
            name="bank_name",
            field=models.CharField(blank=True, max_length=60, verbose_name="bank"),
        ),
        migrations.AddField(
            model_name="supplier",
            name="early_discount_days",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="days within which it is early"
            ),
        ),
        migrations.AddField(
            model_name="supplier",
            name="early_discount_percent",
            field=models.DecimalField(
                decimal_places=3,
                default=0,
                max_digits=6,
                verbose_name="discount for paying early (%)",
            ),
        ),
        migrations.AddField(
            model_name="workshop",
            name="billing",
            field=models.CharField(
                choices=[
                    ("at_handover", "With every delivery note"),
                    ("monthly", "Once a month"),
                    ("per_pool", "Once for each pool, else with every delivery note"),
                ],
                default="at_handover",
                max_length=11,
                verbose_name="billed",
            ),
        ),
        migrations.CreateModel(
            name="DayOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("is_off", models.BooleanField(default=True, verbose_name="banks are closed")),
                ("name", models.CharField(max_length=80, verbose_name="why")),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days_off",
                        to="materialcenter.center",
                    ),
                ),
            ],
            options={
                "verbose_name": "bank holiday of one's own",
                "verbose_name_plural": "bank holidays of one's own",
                "ordering": ["center_id", "day"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "day"), name="day_off_once")
                ],
            },
        ),
    ]
