import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# What pools that were over before left of deposits is given back by a worker, as of any other.
GIVE_BACK = """
INSERT INTO materialcenter_job
    (center_id, task, arguments, language, created_at, due_at, attempts, error, done, total)
SELECT pool.center_id, 'orders.tasks.credit_left_deposits',
       jsonb_build_object('pool_id', pool.id), 'id', now(), now(), 0, '', 0, 0
FROM orders_pool AS pool
WHERE pool.status IN ('settled', 'cancelled')
  AND EXISTS (SELECT FROM orders_payment AS paid
              WHERE paid.pool_id = pool.id AND paid.invoice_id IS NULL)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0009_late_costs"),
        ("materialcenter", "0002_payment_terms"),
        ("orders", "0005_picked_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="pool",
            name="asks_quotes",
            field=models.BooleanField(default=False, verbose_name="firm quotes are asked"),
        ),
        migrations.AddField(
            model_name="pool",
            name="audience",
            field=models.CharField(
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
        migrations.AddField(
            model_name="pool",
            name="deposit_rule",
            field=models.CharField(
                choices=[
                    ("over_credit", "Of what goes over the credit limit"),
                    ("always", "Of all that is wanted"),
                ],
                default="over_credit",
                max_length=11,
                verbose_name="deposit rule",
            ),
        ),
        migrations.AddField(
            model_name="pool",
            name="previous",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.pool",
            ),
        ),
        migrations.AddField(
            model_name="pool",
            name="topping_up_hours",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="hours to fill packs up"
            ),
        ),
        migrations.AddField(
            model_name="pool",
            name="topping_up_until",
            field=models.DateTimeField(null=True, verbose_name="packs filled up until"),
        ),
        migrations.AlterField(
            model_name="pool",
            name="deposit_percent",
            field=models.DecimalField(
                decimal_places=3, default=0, max_digits=6, verbose_name="deposit (%)"
            ),
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
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
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
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
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="orders.invoice",
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
                    "pool",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="orders.pool",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="materialcenter.workshop",
                    ),
                ),
            ],
            options={
                "verbose_name": "credit note",
                "verbose_name_plural": "credit notes",
                "ordering": ["-pk"],
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
                ("line_no", models.PositiveSmallIntegerField()),
                ("billed_line_no", models.PositiveSmallIntegerField(null=True)),
                ("pieces", models.PositiveIntegerField()),
                ("mass_kg", models.DecimalField(decimal_places=3, max_digits=14)),
                ("price_per_kg", models.DecimalField(decimal_places=2, max_digits=14)),
                ("amount", models.BigIntegerField()),
                (
                    "credit_note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.creditnote",
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
            ],
            options={
                "ordering": ["credit_note_id", "line_no"],
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
                    "commitment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frozen",
                        to="orders.commitment",
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
            ],
            options={
                "ordering": ["pool_id", "commitment_id"],
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
                ("dropped_at", models.DateTimeField(null=True)),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
                    ),
                ),
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
                    "from_pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_wishes",
                        to="orders.pool",
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
                        related_name="kept_wishes",
                        to="materialcenter.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
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
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="orders.pool",
                    ),
                ),
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
                ("members", models.PositiveIntegerField(default=0)),
                ("quantity", models.PositiveBigIntegerField(default=0)),
                ("minimum", models.PositiveBigIntegerField(default=0)),
                ("maximum", models.PositiveBigIntegerField(default=0)),
                (
                    "pool_material",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tally",
                        to="orders.poolmaterial",
                    ),
                ),
            ],
            options={
                "ordering": ["pool_material_id"],
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
                    "commitment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="question",
                        to="orders.commitment",
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
                ("answer_by", models.DateTimeField(verbose_name="answer wanted by")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
                (
                    "reference",
                    models.CharField(blank=True, max_length=40, verbose_name="supplier's number"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
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
                    "asked_by",
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
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quote_requests",
                        to="orders.pool",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.attachment",
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
            ],
            options={
                "ordering": ["-pk"],
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
                (
                    "pool_material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotes",
                        to="orders.poolmaterial",
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
            ],
            options={
                "ordering": ["request_id", "pk"],
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
                ("number", models.CharField(max_length=30, verbose_name="number")),
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
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="materialcenter.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
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
                ("members", models.SmallIntegerField()),
                ("quantity", models.BigIntegerField()),
                ("minimum", models.BigIntegerField()),
                ("maximum", models.BigIntegerField()),
                (
                    "pool_material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orders.poolmaterial",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.UniqueConstraint(
                fields=("center", "number"), name="credit_note_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("invoice", None)),
                fields=("pool", "workshop"),
                name="credit_note_pool_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
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
                name="credit_note_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("used__gte", 0), ("used__lte", models.F("amount"))),
                name="credit_note_not_used_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pool__isnull", False), ("invoice__isnull", False), _connector="OR"
                ),
                name="credit_note_for_something",
            ),
        ),
        migrations.AddIndex(
            model_name="creditnote",
            index=models.Index(
                condition=models.Q(("used__lt", models.F("amount"))),
                fields=["workshop"],
                name="credit_note_left",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="credit_note",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="orders.creditnote",
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
                ],
                max_length=10,
                verbose_name="method",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="creditnoteline",
            constraint=models.UniqueConstraint(
                fields=("credit_note", "line_no"), name="credit_note_line_once"
            ),
        ),
        migrations.AddIndex(
            model_name="frozenwish",
            index=models.Index(fields=["pool", "commitment"], name="frozen_wish_pool"),
        ),
        migrations.AddIndex(
            model_name="keptwish",
            index=models.Index(
                condition=models.Q(("commitment", None), ("dropped_at", None)),
                fields=["center", "material"],
                name="kept_wish_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="keptwish",
            constraint=models.UniqueConstraint(
                fields=("from_pool", "material", "workshop"), name="kept_wish_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="keptwish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minimum__gte", 1),
                    ("quantity__gte", models.F("minimum")),
                    ("maximum__gte", models.F("quantity")),
                ),
                name="kept_wish_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="poolevent",
            index=models.Index(fields=["pool", "id"], name="pool_event_pool"),
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
        migrations.AddConstraint(
            model_name="poolinvitation",
            constraint=models.UniqueConstraint(
                fields=("pool", "workshop"), name="pool_invitation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pooltally",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minimum__lte", models.F("quantity")), ("quantity__lte", models.F("maximum"))
                ),
                name="pool_tally_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="pricequestion",
            index=models.Index(
                condition=models.Q(("answer", "waiting")),
                fields=["answer_by"],
                name="price_question_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricequestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("price_per_kg__gt", 0)), name="price_question_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="quoterequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "withdrawn"), _negated=True),
                fields=("pool", "supplier"),
                name="quote_request_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="quoterequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("status", "asked")),
                    models.Q(
                        ("answered_at__isnull", False), ("status__in", ["answered", "declined"])
                    ),
                    ("status", "withdrawn"),
                    _connector="OR",
                ),
                name="quote_request_answered_has_time",
            ),
        ),
        migrations.AddIndex(
            model_name="quoterequest",
            index=models.Index(
                condition=models.Q(("status", "asked")),
                fields=["answer_by"],
                name="quote_request_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="quoteline",
            constraint=models.UniqueConstraint(
                fields=("request", "pool_material"), name="quote_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="quoteline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="quote_line_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                fields=("center", "number"), name="refund_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="refund_positive"
            ),
        ),
        migrations.RunSQL(GIVE_BACK, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
    ]
