import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0005_weigh_tickets"),
    ]

    operations = [
        migrations.CreateModel(
            name="CutJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=30, verbose_name="number")),
                ("pieces", models.PositiveIntegerField(verbose_name="pieces cut")),
                (
                    "mass_kg",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="kg cut"),
                ),
                (
                    "kerf_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="kerf loss (kg)"
                    ),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="value (Rp)"),
                ),
                ("cut_at", models.DateTimeField(verbose_name="cut")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "cutting job",
                "verbose_name_plural": "cutting jobs",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="CutOutput",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("piece", "Cut pieces"),
                            ("remnant", "Remnant"),
                            ("scrap", "Scrap"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=60, verbose_name="for")),
            ],
            options={
                "ordering": ["job_id", "line_no"],
            },
        ),
        migrations.CreateModel(
            name="CutPlan",
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
                            ("waiting", "Being computed"),
                            ("planned", "Planned"),
                            ("impossible", "Not possible"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "kerf_mm",
                    models.DecimalField(decimal_places=2, max_digits=9, verbose_name="kerf (mm)"),
                ),
                ("wanted", models.JSONField(verbose_name="cuts")),
                (
                    "uses_remnants",
                    models.BooleanField(default=True, verbose_name="use remnants first"),
                ),
                ("result", models.JSONField(null=True)),
                ("is_proven", models.BooleanField(default=False, verbose_name="proven least")),
                ("planned_at", models.DateTimeField(verbose_name="asked")),
                ("computed_at", models.DateTimeField(null=True, verbose_name="computed")),
            ],
            options={
                "verbose_name": "cutting plan",
                "verbose_name_plural": "cutting plans",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="cutjob",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="cutjob",
            name="cut_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cutjob",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cut_jobs",
                to="inventory.lot",
            ),
        ),
        migrations.AddField(
            model_name="cutjob",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.place"
            ),
        ),
        migrations.AddField(
            model_name="cutjob",
            name="transaction",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cut_job",
                to="inventory.transaction",
            ),
        ),
        migrations.AddField(
            model_name="cutoutput",
            name="job",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outputs",
                to="inventory.cutjob",
            ),
        ),
        migrations.AddField(
            model_name="cutoutput",
            name="lot",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cut_output",
                to="inventory.lot",
            ),
        ),
        migrations.AddField(
            model_name="cutplan",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="cutplan",
            name="material",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inventory.material",
            ),
        ),
        migrations.AddField(
            model_name="cutplan",
            name="planned_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cutjob",
            name="plan",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="jobs",
                to="inventory.cutplan",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutoutput",
            constraint=models.UniqueConstraint(fields=("job", "line_no"), name="cut_output_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cutoutput",
            trigger=pgtrigger.compiler.Trigger(
                name="cut_output_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="41d458d217a8a8c0bc242171a32d5491d4778c1e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_cut_output_rows_stay_5f395",
                    table="inventory_cutoutput",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cutoutput",
            trigger=pgtrigger.compiler.Trigger(
                name="cut_output_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="48984bb6527e2e8b30b0a4eb6dfcab4f526b02eb",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_cut_output_table_stays_34a30",
                    table="inventory_cutoutput",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="cutplan",
            constraint=models.UniqueConstraint(
                fields=("center", "number"), name="cut_plan_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cutjob",
            constraint=models.UniqueConstraint(
                fields=("center", "number"), name="cut_job_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cutjob",
            constraint=models.CheckConstraint(
                condition=models.Q(("kerf_kg__gte", 0), ("mass_kg__gt", 0)),
                name="cut_job_weighs_something",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cutjob",
            trigger=pgtrigger.compiler.Trigger(
                name="cut_job_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4d0fdb899551fb2aa7e4aadb2f6930929bc06756",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_cut_job_rows_stay_ef75a",
                    table="inventory_cutjob",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cutjob",
            trigger=pgtrigger.compiler.Trigger(
                name="cut_job_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="10a8ea4cad7f10db449b7fed7b022874d6e68aaf",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_cut_job_table_stays_04baf",
                    table="inventory_cutjob",
                    when="BEFORE",
                ),
            ),
        ),
    ]
