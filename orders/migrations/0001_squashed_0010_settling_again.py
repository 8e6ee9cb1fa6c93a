from importlib import import_module

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


COMMITTING = import_module("orders.migrations.0007_commit_with_tallies")


class Migration(migrations.Migration):
    replaces = [
        ("orders", "0001_initial"),
        ("orders", "0002_commit_function"),
        ("orders", "0003_order_a_lot"),
        ("orders", "0003_quarantine_on_receipts"),
        ("orders", "0004_recalls"),
        ("orders", "0005_picked_parts"),
        ("orders", "0006_pools_together"),
        ("orders", "0007_commit_with_tallies"),
        ("orders", "0008_settling"),
        ("orders", "0009_limits_and_accounts"),
        ("orders", "0010_settling_again"),
    ]

    initial = True

    dependencies = [
        ("inventory", "0001_initial"),
        ("materialcenter", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Offer",
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
                        related_name="offers",
                        to="materialcenter.supplier",
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="inventory.material",
                    ),
                ),
                (
                    "minimum_kg",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        max_digits=14,
                        verbose_name="minimum order (kg)",
                    ),
                ),
                (
                    "pack",
                    models.PositiveIntegerField(
                        default=1, verbose_name="multiple (sheets, bars or kg)"
                    ),
                ),
                (
                    "weight_basis",
                    models.CharField(
                        choices=[("table", "table weight"), ("weighed", "weighed weight")],
                        default="table",
                        max_length=8,
                        verbose_name="weight basis",
                    ),
                ),
                (
                    "freight_per_kg",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="freight (Rp/kg)"
                    ),
                ),
                (
                    "freight_fixed",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=14,
                        verbose_name="freight (Rp per order)",
                    ),
                ),
                (
                    "lead_time_days",
                    models.PositiveSmallIntegerField(verbose_name="lead time (days)"),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until"),
                ),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "offer",
                "verbose_name_plural": "offers",
                "ordering": ["material_id", "supplier_id", "-pk"],
                "indexes": [models.Index(fields=["center", "material"], name="offer_material")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at", None)),
                        fields=("supplier", "material"),
                        name="offer_one_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pack__gte", 1)), name="offer_pack_at_least_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("freight_fixed__gte", 0),
                            ("freight_per_kg__gte", 0),
                            ("minimum_kg__gte", 0),
                        ),
                        name="offer_nothing_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfferTier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tiers",
                        to="orders.offer",
                    ),
                ),
                (
                    "from_kg",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="from (kg)"),
                ),
                (
                    "price_per_kg",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="price (Rp/kg)"
                    ),
                ),
            ],
            options={
                "ordering": ["offer_id", "from_kg"],
                "constraints": [
                    models.UniqueConstraint(fields=("offer", "from_kg"), name="offer_tier_once"),
                    models.CheckConstraint(
                        condition=models.Q(("from_kg__gte", 0), ("price_per_kg__gt", 0)),
                        name="offer_tier_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pool",
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
                        related_name="pools",
                        to="materialcenter.center",
                    ),
                ),
                ("number", models.CharField(max_length=30, verbose_name="number")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "Open"),
                            ("topping_up", "Topping up"),
                            ("frozen", "Closed"),
                            ("quoted", "Priced"),
                            ("ordered", "Ordered"),
                            ("receiving", "Arriving"),
                            ("allocated", "Shared out"),
                            ("settled", "Settled"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("opened_at", models.DateTimeField(null=True, verbose_name="opened")),
                ("deadline_at", models.DateTimeField(verbose_name="closes at")),
                (
                    "pickup_until",
                    models.DateField(blank=True, null=True, verbose_name="pick up until"),
                ),
                (
                    "deposit_percent",
                    models.DecimalField(
                        decimal_places=3, default=0, max_digits=6, verbose_name="deposit (%)"
                    ),
                ),
                (
                    "deposit_rule",
                    models.CharField(
                        choices=[
                            ("over_credit", "Of what goes over the credit limit"),
                            ("always", "Of all that is wanted"),
                        ],
                        default="over_credit",
                        max_length=11,
                        verbose_name="deposit rule",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("everybody", "Every workshop"),
                            ("programme", "Workshops in a coaching programme"),
                            ("chosen", "Chosen workshops"),
                        ],
                        default="everybody",
                        max_length=9,
                        verbose_name="who may join",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.pool",
                    ),
                ),
                (
                    "topping_up_hours",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="hours to fill packs up"
                    ),
                ),
                (
                    "topping_up_until",
                    models.DateTimeField(null=True, verbose_name="packs filled up until"),
                ),
                (
                    "asks_quotes",
                    models.BooleanField(default=False, verbose_name="firm quotes are asked"),
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
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("frozen_at", models.DateTimeField(null=True, verbose_name="closed")),
                ("cleared_at", models.DateTimeField(null=True, verbose_name="priced")),
            ],
            options={
                "verbose_name": "pooled purchase",
                "verbose_name_plural": "pooled purchases",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["open", "topping_up"])),
                        fields=["deadline_at"],
                        name="pool_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "number"), name="pool_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deposit_percent__gte", 0), ("deposit_percent__lte", 100)
                        ),
                        name="pool_deposit_percent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PoolMaterial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="materials",
                        to="orders.pool",
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
                    ),
                ),
                (
                    "depot_appetite",
                    models.PositiveIntegerField(default=0, verbose_name="depot takes up to"),
                ),
            ],
            options={
                "ordering": ["pool_id", "material_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("pool", "material"), name="pool_material_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
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
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="orders.pool",
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="materialcenter.workshop",
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="wanted")),
                ("minimum", models.PositiveIntegerField(verbose_name="at least")),
                ("maximum", models.PositiveIntegerField(verbose_name="at most")),
                (
                    "price_cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="highest price (Rp/kg)",
                    ),
                ),
                ("committed_at", models.DateTimeField(verbose_name="committed")),
                (
                    "committed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "commitment",
                "verbose_name_plural": "commitments",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        fields=["pool", "material", "workshop", "-id"], name="commitment_last_word"
                    ),
                    models.Index(fields=["workshop", "pool"], name="commitment_workshop"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("maximum", 0), ("minimum", 0), ("quantity", 0)),
                            models.Q(
                                ("maximum__gte", models.F("quantity")),
                                ("minimum__gte", 1),
                                ("quantity__gte", models.F("minimum")),
                            ),
                            _connector="OR",
                        ),
                        name="commitment_minimum_quantity_maximum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price_cap__isnull", True), ("price_cap__gt", 0), _connector="OR"
                        ),
                        name="commitment_cap_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clearing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pool_material",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clearing",
                        to="orders.poolmaterial",
                    ),
                ),
                ("cleared_at", models.DateTimeField()),
                ("rule_version", models.CharField(max_length=30)),
                (
                    "inputs",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.offer",
                    ),
                ),
                (
                    "offer_price_per_kg",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True),
                ),
                (
                    "price_per_kg",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="price landed (Rp/kg)",
                    ),
                ),
                ("quantity", models.PositiveIntegerField(default=0, verbose_name="ordered")),
                ("packs", models.PositiveIntegerField(default=0)),
                ("depot_quantity", models.PositiveIntegerField(default=0)),
                (
                    "next_step",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, null=True
                    ),
                ),
            ],
            options={
                "ordering": ["pool_material_id"],
            },
        ),
        migrations.CreateModel(
            name="PlannedShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="orders.clearing",
                    ),
                ),
                (
                    "commitment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned",
                        to="orders.commitment",
                    ),
                ),
                ("quantity", models.PositiveIntegerField(default=0)),
                ("left_out", models.CharField(blank=True, max_length=30)),
                (
                    "saving",
                    models.BigIntegerField(
                        default=0, verbose_name="saving against the counter (Rp)"
                    ),
                ),
            ],
            options={
                "ordering": ["clearing_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pool_material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="orders.poolmaterial",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("allocated_at", models.DateTimeField()),
                ("rule_version", models.CharField(max_length=30)),
                (
                    "inputs",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("received_pieces", models.PositiveIntegerField()),
                ("received_kg", models.DecimalField(decimal_places=3, max_digits=14)),
                ("left_over_pieces", models.PositiveIntegerField(default=0)),
                ("left_over_kg", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
            ],
            options={
                "ordering": ["pool_material_id", "round"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pool_material", "round"), name="allocation_round_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AllocatedShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="orders.allocation",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pool_shares",
                        to="materialcenter.workshop",
                    ),
                ),
                ("pieces", models.PositiveIntegerField(default=0)),
                ("mass_kg", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
                ("is_rolled_over", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["allocation_id", "workshop_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("allocation", "workshop"), name="share_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("placed", "Placed"),
                            ("picking", "Being picked"),
                            ("handed_over", "Handed over"),
                            ("cancelled", "Cancelled"),
                            ("expired", "Expired"),
                        ],
                        default="placed",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("placed_at", models.DateTimeField(verbose_name="placed")),
                ("expires_at", models.DateTimeField(verbose_name="held until")),
                ("closed_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "order",
                "verbose_name_plural": "orders",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["placed", "picking"])),
                        fields=["expires_at"],
                        name="order_expiry",
                    ),
                    models.Index(fields=["workshop", "-id"], name="order_workshop"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "number"), name="order_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.order",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField()),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
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
                ("pieces", models.PositiveIntegerField(verbose_name="pieces")),
                (
                    "mass_kg",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="kg"),
                ),
                (
                    "price_per_kg",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="price (Rp/kg)"
                    ),
                ),
            ],
            options={
                "ordering": ["order_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "line_no"), name="order_line_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("lot__isnull", True)),
                        fields=("order", "material"),
                        name="order_material_once",
                    ),
                    models.UniqueConstraint(fields=("order", "lot"), name="order_lot_once"),
                    models.CheckConstraint(
                        condition=models.Q(("mass_kg__gt", 0), ("price_per_kg__gt", 0)),
                        name="order_line_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("handover", "For a delivery note"),
                            ("pool", "For a pool"),
                            ("month", "For a month"),
                            ("by_hand", "For all that was not billed yet"),
                        ],
                        default="handover",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="orders.pool",
                    ),
                ),
                ("month", models.DateField(null=True, verbose_name="month")),
                (
                    "tax_number",
                    models.CharField(
                        blank=True, max_length=17, verbose_name="tax invoice number (NSFP)"
                    ),
                ),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("due_on", models.DateField(verbose_name="due date")),
                ("net", models.BigIntegerField(verbose_name="net (Rp)")),
                (
                    "tax_base",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=18, verbose_name="tax base (Rp)"
                    ),
                ),
                ("tax", models.BigIntegerField(default=0, verbose_name="VAT (Rp)")),
                ("total", models.BigIntegerField(verbose_name="total (Rp)")),
                ("paid", models.BigIntegerField(default=0, verbose_name="paid (Rp)")),
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
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("total__gt", models.F("paid"))),
                        fields=["workshop", "due_on"],
                        name="invoice_unpaid",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="invoice_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net"), "+", models.F("tax")
                                ),
                            ),
                            ("total__gte", 0),
                        ),
                        name="invoice_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid__gte", 0), ("paid__lte", models.F("total"))),
                        name="invoice_not_paid_over",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("month__isnull", False)),
                        fields=("workshop", "month"),
                        name="invoice_month_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("pool__isnull", False)),
                        fields=("workshop", "pool"),
                        name="invoice_pool_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "pool"), ("month__isnull", True), ("pool__isnull", False)
                            ),
                            models.Q(
                                ("kind", "month"),
                                ("month__day", 1),
                                ("month__isnull", False),
                                ("pool__isnull", True),
                            ),
                            models.Q(
                                ("kind__in", ["handover", "by_hand"]),
                                ("month__isnull", True),
                                ("pool__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="invoice_pool_or_month_by_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("tax_number", ""), _negated=True),
                        fields=("center", "tax_number"),
                        name="invoice_tax_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tax_number", ""), ("tax_number__regex", "^\\d{17}$"), _connector="OR"
                        ),
                        name="invoice_tax_number_17_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryNote",
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_notes",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_notes",
                        to="orders.order",
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_notes",
                        to="orders.pool",
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
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_notes",
                        to="orders.invoice",
                    ),
                ),
                ("total", models.BigIntegerField(default=0, verbose_name="worth with VAT (Rp)")),
            ],
            options={
                "verbose_name": "delivery note",
                "verbose_name_plural": "delivery notes",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("invoice__isnull", True)),
                        fields=["workshop", "handed_at"],
                        name="delivery_note_unbilled",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="delivery_note_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order__isnull", False), ("pool__isnull", True)),
                            models.Q(("order__isnull", True), ("pool__isnull", False)),
                            _connector="OR",
                        ),
                        name="delivery_note_order_or_pool",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryNoteLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.deliverynote",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField()),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
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
                    "order_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.orderline",
                    ),
                ),
                (
                    "share",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_lines",
                        to="orders.allocatedshare",
                    ),
                ),
                ("pieces", models.PositiveIntegerField()),
                ("mass_kg", models.DecimalField(decimal_places=3, max_digits=14)),
                ("table_mass_kg", models.DecimalField(decimal_places=3, max_digits=14, null=True)),
                ("price_per_kg", models.DecimalField(decimal_places=2, max_digits=14)),
            ],
            options={
                "ordering": ["note_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("note", "line_no"), name="delivery_note_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mass_kg__gt", 0)),
                        name="delivery_note_line_weighs_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.invoice",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField()),
                (
                    "delivery_note",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billed_lines",
                        to="orders.deliverynote",
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
                    ),
                ),
                ("pieces", models.PositiveIntegerField()),
                ("mass_kg", models.DecimalField(decimal_places=3, max_digits=14)),
                ("price_per_kg", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "weight_basis",
                    models.CharField(
                        choices=[("table", "table weight"), ("weighed", "weighed weight")],
                        default="weighed",
                        max_length=8,
                    ),
                ),
                ("amount", models.BigIntegerField()),
            ],
            options={
                "ordering": ["invoice_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "line_no"), name="invoice_line_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Account",
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
                        related_name="accounts",
                        to="materialcenter.center",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("cash", "Cash in hand"),
                            ("bank", "Money at the bank"),
                            ("qris", "QRIS on its way to the bank"),
                            ("receivable", "Receivables from workshops"),
                            ("vat_in", "Input VAT"),
                            ("stock", "Stock of material"),
                            ("charges", "Freight bills being shared over stock"),
                            ("payable", "Payables to suppliers"),
                            ("received_not_billed", "Goods received, not billed yet"),
                            ("deposits", "Deposits of workshops"),
                            ("credit_notes", "Credit notes not used yet"),
                            ("vat_out", "Output VAT"),
                            ("brought_in", "Stock taken in without an order"),
                            ("revenue", "Sales of material"),
                            ("sales_returns", "Sales given back"),
                            ("discount", "Discounts for paying early"),
                            ("cost_of_goods", "Cost of goods sold"),
                            ("price_difference", "Differences of purchase prices"),
                            ("freight", "Freight not in the cost of stock"),
                            ("cutting_loss", "Loss in cutting"),
                            ("count_difference", "Differences of stock counts"),
                            ("stock_written_off", "Stock written off"),
                            ("bad_debt", "Receivables written off"),
                        ],
                        max_length=24,
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                (
                    "side",
                    models.CharField(
                        choices=[("debit", "Debit"), ("credit", "Credit")],
                        max_length=6,
                        verbose_name="usual side",
                    ),
                ),
            ],
            options={
                "ordering": ["center_id", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "role"), name="account_role_once"),
                    models.UniqueConstraint(fields=("center", "code"), name="account_code_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
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
                ("booked_on", models.DateField(verbose_name="booked on")),
                ("dated_on", models.DateField(verbose_name="paper's date")),
                (
                    "fact",
                    models.CharField(
                        choices=[
                            ("invoice", "Invoice to a workshop"),
                            ("payment", "Payment of a workshop"),
                            ("credit_note", "Credit note to a workshop"),
                            ("refund", "Money paid back"),
                            ("stock", "Stock in or out"),
                            ("supplier_invoice", "Supplier's invoice"),
                            ("supplier_credit", "Supplier's credit, debit note"),
                            ("supplier_payment", "Payment to a supplier"),
                            ("supplier_invoice_undone", "Supplier's invoice undone"),
                            ("supplier_credit_undone", "Supplier's credit undone"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                ("fact_id", models.BigIntegerField()),
                ("reference", models.CharField(max_length=60, verbose_name="paper")),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="text")),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["center", "booked_on", "id"], name="journal_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "fact", "fact_id"), name="journal_fact_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.journalentry",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.account",
                    ),
                ),
                (
                    "debit",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=18, verbose_name="debit (Rp)"
                    ),
                ),
                (
                    "credit",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=18, verbose_name="credit (Rp)"
                    ),
                ),
            ],
            options={
                "ordering": ["entry_id", "pk"],
                "indexes": [models.Index(fields=["account", "entry"], name="journal_account")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("credit", 0), ("debit__gt", 0)),
                            models.Q(("credit__gt", 0), ("debit", 0)),
                            _connector="OR",
                        ),
                        name="journal_line_one_side",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditNote",
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="orders.pool",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="orders.invoice",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("shortfall", "Less was billed than was paid ahead"),
                            ("cancelled", "The pool was cancelled"),
                            ("returned", "Goods came back"),
                            ("correction", "Correction of a bill"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("net", models.BigIntegerField(verbose_name="net (Rp)")),
                (
                    "tax_base",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=18, verbose_name="tax base (Rp)"
                    ),
                ),
                ("tax", models.BigIntegerField(default=0, verbose_name="VAT (Rp)")),
                ("amount", models.BigIntegerField(verbose_name="amount (Rp)")),
                ("used", models.BigIntegerField(default=0, verbose_name="used (Rp)")),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
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
                "verbose_name": "credit note",
                "verbose_name_plural": "credit notes",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("used__lt", models.F("amount"))),
                        fields=["workshop"],
                        name="credit_note_left",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="credit_note_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("invoice", None)),
                        fields=("pool", "workshop"),
                        name="credit_note_pool_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net"), "+", models.F("tax")
                                ),
                            ),
                            ("amount__gt", 0),
                            ("net__gte", 0),
                            ("tax__gte", 0),
                        ),
                        name="credit_note_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used__gte", 0), ("used__lte", models.F("amount"))),
                        name="credit_note_not_used_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pool__isnull", False), ("invoice__isnull", False), _connector="OR"
                        ),
                        name="credit_note_for_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="orders.invoice",
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposits",
                        to="orders.pool",
                    ),
                ),
                (
                    "credit_note",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="orders.creditnote",
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="amount (Rp)")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("transfer", "Bank transfer"),
                            ("qris", "QRIS"),
                            ("deposit", "From deposit"),
                            ("credit", "From a credit note"),
                            ("write_off", "Written off"),
                        ],
                        max_length=10,
                        verbose_name="method",
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="received")),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="payment_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="payment_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("invoice__isnull", False), ("pool__isnull", False), _connector="OR"
                        ),
                        name="payment_for_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("credit_note__isnull", False),
                                ("invoice__isnull", False),
                                ("method", "credit"),
                            ),
                            models.Q(
                                models.Q(("method", "credit"), _negated=True),
                                ("credit_note__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="payment_credit_note_by_method",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "write_off"), _negated=True),
                            models.Q(("invoice__isnull", False), ("pool__isnull", True)),
                            _connector="OR",
                        ),
                        name="payment_write_off_of_invoice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditNoteLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "credit_note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.creditnote",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField()),
                ("billed_line_no", models.PositiveSmallIntegerField(null=True)),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
                    ),
                ),
                ("pieces", models.PositiveIntegerField()),
                ("mass_kg", models.DecimalField(decimal_places=3, max_digits=14)),
                ("price_per_kg", models.DecimalField(decimal_places=2, max_digits=14)),
                ("amount", models.BigIntegerField()),
            ],
            options={
                "ordering": ["credit_note_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("credit_note", "line_no"), name="credit_note_line_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "credit_note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="orders.creditnote",
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="amount (Rp)")),
                (
                    "method",
                    models.CharField(
                        choices=[("cash", "Cash"), ("transfer", "Bank transfer")],
                        max_length=10,
                        verbose_name="method",
                    ),
                ),
                ("paid_at", models.DateTimeField(verbose_name="paid back")),
                (
                    "paid_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "number"), name="refund_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="refund_positive"
                    ),
                ],
            },
        ),
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
                    "center",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="match_limits",
                        to="materialcenter.center",
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
                    "price_under_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=6,
                        null=True,
                        verbose_name="price under (%)",
                    ),
                ),
                (
                    "price_under_rupiah",
                    models.BigIntegerField(
                        blank=True,
                        default=100,
                        null=True,
                        verbose_name="price under (Rp per order line)",
                    ),
                ),
                (
                    "quantity_under_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=6,
                        null=True,
                        verbose_name="quantity under (%)",
                    ),
                ),
                (
                    "quantity_under_kg",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="quantity under (kg per order line)",
                    ),
                ),
                (
                    "vat_rupiah",
                    models.BigIntegerField(default=1, verbose_name="VAT off (Rp per invoice)"),
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
                            models.Q(
                                ("price_under_percent__gte", 0),
                                ("price_under_percent", None),
                                _connector="OR",
                            ),
                            models.Q(
                                ("price_under_rupiah__gte", 0),
                                ("price_under_rupiah", None),
                                _connector="OR",
                            ),
                            models.Q(
                                ("quantity_under_percent__gte", 0),
                                ("quantity_under_percent", None),
                                _connector="OR",
                            ),
                            models.Q(
                                ("quantity_under_kg__gte", 0),
                                ("quantity_under_kg", None),
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
        migrations.CreateModel(
            name="SupplierInvoice",
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
                        related_name="invoices",
                        to="materialcenter.supplier",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("normalised_number", models.CharField(max_length=60)),
                ("invoiced_on", models.DateField(verbose_name="invoice date")),
                ("due_on", models.DateField(verbose_name="due date")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("entered", "Entered"),
                            ("approved", "Approved to pay"),
                            ("held", "Held"),
                            ("released", "Released to pay"),
                            ("refused", "Refused"),
                        ],
                        default="entered",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("freight", models.BigIntegerField(default=0, verbose_name="freight (Rp)")),
                ("net", models.BigIntegerField(verbose_name="net (Rp)")),
                ("tax", models.BigIntegerField(default=0, verbose_name="VAT (Rp)")),
                ("total", models.BigIntegerField(verbose_name="total (Rp)")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("typed", "Entered by hand"),
                            ("file", "From a file"),
                            ("settlement", "Settled from receipts"),
                        ],
                        default="typed",
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                ("paid", models.BigIntegerField(default=0, verbose_name="paid (Rp)")),
                ("credited", models.BigIntegerField(default=0, verbose_name="credited (Rp)")),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.attachment",
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                ("void_sent_at", models.DateTimeField(null=True)),
                (
                    "match",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, null=True
                    ),
                ),
                ("matched_at", models.DateTimeField(null=True)),
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
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decision_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason"),
                ),
            ],
            options={
                "verbose_name": "supplier invoice",
                "verbose_name_plural": "supplier invoices",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("status__in", ["approved", "released"]),
                            (
                                "total__gt",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("paid"), "+", models.F("credited")
                                ),
                            ),
                        ),
                        fields=["center", "due_on"],
                        name="supplier_invoice_unpaid",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "refused"), _negated=True),
                        fields=("supplier", "normalised_number"),
                        name="supplier_invoice_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("net"), "+", models.F("freight")
                                    ),
                                    "+",
                                    models.F("tax"),
                                ),
                            )
                        ),
                        name="supplier_invoice_total_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credited__gte", 0),
                            ("paid__gte", 0),
                            (
                                "total__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("paid"), "+", models.F("credited")
                                ),
                            ),
                        ),
                        name="supplier_invoice_not_paid_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("entered_by__isnull", True),
                            models.Q(("decided_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="supplier_invoice_decided_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplierCredit",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("debit_note", "Debit note (ours)"),
                            ("credit_note", "Credit note (the supplier's)"),
                        ],
                        max_length=11,
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("normalised_number", models.CharField(max_length=60)),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="materialcenter.supplier",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="orders.supplierinvoice",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("booked", "Booked"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("dated_on", models.DateField(verbose_name="date")),
                ("net", models.BigIntegerField(verbose_name="net (Rp)")),
                ("tax", models.BigIntegerField(default=0, verbose_name="VAT (Rp)")),
                ("amount", models.BigIntegerField(verbose_name="amount (Rp)")),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("written_at", models.DateTimeField()),
                (
                    "booked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("booked_at", models.DateTimeField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.attachment",
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "cancelled"), _negated=True),
                        fields=("supplier", "kind", "normalised_number"),
                        name="supplier_credit_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net"), "+", models.F("tax")
                                ),
                            ),
                            ("amount__gt", 0),
                            ("net__gte", 0),
                            ("tax__gte", 0),
                        ),
                        name="supplier_credit_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentBatch",
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
                            ("draft", "Draft"),
                            ("approved", "Approved"),
                            ("paid", "Paid"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("pay_on", models.DateField(verbose_name="pay on")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("paid_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="payment_batch_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            ("created_by__isnull", True),
                            models.Q(("approved_by", models.F("created_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="payment_batch_approved_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplierPayment",
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
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="orders.supplierinvoice",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="orders.paymentbatch",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("planned", "Planned"), ("paid", "Paid"), ("dropped", "Dropped")],
                        default="planned",
                        max_length=7,
                        verbose_name="status",
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="amount (Rp)")),
                (
                    "discount",
                    models.BigIntegerField(default=0, verbose_name="early-payment discount (Rp)"),
                ),
                ("paid_at", models.DateTimeField(null=True, verbose_name="paid")),
                (
                    "paid_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=60, verbose_name="bank reference"),
                ),
                ("bank_name", models.CharField(blank=True, max_length=60, verbose_name="bank")),
                (
                    "bank_account",
                    models.CharField(blank=True, max_length=34, verbose_name="account number"),
                ),
                (
                    "bank_holder",
                    models.CharField(blank=True, max_length=120, verbose_name="account holder"),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["batch"], name="supplier_payment_batch")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="supplier_payment_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "planned")),
                        fields=("invoice",),
                        name="supplier_payment_planned_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("discount__gte", 0)),
                        name="supplier_payment_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PickedPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reservation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="picked",
                        to="inventory.reservation",
                    ),
                ),
                (
                    "picked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("picked_at", models.DateTimeField(verbose_name="picked")),
            ],
            options={
                "verbose_name": "picked part",
                "verbose_name_plural": "picked parts",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PoolInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="orders.pool",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["pool_id", "workshop_id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pool", "workshop"), name="pool_invitation_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PoolEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="orders.pool",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Opened for commitments"),
                            ("extended", "Closes later"),
                            ("cancelled", "Cancelled"),
                            ("topping_up", "Packs are being filled up"),
                            ("frozen", "Closed for commitments"),
                            ("quotes_asked", "Suppliers were asked for a firm price"),
                            ("price_asked", "Members were asked about the firm price"),
                            ("cleared", "The price is found"),
                            ("ordered", "Ordered from the suppliers"),
                            ("arrived", "A delivery arrived"),
                            ("shared", "A delivery was shared out"),
                            ("allocated", "Everything is shared out"),
                            ("rolled_over", "Wishes were kept for the next pool"),
                            ("settled", "Settled"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "facts",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("happened_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["pool", "id"], name="pool_event_pool")],
            },
        ),
        migrations.CreateModel(
            name="QuoteRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quote_requests",
                        to="orders.pool",
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("answered", "Answered"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answer_by", models.DateTimeField(verbose_name="answer wanted by")),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.attachment",
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=40, verbose_name="supplier's number"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
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
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "asked")),
                        fields=["answer_by"],
                        name="quote_request_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "withdrawn"), _negated=True),
                        fields=("pool", "supplier"),
                        name="quote_request_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("status", "asked")),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("status__in", ["answered", "declined"]),
                            ),
                            ("status", "withdrawn"),
                            _connector="OR",
                        ),
                        name="quote_request_answered_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuoteLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.quoterequest",
                    ),
                ),
                (
                    "pool_material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotes",
                        to="orders.poolmaterial",
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="asked for")),
                (
                    "mass_kg",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="kg"),
                ),
                (
                    "expected_price_per_kg",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, null=True, verbose_name="expected (Rp/kg)"
                    ),
                ),
                (
                    "provisional_price_per_kg",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        verbose_name="price before the answers (Rp/kg)",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quoted_in",
                        to="orders.offer",
                    ),
                ),
            ],
            options={
                "ordering": ["request_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("request", "pool_material"), name="quote_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="quote_line_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pool_material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="orders.poolmaterial",
                    ),
                ),
                (
                    "commitment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="question",
                        to="orders.commitment",
                    ),
                ),
                (
                    "price_per_kg",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="firm price (Rp/kg)"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("answer_by", models.DateTimeField(verbose_name="answer wanted by")),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("waiting", "No answer yet"),
                            ("stays", "Stays in at this price"),
                            ("leaves", "Leaves"),
                            ("silent", "Did not answer in time"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaced_by",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="orders.commitment",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answer", "waiting")),
                        fields=["answer_by"],
                        name="price_question_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("price_per_kg__gt", 0)), name="price_question_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptWish",
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_wishes",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
                    ),
                ),
                (
                    "from_pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_wishes",
                        to="orders.pool",
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="wanted")),
                ("minimum", models.PositiveIntegerField(verbose_name="at least")),
                ("maximum", models.PositiveIntegerField(verbose_name="at most")),
                (
                    "price_cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="highest price (Rp/kg)",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("not_reached", "The material reached no supplier's minimum"),
                            ("cancelled", "The pool was cancelled"),
                            ("under_minimum", "Less arrived than the least it accepts"),
                            ("declined", "The supplier declined"),
                        ],
                        max_length=14,
                    ),
                ),
                ("kept_at", models.DateTimeField()),
                (
                    "commitment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept",
                        to="orders.commitment",
                    ),
                ),
                (
                    "held_back",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("deposit", "it needs a deposit or more credit"),
                            ("not_invited", "the workshop may not join that pool"),
                            ("closed", "the pool closed first"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "held_back_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.pool",
                    ),
                ),
                ("dropped_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("commitment", None), ("dropped_at", None)),
                        fields=["center", "material"],
                        name="kept_wish_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("from_pool", "material", "workshop"), name="kept_wish_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum__gte", 1),
                            ("quantity__gte", models.F("minimum")),
                            ("maximum__gte", models.F("quantity")),
                        ),
                        name="kept_wish_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PoolTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pool_material",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tally",
                        to="orders.poolmaterial",
                    ),
                ),
                ("members", models.PositiveIntegerField(default=0)),
                ("quantity", models.PositiveBigIntegerField(default=0)),
                ("minimum", models.PositiveBigIntegerField(default=0)),
                ("maximum", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "ordering": ["pool_material_id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum__lte", models.F("quantity")),
                            ("quantity__lte", models.F("maximum")),
                        ),
                        name="pool_tally_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TallyChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pool_material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orders.poolmaterial",
                    ),
                ),
                ("members", models.SmallIntegerField()),
                ("quantity", models.BigIntegerField()),
                ("minimum", models.BigIntegerField()),
                ("maximum", models.BigIntegerField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FrozenWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="frozen_wishes",
                        to="orders.pool",
                    ),
                ),
                (
                    "commitment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frozen",
                        to="orders.commitment",
                    ),
                ),
            ],
            options={
                "ordering": ["pool_id", "commitment_id"],
                "indexes": [models.Index(fields=["pool", "commitment"], name="frozen_wish_pool")],
            },
        ),
        migrations.CreateModel(
            name="BlanketOrder",
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
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blanket_orders",
                        to="materialcenter.supplier",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("running", "Running"), ("closed", "Closed")],
                        default="draft",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=60, verbose_name="supplier's number"),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(verbose_name="valid until")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved")),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="blanket_order_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                        name="blanket_order_time_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            ("created_by__isnull", True),
                            models.Q(("approved_by", models.F("created_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="blanket_order_approved_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PurchaseOrder",
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
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchase_orders",
                        to="materialcenter.supplier",
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchase_orders",
                        to="orders.pool",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("approved", "Approved"),
                            ("sent", "Sent"),
                            ("confirmed", "Confirmed"),
                            ("partly_received", "Partly received"),
                            ("received", "Received"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=16,
                        verbose_name="status",
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
                ("created_at", models.DateTimeField(verbose_name="created")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved")),
                (
                    "needs_another",
                    models.BooleanField(default=True, verbose_name="above the approval limit"),
                ),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("asked_on", models.DateField(blank=True, null=True, verbose_name="asked for")),
                ("expected_on", models.DateField(blank=True, null=True, verbose_name="expected")),
                ("freight", models.BigIntegerField(default=0, verbose_name="freight (Rp)")),
                ("revision", models.PositiveSmallIntegerField(default=0, verbose_name="revision")),
                (
                    "blanket_order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_offs",
                        to="orders.blanketorder",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
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
                "verbose_name": "purchase order",
                "verbose_name_plural": "purchase orders",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="purchase_order_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            ("created_by__isnull", True),
                            models.Q(("approved_by", models.F("created_by")), _negated=True),
                            ("needs_another", False),
                            _connector="OR",
                        ),
                        name="purchase_order_approved_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PurchaseOrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purchase_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.purchaseorder",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField()),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
                    ),
                ),
                ("pieces", models.PositiveIntegerField(verbose_name="pieces")),
                (
                    "mass_kg",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="kg"),
                ),
                (
                    "price_per_kg",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="price (Rp/kg)"
                    ),
                ),
                (
                    "weight_basis",
                    models.CharField(
                        choices=[("table", "table weight"), ("weighed", "weighed weight")],
                        max_length=8,
                        verbose_name="weight basis",
                    ),
                ),
                (
                    "over_receipt_percent",
                    models.DecimalField(
                        decimal_places=3,
                        default=5,
                        max_digits=6,
                        verbose_name="over-receipt limit (%)",
                    ),
                ),
                (
                    "over_receipt_kg",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="over-receipt limit (kg)",
                    ),
                ),
                (
                    "received_pieces",
                    models.PositiveIntegerField(default=0, verbose_name="pieces received"),
                ),
                (
                    "received_kg",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        max_digits=14,
                        verbose_name="weighed kg received",
                    ),
                ),
                (
                    "received_table_kg",
                    models.DecimalField(
                        decimal_places=3, default=0, max_digits=14, verbose_name="table kg received"
                    ),
                ),
                (
                    "promised_on",
                    models.DateField(blank=True, null=True, verbose_name="promised for"),
                ),
            ],
            options={
                "ordering": ["purchase_order_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purchase_order", "line_no"), name="purchase_order_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mass_kg__gt", 0), ("price_per_kg__gt", 0)),
                        name="purchase_order_line_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
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
                    "purchase_order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="orders.purchaseorder",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="materialcenter.supplier",
                    ),
                ),
                (
                    "supplier_note",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="supplier's delivery note"
                    ),
                ),
                ("vehicle", models.CharField(blank=True, max_length=20, verbose_name="vehicle")),
                ("received_at", models.DateTimeField(verbose_name="received")),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "called_off",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.supplierinvoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "goods receipt",
                "verbose_name_plural": "goods receipts",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "number"), name="receipt_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceiptLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.receipt",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField()),
                (
                    "order_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt_lines",
                        to="orders.purchaseorderline",
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
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
                ("heat", models.CharField(blank=True, max_length=40, verbose_name="heat number")),
                ("pieces", models.PositiveIntegerField(verbose_name="pieces received")),
                (
                    "mass_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="weighed (kg)"
                    ),
                ),
                (
                    "table_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="table weight (kg)"
                    ),
                ),
                (
                    "rejected_pieces",
                    models.PositiveIntegerField(default=0, verbose_name="pieces rejected"),
                ),
                (
                    "rejected_kg",
                    models.DecimalField(
                        decimal_places=3, default=0, max_digits=14, verbose_name="rejected (kg)"
                    ),
                ),
                (
                    "reject_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why rejected"),
                ),
                (
                    "quarantine_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why in quarantine"),
                ),
            ],
            options={
                "ordering": ["receipt_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("receipt", "line_no"), name="receipt_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mass_kg__gt", 0),
                            ("rejected_kg__gte", 0),
                            ("rejected_kg__lte", models.F("mass_kg")),
                            ("rejected_pieces__lte", models.F("pieces")),
                        ),
                        name="receipt_line_rejected_within_received",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplierInvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.supplierinvoice",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField()),
                (
                    "order_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_lines",
                        to="orders.purchaseorderline",
                    ),
                ),
                ("description", models.CharField(max_length=160, verbose_name="description")),
                ("pieces", models.PositiveIntegerField(default=0, verbose_name="pieces")),
                (
                    "mass_kg",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="kg"),
                ),
                (
                    "price_per_kg",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="price (Rp/kg)"
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="amount (Rp)")),
            ],
            options={
                "ordering": ["invoice_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("invoice", "line_no"), name="supplier_invoice_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", 0), ("mass_kg__gt", 0), ("price_per_kg__gte", 0)
                        ),
                        name="supplier_invoice_line_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplierCreditLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.suppliercredit",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField()),
                ("billed_line_no", models.PositiveSmallIntegerField()),
                (
                    "order_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.purchaseorderline",
                    ),
                ),
                ("description", models.CharField(max_length=160, verbose_name="description")),
                ("mass_kg", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
                ("price_per_kg", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ("amount", models.BigIntegerField()),
            ],
            options={
                "ordering": ["credit_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("credit", "line_no"), name="supplier_credit_line_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SettledReceiptLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "receipt_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="orders.receiptline",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settled_lines",
                        to="orders.supplierinvoice",
                    ),
                ),
                ("is_live", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_live", True)),
                        fields=("receipt_line",),
                        name="settled_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BlanketOrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "blanket_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.blanketorder",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField()),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
                    ),
                ),
                (
                    "agreed_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="agreed (kg)"
                    ),
                ),
                (
                    "called_kg",
                    models.DecimalField(
                        decimal_places=3, default=0, max_digits=14, verbose_name="called off (kg)"
                    ),
                ),
                (
                    "price_per_kg",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="price (Rp/kg)"
                    ),
                ),
                (
                    "weight_basis",
                    models.CharField(
                        choices=[("table", "table weight"), ("weighed", "weighed weight")],
                        max_length=8,
                        verbose_name="weight basis",
                    ),
                ),
            ],
            options={
                "ordering": ["blanket_order_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("blanket_order", "line_no"), name="blanket_order_line_once"
                    ),
                    models.UniqueConstraint(
                        fields=("blanket_order", "material"), name="blanket_order_material_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_kg__gt", 0), ("price_per_kg__gt", 0)),
                        name="blanket_order_line_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("called_kg__gte", 0), ("called_kg__lte", models.F("agreed_kg"))
                        ),
                        name="blanket_order_not_called_over",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PurchaseOrderRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purchase_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="orders.purchaseorder",
                    ),
                ),
                ("revision", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "before",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["purchase_order_id", "revision"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purchase_order", "revision"), name="purchase_order_revision_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposedRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purchase_order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposed_revision",
                        to="orders.purchaseorder",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("after", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("proposed_at", models.DateTimeField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReceiptLimit",
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
                        related_name="receipt_limits",
                        to="materialcenter.center",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.supplier",
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.material",
                    ),
                ),
                (
                    "over_percent",
                    models.DecimalField(
                        decimal_places=3, default=0, max_digits=6, verbose_name="over (%)"
                    ),
                ),
                (
                    "over_kg",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="over (kg)",
                    ),
                ),
            ],
            options={
                "ordering": ["center_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "supplier", "material"),
                        name="receipt_limit_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("over_percent__gte", 0),
                            models.Q(("over_kg__gte", 0), ("over_kg", None), _connector="OR"),
                        ),
                        name="receipt_limit_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplierReturn",
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
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="materialcenter.supplier",
                    ),
                ),
                (
                    "purchase_order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="orders.purchaseorder",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("vehicle", models.CharField(blank=True, max_length=20, verbose_name="vehicle")),
                ("returned_at", models.DateTimeField(verbose_name="sent back")),
                (
                    "returned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="supplier_return_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplierReturnLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "supplier_return",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.supplierreturn",
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField()),
                (
                    "receipt_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_lines",
                        to="orders.receiptline",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_lines",
                        to="orders.purchaseorderline",
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
                ("pieces", models.PositiveIntegerField(verbose_name="pieces")),
                (
                    "mass_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="weighed (kg)"
                    ),
                ),
                (
                    "table_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="table weight (kg)"
                    ),
                ),
            ],
            options={
                "ordering": ["supplier_return_id", "line_no"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("supplier_return", "line_no"), name="supplier_return_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mass_kg__gt", 0), ("table_kg__gte", 0)),
                        name="supplier_return_line_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recall",
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
                ("reason", models.TextField(max_length=2000, verbose_name="what is wrong")),
                (
                    "wanted",
                    models.TextField(
                        max_length=2000, verbose_name="what the workshops are asked to do"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=6,
                        verbose_name="status",
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
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                ("outcome", models.TextField(blank=True, max_length=2000, verbose_name="outcome")),
            ],
            options={
                "verbose_name": "recall",
                "verbose_name_plural": "recalls",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "number"), name="recall_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecallLot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="orders.recall",
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
                ("is_root", models.BooleanField(verbose_name="of the heat itself")),
            ],
            options={
                "ordering": ["recall_id", "lot_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("recall", "lot"), name="recall_lot_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecallNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="orders.recall",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.workshop",
                    ),
                ),
                ("told_at", models.DateTimeField(null=True, verbose_name="told")),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="reminded")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "said_by",
                    models.CharField(blank=True, max_length=80, verbose_name="answered by"),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
            ],
            options={
                "ordering": ["recall_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recall", "workshop"), name="recall_notice_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecallItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="orders.recallnotice",
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
                    "delivery_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.deliverynoteline",
                    ),
                ),
                ("pieces", models.PositiveIntegerField(verbose_name="pieces")),
                (
                    "mass_kg",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="kg"),
                ),
                (
                    "held_pieces",
                    models.PositiveIntegerField(null=True, verbose_name="pieces held back"),
                ),
                (
                    "held_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, null=True, verbose_name="kg held back"
                    ),
                ),
                (
                    "passed_pieces",
                    models.PositiveIntegerField(null=True, verbose_name="pieces passed on"),
                ),
                (
                    "passed_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, null=True, verbose_name="kg passed on"
                    ),
                ),
            ],
            options={
                "ordering": ["notice_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "lot", "delivery_line"),
                        name="recall_item_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("held_kg__isnull", True),
                                ("held_pieces__isnull", True),
                                ("passed_kg__isnull", True),
                                ("passed_pieces__isnull", True),
                            ),
                            models.Q(
                                ("held_kg__gte", 0),
                                (
                                    "mass_kg__gte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("held_kg"), "+", models.F("passed_kg")
                                    ),
                                ),
                                ("passed_kg__gte", 0),
                                (
                                    "pieces__gte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("held_pieces"), "+", models.F("passed_pieces")
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="recall_item_no_more_than_it_got",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="orders.invoice",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("open_amount", models.BigIntegerField()),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["invoice_id", "level"],
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "level"), name="reminder_level_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BankLine",
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
                ("booked_on", models.DateField(verbose_name="booked on")),
                ("amount", models.BigIntegerField(verbose_name="amount (Rp)")),
                ("text", models.CharField(max_length=300, verbose_name="text")),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "To be matched"),
                            ("matched", "Matched"),
                            ("ignored", "Not from a workshop"),
                        ],
                        default="open",
                        max_length=7,
                        verbose_name="status",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
            ],
            options={
                "ordering": ["-booked_on", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["center"],
                        name="bank_line_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "fingerprint"), name="bank_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="bank_line_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "bank_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="orders.bankline",
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_match",
                        to="orders.payment",
                    ),
                ),
            ],
            options={
                "ordering": ["bank_line_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="WriteOff",
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
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="write_offs",
                        to="orders.invoice",
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="amount (Rp)")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "payment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="write_off",
                        to="orders.payment",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Waits for approval"),
                            ("approved", "Written off"),
                            ("rejected", "Rejected"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="write_off_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "asked")),
                        fields=("invoice",),
                        name="write_off_asked_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="write_off_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("asked_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="write_off_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("payment__isnull", False), ("status", "approved")),
                            models.Q(
                                models.Q(("status", "approved"), _negated=True),
                                ("payment__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="write_off_paid_when_approved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearTarget",
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
                        related_name="year_targets",
                        to="materialcenter.center",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "revenue",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="revenue to reach (Rp)"
                    ),
                ),
                (
                    "reported",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="revenue as reported (Rp)"
                    ),
                ),
            ],
            options={
                "ordering": ["center_id", "year"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "year"), name="year_target_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revenue__gt", 0), ("revenue", None), _connector="OR"),
                            models.Q(("reported__gte", 0), ("reported", None), _connector="OR"),
                        ),
                        name="year_target_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxExport",
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
                ("since", models.DateField(null=True, verbose_name="from")),
                ("until", models.DateField(null=True, verbose_name="until")),
                ("invoice_count", models.PositiveIntegerField(verbose_name="invoices")),
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
                    "exported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("exported_at", models.DateTimeField(verbose_name="exported")),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "number"), name="tax_export_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("since", None), ("until", None)),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="tax_export_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportedInvoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="orders.taxexport",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to="orders.invoice",
                    ),
                ),
                ("is_again", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["export_id", "invoice_id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("export", "invoice"), name="exported_invoice_in_file"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_again", False)),
                        fields=("invoice",),
                        name="exported_invoice_once_unless_again",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allocatedshare",
            trigger=pgtrigger.compiler.Trigger(
                name="share_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2cc0f1a19b13d70b8e9ff047880ff0d01c8aa535",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_share_rows_stay_d7f1e",
                    table="orders_allocatedshare",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allocatedshare",
            trigger=pgtrigger.compiler.Trigger(
                name="share_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="3cfb1349db821d1a27b96703c39a59088851e5b7",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_share_table_stays_3562f",
                    table="orders_allocatedshare",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journalentry",
            trigger=pgtrigger.compiler.Trigger(
                name="journal_entry_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="85b3b3e38fc4f46726cb2995d6d1a3604e4b45fe",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_journal_entry_rows_stay_cbcc6",
                    table="orders_journalentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journalentry",
            trigger=pgtrigger.compiler.Trigger(
                name="journal_entry_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="ca9409d7cc01c8cb1ec08052968f278fd6024ad8",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_journal_entry_table_stays_7ea28",
                    table="orders_journalentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journalentry",
            trigger=pgtrigger.compiler.Trigger(
                name="journal_entry_has_lines",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\nIF NOT EXISTS (SELECT FROM orders_journalline WHERE entry_id = NEW.id) THEN\n    RAISE EXCEPTION 'journal entry % has no lines', NEW.id USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NULL;\n",
                    hash="759b9c98e00c215290d4ca904ef396173eb0625d",
                    operation="INSERT",
                    pgid="pgtrigger_journal_entry_has_lines_cf9e6",
                    table="orders_journalentry",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journalline",
            trigger=pgtrigger.compiler.Trigger(
                name="journal_line_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f10035210860008dfc0a5f00bf50d0bf2e4cccc5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_journal_line_rows_stay_7492e",
                    table="orders_journalline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journalline",
            trigger=pgtrigger.compiler.Trigger(
                name="journal_line_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="3f966c91aa08e45740be8872ef716519a018d222",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_journal_line_table_stays_12776",
                    table="orders_journalline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journalline",
            trigger=pgtrigger.compiler.Trigger(
                name="journal_line_balances",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\nIF (SELECT sum(debit - credit) FROM orders_journalline WHERE entry_id = NEW.entry_id) <> 0 THEN\n    RAISE EXCEPTION 'journal entry % does not balance', NEW.entry_id\n          USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NULL;\n",
                    hash="6ee02c47e5a79c9d5cf9cc7b67a6f9af87885f11",
                    operation="INSERT",
                    pgid="pgtrigger_journal_line_balances_e2645",
                    table="orders_journalline",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commitment",
            trigger=pgtrigger.compiler.Trigger(
                name="commitment_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ea33cbba218e5e4a9512e8a63d9303f7ccdddd01",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_commitment_rows_stay_9b1cb",
                    table="orders_commitment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commitment",
            trigger=pgtrigger.compiler.Trigger(
                name="commitment_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="5356d1be3581fb4aa8f17c8823fa757112876eeb",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_commitment_table_stays_4c8ac",
                    table="orders_commitment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="poolevent",
            trigger=pgtrigger.compiler.Trigger(
                name="pool_event_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4c2dda484d9f78d4b2d9b900c89b303d0d5acef9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_pool_event_rows_stay_64099",
                    table="orders_poolevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="poolevent",
            trigger=pgtrigger.compiler.Trigger(
                name="pool_event_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="466cba1e98921daf0c8a75dba2d48cac1b421240",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_pool_event_table_stays_a6aa9",
                    table="orders_poolevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allocation",
            trigger=pgtrigger.compiler.Trigger(
                name="allocation_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e05c94a48d6cc472d8b798c330ed660f18735da0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_allocation_rows_stay_6a6c6",
                    table="orders_allocation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allocation",
            trigger=pgtrigger.compiler.Trigger(
                name="allocation_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="ce915bb33d10c5415d6999607cc42c0385965e25",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_allocation_table_stays_c76d7",
                    table="orders_allocation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorderrevision",
            trigger=pgtrigger.compiler.Trigger(
                name="purchase_order_revision_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3ec17785c003a13ddd47c5af9daa491706b852b8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_purchase_order_revision_rows_stay_f18ab",
                    table="orders_purchaseorderrevision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorderrevision",
            trigger=pgtrigger.compiler.Trigger(
                name="purchase_order_revision_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="e4cedc40bbcdd861eed51bac5d9bc8e08cd0cae2",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_purchase_order_revision_table_stays_857e2",
                    table="orders_purchaseorderrevision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reminder",
            trigger=pgtrigger.compiler.Trigger(
                name="reminder_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4acdafe66a57a5eb6b1b7087276ac9e38f3673ab",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_reminder_rows_stay_43223",
                    table="orders_reminder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reminder",
            trigger=pgtrigger.compiler.Trigger(
                name="reminder_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="0ee7c84d659d942ce6233ebe966e8279d05a8f05",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_reminder_table_stays_99338",
                    table="orders_reminder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exportedinvoice",
            trigger=pgtrigger.compiler.Trigger(
                name="exported_invoice_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="dbeb41d1d4bc65d612b7e48cc141cc1ca133f166",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_exported_invoice_rows_stay_2f8e3",
                    table="orders_exportedinvoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exportedinvoice",
            trigger=pgtrigger.compiler.Trigger(
                name="exported_invoice_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="38df2a0dac1135c436b2470cb30a9ca1fd7c13e8",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_exported_invoice_table_stays_54f07",
                    table="orders_exportedinvoice",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(COMMITTING.CREATE, COMMITTING.DROP),
    ]
