import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0002_certificates"),
        ("materialcenter", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="movement",
            name="movement_weighs_something",
        ),
        migrations.AddField(
            model_name="material",
            name="fixed_value_per_kg",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=14,
                null=True,
                verbose_name="booked at, as scrap (Rp/kg)",
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="bay",
            field=models.CharField(blank=True, max_length=40, verbose_name="bay"),
        ),
        migrations.AddField(
            model_name="place",
            name="map_depth_m",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="depth (m)"
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="map_width_m",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="width (m)"
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="map_x_m",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=9,
                null=True,
                verbose_name="from the left (m)",
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="map_y_m",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=9,
                null=True,
                verbose_name="from the top (m)",
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="walk_order",
            field=models.PositiveIntegerField(default=0, verbose_name="order of walking"),
        ),
        migrations.AlterField(
            model_name="place",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="transaction",
            name="reason",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fixed_value_per_kg__isnull", True),
                    models.Q(("fixed_value_per_kg__gte", 0), ("unit", "kg")),
                    _connector="OR",
                ),
                name="material_fixed_value_by_weight",
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mass_kg__gt", 0),
                    models.Q(("mass_kg", 0), ("pieces", 0), ("value__gt", 0)),
                    _connector="OR",
                ),
                name="movement_weighs_or_is_worth_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddField(
            model_name="lot",
            name="certified_heat",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lots",
                to="inventory.certificateheat",
            ),
        ),
        migrations.AddField(
            model_name="lot",
            name="quality_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="why so"),
        ),
        migrations.AddField(
            model_name="lot",
            name="customer",
            field=models.CharField(blank=True, max_length=80, verbose_name="owner's customer"),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner__isnull", False), ("customer", ""), _connector="OR"),
                name="lot_customer_of_an_owner",
            ),
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
                ("handed_at", models.DateTimeField(verbose_name="handed over")),
                ("receiver_name", models.CharField(max_length=80, verbose_name="received by")),
                (
                    "vehicle",
                    models.CharField(blank=True, max_length=20, verbose_name="vehicle"),
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
                    "handed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consigned_notes",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "signature",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.attachment",
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
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("certificate__isnull", True),
                    ("certified_heat__isnull", True),
                    _connector="OR",
                ),
                name="lot_certified_once",
            ),
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(
                condition=models.Q(("length_mm__isnull", False)),
                fields=["center", "material", "length_mm", "width_mm"],
                name="lot_own_size",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddField(
            model_name="lot",
            name="is_issuable",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.ExpressionWrapper(
                    models.Q(("owner__isnull", True), ("quality", "ok")),
                    output_field=models.BooleanField(),
                ),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.AddField(
            model_name="lot",
            name="is_saleable",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.ExpressionWrapper(
                    models.Q(
                        ("length_mm__isnull", True), ("owner__isnull", True), ("quality", "ok")
                    ),
                    output_field=models.BooleanField(),
                ),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(
                models.F("center"),
                django.db.models.functions.text.Upper("heat"),
                name="lot_heat_capitals",
            ),
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
                    "heat",
                    models.CharField(blank=True, max_length=40, verbose_name="heat number"),
                ),
                ("reference", models.CharField(max_length=30, verbose_name="kept back by")),
                ("since", models.DateTimeField(verbose_name="since")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="let go")),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.lot",
                    ),
                ),
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
    ]
