"""The one settings file.

What differs between machines comes from the environment through `config.env`;
without a word there, the project runs on the embedded servers under `.data/`.
"""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

from config import env
from materialcenter.embedded import addresses
from materialcenter.embedded.secret import local_push_key, local_secret

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / ".data")))

EMBEDDED_DATABASE = not env.text("DATABASE_URL", "")
EMBEDDED_VALKEY = not env.text("REDIS_URL", "")
_embedded = addresses(DATA_DIR)
DATABASE_URL = env.text("DATABASE_URL", _embedded.database_url)
REDIS_URL = env.text("REDIS_URL", _embedded.redis_url)

DEBUG = env.flag("DEBUG", default=False)
# The demo depot and its printed sign-ins exist only on embedded servers, unless asked for.
DEMO = env.flag("DEMO", default=EMBEDDED_DATABASE)
SECRET_KEY = (
    env.text("SECRET_KEY", local_secret(DATA_DIR)) if EMBEDDED_DATABASE else env.text("SECRET_KEY")
)
ALLOWED_HOSTS = env.names(
    "ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],*" if EMBEDDED_DATABASE else ""
)
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
SITE_URL = env.text("SITE_URL", "http://localhost:8000")
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
# Where scales may stand: the private networks; the demo may also be played on this machine.
SCALE_NETWORKS = env.networks(
    "SCALE_NETWORKS",
    "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7" + (",127.0.0.0/8,::1/128" if DEMO else ""),
)
# Per person or machine and minute; 0 limits nothing.
API_WRITES_PER_MINUTE = env.number("API_WRITES_PER_MINUTE", 1200)
SCANS_PER_MINUTE = env.number("SCANS_PER_MINUTE", 60)
TOKEN_FAILURES_PER_MINUTE = env.number("TOKEN_FAILURES_PER_MINUTE", 20)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "heroicons",
    "csp",
    "pgtrigger",
    "materialcenter",
    "inventory",
    "orders",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.pages.UnreadableRefused",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.pages.PersonalLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.pages.RefusalPages",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.shell",
            ],
            "builtins": ["django.templatetags.i18n", "materialcenter.templatetags.center"],
        },
    }
]

DATABASES = {"default": env.database(DATABASE_URL)}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", 60)
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"]["OPTIONS"],  # type: ignore[dict-item]
    # Statements that are kept planned are planned once, whatever their parameters are.
    "options": "-c lock_timeout=4000 -c idle_in_transaction_session_timeout=60000"
    " -c plan_cache_mode=force_generic_plan",
    # The ledger's statements are planned once per connection (materialcenter/statements.py);
    # say no where a pooler between here and the server gives a connection per transaction.
    "prepare_threshold": 5 if env.flag("PREPARED_STATEMENTS", default=True) else None,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True

AUTH_USER_MODEL = "materialcenter.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "materialcenter.access.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {"login": "materialcenter.forms.signing_in.SignInForm"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SESSION_COOKIE_AGE = SESSION_COOKIE_AGE
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Material Center] "
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Material Center"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# Who may sign in to the demo depot; shown on the sign-in page and printed by `up`.
DEMO_PASSWORD = "besi-tegal-2026"  # noqa: S105 - made up, and only where DEMO is on
DEMO_SIGN_INS = [
    {"username": username, "role": role, "name": name, "password": DEMO_PASSWORD}
    for username, role, name in (
        ("sari", "buyer", "Sari Wulandari"),
        ("wati", "clerk", "Wati Rahayu"),
        ("putri", "purchaser", "Putri Lestari"),
        ("fajar", "finance", "Fajar Hidayat"),
        ("sinta", "supervisor", "Sinta Maharani"),
        ("agus", "auditor", "Agus Setiawan"),
    )
]

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"

# The newest seals of the ledger are written here too: a disk that the database's own
# administrator cannot write to makes them worth the most.
SEAL_HEADS_PATH = Path(env.text("SEAL_HEADS", str(DATA_DIR / "seal-heads.txt")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": env.text("STATICFILES_BACKEND", "materialcenter.supervision.static.StaticFiles")
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
ATTACHMENT_MAX_BYTES = 10 * 1024 * 1024

# Mail goes to files in the demo; with EMAIL_HOST it goes over SMTP.
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=bool(EMAIL_HOST) and EMAIL_PORT == 587)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
# Ways to tell people beside mail, as the notifier library writes them; {to} is a person's address.
NOTIFIERS = env.notifiers("NOTIFIERS", "ntfy=ntfys://ntfy.sh/{to}")
# Signs what goes to browsers' push services; without one nobody is offered them. Only these
# hosts are sent to: of a push service over https, or an origin with its scheme.
VAPID_PRIVATE_KEY = env.text(
    "VAPID_PRIVATE_KEY", local_push_key(DATA_DIR) if EMBEDDED_DATABASE else ""
)
PUSH_HOSTS = env.names(
    "PUSH_HOSTS",
    "fcm.googleapis.com,updates.push.services.mozilla.com,web.push.apple.com,*.notify.windows.com",
)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "material-center@example.id")

# Cookies and redirects are for https wherever the site is not the embedded one.
HTTPS = env.flag("HTTPS", default=not EMBEDDED_DATABASE)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# What the apps tell each other without importing upwards: names of tasks, wired here.
ON_REORDER_ALERT = "orders.tasks.suggest_for_alert"
ON_REORDER_ALERT_AGAIN = "orders.tasks.tell_alert_again"
# A step of the act that closes a period.
BEFORE_CLOSING = "orders.services.booking.write_waiting"

BEAT_SCHEDULE = {
    "send-jobs": {"task": "materialcenter.tasks.send_jobs", "schedule": 1.0},
    "sweep-jobs": {"task": "materialcenter.tasks.sweep_jobs", "schedule": 300.0},
    "send-notices": {"task": "materialcenter.tasks.send_notices", "schedule": 5.0},
    "heartbeat": {"task": "materialcenter.tasks.beat", "schedule": 10.0},
    "due-pools": {"task": "orders.tasks.perform_due_pools", "schedule": 15.0},
    "price-pools": {"task": "orders.tasks.price_due_pools", "schedule": 15.0},
    "fold-tallies": {"task": "orders.tasks.fold_tallies", "schedule": 30.0},
    # A pass that comes too late is left out: the next one sees all that it would have seen.
    "watch-pools": {
        "task": "orders.tasks.watch_pools",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "remind-workshops": {"task": "orders.tasks.remind_workshops", "schedule": 1800.0},
    "bill-months": {"task": "orders.tasks.bill_months", "schedule": 3600.0},
    # More than once a day, since a depot's machine may be off at night.
    "settle-receipts": {"task": "orders.tasks.settle_due_receipts", "schedule": 3600.0 * 6},
    "expire-reservations": {"task": "orders.tasks.expire_orders", "schedule": 300.0},
    "seal-ledger": {"task": "inventory.tasks.seal_all_ledgers", "schedule": 180.0},
    "fold-demand": {"task": "inventory.tasks.fold_all_demand", "schedule": 600.0},
    "write-books": {"task": "orders.tasks.write_books", "schedule": 240.0},
    "prove-books": {"task": "orders.tasks.prove_books", "schedule": crontab(hour=1, minute=30)},
    "tell-what-comes": {"task": "orders.tasks.tell_what_comes", "schedule": 900.0},
    "measure-lead-times": {"task": "orders.tasks.measure_all_lead_times", "schedule": 3600.0 * 6},
    "plan-reordering": {"task": "inventory.tasks.plan_all_materials", "schedule": 3600.0 * 6},
    "watch-all-stock": {"task": "inventory.tasks.watch_all_materials", "schedule": 900.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    # Beat sends the due jobs every second, which would be three lines a second.
    "loggers": {name: {"level": "WARNING"} for name in ("celery", "kombu", "amqp")},
}
