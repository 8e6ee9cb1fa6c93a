import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0009_late_costs"),
        ("materialcenter", "0003_settling"),
        ("orders", "0007_commit_with_tallies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=24)),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
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
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
            ],
            options={
                "ordering": ["-booked_on", "-pk"],
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
            ],
            options={
                "ordering": ["bank_line_id", "pk"],
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
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
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved")),
            ],
            options={
                "ordering": ["-pk"],
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
                ("line_no", models.PositiveSmallIntegerField()),
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
                ("booked_on", models.DateField(verbose_name="date")),
                ("fact", models.CharField(max_length=30)),
                ("fact_id", models.BigIntegerField()),
                ("reference", models.CharField(max_length=60, verbose_name="paper")),
                ("text", models.CharField(max_length=200, verbose_name="text")),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
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
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("approved_at", models.DateTimeField(null=True)),
                ("paid_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
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
                ("revision", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "before",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["purchase_order_id", "revision"],
            },
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
                ("level", models.PositiveSmallIntegerField()),
                ("open_amount", models.BigIntegerField()),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["invoice_id", "level"],
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
                ("is_live", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["pk"],
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
                ("written_at", models.DateTimeField()),
                ("booked_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
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
                ("line_no", models.PositiveSmallIntegerField()),
                ("billed_line_no", models.PositiveSmallIntegerField()),
                ("description", models.CharField(max_length=160, verbose_name="description")),
                ("mass_kg", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
                ("price_per_kg", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ("amount", models.BigIntegerField()),
            ],
            options={
                "ordering": ["credit_id", "line_no"],
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
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
                    "reference",
                    models.CharField(blank=True, max_length=60, verbose_name="bank reference"),
                ),
            ],
            options={
                "ordering": ["-pk"],
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("vehicle", models.CharField(blank=True, max_length=20, verbose_name="vehicle")),
                ("returned_at", models.DateTimeField(verbose_name="sent back")),
            ],
            options={
                "ordering": ["-pk"],
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
                ("line_no", models.PositiveSmallIntegerField()),
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
                ("amount", models.BigIntegerField(verbose_name="amount (Rp)")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
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
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
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
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("revenue", models.BigIntegerField(verbose_name="revenue (Rp)")),
            ],
            options={
                "ordering": ["center_id", "year"],
            },
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="revision",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="revision"),
        ),
        migrations.AddField(
            model_name="purchaseorderline",
            name="promised_on",
            field=models.DateField(blank=True, null=True, verbose_name="promised for"),
        ),
        migrations.AddField(
            model_name="supplierinvoice",
            name="credited",
            field=models.BigIntegerField(default=0, verbose_name="credited (Rp)"),
        ),
        migrations.AddField(
            model_name="supplierinvoice",
            name="origin",
            field=models.CharField(
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
        migrations.AddField(
            model_name="supplierinvoice",
            name="paid",
            field=models.BigIntegerField(default=0, verbose_name="paid (Rp)"),
        ),
        migrations.AddIndex(
            model_name="supplierinvoice",
            index=models.Index(
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
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierinvoice",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddField(
            model_name="account",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accounts",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankmatch",
            name="bank_line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matches",
                to="orders.bankline",
            ),
        ),
        migrations.AddField(
            model_name="bankmatch",
            name="payment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_match",
                to="orders.payment",
            ),
        ),
        migrations.AddField(
            model_name="blanketorder",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="blanketorder",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="blanketorder",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="blanketorder",
            name="supplier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="blanket_orders",
                to="materialcenter.supplier",
            ),
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="blanket_order",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="call_offs",
                to="orders.blanketorder",
            ),
        ),
        migrations.AddField(
            model_name="blanketorderline",
            name="blanket_order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="orders.blanketorder",
            ),
        ),
        migrations.AddField(
            model_name="blanketorderline",
            name="material",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inventory.material",
            ),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="journalline",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.account"
            ),
        ),
        migrations.AddField(
            model_name="journalline",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="orders.journalentry",
            ),
        ),
        migrations.AddField(
            model_name="paymentbatch",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paymentbatch",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="paymentbatch",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="purchaseorderrevision",
            name="changed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="purchaseorderrevision",
            name="document",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.attachment",
            ),
        ),
        migrations.AddField(
            model_name="purchaseorderrevision",
            name="purchase_order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revisions",
                to="orders.purchaseorder",
            ),
        ),
        migrations.AddField(
            model_name="receiptlimit",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipt_limits",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="receiptlimit",
            name="material",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inventory.material",
            ),
        ),
        migrations.AddField(
            model_name="receiptlimit",
            name="supplier",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.supplier",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="orders.invoice",
            ),
        ),
        migrations.AddField(
            model_name="settledreceiptline",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settled_lines",
                to="orders.supplierinvoice",
            ),
        ),
        migrations.AddField(
            model_name="settledreceiptline",
            name="receipt_line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settlements",
                to="orders.receiptline",
            ),
        ),
        migrations.AddField(
            model_name="suppliercredit",
            name="booked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="suppliercredit",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="suppliercredit",
            name="document",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.attachment",
            ),
        ),
        migrations.AddField(
            model_name="suppliercredit",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credits",
                to="orders.supplierinvoice",
            ),
        ),
        migrations.AddField(
            model_name="suppliercredit",
            name="supplier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credits",
                to="materialcenter.supplier",
            ),
        ),
        migrations.AddField(
            model_name="suppliercredit",
            name="written_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="suppliercreditline",
            name="credit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="orders.suppliercredit",
            ),
        ),
        migrations.AddField(
            model_name="suppliercreditline",
            name="order_line",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.purchaseorderline",
            ),
        ),
        migrations.AddField(
            model_name="supplierpayment",
            name="batch",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="orders.paymentbatch",
            ),
        ),
        migrations.AddField(
            model_name="supplierpayment",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="supplierpayment",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="orders.supplierinvoice",
            ),
        ),
        migrations.AddField(
            model_name="supplierpayment",
            name="paid_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="supplierreturn",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="supplierreturn",
            name="purchase_order",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returns",
                to="orders.purchaseorder",
            ),
        ),
        migrations.AddField(
            model_name="supplierreturn",
            name="returned_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="supplierreturn",
            name="supplier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returns",
                to="materialcenter.supplier",
            ),
        ),
        migrations.AddField(
            model_name="supplierreturnline",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.lot"
            ),
        ),
        migrations.AddField(
            model_name="supplierreturnline",
            name="order_line",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="return_lines",
                to="orders.purchaseorderline",
            ),
        ),
        migrations.AddField(
            model_name="supplierreturnline",
            name="receipt_line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="return_lines",
                to="orders.receiptline",
            ),
        ),
        migrations.AddField(
            model_name="supplierreturnline",
            name="supplier_return",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="orders.supplierreturn",
            ),
        ),
        migrations.AddField(
            model_name="writeoff",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="writeoff",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="writeoff",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="writeoff",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="write_offs",
                to="orders.invoice",
            ),
        ),
        migrations.AddField(
            model_name="yeartarget",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="year_targets",
                to="materialcenter.center",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(fields=("center", "role"), name="account_role_once"),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(fields=("center", "code"), name="account_code_once"),
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["center"], name="bank_line_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.UniqueConstraint(
                fields=("center", "fingerprint"), name="bank_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="bank_line_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="blanketorder",
            constraint=models.UniqueConstraint(
                fields=("center", "number"), name="blanket_order_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="blanketorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                name="blanket_order_time_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="blanketorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    ("created_by__isnull", True),
                    models.Q(("approved_by", models.F("created_by")), _negated=True),
                    _connector="OR",
                ),
                name="blanket_order_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="blanketorderline",
            constraint=models.UniqueConstraint(
                fields=("blanket_order", "line_no"), name="blanket_order_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="blanketorderline",
            constraint=models.UniqueConstraint(
                fields=("blanket_order", "material"), name="blanket_order_material_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="blanketorderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_kg__gt", 0), ("price_per_kg__gt", 0)),
                name="blanket_order_line_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="blanketorderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("called_kg__gte", 0), ("called_kg__lte", models.F("agreed_kg"))
                ),
                name="blanket_order_not_called_over",
            ),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["center", "booked_on", "id"], name="journal_day"),
        ),
        migrations.AddConstraint(
            model_name="journalentry",
            constraint=models.UniqueConstraint(
                fields=("center", "fact", "fact_id"), name="journal_fact_once"
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
        migrations.AddIndex(
            model_name="journalline",
            index=models.Index(fields=["account", "entry"], name="journal_account"),
        ),
        migrations.AddConstraint(
            model_name="journalline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit", 0), ("debit__gt", 0)),
                    models.Q(("credit__gt", 0), ("debit", 0)),
                    _connector="OR",
                ),
                name="journal_line_one_side",
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
        migrations.AddConstraint(
            model_name="paymentbatch",
            constraint=models.UniqueConstraint(
                fields=("center", "number"), name="payment_batch_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    ("created_by__isnull", True),
                    models.Q(("approved_by", models.F("created_by")), _negated=True),
                    _connector="OR",
                ),
                name="payment_batch_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorderrevision",
            constraint=models.UniqueConstraint(
                fields=("purchase_order", "revision"), name="purchase_order_revision_once"
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
        migrations.AddConstraint(
            model_name="receiptlimit",
            constraint=models.UniqueConstraint(
                fields=("center", "supplier", "material"),
                name="receipt_limit_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="receiptlimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("over_percent__gte", 0),
                    models.Q(("over_kg__gte", 0), ("over_kg", None), _connector="OR"),
                ),
                name="receipt_limit_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("invoice", "level"), name="reminder_level_once"
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
        migrations.AddConstraint(
            model_name="settledreceiptline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_live", True)), fields=("receipt_line",), name="settled_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="suppliercredit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "cancelled"), _negated=True),
                fields=("supplier", "kind", "normalised_number"),
                name="supplier_credit_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="suppliercredit",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="suppliercreditline",
            constraint=models.UniqueConstraint(
                fields=("credit", "line_no"), name="supplier_credit_line_once"
            ),
        ),
        migrations.AddIndex(
            model_name="supplierpayment",
            index=models.Index(fields=["batch"], name="supplier_payment_batch"),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=models.UniqueConstraint(
                fields=("center", "number"), name="supplier_payment_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "planned")),
                fields=("invoice",),
                name="supplier_payment_planned_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0), ("discount__gte", 0)),
                name="supplier_payment_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierreturn",
            constraint=models.UniqueConstraint(
                fields=("center", "number"), name="supplier_return_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierreturnline",
            constraint=models.UniqueConstraint(
                fields=("supplier_return", "line_no"), name="supplier_return_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierreturnline",
            constraint=models.CheckConstraint(
                condition=models.Q(("mass_kg__gt", 0), ("table_kg__gte", 0)),
                name="supplier_return_line_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.UniqueConstraint(
                fields=("center", "number"), name="write_off_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "asked")),
                fields=("invoice",),
                name="write_off_asked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="write_off_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    ("asked_by__isnull", True),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="write_off_decided_by_another",
            ),
        ),
        migrations.AddField(
            model_name="writeoff",
            name="payment",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="write_off",
                to="orders.payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("payment__isnull", False),
                    ("status", "approved"),
                )
                | models.Q(
                    models.Q(("status", "approved"), _negated=True), ("payment__isnull", True)
                ),
                name="write_off_paid_when_approved",
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="method",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("method", "write_off"), _negated=True),
                    models.Q(("invoice__isnull", False), ("pool__isnull", True)),
                    _connector="OR",
                ),
                name="payment_write_off_of_invoice",
            ),
        ),
        migrations.AddConstraint(
            model_name="yeartarget",
            constraint=models.UniqueConstraint(fields=("center", "year"), name="year_target_once"),
        ),
        migrations.AddConstraint(
            model_name="yeartarget",
            constraint=models.CheckConstraint(
                condition=models.Q(("revenue__gt", 0)), name="year_target_positive"
            ),
        ),
    ]
