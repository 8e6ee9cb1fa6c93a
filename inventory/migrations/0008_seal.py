import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0007_stock_counts"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
            },
        ),
        migrations.AddField(
            model_name="sealblock",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealblock",
            constraint=models.UniqueConstraint(fields=("center", "number"), name="seal_block_once"),
        ),
        migrations.AddConstraint(
            model_name="sealblock",
            constraint=models.UniqueConstraint(
                fields=("center", "first_sequence"), name="seal_block_begins_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealblock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_sequence__lte", models.F("last_sequence")),
                    ("number__gt", 0),
                    ("transactions__gt", 0),
                ),
                name="seal_block_holds_something",
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
    ]
