"""Django's settings, built from kit.env."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

from waypost.accounts.settings import *  # noqa: F403 - Django reads settings by name; this is accounts' share
from waypost.kit import env
from waypost.media.settings import storages

_core = env.core()
_mail = env.mail()
_database = conninfo_to_dict(env.database().url)
_public = urlsplit(_core.public_url)

BASE_DIR = Path(__file__).resolve().parent
WEB_DIST = BASE_DIR.parent.parent / "web" / "dist"

SECRET_KEY = _core.secret_key
DEBUG = _core.debug
ALLOWED_HOSTS = [_public.hostname or "localhost", "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
SECURE = _public.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

ROOT_URLCONF = "waypost.urls"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.pop("dbname"),
        "USER": _database.pop("user", ""),
        "PASSWORD": _database.pop("password", ""),
        "HOST": _database.pop("host", ""),
        "PORT": str(_database.pop("port", "") or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **_database},
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.redis().url,
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "waypost.accounts",  # before allauth: our words in its mails
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.usersessions",
    "ninja",
    "procrastinate.contrib.django",
    "waypost.core",
    "waypost.channels",
    "waypost.contacts",
    "waypost.media",
    "waypost.consent",
    "waypost.templates",
    "waypost.messaging",
    "waypost.analytics",
    "waypost.retention",
    "waypost.pipeline",
]
MIDDLEWARE = [
    "waypost.core.request_metrics.count_requests",
    "waypost.urls.refusals_in_json",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "waypost.accounts.before_identity.BeforeIdentity",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
STATIC_URL = "/static/"
STORAGES = storages(env.media().storage)
FILE_UPLOAD_HANDLERS = ["waypost.media.uploaded.ToDisk"]
WHITENOISE_ROOT = WEB_DIST if WEB_DIST.is_dir() else None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/.+$"  # Vite names files by their content

DEFAULT_FROM_EMAIL = _mail.sender
MAIL_FOLDER = Path(_mail.folder)
MAIL_IS_KEPT = not _mail.url
EMAIL_TIMEOUT = 10
if MAIL_IS_KEPT:
    EMAIL_BACKEND = "waypost.accounts.local_mail.EmailBackend"
else:
    _smtp = urlsplit(_mail.url)
    _tls = parse_qs(_smtp.query).get("tls", ["no"])[0] in {"yes", "true", "1"}
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _smtp.hostname or "localhost"
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
    EMAIL_USE_TLS = _tls and not EMAIL_USE_SSL
    EMAIL_PORT = _smtp.port or (465 if EMAIL_USE_SSL else 587)
CSRF_FAILURE_VIEW = "waypost.urls.csrf_failed"
LOGGING_CONFIG = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
