import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0001_initial"),
        ("materialcenter", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="certificate number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("2.1", "2.1 statement of compliance"),
                            ("2.2", "2.2 test report, not specific"),
                            ("3.1", "3.1 inspection by the maker"),
                            ("3.2", "3.2 inspection with the purchaser"),
                        ],
                        max_length=3,
                        verbose_name="type (EN 10204)",
                    ),
                ),
                ("issued_on", models.DateField(verbose_name="date of the certificate")),
                ("maker", models.CharField(max_length=100, verbose_name="maker")),
                ("standard", models.CharField(blank=True, max_length=60, verbose_name="standard")),
                (
                    "inspector",
                    models.CharField(blank=True, max_length=100, verbose_name="inspector"),
                ),
                ("created_at", models.DateTimeField(verbose_name="entered")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why withdrawn"),
                ),
            ],
            options={
                "verbose_name": "mill certificate",
                "verbose_name_plural": "mill certificates",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="CertificateHeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("heat", models.CharField(max_length=40, verbose_name="heat number")),
                ("coil", models.CharField(blank=True, max_length=40, verbose_name="coil")),
                ("size", models.CharField(blank=True, max_length=60, verbose_name="size")),
                (
                    "thickness_mm",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="thickness or diameter (mm)",
                    ),
                ),
                ("pieces", models.PositiveIntegerField(null=True, verbose_name="pieces")),
                (
                    "mass_kg",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, null=True, verbose_name="weight (kg)"
                    ),
                ),
            ],
            options={
                "ordering": ["certificate_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CertificateResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measured",
                    models.CharField(
                        choices=[
                            ("C", "Carbon (C)"),
                            ("Si", "Silicon (Si)"),
                            ("Mn", "Manganese (Mn)"),
                            ("P", "Phosphorus (P)"),
                            ("S", "Sulphur (S)"),
                            ("Cr", "Chromium (Cr)"),
                            ("Ni", "Nickel (Ni)"),
                            ("Mo", "Molybdenum (Mo)"),
                            ("Cu", "Copper (Cu)"),
                            ("Al", "Aluminium (Al)"),
                            ("Zn", "Zinc (Zn)"),
                            ("Fe", "Iron (Fe)"),
                            ("Mg", "Magnesium (Mg)"),
                            ("Ti", "Titanium (Ti)"),
                            ("Sn", "Tin (Sn)"),
                            ("Pb", "Lead (Pb)"),
                            ("YS", "Yield strength (MPa)"),
                            ("TS", "Tensile strength (MPa)"),
                            ("EL", "Elongation (%)"),
                            ("HV", "Hardness (HV)"),
                            ("Z", "Coating (g/m², both sides)"),
                        ],
                        max_length=2,
                        verbose_name="property",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=9, verbose_name="value"),
                ),
            ],
            options={
                "ordering": ["heat_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GradeLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measured",
                    models.CharField(
                        choices=[
                            ("C", "Carbon (C)"),
                            ("Si", "Silicon (Si)"),
                            ("Mn", "Manganese (Mn)"),
                            ("P", "Phosphorus (P)"),
                            ("S", "Sulphur (S)"),
                            ("Cr", "Chromium (Cr)"),
                            ("Ni", "Nickel (Ni)"),
                            ("Mo", "Molybdenum (Mo)"),
                            ("Cu", "Copper (Cu)"),
                            ("Al", "Aluminium (Al)"),
                            ("Zn", "Zinc (Zn)"),
                            ("Fe", "Iron (Fe)"),
                            ("Mg", "Magnesium (Mg)"),
                            ("Ti", "Titanium (Ti)"),
                            ("Sn", "Tin (Sn)"),
                            ("Pb", "Lead (Pb)"),
                            ("YS", "Yield strength (MPa)"),
                            ("TS", "Tensile strength (MPa)"),
                            ("EL", "Elongation (%)"),
                            ("HV", "Hardness (HV)"),
                            ("Z", "Coating (g/m², both sides)"),
                        ],
                        max_length=2,
                        verbose_name="property",
                    ),
                ),
                (
                    "minimum",
                    models.DecimalField(
                        decimal_places=4, max_digits=9, null=True, verbose_name="at least"
                    ),
                ),
                (
                    "maximum",
                    models.DecimalField(
                        decimal_places=4, max_digits=9, null=True, verbose_name="at most"
                    ),
                ),
                (
                    "from_mm",
                    models.DecimalField(
                        decimal_places=2, max_digits=9, null=True, verbose_name="from (mm)"
                    ),
                ),
                (
                    "to_mm",
                    models.DecimalField(
                        decimal_places=2, max_digits=9, null=True, verbose_name="to (mm)"
                    ),
                ),
            ],
            options={
                "verbose_name": "limit of a grade",
                "verbose_name_plural": "limits of grades",
                "ordering": ["grade_id", "measured", "pk"],
            },
        ),
        migrations.AddField(
            model_name="certificate",
            name="center",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.center",
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="file",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.attachment",
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="supplier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="materialcenter.supplier",
            ),
        ),
        migrations.AddField(
            model_name="certificateheat",
            name="certificate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="heats",
                to="inventory.certificate",
            ),
        ),
        migrations.AddField(
            model_name="certificateheat",
            name="grade",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.grade"
            ),
        ),
        migrations.AddField(
            model_name="certificateresult",
            name="heat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="inventory.certificateheat",
            ),
        ),
        migrations.AddField(
            model_name="gradelimit",
            name="grade",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="limits",
                to="inventory.grade",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("center", "maker", "number"),
                name="certificate_number_once",
            ),
        ),
        migrations.AddIndex(
            model_name="certificateheat",
            index=models.Index(fields=["heat"], name="certificate_heat"),
        ),
        migrations.AddConstraint(
            model_name="certificateheat",
            constraint=models.UniqueConstraint(
                fields=("certificate", "heat", "coil"), name="certificate_heat_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificateresult",
            constraint=models.UniqueConstraint(
                fields=("heat", "measured"), name="certificate_result_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificateresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gte", 0)), name="certificate_result_not_negative"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificateresult",
            trigger=pgtrigger.compiler.Trigger(
                name="certificate_result_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="706fcfbbdd77bd343316de44ce782375aec83026",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_certificate_result_rows_stay_0ad79",
                    table="inventory_certificateresult",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificateresult",
            trigger=pgtrigger.compiler.Trigger(
                name="certificate_result_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="0d48dd7988f4cc07f908d307f208c7afb834dba4",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_certificate_result_table_stays_3e41f",
                    table="inventory_certificateresult",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="gradelimit",
            constraint=models.UniqueConstraint(
                fields=("grade", "measured", "from_mm"),
                name="grade_limit_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="gradelimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minimum__isnull", False), ("maximum__isnull", False), _connector="OR"
                ),
                name="grade_limit_limits_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="gradelimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minimum__isnull", True),
                    ("maximum__isnull", True),
                    ("minimum__lte", models.F("maximum")),
                    _connector="OR",
                ),
                name="grade_limit_minimum_below_maximum",
            ),
        ),
        migrations.AddConstraint(
            model_name="gradelimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_mm__isnull", True),
                    ("to_mm__isnull", True),
                    ("from_mm__lte", models.F("to_mm")),
                    _connector="OR",
                ),
                name="grade_limit_range_runs_up",
            ),
        ),
    ]
