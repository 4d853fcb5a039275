"""One settings file; every value comes from the environment, and a missing secret stops the start by name.

Each variable read here is described in `docs/operate/settings.md` (a test holds that).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

env = environ.Env()
PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent

DATA_DIR = Path(env.str("WASDINI_DATA_DIR", default="var")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

ANCHOR_DIR = env.str("WASDINI_ANCHOR_DIR", default=str(DATA_DIR / "anchors"))
RULES_DIR = env.str("WASDINI_RULES_DIR", default=str(DATA_DIR / "rules"))

DEMO = env.bool("WASDINI_DEMO", default=False)
TESTING = env.bool("WASDINI_TESTING", default=False)
DEBUG = False
if not TESTING:
    # The index kernel is compiled once; a hardened unit may write nowhere but in the data folder.
    os.environ.setdefault("NUMBA_CACHE_DIR", str(DATA_DIR / "kernels"))


def _kept_secret(variable: str) -> str:
    """The secret from the environment or its _FILE; only a demo or a test may make its own and keep it.

    Empty when missing: what serves people stops by name (`require_secret`), and Django itself refuses to sign with it;
    importing and scoring at the console need none.
    """
    value: str = env.str(variable, default="")
    file_name = env.str(f"{variable}_FILE", default="")
    if not value and file_name:
        value = Path(file_name).read_text().strip()
    if value:
        return value
    kept = DATA_DIR / "keys" / variable.lower()
    if not (DEMO or TESTING or kept.exists()):
        return ""
    if not kept.exists():
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()


SECRET_KEY = _kept_secret("WASDINI_SECRET_KEY")
ALLOWED_HOSTS = env.list("WASDINI_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("WASDINI_ORIGINS", default=[])
PUBLIC_ADDRESS: str = env.str("WASDINI_ADDRESS", default="")
# Gateways that hand in text messages: `name=key`, each key at least 32 letters.
TEXT_GATEWAYS: dict[str, str] = env.dict("WASDINI_TEXT_GATEWAYS", default={})
BEHIND_PROXY = env.bool("WASDINI_BEHIND_PROXY", default=False)
HTTPS = env.bool("WASDINI_HTTPS", default=BEHIND_PROXY)

# Ours first: where two apps bring the same template or the same words, ours are shown.
INSTALLED_APPS = [
    "wasdini.pulse",
    "wasdini.journal",
    "wasdini.places",
    "wasdini.elections",
    "wasdini.accounts",
    "wasdini.documents",
    "wasdini.sources",
    "wasdini.custody",
    "wasdini.reports",
    "wasdini.readiness",
    "wasdini.assessments",
    "wasdini.briefs",
    "wasdini.board",
    "wasdini.operate",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "wasdini.accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wasdini.accounts.middleware.TokenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wasdini.accounts.middleware.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "wasdini.urls"
WSGI_APPLICATION = "wasdini.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "wasdini.board.views_frame.page_frame",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'wasdini.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # FULL: with NORMAL a power cut takes acknowledged rows. IMMEDIATE: read-then-write would fail under load.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = False
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("WASDINI_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher" if TESTING else "wasdini.accounts.passwords.OfficeArgon2"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_ENGINE = "wasdini.accounts.sessions"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "wasdini.accounts.sign_in.OfficeSignIn"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True
# By address only: a limit by name would let a stranger lock the head of the office out on voting day.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip"}
MFA_ADAPTER = "wasdini.accounts.sign_in.SealedSecondFactor"
MFA_TOTP_ISSUER = "Wasdini"
MFA_TOTP_TOLERANCE = 1  # one step either way: a cheap phone's clock is rarely right; a used code stays used
MFA_FORMS = {
    "authenticate": "wasdini.accounts.forms_codes.CodeOnce",
    "reauthenticate": "wasdini.accounts.forms_codes.CodeOnceAgain",
    "activate_totp": "wasdini.accounts.forms_codes.FirstCodeOnce",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "wasdini.accounts.sign_in.typed_name"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "bahasa"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("WASDINI_TIME_ZONE", default="Asia/Jakarta")

NODE_MODULES = CHECKOUT / "node_modules"
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    ("maplibre", NODE_MODULES / "maplibre-gl" / "dist"),
    ("htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("idb", NODE_MODULES / "idb" / "build"),
    ("nacl", NODE_MODULES / "tweetnacl"),
    ("noble-hashes", NODE_MODULES / "@noble" / "hashes"),
]
# Used codes and rate limits are remembered across processes: a code spent in one must be spent in all.
# Tiles have a shelf of their own: a busy map must never push a count of failed sign-ins out of the other one.
CACHES: dict[str, dict[str, Any]] = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    if TESTING
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(DATA_DIR / folder)}
    for name, folder in {"default": "cache", "tiles": "cache-tiles"}.items()
}
CACHES["default"] |= {"OPTIONS": {"MAX_ENTRIES": 5000}}  # at Django's 300 a busy morning would forget used codes
CACHES["tiles"] |= {"TIMEOUT": 7 * 24 * 60 * 60, "OPTIONS": {"MAX_ENTRIES": 1000}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "wasdini.operate.browser_files.DigestNamedFiles"
    },
}
WHITENOISE_USE_FINDERS = TESTING

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# One thread of each process is always left for reading (`web_command` gives four on SQLite, eight on PostgreSQL).
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
INTAKE_AT_ONCE = env.int("WASDINI_INTAKE_AT_ONCE", default=3 if ON_SQLITE else 6)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SILENCED_SYSTEM_CHECKS: list[str] = []
