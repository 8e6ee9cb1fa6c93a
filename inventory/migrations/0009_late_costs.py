import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0008_seal"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="transaction",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["effective_at"], name="transaction_effective", pages_per_range=32
            ),
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
                ("entered_at", models.DateTimeField(verbose_name="entered")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "late cost",
                "verbose_name_plural": "late costs",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="landedcost",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="landedcost",
            name="entered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="landedcost",
            name="supplier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.supplier",
            ),
        ),
        migrations.AddField(
            model_name="landedcost",
            name="transaction",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="landed_cost",
                to="inventory.transaction",
            ),
        ),
        migrations.AddConstraint(
            model_name="landedcost",
            constraint=models.UniqueConstraint(
                fields=("center", "supplier", "bill_key"), name="landed_cost_bill_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="landedcost",
            constraint=models.CheckConstraint(
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
    ]
