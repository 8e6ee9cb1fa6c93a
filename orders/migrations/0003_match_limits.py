"""Keep the limits of suppliers' invoices, one row per center."""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the table."""

    dependencies = [
        ("materialcenter", "0001_initial"),
        ("orders", "0002_commit_function"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatchLimits",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "price_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=6,
                        null=True,
                        verbose_name="price over (%)",
                    ),
                ),
                (
                    "price_rupiah",
                    models.BigIntegerField(
                        blank=True,
                        default=100,
                        null=True,
                        verbose_name="price over (Rp per order line)",
                    ),
                ),
                (
                    "quantity_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        default=Decimal("0"),
                        max_digits=6,
                        null=True,
                        verbose_name="quantity over (%)",
                    ),
                ),
                (
                    "quantity_kg",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="quantity over (kg per order line)",
                    ),
                ),
                (
                    "freight_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=6,
                        null=True,
                        verbose_name="freight over (%)",
                    ),
                ),
                (
                    "freight_rupiah",
                    models.BigIntegerField(
                        blank=True, default=0, null=True, verbose_name="freight over (Rp per order)"
                    ),
                ),
                (
                    "vat_rupiah",
                    models.BigIntegerField(default=1, verbose_name="VAT off (Rp per invoice)"),
                ),
                (
                    "center",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="match_limits",
                        to="materialcenter.center",
                    ),
                ),
            ],
            options={
                "verbose_name": "limits of supplier invoices",
                "verbose_name_plural": "limits of supplier invoices",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("price_percent__gte", 0), ("price_percent", None), _connector="OR"
                            ),
                            models.Q(
                                ("price_rupiah__gte", 0), ("price_rupiah", None), _connector="OR"
                            ),
                            models.Q(
                                ("quantity_percent__gte", 0),
                                ("quantity_percent", None),
                                _connector="OR",
                            ),
                            models.Q(
                                ("quantity_kg__gte", 0), ("quantity_kg", None), _connector="OR"
                            ),
                            models.Q(
                                ("freight_percent__gte", 0),
                                ("freight_percent", None),
                                _connector="OR",
                            ),
                            models.Q(
                                ("freight_rupiah__gte", 0),
                                ("freight_rupiah", None),
                                _connector="OR",
                            ),
                            ("vat_rupiah__gte", 0),
                        ),
                        name="match_limits_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("price_percent__isnull", False),
                                ("price_rupiah__isnull", False),
                                _connector="OR",
                            ),
                            models.Q(
                                ("quantity_percent__isnull", False),
                                ("quantity_kg__isnull", False),
                                _connector="OR",
                            ),
                            models.Q(
                                ("freight_percent__isnull", False),
                                ("freight_rupiah__isnull", False),
                                _connector="OR",
                            ),
                        ),
                        name="match_limits_one_of_each",
                    ),
                ],
            },
        ),
    ]
