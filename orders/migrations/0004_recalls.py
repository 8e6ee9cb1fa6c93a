import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0009_late_costs"),
        ("materialcenter", "0001_initial"),
        ("orders", "0003_quarantine_on_receipts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                ("outcome", models.TextField(blank=True, max_length=2000, verbose_name="outcome")),
            ],
            options={
                "verbose_name": "recall",
                "verbose_name_plural": "recalls",
                "ordering": ["-pk"],
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
                ("is_root", models.BooleanField(verbose_name="of the heat itself")),
            ],
            options={
                "ordering": ["recall_id", "lot_id"],
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
                ("told_at", models.DateTimeField(null=True, verbose_name="told")),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="reminded")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "said_by",
                    models.CharField(blank=True, max_length=80, verbose_name="answered by"),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
            ],
            options={
                "ordering": ["recall_id", "pk"],
            },
        ),
        migrations.AddField(
            model_name="recall",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="recall",
            name="closed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recall",
            name="opened_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recallitem",
            name="delivery_line",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.deliverynoteline",
            ),
        ),
        migrations.AddField(
            model_name="recallitem",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.lot"
            ),
        ),
        migrations.AddField(
            model_name="recalllot",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.lot"
            ),
        ),
        migrations.AddField(
            model_name="recalllot",
            name="recall",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lots", to="orders.recall"
            ),
        ),
        migrations.AddField(
            model_name="recallnotice",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recallnotice",
            name="recall",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="orders.recall",
            ),
        ),
        migrations.AddField(
            model_name="recallnotice",
            name="workshop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.workshop",
            ),
        ),
        migrations.AddField(
            model_name="recallitem",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="orders.recallnotice",
            ),
        ),
        migrations.AddConstraint(
            model_name="recall",
            constraint=models.UniqueConstraint(
                fields=("center", "number"), name="recall_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recalllot",
            constraint=models.UniqueConstraint(fields=("recall", "lot"), name="recall_lot_once"),
        ),
        migrations.AddConstraint(
            model_name="recallnotice",
            constraint=models.UniqueConstraint(
                fields=("recall", "workshop"), name="recall_notice_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recallitem",
            constraint=models.UniqueConstraint(
                fields=("notice", "lot", "delivery_line"),
                name="recall_item_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="recallitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("held_kg__isnull", True),
                        ("held_pieces__isnull", True),
                        ("passed_kg__isnull", True),
                        ("passed_pieces__isnull", True),
                    ),
                    models.Q(
                        ("held_kg__gte", 0),
                        ("mass_kg__gte", models.F("held_kg") + models.F("passed_kg")),
                        ("passed_kg__gte", 0),
                        ("pieces__gte", models.F("held_pieces") + models.F("passed_pieces")),
                    ),
                    _connector="OR",
                ),
                name="recall_item_no_more_than_it_got",
            ),
        ),
    ]
