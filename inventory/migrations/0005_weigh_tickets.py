import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0004_issuable_balances"),
    ]

    operations = [
        migrations.CreateModel(
            name="Scale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
                    ),
                ),
            ],
            options={
                "verbose_name": "scale",
                "verbose_name_plural": "scales",
                "ordering": ["code"],
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
                    "mass_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="weight (kg)"
                    ),
                ),
                ("frame", models.CharField(max_length=80, verbose_name="as it was sent")),
                ("read_at", models.DateTimeField(verbose_name="read")),
                ("used_at", models.DateTimeField(null=True, verbose_name="used")),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "verbose_name": "reading of a scale",
                "verbose_name_plural": "readings of scales",
                "ordering": ["-pk"],
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
                ("vehicle", models.CharField(max_length=20, verbose_name="vehicle")),
                (
                    "tare_kg",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="tare (kg)"),
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
                    "is_scale_expired",
                    models.BooleanField(default=False, verbose_name="tera expired"),
                ),
                ("weighed_at", models.DateTimeField(verbose_name="weighed")),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
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
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.scale",
                    ),
                ),
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
                ("vehicle", models.CharField(max_length=20, verbose_name="vehicle")),
                ("driver", models.CharField(blank=True, max_length=80, verbose_name="driver")),
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
                    "reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="why corrected or cancelled"
                    ),
                ),
                ("issued_at", models.DateTimeField(null=True, verbose_name="issued")),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
                    ),
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
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.attachment",
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
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "tare_entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.vehicletare",
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
            ],
            options={
                "verbose_name": "weighbridge ticket",
                "verbose_name_plural": "weighbridge tickets",
                "ordering": ["-pk"],
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
        migrations.AddConstraint(
            model_name="scale",
            constraint=models.UniqueConstraint(fields=("center", "code"), name="scale_code_once"),
        ),
        migrations.AddConstraint(
            model_name="scale",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity_kg__gt", 0), ("division_kg__gt", 0)),
                name="scale_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="scalereading",
            constraint=models.CheckConstraint(
                condition=models.Q(("mass_kg__gt", 0)), name="scale_reading_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="weighticket",
            constraint=models.UniqueConstraint(
                fields=("center", "number"), name="weigh_ticket_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="weighticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_kg__gt", 0),
                    models.Q(("second_kg__isnull", True), ("second_kg__gt", 0), _connector="OR"),
                    ("dirt_percent__gte", 0),
                    ("moisture_percent__gte", 0),
                ),
                name="weigh_ticket_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="weighticket",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="weighticket",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="weighticket",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="weighticket",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="weighticket",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="weighticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", True), ("status", "open")),
                fields=("center", "vehicle"),
                name="weigh_ticket_on_the_bridge_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="weighticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "cancelled"), _negated=True),
                fields=("corrects",),
                name="weigh_ticket_corrected_once",
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
        migrations.AddIndex(
            model_name="vehicletare",
            index=models.Index(fields=["center", "vehicle", "-id"], name="vehicle_tare_newest"),
        ),
        migrations.AddConstraint(
            model_name="vehicletare",
            constraint=models.CheckConstraint(
                condition=models.Q(("tare_kg__gt", 0)), name="vehicle_tare_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="vehicletare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reading__isnull", False), ("source", "scale")),
                    models.Q(
                        models.Q(("source", "scale"), _negated=True), ("reading__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="vehicle_tare_scale_says_so",
            ),
        ),
    ]
