import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0009_late_costs"),
        ("materialcenter", "0004_settled_since"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DemandDay",
            fields=[
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demand_days",
                        to="inventory.material",
                    ),
                ),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
                    ),
                ),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "center",
                        "material",
                        "day",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.DateField()),
                ("issued_kg", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
                ("pool_kg", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
            ],
        ),
        migrations.CreateModel(
            name="DemandFolded",
            fields=[
                (
                    "center",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="materialcenter.center",
                    ),
                ),
                ("through", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="LeadTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("deliveries", models.PositiveIntegerField(verbose_name="deliveries")),
                (
                    "mean_days",
                    models.DecimalField(decimal_places=2, max_digits=7, verbose_name="mean (days)"),
                ),
                (
                    "spread_days",
                    models.DecimalField(
                        decimal_places=2, max_digits=7, verbose_name="spread (days)"
                    ),
                ),
                ("measured_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="MonthForecast",
            fields=[
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
                    ),
                ),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
                    ),
                ),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "center",
                        "month",
                        "material",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("month", models.DateField()),
                ("daily_mean_kg", models.DecimalField(decimal_places=3, max_digits=14)),
                ("demand_class", models.CharField(blank=True, max_length=12)),
            ],
        ),
        migrations.CreateModel(
            name="UnmetDemand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "asked_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="asked for (kg)"
                    ),
                ),
                (
                    "had_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="there was (kg)"
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "pk"],
            },
        ),
        migrations.AddField(
            model_name="reorderalert",
            name="daily_mean_kg",
            field=models.DecimalField(
                decimal_places=3, default=0, max_digits=14, verbose_name="forecast (kg a day)"
            ),
        ),
        migrations.AddField(
            model_name="reorderalert",
            name="lead_time_days",
            field=models.DecimalField(
                decimal_places=2, default=0, max_digits=7, verbose_name="lead time (days)"
            ),
        ),
        migrations.AddField(
            model_name="reorderalert",
            name="level",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="reorderalert",
            name="outcome",
            field=models.JSONField(
                encoder=django.core.serializers.json.DjangoJSONEncoder, null=True
            ),
        ),
        migrations.AddField(
            model_name="reorderalert",
            name="snooze_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="why quiet"),
        ),
        migrations.AddField(
            model_name="reorderalert",
            name="snoozed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reorderalert",
            name="snoozed_until",
            field=models.DateField(null=True, verbose_name="quiet until"),
        ),
        migrations.AddField(
            model_name="reorderalert",
            name="told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reorderplan",
            name="fill_rate_percent",
            field=models.DecimalField(
                blank=True,
                decimal_places=3,
                max_digits=6,
                null=True,
                verbose_name="target fill rate (%)",
            ),
        ),
        migrations.AddField(
            model_name="reorderplan",
            name="lead_time_days",
            field=models.DecimalField(
                decimal_places=2, default=0, max_digits=7, verbose_name="lead time (days)"
            ),
        ),
        migrations.AddField(
            model_name="reorderplan",
            name="lead_time_spread_days",
            field=models.DecimalField(
                decimal_places=2,
                default=0,
                max_digits=7,
                verbose_name="spread of the lead time (days)",
            ),
        ),
        migrations.AddField(
            model_name="reorderplan",
            name="multiple_kg",
            field=models.DecimalField(
                blank=True,
                decimal_places=3,
                max_digits=14,
                null=True,
                verbose_name="ordered in multiples of (kg)",
            ),
        ),
        migrations.AddField(
            model_name="reorderplan",
            name="own_lead_time_days",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=7,
                null=True,
                verbose_name="lead time of its own (days)",
            ),
        ),
        migrations.AddField(
            model_name="reorderplan",
            name="weekly_spread_kg",
            field=models.DecimalField(
                decimal_places=3,
                default=0,
                max_digits=14,
                verbose_name="spread of a week's demand (kg)",
            ),
        ),
        migrations.AddConstraint(
            model_name="reorderplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("fill_rate_percent", None),
                        models.Q(("fill_rate_percent__gt", 0), ("fill_rate_percent__lt", 100)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("own_lead_time_days", None),
                        ("own_lead_time_days__gte", 0),
                        _connector="OR",
                    ),
                    models.Q(("multiple_kg", None), ("multiple_kg__gt", 0), _connector="OR"),
                ),
                name="reorder_plan_settings_in_range",
            ),
        ),
        migrations.AddField(
            model_name="leadtime",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="leadtime",
            name="supplier",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="measured_lead_time",
                to="materialcenter.supplier",
            ),
        ),
        migrations.AddField(
            model_name="unmetdemand",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="unmetdemand",
            name="material",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="unmet_demand",
                to="inventory.material",
            ),
        ),
        migrations.AddField(
            model_name="unmetdemand",
            name="workshop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="unmet_demand",
                to="materialcenter.workshop",
            ),
        ),
        migrations.AddConstraint(
            model_name="demandday",
            constraint=models.CheckConstraint(
                condition=models.Q(("issued_kg__gte", 0), ("pool_kg__gte", 0)),
                name="demand_day_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="leadtime",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deliveries__gt", 0), ("mean_days__gte", 0), ("spread_days__gte", 0)
                ),
                name="lead_time_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="unmetdemand",
            constraint=models.UniqueConstraint(
                fields=("center", "material", "day", "workshop"), name="unmet_demand_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="unmetdemand",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_kg__gt", 0), ("had_kg__gte", 0)),
                name="unmet_demand_not_negative",
            ),
        ),
        migrations.RunSQL(
            """
            INSERT INTO inventory_demandday (center_id, material_id, day, issued_kg, pool_kg)
            SELECT center_id, material_id, issued_on, sum(mass_kg), 0
            FROM inventory_pastissue GROUP BY center_id, material_id, issued_on
            """,
            migrations.RunSQL.noop,
        ),
    ]
