"""Settings. Everything that differs between installations comes from the environment.

``CMSPORTAL_MODE`` is ``production`` (the default, where nothing is assumed), ``demo`` or ``test``.
docs/operations.md lists every variable. What is not named here is as Django has it: DEBUG, for one, is off.
"""

import base64
import binascii
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host
from environ import Env

from cmsportal.logs import logging_config

base_dir = Path(__file__).resolve().parent.parent


def given(name: str, default: str = "") -> str:
    """The variable's value as it stands; the default where it is missing or empty."""
    return os.environ.get(name, "") or default


MODE = given("CMSPORTAL_MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"CMSPORTAL_MODE is '{MODE}': set it to production, demo or test.")
PRODUCTION = MODE == "production"


def required(name: str, example: str, fallback: str | None = None) -> str:
    """The variable's value; outside production the fallback will do.

    Raises ImproperlyConfigured with a sentence that says what to set.
    """
    value = given(name, fallback if fallback is not None and not PRODUCTION else "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: set it in the environment, for example {name}={example}")
    return value


def whole_number(name: str, default: int) -> int:
    """The variable's value. Raises ImproperlyConfigured where it is no whole number."""
    value = given(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} is '{value}': set it to a whole number, for example {name}={default}")
    return int(value)


def listed(value: str) -> list[str]:
    """The parts of a value that are separated by commas, without spaces around them."""
    return [part.strip() for part in value.split(",") if part.strip()]


def from_url(name: str, url: str, read: Callable[[str], dict[str, Any]], example: str) -> dict[str, Any]:
    """What the URL in the variable says. Raises ImproperlyConfigured, which never quotes it: it holds a password."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return read(url)
    except (ValueError, UserWarning, ImproperlyConfigured):
        raise ImproperlyConfigured(f"{name} cannot be read: set it in this form, {example}") from None


SECRET_KEY = required("SECRET_KEY", "<50 random characters>", "demo-and-test-only-" + "k" * 40)
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters: set a longer random one.")
SECRET_KEY_FALLBACKS = listed(given("SECRET_KEY_FALLBACKS"))
SITE_URL = required("SITE_URL", "https://improve.example.org", "http://127.0.0.1:8000").rstrip("/")
https, site = SITE_URL.startswith("https://"), urlsplit(SITE_URL)
if PRODUCTION and not https:
    raise ImproperlyConfigured("SITE_URL must start with https:// in production.")
if not site.hostname or f"{site.scheme}://{site.netloc}" != SITE_URL:
    raise ImproperlyConfigured(
        "SITE_URL must be a site's address and no more, for example https://improve.example.org"
    )
ALLOWED_HOSTS = listed(required("ALLOWED_HOSTS", "improve.example.org", "127.0.0.1,localhost,testserver"))
if not validate_host(site.hostname, ALLOWED_HOSTS):
    raise ImproperlyConfigured(f"ALLOWED_HOSTS lacks {site.hostname}, the host in SITE_URL: add it there.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
FIELD_ENCRYPTION_KEY = required(
    "FIELD_ENCRYPTION_KEY", "<a key from: manage.py make_key>", "ZGVtby1hbmQtdGVzdC1vbmx5LWtleS0zMi1ieXRlcyE="
)
FIELD_ENCRYPTION_KEY_FALLBACKS = listed(given("FIELD_ENCRYPTION_KEY_FALLBACKS"))


def is_key(value: str) -> bool:
    """Whether it is one that Fernet takes: 32 bytes in URL-safe base64."""
    try:
        return len(base64.urlsafe_b64decode(value)) == 32
    except (binascii.Error, ValueError):
        return False


if not is_key(FIELD_ENCRYPTION_KEY):
    raise ImproperlyConfigured("FIELD_ENCRYPTION_KEY is not a key: set it to one from 'manage.py make_key'.")
if not all(map(is_key, FIELD_ENCRYPTION_KEY_FALLBACKS)):
    raise ImproperlyConfigured(
        "FIELD_ENCRYPTION_KEY_FALLBACKS holds what is no key: set it to earlier keys, separated by commas."
    )

# --- Applications -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "cmsportal.accounts",
    "cmsportal.audit",
    "cmsportal.nhsuk",
    "practices",
    "projects",
    "toolkit",
    "coaching",
    "cmsportal.programme",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "django_celery_beat",
    "django_htmx",
    "simple_history",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "cmsportal.staticfiles.PortalStaticFiles",
    "django.forms",
]

MIDDLEWARE = [
    "cmsportal.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "toolkit.middleware.KeptPictures",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cmsportal.accounts.middleware.ProlongSession",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cmsportal.accounts.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cmsportal.accounts.middleware.SeenMiddleware",
    "cmsportal.accounts.middleware.PrivatePages",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "cmsportal.urls"
WSGI_APPLICATION = "cmsportal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [base_dir / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cmsportal.nhsuk.context.frame",
            ],
            "builtins": ["cmsportal.nhsuk.templatetags.nhsuk"],
        },
    }
]
FRAME_PROVIDER = "cmsportal.programme.frame.frame_for"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "nhsuk"
CRISPY_TEMPLATE_PACK = "nhsuk"

# --- Stores -----------------------------------------------------------------------------------------------------

database_form = "postgres://user:password@db:5432/cmsportal"
database_url = required("DATABASE_URL", database_form)
DATABASES = {"default": from_url("DATABASE_URL", database_url, Env.db_url_config, database_form)}
if DATABASES["default"].get("ENGINE") != "django.db.backends.postgresql" or not DATABASES["default"]["NAME"]:
    raise ImproperlyConfigured(f"DATABASE_URL must name a PostgreSQL database: set it in this form, {database_form}")
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
if MODE != "test":
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}

REDIS_URL = required("REDIS_URL", "redis://redis:6379/0")
if not REDIS_URL.startswith(("redis://", "rediss://")):
    raise ImproperlyConfigured("REDIS_URL cannot be read: set it in this form, redis://:password@redis:6379/0")
CACHES = {
    "default": {
        "BACKEND": "cmsportal.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cmsportal",
        "TIMEOUT": 60 * 60 * 24,
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- People -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if MODE == "test":  # a slow hash is for those who guess passwords, not for those who test
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "cmsportal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has already proved the address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {  # per address and per key (the email address), counted in the shared cache
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = whole_number("TRUSTED_PROXY_COUNT", 0)  # proxies in front that set X-Forwarded-For
MFA_ADAPTER = "cmsportal.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Clinical microsystems"
MFA_TOTP_TOLERANCE = 1  # a code counts for half a minute longer, for slow typing and clocks a little off
ACCOUNT_FORMS = {
    "login": "cmsportal.accounts.sign_in_forms.SignInForm",
    "reset_password": "cmsportal.accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "cmsportal.accounts.sign_in_forms.ResetPasswordKeyForm",
    "change_password": "cmsportal.accounts.sign_in_forms.ChangePasswordForm",
    "reauthenticate": "cmsportal.accounts.sign_in_forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "cmsportal.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "cmsportal.accounts.sign_in_forms.CodeAgainForm",
    "activate_totp": "cmsportal.accounts.sign_in_forms.TurnOnCodesForm",
    "deactivate_totp": "cmsportal.accounts.sign_in_forms.TurnOffCodesForm",
    "generate_recovery_codes": "cmsportal.accounts.sign_in_forms.NewRecoveryCodesForm",
}

SESSION_IDLE_SECONDS = 30 * 60  # signed out after this long without a click
SESSION_WARNING_SECONDS = 5 * 60  # warned this long before
SESSION_PROLONGED_EVERY = 60  # seconds; each time costs a write (cmsportal.accounts.middleware.ProlongSession)
SESSION_COOKIE_AGE = SESSION_IDLE_SECONDS + SESSION_PROLONGED_EVERY  # never sooner than promised

# --- Safety -----------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if https else 0
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # sub-domains and preloading are for the domain's owner
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
OPEN_DATA_MAX_BYTES = 80 * 1024 * 1024  # of a published file; single years of age of all England are about 45 MB
CSRF_FAILURE_VIEW = "cmsportal.views.form_expired"

# --- Words, time, files -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"

STATIC_URL = "/static/"
STATIC_ROOT = Path(given("STATIC_ROOT", str(base_dir / "staticfiles")))
STATICFILES_DIRS = [base_dir / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cmsportal.storage.StaticStorage"},
}
if MODE == "test":  # tests serve the files where they lie, without collecting them first
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True

# --- Mail and tasks ---------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = required(
    "DEFAULT_FROM_EMAIL", "'Improve <no-reply@example.org>'", "Improve <no-reply@example.org>"
)
EMAIL_OUTBOX_DIR = base_dir / "var" / "mail"
if MODE == "demo" and not given("EMAIL_URL"):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = EMAIL_OUTBOX_DIR
else:
    mail_form = "smtp+tls://user:password@mail:587"
    mail_url = required("EMAIL_URL", mail_form, "dummymail://")
    vars().update(from_url("EMAIL_URL", mail_url, Env.email_url_config, mail_form))
EMAIL_TIMEOUT = 20

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BEAT_SCHEDULER = "cmsportal.beat.MarkedScheduler"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "reminders": {
        "task": "projects.plan_reminders",
        "schedule": 60.0,
        "options": {"expire_seconds": 55},  # while no worker runs, nudges do not pile up
    },
    "meetings": {  # made as they come near, with what has become open since on their agendas
        "task": "projects.make_meetings",
        "schedule": 60.0 * 60,
        "options": {"expire_seconds": 60 * 59},
    },
    "calendar-invites": {  # looks at everybody's calendar: benchmarks/invites.py
        "task": "projects.plan_invites",
        "schedule": 60.0 * 5,
        "options": {"expire_seconds": 60 * 4},
    },
    "chart-summaries": {
        "task": "toolkit.refresh_summaries",
        "schedule": crontab(hour=1, minute=10),  # UTC: past midnight where the practices are, summer and winter
        "options": {"expire_seconds": 12 * 3600},
    },
    "refreshers": {  # of coaches' trainings: one mail each, in the morning
        "task": "coaching.remind_of_refreshers",
        "schedule": crontab(hour=8, minute=5),
        "options": {"expire_seconds": 12 * 3600},
    },
    "hand-overs": {  # what a coach left open goes to the successor, once the last day is past
        "task": "coaching.sweep_hand_overs",
        "schedule": crontab(hour=1, minute=40),
        "options": {"expire_seconds": 12 * 3600},
    },
    "agreements": {  # end with the last day of their coach, which may have been named long before
        "task": "coaching.end_agreements",
        "schedule": crontab(hour=0, minute=20),
        "options": {"expire_seconds": 12 * 3600},
    },
    "old-imports": {  # cells that somebody brought from a spreadsheet and did not come back to
        "task": "toolkit.forget_imports",
        "schedule": 60.0 * 60,
        "options": {"expire_seconds": 60 * 59},
    },
}

# --- Logs -------------------------------------------------------------------------------------------------------

log_level = given("LOG_LEVEL", "INFO")
if log_level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise ImproperlyConfigured(f"LOG_LEVEL is '{log_level}': set it to DEBUG, INFO, WARNING or ERROR.")
LOGGING = logging_config(readable=not PRODUCTION, level=log_level)
