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
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("waiting", "Not answered"),
                            ("held_back", "Held back"),
                            ("used", "Used up here"),
                            ("passed_on", "Passed on to a customer"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("pieces_left", models.PositiveIntegerField(null=True, verbose_name="pieces left")),
                (
                    "kg_left",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, null=True, verbose_name="kg left"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
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
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.deliverynoteline",
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
            model_name="recallnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "waiting"), ("answered_at__isnull", True)),
                    models.Q(
                        models.Q(("answer", "waiting"), _negated=True),
                        ("answered_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="recall_notice_answered_with_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="recallitem",
            constraint=models.UniqueConstraint(
                fields=("notice", "delivery_line"), name="recall_item_once"
            ),
        ),
    ]
