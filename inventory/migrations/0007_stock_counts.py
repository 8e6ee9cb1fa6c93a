import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0006_cutting"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("counted_at", models.DateTimeField(verbose_name="counted")),
            ],
            options={
                "ordering": ["line_id", "round_no"],
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
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "stock count",
                "verbose_name_plural": "stock counts",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="countentry",
            name="counted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="countline",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.lot"
            ),
        ),
        migrations.AddField(
            model_name="countline",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.place"
            ),
        ),
        migrations.AddField(
            model_name="countentry",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="inventory.countline",
            ),
        ),
        migrations.AddField(
            model_name="countrule",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="stockcount",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="stockcount",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stockcount",
            name="opened_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stockcount",
            name="racks",
            field=models.ManyToManyField(blank=True, related_name="+", to="inventory.place"),
        ),
        migrations.AddField(
            model_name="stockcount",
            name="transaction",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stock_count",
                to="inventory.transaction",
            ),
        ),
        migrations.AddField(
            model_name="countline",
            name="count",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="inventory.stockcount",
            ),
        ),
        migrations.AddConstraint(
            model_name="countentry",
            constraint=models.UniqueConstraint(
                fields=("line", "round_no"), name="count_entry_round_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="countentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mass_kg__gt", 0), models.Q(("mass_kg", 0), ("pieces", 0)), _connector="OR"
                ),
                name="count_entry_pieces_weigh_something",
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
        migrations.AddConstraint(
            model_name="countrule",
            constraint=models.UniqueConstraint(
                fields=("center", "value_class"), name="count_rule_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="countrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("every_days__gt", 0), ("share_percent__gt", 0), ("share_percent__lte", 100)
                ),
                name="count_rule_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockcount",
            constraint=models.UniqueConstraint(
                fields=("center", "number"), name="stock_count_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="countline",
            constraint=models.UniqueConstraint(
                fields=("count", "lot", "place"), name="count_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="countline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_open", True)),
                fields=("lot", "place"),
                name="count_line_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("transaction__isnull", True), ("status", "approved"), _connector="OR"
                ),
                name="stock_count_posts_when_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("recount_percent__gte", 0), ("recount_value__gte", 0)),
                name="stock_count_limits_not_negative",
            ),
        ),
    ]
