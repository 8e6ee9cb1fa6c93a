import datetime
import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("materialcenter", "0001_initial"),
        ("materialcenter", "0002_payment_terms"),
        ("materialcenter", "0003_settling"),
        ("materialcenter", "0004_settled_since"),
        ("materialcenter", "0005_order_costs"),
        ("materialcenter", "0006_telling"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Center",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=8, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("legal_name", models.CharField(max_length=160, verbose_name="legal name")),
                (
                    "legal_form",
                    models.CharField(
                        choices=[
                            ("cooperative", "Cooperative"),
                            ("company", "Private company"),
                            ("regional_unit", "Regional unit (BLUD)"),
                        ],
                        max_length=20,
                        verbose_name="legal form",
                    ),
                ),
                (
                    "is_vat_registered",
                    models.BooleanField(default=False, verbose_name="VAT registered (PKP)"),
                ),
                ("npwp", models.CharField(blank=True, max_length=16, verbose_name="NPWP")),
                ("nitku", models.CharField(blank=True, max_length=22, verbose_name="NITKU")),
                ("address", models.TextField(blank=True, verbose_name="address")),
                ("city", models.CharField(max_length=80, verbose_name="city")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email")),
                (
                    "bank_account",
                    models.CharField(blank=True, max_length=120, verbose_name="bank account"),
                ),
                ("qris_payload", models.TextField(blank=True, verbose_name="static QRIS payload")),
                (
                    "payment_terms_days",
                    models.PositiveSmallIntegerField(
                        default=14, verbose_name="payment terms (days)"
                    ),
                ),
                (
                    "order_approval_limit",
                    models.BigIntegerField(
                        default=250000000,
                        verbose_name="purchase orders above this need approval (Rp)",
                    ),
                ),
                (
                    "order_cost",
                    models.BigIntegerField(
                        default=150000, verbose_name="cost of placing one order (Rp)"
                    ),
                ),
                (
                    "holding_percent",
                    models.DecimalField(
                        decimal_places=1,
                        default=20,
                        max_digits=4,
                        verbose_name="cost of a year in stock (percent of its value)",
                    ),
                ),
                (
                    "books_closed_through",
                    models.DateField(blank=True, null=True, verbose_name="books closed through"),
                ),
            ],
            options={
                "verbose_name": "center",
                "verbose_name_plural": "centers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("npwp", ""), ("npwp__regex", "^\\d{16}$"), _connector="OR"
                        ),
                        name="center_npwp_16_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[A-Z0-9]{2,8}$")),
                        name="center_code_capitals",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("holding_percent__gt", 0), ("order_cost__gte", 0)),
                        name="center_order_costs",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayOff",
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
                        related_name="days_off",
                        to="materialcenter.center",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("is_off", models.BooleanField(default=True, verbose_name="banks are closed")),
                ("name", models.CharField(max_length=80, verbose_name="why")),
            ],
            options={
                "verbose_name": "bank holiday of one's own",
                "verbose_name_plural": "bank holidays of one's own",
                "ordering": ["center_id", "day"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "day"), name="day_off_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
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
                ("kind", models.CharField(max_length=12)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "kind", "year"), name="number_series_once_per_year"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                (
                    "first_name",
                    models.CharField(blank=True, max_length=150, verbose_name="first name"),
                ),
                (
                    "last_name",
                    models.CharField(blank=True, max_length=150, verbose_name="last name"),
                ),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="email address"),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="date joined"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("id", "Bahasa Indonesia"), ("en", "English")],
                        default="id",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("whatsapp", models.CharField(blank=True, max_length=20, verbose_name="WhatsApp")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="user_email_once",
                    )
                ],
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
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
                        related_name="memberships",
                        to="materialcenter.center",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("buyer", "Buyer"),
                            ("clerk", "Clerk"),
                            ("purchaser", "Purchaser"),
                            ("finance", "Finance"),
                            ("supervisor", "Supervisor"),
                            ("auditor", "Auditor"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "user", "role"), name="membership_role_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["buyer", "clerk", "purchaser", "finance", "supervisor", "auditor"],
                            )
                        ),
                        name="membership_role_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Workshop",
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
                        related_name="workshops",
                        to="materialcenter.center",
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("district", models.CharField(blank=True, max_length=60, verbose_name="district")),
                ("cluster", models.CharField(blank=True, max_length=60, verbose_name="cluster")),
                (
                    "trade",
                    models.CharField(
                        choices=[
                            ("press", "Pressing"),
                            ("turning", "Turning"),
                            ("construction", "Construction"),
                            ("iron_casting", "Iron casting"),
                            ("aluminium_casting", "Aluminium casting"),
                            ("ship", "Ship fittings"),
                        ],
                        max_length=20,
                        verbose_name="trade",
                    ),
                ),
                (
                    "coaching_programme",
                    models.CharField(blank=True, max_length=80, verbose_name="coaching programme"),
                ),
                (
                    "tier_one_partner",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="partner of tier one"
                    ),
                ),
                ("whatsapp", models.CharField(blank=True, max_length=20, verbose_name="WhatsApp")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email")),
                ("address", models.TextField(blank=True, verbose_name="address")),
                ("npwp", models.CharField(blank=True, max_length=16, verbose_name="NPWP")),
                ("nib", models.CharField(blank=True, max_length=13, verbose_name="NIB")),
                (
                    "credit_limit",
                    models.BigIntegerField(default=0, verbose_name="credit limit (Rp)"),
                ),
                (
                    "payment_terms",
                    models.CharField(
                        choices=[
                            ("credit", "On credit, up to the credit limit"),
                            ("prepaid", "Paid before pick-up"),
                        ],
                        default="credit",
                        max_length=8,
                        verbose_name="payment terms",
                    ),
                ),
                (
                    "billing",
                    models.CharField(
                        choices=[
                            ("at_handover", "With every delivery note"),
                            ("monthly", "Once a month"),
                            ("per_pool", "Once for each pool, else with every delivery note"),
                        ],
                        default="at_handover",
                        max_length=11,
                        verbose_name="billed",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "workshop",
                "verbose_name_plural": "workshops",
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "code"), name="workshop_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("credit_limit__gte", 0)),
                        name="workshop_credit_limit_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("npwp", ""), ("npwp__regex", "^\\d{16}$"), _connector="OR"
                        ),
                        name="workshop_npwp_16_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("nib", ""), ("nib__regex", "^\\d{13}$"), _connector="OR"
                        ),
                        name="workshop_nib_13_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
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
                        related_name="tokens",
                        to="materialcenter.center",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("buyer", "Buyer"),
                            ("clerk", "Clerk"),
                            ("purchaser", "Purchaser"),
                            ("finance", "Finance"),
                            ("supervisor", "Supervisor"),
                            ("auditor", "Auditor"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="materialcenter.workshop",
                    ),
                ),
                ("prefix", models.CharField(max_length=12, verbose_name="begins with")),
                ("secret_sha256", models.CharField(max_length=64, unique=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                ("last_used_on", models.DateField(blank=True, null=True, verbose_name="last used")),
            ],
            options={
                "verbose_name": "API token",
                "verbose_name_plural": "API tokens",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role", "buyer"), ("workshop__isnull", False)),
                            models.Q(
                                models.Q(("role", "buyer"), _negated=True),
                                ("workshop__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="token_workshop_only_for_buyers",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkshopBuyer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="buyers",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="buys_for",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "user"), name="workshop_buyer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Supplier",
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
                        related_name="suppliers",
                        to="materialcenter.center",
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("npwp", models.CharField(blank=True, max_length=16, verbose_name="NPWP")),
                (
                    "is_vat_registered",
                    models.BooleanField(default=True, verbose_name="VAT registered (PKP)"),
                ),
                (
                    "lead_time_days",
                    models.PositiveSmallIntegerField(verbose_name="lead time (days)"),
                ),
                (
                    "lead_time_spread_days",
                    models.PositiveSmallIntegerField(verbose_name="lead time spread (days)"),
                ),
                (
                    "payment_terms_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="payment terms (days)"
                    ),
                ),
                (
                    "order_minimum_kg",
                    models.PositiveIntegerField(
                        default=0, verbose_name="smallest order in all (kg)"
                    ),
                ),
                (
                    "truck_kg",
                    models.PositiveIntegerField(default=0, verbose_name="load of its truck (kg)"),
                ),
                (
                    "settles_on_receipt",
                    models.BooleanField(default=False, verbose_name="evaluated receipt settlement"),
                ),
                (
                    "settled_since",
                    models.DateField(blank=True, null=True, verbose_name="settled by itself since"),
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
                (
                    "early_discount_percent",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        max_digits=6,
                        verbose_name="discount for paying early (%)",
                    ),
                ),
                (
                    "early_discount_days",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="days within which it is early"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "supplier",
                "verbose_name_plural": "suppliers",
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("center", "code"), name="supplier_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("npwp", ""), ("npwp__regex", "^\\d{16}$"), _connector="OR"
                        ),
                        name="supplier_npwp_16_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
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
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "token",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.apitoken",
                    ),
                ),
                ("action", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField(null=True)),
                (
                    "data",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["center", "subject", "subject_id"], name="audit_subject")
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.center",
                    ),
                ),
                ("task", models.CharField(max_length=120)),
                (
                    "arguments",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("language", models.CharField(default="id", max_length=2)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("due_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("failed_at", None), ("finished_at", None)),
                        fields=["due_at", "id"],
                        name="job_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=100)),
                ("request_sha256", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("body", models.BinaryField()),
                ("media_type", models.CharField(max_length=80)),
                ("kept_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "key"), name="kept_answer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FileContent",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.workshop",
                    ),
                ),
                (
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.filecontent",
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("media_type", models.CharField(max_length=80)),
                ("size_bytes", models.PositiveIntegerField()),
                ("subject", models.CharField(blank=True, max_length=40)),
                ("subject_id", models.BigIntegerField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        fields=["center", "subject", "subject_id"], name="attachment_subject"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
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
                ("kind", models.CharField(max_length=30)),
                (
                    "options",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="materialcenter.attachment",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reading", "Being read"),
                            ("faulty", "Has faults"),
                            ("ready", "Ready to import"),
                            ("applying", "Being imported"),
                            ("applied", "Imported"),
                            ("failed", "Failed"),
                        ],
                        default="reading",
                        max_length=10,
                    ),
                ),
                (
                    "faults",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "preview",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("row_count", models.PositiveIntegerField(default=0)),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="materialcenter.job",
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
                ("applied_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["applying", "applied"])),
                        fields=("center", "kind", "sha256"),
                        name="import_same_file_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=80)),
                ("texts", models.JSONField()),
                ("path", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField(verbose_name="told")),
                ("read_at", models.DateTimeField(null=True, verbose_name="read")),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["user", "center", "-id"], name="notice_of_user"),
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["user", "center"],
                        name="notice_unread",
                    ),
                    models.Index(
                        condition=models.Q(("read_at", None), _negated=True),
                        fields=["read_at"],
                        name="notice_read",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("center", "user", "kind", "key"), name="notice_told_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TellingSettings",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="telling",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_mail", models.BooleanField(default=True, verbose_name="by mail")),
                (
                    "quiet_from",
                    models.TimeField(default=datetime.time(20, 0), verbose_name="quiet from"),
                ),
                (
                    "quiet_until",
                    models.TimeField(default=datetime.time(6, 0), verbose_name="quiet until"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("now", "At once"),
                            ("digest", "Once a day, all together"),
                            ("app", "Only here"),
                        ],
                        max_length=6,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind"), name="preference_once"),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["now", "digest", "app"])),
                        name="preference_way_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="channels",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("notifier", models.CharField(max_length=20, verbose_name="way")),
                ("address", models.TextField(verbose_name="address")),
                ("label", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("code", models.CharField(blank=True, max_length=6)),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=400)),
                ("created_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "notifier", "address"), name="channel_once_per_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="materialcenter.notice",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="materialcenter.channel",
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=400)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("gave_up_at", models.DateTimeField(null=True, verbose_name="given up")),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("gave_up_at", None), ("sent_at", None)),
                        fields=["due_at"],
                        name="delivery_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "channel"), name="delivery_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at", None), ("gave_up_at", None), _connector="OR"
                        ),
                        name="delivery_sent_or_given_up",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="filecontent",
            trigger=pgtrigger.compiler.Trigger(
                name="file_content_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c122b8b1fb53224997b215bbc66624f568a30234",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_file_content_rows_stay_9e408",
                    table="materialcenter_filecontent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="filecontent",
            trigger=pgtrigger.compiler.Trigger(
                name="file_content_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="0d6eaf49d03486904692e84bc86b440793043740",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_file_content_table_stays_a93e1",
                    table="materialcenter_filecontent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditentry",
            trigger=pgtrigger.compiler.Trigger(
                name="audit_rows_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3e1fab1722c592bf7d4d35494d5be848389eb8c4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_audit_rows_stay_a25cd",
                    table="materialcenter_auditentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditentry",
            trigger=pgtrigger.compiler.Trigger(
                name="audit_table_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: %s is never emptied', TG_TABLE_NAME;",
                    hash="13a4f2d0fd5ccc0faab2c2e36413d2193ee91520",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_audit_table_stays_de64f",
                    table="materialcenter_auditentry",
                    when="BEFORE",
                ),
            ),
        ),
    ]
