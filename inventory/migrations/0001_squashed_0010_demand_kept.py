import django.contrib.postgres.indexes
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("inventory", "0001_initial"),
        ("inventory", "0002_certificates"),
        ("inventory", "0003_lots_and_places_in_more_detail"),
        ("inventory", "0004_issuable_balances"),
        ("inventory", "0005_weigh_tickets"),
        ("inventory", "0006_cutting"),
        ("inventory", "0007_stock_counts"),
        ("inventory", "0008_seal"),
        ("inventory", "0009_late_costs"),
        ("inventory", "0010_demand_kept"),
    ]

    initial = True

    dependencies = [
        ("materialcenter", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Grade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("standard", models.CharField(blank=True, max_length=60, verbose_name="standard")),
                (
                    "density",
                    models.DecimalField(
                        decimal_places=3, max_digits=6, verbose_name="density (kg/dm³)"
                    ),
                ),
            ],
            options={
                "verbose_name": "grade",
                "verbose_name_plural": "grades",
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "code"), name="grade_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("density__gt", 0)), name="grade_density_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="materials",
                        to="materialcenter.center",
                    ),
                ),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("sheet", "Sheet"),
                            ("plate", "Plate"),
                            ("round_bar", "Round bar"),
                            ("square_bar", "Square bar"),
                            ("hex_bar", "Hexagon bar"),
                            ("flat_bar", "Flat bar"),
                            ("angle", "Angle"),
                            ("pipe", "Pipe"),
                            ("ingot", "Ingot"),
                            ("scrap", "Scrap"),
                        ],
                        max_length=12,
                        verbose_name="form",
                    ),
                ),
                (
                    "grade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="materials",
                        to="inventory.grade",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("sheet", "sheet"), ("bar", "bar"), ("kg", "kg")],
                        max_length=5,
                        verbose_name="unit",
                    ),
                ),
                (
                    "thickness_mm",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="thickness (mm)",
                    ),
                ),
                (
                    "width_mm",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="width (mm)",
                    ),
                ),
                (
                    "length_mm",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="length (mm)",
                    ),
                ),
                (
                    "diameter_mm",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="diameter or side (mm)",
                    ),
                ),
                (
                    "root_radius_mm",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="root radius R (mm)",
                    ),
                ),
                (
                    "toe_radius_mm",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="toe radius r (mm)",
                    ),
                ),
                (
                    "piece_mass_kg",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="table weight (kg)",
                    ),
                ),
                (
                    "counter_price_per_kg",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="counter price (Rp/kg)"
                    ),
                ),
                (
                    "fixed_value_per_kg",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="booked at, as scrap (Rp/kg)",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "material",
                "verbose_name_plural": "materials",
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "code"), name="material_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("piece_mass_kg__isnull", True), ("unit", "kg")),
                            models.Q(
                                models.Q(("unit", "kg"), _negated=True),
                                ("piece_mass_kg__gt", 0),
                                ("piece_mass_kg__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="material_counted_has_piece_mass",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counter_price_per_kg__gt", 0)),
                        name="material_price_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fixed_value_per_kg__isnull", True),
                            models.Q(("fixed_value_per_kg__gte", 0), ("unit", "kg")),
                            _connector="OR",
                        ),
                        name="material_fixed_value_by_weight",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReorderPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "material",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reorder_plan",
                        to="inventory.material",
                    ),
                ),
                (
                    "demand_class",
                    models.CharField(blank=True, max_length=12, verbose_name="class of demand"),
                ),
                (
                    "daily_mean_kg",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        max_digits=14,
                        verbose_name="mean demand (kg a day)",
                    ),
                ),
                (
                    "reorder_point_kg",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        max_digits=14,
                        verbose_name="reorder point (kg)",
                    ),
                ),
                (
                    "order_up_to_kg",
                    models.DecimalField(
                        decimal_places=3, default=0, max_digits=14, verbose_name="order up to (kg)"
                    ),
                ),
                ("is_manual", models.BooleanField(default=False, verbose_name="set by hand")),
                (
                    "fill_rate_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=6,
                        null=True,
                        verbose_name="target fill rate (%)",
                    ),
                ),
                (
                    "own_lead_time_days",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="lead time of its own (days)",
                    ),
                ),
                (
                    "multiple_kg",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="ordered in multiples of (kg)",
                    ),
                ),
                (
                    "lead_time_days",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=7, verbose_name="lead time (days)"
                    ),
                ),
                (
                    "lead_time_spread_days",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=7,
                        verbose_name="spread of the lead time (days)",
                    ),
                ),
                (
                    "weekly_spread_kg",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        max_digits=14,
                        verbose_name="spread of a week's demand (kg)",
                    ),
                ),
                ("planned_at", models.DateTimeField(verbose_name="planned")),
            ],
            options={
                "verbose_name": "reorder plan",
                "verbose_name_plural": "reorder plans",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("order_up_to_kg__gte", models.F("reorder_point_kg")),
                            ("reorder_point_kg__gte", 0),
                        ),
                        name="reorder_plan_minimum_below_maximum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("fill_rate_percent", None),
                                models.Q(
                                    ("fill_rate_percent__gt", 0), ("fill_rate_percent__lt", 100)
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("own_lead_time_days", None),
                                ("own_lead_time_days__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("multiple_kg", None), ("multiple_kg__gt", 0), _connector="OR"
                            ),
                        ),
                        name="reorder_plan_settings_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GradeLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "grade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="limits",
                        to="inventory.grade",
                    ),
                ),
                (
                    "measured",
                    models.CharField(
                        choices=[
                            ("C", "Carbon (C)"),
                            ("Si", "Silicon (Si)"),
                            ("Mn", "Manganese (Mn)"),
                            ("P", "Phosphorus (P)"),
                            ("S", "Sulphur (S)"),
                            ("Cr", "Chromium (Cr)"),
                            ("Ni", "Nickel (Ni)"),
                            ("Mo", "Molybdenum (Mo)"),
                            ("Cu", "Copper (Cu)"),
                            ("Al", "Aluminium (Al)"),
                            ("Zn", "Zinc (Zn)"),
                            ("Fe", "Iron (Fe)"),
                            ("Mg", "Magnesium (Mg)"),
                            ("Ti", "Titanium (Ti)"),
                            ("Sn", "Tin (Sn)"),
                            ("Pb", "Lead (Pb)"),
                            ("YS", "Yield strength (MPa)"),
                            ("TS", "Tensile strength (MPa)"),
                            ("EL", "Elongation (%)"),
                            ("HV", "Hardness (HV)"),
                            ("Z", "Coating (g/m², both sides)"),
                        ],
                        max_length=2,
                        verbose_name="property",
                    ),
                ),
                (
                    "minimum",
                    models.DecimalField(
                        decimal_places=4, max_digits=9, null=True, verbose_name="at least"
                    ),
                ),
                (
                    "maximum",
                    models.DecimalField(
                        decimal_places=4, max_digits=9, null=True, verbose_name="at most"
                    ),
                ),
                (
                    "from_mm",
                    models.DecimalField(
                        decimal_places=2, max_digits=9, null=True, verbose_name="from (mm)"
                    ),
                ),
                (
                    "to_mm",
                    models.DecimalField(
                        decimal_places=2, max_digits=9, null=True, verbose_name="to (mm)"
                    ),
                ),
            ],
            options={
                "verbose_name": "limit of a grade",
                "verbose_name_plural": "limits of grades",
                "ordering": ["grade_id", "measured", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("grade", "measured", "from_mm"),
                        name="grade_limit_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum__isnull", False), ("maximum__isnull", False), _connector="OR"
                        ),
                        name="grade_limit_limits_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum__isnull", True),
                            ("maximum__isnull", True),
                            ("minimum__lte", models.F("maximum")),
                            _connector="OR",
                        ),
                        name="grade_limit_minimum_below_maximum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_mm__isnull", True),
                            ("to_mm__isnull", True),
                            ("from_mm__lte", models.F("to_mm")),
                            _connector="OR",
                        ),
                        name="grade_limit_range_runs_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("number", models.CharField(max_length=60, verbose_name="certificate number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("2.1", "2.1 statement of compliance"),
                            ("2.2", "2.2 test report, not specific"),
                            ("3.1", "3.1 inspection by the maker"),
                            ("3.2", "3.2 inspection with the purchaser"),
                        ],
                        max_length=3,
                        verbose_name="type (EN 10204)",
                    ),
                ),
                ("issued_on", models.DateField(verbose_name="date of the certificate")),
                ("maker", models.CharField(max_length=100, verbose_name="maker")),
                (
                    "supplier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.supplier",
                    ),
                ),
                ("standard", models.CharField(blank=True, max_length=60, verbose_name="standard")),
                (
                    "inspector",
                    models.CharField(blank=True, max_length=100, verbose_name="inspector"),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.attachment",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="entered")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why withdrawn"),
                ),
            ],
            options={
                "verbose_name": "mill certificate",
                "verbose_name_plural": "mill certificates",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("center", "maker", "number"),
                        name="certificate_number_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateHeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heats",
                        to="inventory.certificate",
                    ),
                ),
                ("heat", models.CharField(max_length=40, verbose_name="heat number")),
                (
                    "grade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.grade",
                    ),
                ),
                ("coil", models.CharField(blank=True, max_length=40, verbose_name="coil")),
                ("size", models.CharField(blank=True, max_length=60, verbose_name="size")),
                (
                    "thickness_mm",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="thickness or diameter (mm)",
                    ),
                ),
                ("pieces", models.PositiveIntegerField(null=True, verbose_name="pieces")),
                (
                    "mass_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, null=True, verbose_name="weight (kg)"
                    ),
                ),
            ],
            options={
                "ordering": ["certificate_id", "pk"],
                "indexes": [models.Index(fields=["heat"], name="certificate_heat")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("certificate", "heat", "coil"), name="certificate_heat_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "heat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="inventory.certificateheat",
                    ),
                ),
                (
                    "measured",
                    models.CharField(
                        choices=[
                            ("C", "Carbon (C)"),
                            ("Si", "Silicon (Si)"),
                            ("Mn", "Manganese (Mn)"),
                            ("P", "Phosphorus (P)"),
                            ("S", "Sulphur (S)"),
                            ("Cr", "Chromium (Cr)"),
                            ("Ni", "Nickel (Ni)"),
                            ("Mo", "Molybdenum (Mo)"),
                            ("Cu", "Copper (Cu)"),
                            ("Al", "Aluminium (Al)"),
                            ("Zn", "Zinc (Zn)"),
                            ("Fe", "Iron (Fe)"),
                            ("Mg", "Magnesium (Mg)"),
                            ("Ti", "Titanium (Ti)"),
                            ("Sn", "Tin (Sn)"),
                            ("Pb", "Lead (Pb)"),
                            ("YS", "Yield strength (MPa)"),
                            ("TS", "Tensile strength (MPa)"),
                            ("EL", "Elongation (%)"),
                            ("HV", "Hardness (HV)"),
                            ("Z", "Coating (g/m², both sides)"),
                        ],
                        max_length=2,
                        verbose_name="property",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=9, verbose_name="value"),
                ),
            ],
            options={
                "ordering": ["heat_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("heat", "measured"), name="certificate_result_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)),
                        name="certificate_result_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="materialcenter.center",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rack", "Rack"),
                            ("supplier", "Supplier"),
                            ("workshop", "Workshop"),
                            ("cutting", "Cutting bench"),
                            ("cutting_loss", "Cutting loss"),
                            ("count_difference", "Count difference"),
                            ("write_off", "Write-off"),
                        ],
                        default="rack",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "capacity_kg",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="capacity (kg)",
                    ),
                ),
                ("bay", models.CharField(blank=True, max_length=40, verbose_name="bay")),
                (
                    "walk_order",
                    models.PositiveIntegerField(default=0, verbose_name="order of walking"),
                ),
                (
                    "map_x_m",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="from the left (m)",
                    ),
                ),
                (
                    "map_y_m",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="from the top (m)",
                    ),
                ),
                (
                    "map_width_m",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="width (m)",
                    ),
                ),
                (
                    "map_depth_m",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="depth (m)",
                    ),
                ),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "code"), name="place_code_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "rack"), _negated=True),
                        fields=("center", "kind"),
                        name="place_outside_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("map_depth_m__isnull", True),
                                ("map_width_m__isnull", True),
                                ("map_x_m__isnull", True),
                                ("map_y_m__isnull", True),
                            ),
                            models.Q(
                                ("map_depth_m__gt", 0),
                                ("map_width_m__gt", 0),
                                ("map_x_m__gte", 0),
                                ("map_y_m__gte", 0),
                            ),
                            _connector="OR",
                        ),
                        name="place_on_the_map_wholly",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="materialcenter.center",
                    ),
                ),
                ("number", models.CharField(max_length=30, verbose_name="number")),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="inventory.material",
                    ),
                ),
                ("heat", models.CharField(blank=True, max_length=40, verbose_name="heat number")),
                (
                    "supplier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="materialcenter.supplier",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.attachment",
                    ),
                ),
                (
                    "certified_heat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="inventory.certificateheat",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consigned_lots",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "customer",
                    models.CharField(blank=True, max_length=80, verbose_name="owner's customer"),
                ),
                (
                    "quality",
                    models.CharField(
                        choices=[
                            ("ok", "OK"),
                            ("quarantined", "In quarantine"),
                            ("rejected", "Rejected"),
                        ],
                        default="ok",
                        max_length=12,
                        verbose_name="quality",
                    ),
                ),
                (
                    "quality_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why so"),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cut_lots",
                        to="inventory.lot",
                    ),
                ),
                (
                    "length_mm",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="length (mm)",
                    ),
                ),
                (
                    "width_mm",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="width (mm)",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="received")),
                ("received_pieces", models.PositiveIntegerField(verbose_name="pieces received")),
                (
                    "received_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="weighed (kg)"
                    ),
                ),
                (
                    "table_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, null=True, verbose_name="table weight (kg)"
                    ),
                ),
                (
                    "cost_per_kg",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="cost (Rp/kg)"
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=60, verbose_name="received with"),
                ),
                (
                    "is_issuable",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.ExpressionWrapper(
                            models.Q(("owner__isnull", True), ("quality", "ok")),
                            output_field=models.BooleanField(),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "is_saleable",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.ExpressionWrapper(
                            models.Q(
                                ("length_mm__isnull", True),
                                ("owner__isnull", True),
                                ("quality", "ok"),
                            ),
                            output_field=models.BooleanField(),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
            ],
            options={
                "verbose_name": "lot",
                "verbose_name_plural": "lots",
                "ordering": ["received_on", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("length_mm__isnull", False)),
                        fields=["center", "material", "length_mm", "width_mm"],
                        name="lot_own_size",
                    ),
                    models.Index(
                        fields=["center", "material", "received_on", "id"], name="lot_oldest"
                    ),
                    models.Index(fields=["center", "heat"], name="lot_heat"),
                    models.Index(
                        models.F("center"),
                        django.db.models.functions.text.Upper("heat"),
                        name="lot_heat_capitals",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "number"), name="lot_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("received_kg__gt", 0)), name="lot_weighs_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost_per_kg__gte", 0)), name="lot_cost_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner__isnull", True), ("cost_per_kg", 0), _connector="OR"
                        ),
                        name="lot_consigned_costs_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner__isnull", False), ("customer", ""), _connector="OR"
                        ),
                        name="lot_customer_of_an_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("length_mm__isnull", True), ("width_mm__isnull", True)),
                            models.Q(
                                ("length_mm__gt", 0),
                                ("length_mm__isnull", False),
                                ("parent__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="lot_own_size_is_cut",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("certificate__isnull", True),
                            ("certified_heat__isnull", True),
                            _connector="OR",
                        ),
                        name="lot_certified_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="inventory.material",
                    ),
                ),
                ("received_on", models.DateField()),
                ("is_issuable", models.BooleanField()),
                ("is_saleable", models.BooleanField()),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="inventory.lot",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="inventory.place",
                    ),
                ),
                ("on_hand_pieces", models.IntegerField(default=0)),
                ("on_hand_kg", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
                ("reserved_pieces", models.IntegerField(default=0)),
                ("reserved_kg", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
                ("value", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
            ],
            options={
                "ordering": ["lot_id", "place_id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("on_hand_kg__gt", 0)),
                        fields=["center", "place"],
                        name="balance_on_rack",
                    ),
                    models.Index(
                        condition=models.Q(("is_saleable", True), ("on_hand_kg__gt", 0)),
                        fields=["center", "material", "received_on", "lot", "place"],
                        name="balance_oldest_saleable",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("lot", "place"), name="balance_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("on_hand_pieces__gte", models.F("reserved_pieces")),
                            ("reserved_pieces__gte", 0),
                        ),
                        name="balance_pieces_cover_reserved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("on_hand_kg__gte", models.F("reserved_kg")), ("reserved_kg__gte", 0)
                        ),
                        name="balance_kg_cover_reserved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("on_hand_kg__gt", 0),
                            models.Q(("on_hand_kg", 0), ("on_hand_pieces", 0), ("value", 0)),
                            _connector="OR",
                        ),
                        name="balance_empty_is_worth_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)), name="balance_value_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="inventory.lot",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.place",
                    ),
                ),
                ("holder", models.CharField(max_length=20)),
                ("holder_id", models.BigIntegerField()),
                ("pieces", models.PositiveIntegerField()),
                ("mass_kg", models.DecimalField(decimal_places=3, max_digits=14)),
                (
                    "status",
                    models.CharField(
                        choices=[("held", "Held"), ("issued", "Issued"), ("released", "Released")],
                        default="held",
                        max_length=8,
                    ),
                ),
                ("held_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "held")),
                        fields=["holder", "holder_id"],
                        name="reservation_holder",
                    ),
                    models.Index(
                        condition=models.Q(("status", "held")),
                        fields=["lot", "place"],
                        name="reservation_lot",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mass_kg__gt", 0)), name="reservation_weighs_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Transaction",
            fields=[
                ("sequence", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("receipt", "Receipt"),
                            ("issue", "Issue"),
                            ("pool", "Share of a pool"),
                            ("transfer", "Transfer"),
                            ("cut", "Cut"),
                            ("count", "Count"),
                            ("write_off", "Write-off"),
                            ("return", "Return"),
                            ("revaluation", "Late cost"),
                            ("reversal", "Reversal"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=60, verbose_name="reference"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("effective_at", models.DateTimeField(verbose_name="effective")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                ("key", models.CharField(max_length=100)),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="inventory.transaction",
                    ),
                ),
            ],
            options={
                "ordering": ["-sequence"],
                "indexes": [
                    models.Index(fields=["center", "reference"], name="transaction_reference"),
                    django.contrib.postgres.indexes.BrinIndex(
                        fields=["effective_at"], name="transaction_effective", pages_per_range=32
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "key"), name="transaction_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "reversal"), ("reverses__isnull", False)),
                            models.Q(
                                models.Q(("reason", "reversal"), _negated=True),
                                ("reverses__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="transaction_reversal_names_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "transaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="inventory.transaction",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="inventory.lot",
                    ),
                ),
                (
                    "from_place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.place",
                    ),
                ),
                (
                    "to_place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.place",
                    ),
                ),
                ("pieces", models.PositiveIntegerField()),
                ("mass_kg", models.DecimalField(decimal_places=3, max_digits=14)),
                ("value", models.DecimalField(decimal_places=2, max_digits=18)),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["lot", "id"], name="movement_lot"),
                    models.Index(fields=["center", "id"], name="movement_center"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mass_kg__gt", 0),
                            models.Q(("mass_kg", 0), ("pieces", 0), ("value__gt", 0)),
                            _connector="OR",
                        ),
                        name="movement_weighs_or_is_worth_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)), name="movement_value_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_place", models.F("to_place")), _negated=True),
                        name="movement_goes_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsignedNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consigned_notes",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "transaction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consigned_note",
                        to="inventory.transaction",
                    ),
                ),
                ("handed_at", models.DateTimeField(verbose_name="handed over")),
                (
                    "handed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("receiver_name", models.CharField(max_length=80, verbose_name="received by")),
                ("vehicle", models.CharField(blank=True, max_length=20, verbose_name="vehicle")),
                (
                    "signature",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.attachment",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery note of consigned stock",
                "verbose_name_plural": "delivery notes of consigned stock",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["owner", "-id"], name="consigned_note_owner")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="consigned_note_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StockCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("racks", "By rack"),
                            ("class", "By class"),
                            ("due", "What is due"),
                        ],
                        max_length=8,
                        verbose_name="what is counted",
                    ),
                ),
                ("scope_of", models.TextField(blank=True, verbose_name="which")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("counting", "Being counted"),
                            ("counted", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="counting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "recount_percent",
                    models.DecimalField(
                        decimal_places=3, default=1, max_digits=6, verbose_name="recount over (%)"
                    ),
                ),
                (
                    "recount_value",
                    models.DecimalField(
                        decimal_places=2,
                        default=500000,
                        max_digits=18,
                        verbose_name="recount over (Rp)",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                (
                    "transaction",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_count",
                        to="inventory.transaction",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "racks",
                    models.ManyToManyField(blank=True, related_name="+", to="inventory.place"),
                ),
            ],
            options={
                "verbose_name": "stock count",
                "verbose_name_plural": "stock counts",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="stock_count_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("transaction__isnull", True), ("status", "approved"), _connector="OR"
                        ),
                        name="stock_count_posts_when_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recount_percent__gte", 0), ("recount_value__gte", 0)),
                        name="stock_count_limits_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "count",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="inventory.stockcount",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.lot",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.place",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("to_count", "To count"),
                            ("to_recount", "To count again by another"),
                            ("counted", "Counted"),
                        ],
                        default="to_count",
                        max_length=10,
                    ),
                ),
                ("is_found", models.BooleanField(default=False, verbose_name="found unasked")),
                ("is_open", models.BooleanField(default=True)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "ordering": ["count_id", "place_id", "lot_id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("count", "lot", "place"), name="count_line_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)),
                        fields=("lot", "place"),
                        name="count_line_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="inventory.countline",
                    ),
                ),
                ("round_no", models.PositiveSmallIntegerField()),
                ("pieces", models.PositiveIntegerField(verbose_name="pieces counted")),
                (
                    "mass_kg",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="kg counted"),
                ),
                ("is_weighed", models.BooleanField(default=False, verbose_name="weighed")),
                ("book_pieces", models.IntegerField(verbose_name="pieces on the books")),
                (
                    "book_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="kg on the books"
                    ),
                ),
                ("sequence", models.BigIntegerField()),
                (
                    "counted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("counted_at", models.DateTimeField(verbose_name="counted")),
            ],
            options={
                "ordering": ["line_id", "round_no"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "round_no"), name="count_entry_round_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mass_kg__gt", 0),
                            models.Q(("mass_kg", 0), ("pieces", 0)),
                            _connector="OR",
                        ),
                        name="count_entry_pieces_weigh_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "value_class",
                    models.CharField(
                        choices=[("A", "A"), ("B", "B"), ("C", "C")],
                        max_length=1,
                        verbose_name="class",
                    ),
                ),
                (
                    "share_percent",
                    models.DecimalField(
                        decimal_places=3, max_digits=6, verbose_name="share of value up to (%)"
                    ),
                ),
                ("every_days", models.PositiveSmallIntegerField(verbose_name="count every (days)")),
            ],
            options={
                "verbose_name": "rule of counting",
                "verbose_name_plural": "rules of counting",
                "ordering": ["center_id", "value_class"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "value_class"), name="count_rule_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("every_days__gt", 0),
                            ("share_percent__gt", 0),
                            ("share_percent__lte", 100),
                        ),
                        name="count_rule_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CutPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Being computed"),
                            ("planned", "Planned"),
                            ("impossible", "Not possible"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "kerf_mm",
                    models.DecimalField(decimal_places=2, max_digits=9, verbose_name="kerf (mm)"),
                ),
                ("wanted", models.JSONField(verbose_name="cuts")),
                (
                    "uses_remnants",
                    models.BooleanField(default=True, verbose_name="use remnants first"),
                ),
                ("result", models.JSONField(null=True)),
                ("is_proven", models.BooleanField(default=False, verbose_name="proven least")),
                (
                    "planned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("planned_at", models.DateTimeField(verbose_name="asked")),
                ("computed_at", models.DateTimeField(null=True, verbose_name="computed")),
            ],
            options={
                "verbose_name": "cutting plan",
                "verbose_name_plural": "cutting plans",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="cut_plan_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CutJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
                (
                    "plan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to="inventory.cutplan",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cut_jobs",
                        to="inventory.lot",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.place",
                    ),
                ),
                (
                    "transaction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cut_job",
                        to="inventory.transaction",
                    ),
                ),
                ("pieces", models.PositiveIntegerField(verbose_name="pieces cut")),
                (
                    "mass_kg",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="kg cut"),
                ),
                (
                    "kerf_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="kerf loss (kg)"
                    ),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="value (Rp)"),
                ),
                (
                    "cut_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cut_at", models.DateTimeField(verbose_name="cut")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "cutting job",
                "verbose_name_plural": "cutting jobs",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="cut_job_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kerf_kg__gte", 0), ("mass_kg__gt", 0)),
                        name="cut_job_weighs_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CutOutput",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outputs",
                        to="inventory.cutjob",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("piece", "Cut pieces"),
                            ("remnant", "Remnant"),
                            ("scrap", "Scrap"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "lot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cut_output",
                        to="inventory.lot",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=60, verbose_name="for")),
            ],
            options={
                "ordering": ["job_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(fields=("job", "line_no"), name="cut_output_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PastIssue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_issues",
                        to="inventory.material",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_issues",
                        to="materialcenter.workshop",
                    ),
                ),
                ("issued_on", models.DateField()),
                ("pieces", models.PositiveIntegerField()),
                ("mass_kg", models.DecimalField(decimal_places=3, max_digits=14)),
            ],
            options={
                "ordering": ["issued_on", "pk"],
                "indexes": [
                    models.Index(
                        fields=["center", "material", "issued_on"],
                        include=("mass_kg",),
                        name="past_issue_demand",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mass_kg__gt", 0)), name="past_issue_weighs_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DemandDay",
            fields=[
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
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demand_days",
                        to="inventory.material",
                    ),
                ),
                ("day", models.DateField()),
                ("issued_kg", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
                ("pool_kg", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("issued_kg__gte", 0), ("pool_kg__gte", 0)),
                        name="demand_day_not_negative",
                    )
                ],
            },
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
            name="UnmetDemand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unmet_demand",
                        to="inventory.material",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unmet_demand",
                        to="materialcenter.workshop",
                    ),
                ),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "material", "day", "workshop"),
                        name="unmet_demand_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asked_kg__gt", 0), ("had_kg__gte", 0)),
                        name="unmet_demand_not_negative",
                    ),
                ],
            },
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
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
                    ),
                ),
                (
                    "supplier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measured_lead_time",
                        to="materialcenter.supplier",
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deliveries__gt", 0), ("mean_days__gte", 0), ("spread_days__gte", 0)
                        ),
                        name="lead_time_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthForecast",
            fields=[
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
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
                    ),
                ),
                ("month", models.DateField()),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
                    ),
                ),
                ("daily_mean_kg", models.DecimalField(decimal_places=3, max_digits=14)),
                ("demand_class", models.CharField(blank=True, max_length=12)),
            ],
        ),
        migrations.CreateModel(
            name="ExpectedSupply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expected",
                        to="inventory.material",
                    ),
                ),
                ("holder", models.CharField(max_length=20)),
                ("holder_id", models.BigIntegerField()),
                ("reference", models.CharField(max_length=60)),
                ("free_pieces", models.PositiveIntegerField()),
                ("free_kg", models.DecimalField(decimal_places=3, max_digits=14)),
                ("due_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "indexes": [models.Index(fields=["center", "material"], name="expected_material")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("holder", "holder_id"), name="expected_supply_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReorderAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reorder_alerts",
                        to="inventory.material",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                (
                    "position_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="position (kg)"
                    ),
                ),
                (
                    "reorder_point_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="reorder point (kg)"
                    ),
                ),
                (
                    "wanted_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="to order (kg)"
                    ),
                ),
                (
                    "suggestion",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, null=True
                    ),
                ),
                (
                    "taken_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("join_pool", "Join the open pool"),
                            ("open_pool", "Open a pool"),
                            ("purchase_order", "Draft a purchase order"),
                        ],
                        max_length=16,
                    ),
                ),
                ("taken_reference", models.CharField(blank=True, max_length=60)),
                ("taken_at", models.DateTimeField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("told_at", models.DateTimeField(null=True)),
                ("snoozed_until", models.DateField(null=True, verbose_name="quiet until")),
                (
                    "snoozed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "snooze_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why quiet"),
                ),
                (
                    "daily_mean_kg",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        max_digits=14,
                        verbose_name="forecast (kg a day)",
                    ),
                ),
                (
                    "lead_time_days",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=7, verbose_name="lead time (days)"
                    ),
                ),
                (
                    "outcome",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, null=True
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("center", "material"),
                        name="reorder_alert_once_per_episode",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("heat", models.CharField(blank=True, max_length=40, verbose_name="heat number")),
                (
                    "lot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.lot",
                    ),
                ),
                ("reference", models.CharField(max_length=30, verbose_name="kept back by")),
                ("since", models.DateTimeField(verbose_name="since")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="let go")),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["center", "reference"], name="kept_back_reference")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("heat", ""), ("lot__isnull", False)),
                            models.Q(models.Q(("heat", ""), _negated=True), ("lot__isnull", True)),
                            _connector="OR",
                        ),
                        name="kept_back_heat_or_lot",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("lot__isnull", True)),
                        fields=("center", "heat"),
                        name="kept_back_heat_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("lot__isnull", False)),
                        fields=("lot",),
                        name="kept_back_lot_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LandedCost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.supplier",
                    ),
                ),
                ("bill_number", models.CharField(max_length=60, verbose_name="bill number")),
                ("bill_key", models.CharField(max_length=60)),
                ("amount", models.BigIntegerField(verbose_name="amount (Rp)")),
                (
                    "on_stock",
                    models.DecimalField(
                        decimal_places=2, max_digits=18, verbose_name="on stock (Rp)"
                    ),
                ),
                (
                    "on_gone",
                    models.DecimalField(
                        decimal_places=2, max_digits=18, verbose_name="on what is gone (Rp)"
                    ),
                ),
                (
                    "transaction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="landed_cost",
                        to="inventory.transaction",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="entered")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "late cost",
                "verbose_name_plural": "late costs",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "supplier", "bill_key"), name="landed_cost_bill_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0),
                            ("on_gone__gte", 0),
                            ("on_stock__gte", 0),
                            (
                                "amount",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("on_stock"), "+", models.F("on_gone")
                                ),
                            ),
                        ),
                        name="landed_cost_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("number", models.PositiveBigIntegerField(verbose_name="block")),
                ("first_sequence", models.BigIntegerField(verbose_name="from transaction")),
                ("last_sequence", models.BigIntegerField(verbose_name="to transaction")),
                ("transactions", models.PositiveIntegerField(verbose_name="transactions")),
                ("movements", models.PositiveIntegerField(verbose_name="movements")),
                ("leaves", models.BinaryField()),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64, verbose_name="seal")),
                ("sealed_at", models.DateTimeField(verbose_name="sealed")),
            ],
            options={
                "verbose_name": "block of the seal",
                "verbose_name_plural": "blocks of the seal",
                "ordering": ["center_id", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "number"), name="seal_block_once"),
                    models.UniqueConstraint(
                        fields=("center", "first_sequence"), name="seal_block_begins_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_sequence__lte", models.F("last_sequence")),
                            ("number__gt", 0),
                            ("transactions__gt", 0),
                        ),
                        name="seal_block_holds_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Scale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "capacity_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="capacity (kg)"
                    ),
                ),
                (
                    "division_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="division (kg)"
                    ),
                ),
                (
                    "verified_until",
                    models.DateField(blank=True, null=True, verbose_name="tera holds until"),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="address of the indicator"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "scale",
                "verbose_name_plural": "scales",
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "code"), name="scale_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("capacity_kg__gt", 0), ("division_kg__gt", 0)),
                        name="scale_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScaleReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="inventory.scale",
                    ),
                ),
                (
                    "mass_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="weight (kg)"
                    ),
                ),
                ("frame", models.CharField(max_length=80, verbose_name="as it was sent")),
                ("read_at", models.DateTimeField(verbose_name="read")),
                (
                    "read_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("used_at", models.DateTimeField(null=True, verbose_name="used")),
            ],
            options={
                "verbose_name": "reading of a scale",
                "verbose_name_plural": "readings of scales",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mass_kg__gt", 0)), name="scale_reading_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VehicleTare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("vehicle", models.CharField(max_length=20, verbose_name="vehicle")),
                (
                    "tare_kg",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="tare (kg)"),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.scale",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("hand", "Read by eye"),
                            ("scale", "From the scale"),
                            ("tare_book", "From the tare book"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.scalereading",
                    ),
                ),
                (
                    "is_scale_expired",
                    models.BooleanField(default=False, verbose_name="tera expired"),
                ),
                ("weighed_at", models.DateTimeField(verbose_name="weighed")),
                (
                    "weighed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "tare of a vehicle",
                "verbose_name_plural": "tare book",
                "ordering": ["vehicle", "-pk"],
                "indexes": [
                    models.Index(fields=["center", "vehicle", "-id"], name="vehicle_tare_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tare_kg__gt", 0)), name="vehicle_tare_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reading__isnull", False), ("source", "scale")),
                            models.Q(
                                models.Q(("source", "scale"), _negated=True),
                                ("reading__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="vehicle_tare_scale_says_so",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeighTicket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Being weighed"),
                            ("issued", "Issued"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("in", "Delivery in"), ("out", "Delivery out")],
                        max_length=3,
                        verbose_name="direction",
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="inventory.scale",
                    ),
                ),
                ("vehicle", models.CharField(max_length=20, verbose_name="vehicle")),
                ("driver", models.CharField(blank=True, max_length=80, verbose_name="driver")),
                (
                    "supplier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.supplier",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=60, verbose_name="belongs to"),
                ),
                (
                    "first_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="first weighing (kg)"
                    ),
                ),
                ("first_at", models.DateTimeField(verbose_name="first weighed")),
                (
                    "first_source",
                    models.CharField(
                        choices=[
                            ("hand", "Read by eye"),
                            ("scale", "From the scale"),
                            ("tare_book", "From the tare book"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "first_reading",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.scalereading",
                    ),
                ),
                (
                    "second_kg",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="second weighing (kg)",
                    ),
                ),
                ("second_at", models.DateTimeField(null=True, verbose_name="second weighed")),
                (
                    "second_source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hand", "Read by eye"),
                            ("scale", "From the scale"),
                            ("tare_book", "From the tare book"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "second_reading",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.scalereading",
                    ),
                ),
                (
                    "tare_entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.vehicletare",
                    ),
                ),
                (
                    "dirt_percent",
                    models.DecimalField(
                        decimal_places=3, default=0, max_digits=6, verbose_name="dirt (%)"
                    ),
                ),
                (
                    "moisture_percent",
                    models.DecimalField(
                        decimal_places=3, default=0, max_digits=6, verbose_name="moisture (%)"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[("additive", "Additive"), ("sequential", "Sequential")],
                        default="additive",
                        max_length=10,
                        verbose_name="method of deducting",
                    ),
                ),
                (
                    "net_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, null=True, verbose_name="net (kg)"
                    ),
                ),
                (
                    "deducted_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, null=True, verbose_name="deducted (kg)"
                    ),
                ),
                (
                    "paid_kg",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="net after deductions (kg)",
                    ),
                ),
                (
                    "is_scale_expired",
                    models.BooleanField(default=False, verbose_name="tera expired"),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="inventory.weighticket",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="why corrected or cancelled"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("issued_at", models.DateTimeField(null=True, verbose_name="issued")),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.attachment",
                    ),
                ),
            ],
            options={
                "verbose_name": "weighbridge ticket",
                "verbose_name_plural": "weighbridge tickets",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="weigh_ticket_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_kg__gt", 0),
                            models.Q(
                                ("second_kg__isnull", True), ("second_kg__gt", 0), _connector="OR"
                            ),
                            ("dirt_percent__gte", 0),
                            ("moisture_percent__gte", 0),
                        ),
                        name="weigh_ticket_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "dirt_percent__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.Value(Decimal("100")), "-", models.F("moisture_percent")
                                ),
                            )
                        ),
                        name="weigh_ticket_deducts_at_most_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("second_at__isnull", True),
                                ("second_kg__isnull", True),
                                ("second_source", ""),
                            ),
                            models.Q(
                                ("second_at__isnull", False),
                                ("second_kg__isnull", False),
                                ("second_source__in", ["hand", "scale", "tare_book"]),
                            ),
                            _connector="OR",
                        ),
                        name="weigh_ticket_second_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_reading__isnull", False), ("first_source", "scale")),
                            models.Q(
                                models.Q(("first_source", "scale"), _negated=True),
                                ("first_reading__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="weigh_ticket_scale_says_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("second_reading__isnull", False), ("second_source", "scale")),
                            models.Q(
                                models.Q(("second_source", "scale"), _negated=True),
                                ("second_reading__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="weigh_ticket_scale_says_second",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "issued"), _negated=True),
                            models.Q(
                                ("deducted_kg__gte", 0),
                                ("issued_at__isnull", False),
                                (
                                    "net_kg",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("deducted_kg"), "+", models.F("paid_kg")
                                    ),
                                ),
                                ("net_kg__gt", 0),
                                ("paid_kg__gte", 0),
                                ("second_kg__isnull", False),
                                (
                                    "net_kg",
                                    django.db.models.functions.math.Abs(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("first_kg"), "-", models.F("second_kg")
                                        )
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="weigh_ticket_issued_is_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", True), ("status", "open")),
                        fields=("center", "vehicle"),
                        name="weigh_ticket_on_the_bridge_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "cancelled"), _negated=True),
                        fields=("corrects",),
                        name="weigh_ticket_corrected_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="vehicletare",
            name="ticket",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kept_tare",
                to="inventory.weighticket",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificateresult",
            trigger=pgtrigger.compiler.Trigger(
                name="certificate_result_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="706fcfbbdd77bd343316de44ce782375aec83026",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_certificate_result_rows_stay_0ad79",
                    table="inventory_certificateresult",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificateresult",
            trigger=pgtrigger.compiler.Trigger(
                name="certificate_result_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="0d48dd7988f4cc07f908d307f208c7afb834dba4",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_certificate_result_table_stays_3e41f",
                    table="inventory_certificateresult",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="countentry",
            trigger=pgtrigger.compiler.Trigger(
                name="count_entry_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ec72458c9bb0c49b1dbdf1eae838a4da0275689e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_count_entry_rows_stay_094d3",
                    table="inventory_countentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="countentry",
            trigger=pgtrigger.compiler.Trigger(
                name="count_entry_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="cd0f2b0b68530d55fb91dae12cd6d59ed4dd94a6",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_count_entry_table_stays_edbfb",
                    table="inventory_countentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cutoutput",
            trigger=pgtrigger.compiler.Trigger(
                name="cut_output_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="41d458d217a8a8c0bc242171a32d5491d4778c1e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_cut_output_rows_stay_5f395",
                    table="inventory_cutoutput",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cutoutput",
            trigger=pgtrigger.compiler.Trigger(
                name="cut_output_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="48984bb6527e2e8b30b0a4eb6dfcab4f526b02eb",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_cut_output_table_stays_34a30",
                    table="inventory_cutoutput",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sealblock",
            trigger=pgtrigger.compiler.Trigger(
                name="seal_block_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c4871a46b61ec220d9d31d3eb75219e499bc53e0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_seal_block_rows_stay_acea1",
                    table="inventory_sealblock",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sealblock",
            trigger=pgtrigger.compiler.Trigger(
                name="seal_block_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="55efa9aad804bf507d90eac45048c7cb0d46036c",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_seal_block_table_stays_b3e44",
                    table="inventory_sealblock",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transaction",
            trigger=pgtrigger.compiler.Trigger(
                name="transaction_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="65004b1f626616a9e8d05da524123d4a33e2009f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_transaction_rows_stay_6c96e",
                    table="inventory_transaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transaction",
            trigger=pgtrigger.compiler.Trigger(
                name="transaction_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="3bf67e30206a2c7684e2faefeec6a94910c4ff9c",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_transaction_table_stays_bba11",
                    table="inventory_transaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="movement",
            trigger=pgtrigger.compiler.Trigger(
                name="movement_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ddfe8f83a429ac6199bb2f7b23cd990fcb66a7d8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_movement_rows_stay_dcf22",
                    table="inventory_movement",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="movement",
            trigger=pgtrigger.compiler.Trigger(
                name="movement_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="81103297eb3592b585651ff6407e5fbad027d2d0",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_movement_table_stays_67948",
                    table="inventory_movement",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="landedcost",
            trigger=pgtrigger.compiler.Trigger(
                name="landed_cost_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="17fb61de5820d19c0e22b2c91eca50d854a58325",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_landed_cost_rows_stay_24797",
                    table="inventory_landedcost",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="landedcost",
            trigger=pgtrigger.compiler.Trigger(
                name="landed_cost_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="a40b5a6d6243cc03ceb12dbba7ef37a9fa5c1048",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_landed_cost_table_stays_a1709",
                    table="inventory_landedcost",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cutjob",
            trigger=pgtrigger.compiler.Trigger(
                name="cut_job_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4d0fdb899551fb2aa7e4aadb2f6930929bc06756",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_cut_job_rows_stay_ef75a",
                    table="inventory_cutjob",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cutjob",
            trigger=pgtrigger.compiler.Trigger(
                name="cut_job_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="10a8ea4cad7f10db449b7fed7b022874d6e68aaf",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_cut_job_table_stays_04baf",
                    table="inventory_cutjob",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="weighticket",
            trigger=pgtrigger.compiler.Trigger(
                name="weigh_ticket_issued_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" = 'issued')",
                    func="\nIF TG_OP = 'UPDATE' AND OLD.document_id IS NULL AND NEW.document_id IS NOT NULL\n   AND to_jsonb(NEW) - 'document_id' = to_jsonb(OLD) - 'document_id' THEN\n    RETURN NEW;\nEND IF;\nRAISE EXCEPTION 'pgtrigger: an issued ticket stays as it is';\n",
                    hash="5a4fb90aebd3bdd011f3001adc5e5b266d86812d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_weigh_ticket_issued_stays_fe356",
                    table="inventory_weighticket",
                    when="BEFORE",
                ),
            ),
        ),
    ]
