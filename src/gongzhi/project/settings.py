"""Django settings, all from the environment through one typed reader; `docs/reference/settings.md` lists each."""

import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from gongzhi.project.environment import Environment, SettingInvalid, secret_file

env = Environment()

PROJECT_DIR = Path(__file__).resolve().parent
VAR_DIR = Path(env.text("GONGZHI_VAR", "var")).resolve()
MODE = env.text("GONGZHI_MODE", "dev")
if MODE not in {"dev", "demo", "test", "production"}:
    raise SettingInvalid(name="GONGZHI_MODE", value=MODE, why="请写 dev、demo、test 或 production。")
TESTING = MODE == "test" or "pytest" in sys.modules
DEBUG = False

SECRET_KEY = env.text("GONGZHI_SECRET_KEY") or secret_file(VAR_DIR / "secret_key")
# The key ring of sealed columns: the first key seals, all of them open; losing it loses the contacts.
SEAL_KEYS = env.words("GONGZHI_SEAL_KEYS") or [secret_file(VAR_DIR / "seal_key", 32)]
ALLOWED_HOSTS = env.words("GONGZHI_HOSTS") or ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = env.words("GONGZHI_ORIGINS")
PORT = env.number("PORT", 8000, least=1, most=65535)
NATS_URL = env.text("NATS_URL")
CITY_NAME = env.text("GONGZHI_CITY", "邯郸市")
CITY_CODE = env.text("GONGZHI_CITY_CODE", "1304")
HOTLINE = env.text("GONGZHI_HOTLINE", "12345")

INSTALLED_APPS = [
    "gongzhi.core.ledger",
    "gongzhi.core.orgs",
    "gongzhi.core.identity",
    "gongzhi.core.access",
    "gongzhi.core.geo",
    "gongzhi.core.clocks",
    "gongzhi.core.workflow",
    "gongzhi.core.files",
    "gongzhi.core.notify",
    "gongzhi.core.search",
    "gongzhi.core.suggest",
    "gongzhi.core.matters",
    "gongzhi.systems.disputes",
    "gongzhi.systems.grid",
    "gongzhi.systems.petitions",
    "gongzhi.project",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "gongzhi.project.programs.ProgramsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "gongzhi.core.identity.web.middleware.ActorMiddleware",
    "gongzhi.project.errors.DomainErrorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "gongzhi.project.urls"
WSGI_APPLICATION = "gongzhi.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PROJECT_DIR / "jinja2"],
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "gongzhi.project.jinja.environment",
            "context_processors": ["gongzhi.project.jinja.page_context"],
        },
    },
    # Error pages of Django itself and third-party apps expect its own engine beside ours.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {},
    },
]


# After the database was away, waiting longer than a few seconds only piles up requests that nobody awaits any more.
_POOL = {"min_size": 2, "max_size": 10, "timeout": 5.0, "reconnect_timeout": 2.0}


def database(url: str) -> dict[str, object]:
    """Return Django's description of a `postgresql://` URL; raise SettingInvalid for another scheme."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingInvalid(
            name="DATABASE_URL", value=parts.scheme, why="请写 postgresql://用户：口令@主机/库名。"
        )
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "gongzhi",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {**query, "pool": dict(_POOL)} if not TESTING else query,
        "TEST": {"NAME": env.text("GONGZHI_TEST_DB", "test_gongzhi")},
        "CONN_HEALTH_CHECKS": False,
    }


DATABASE_URL = env.text("DATABASE_URL")
# Without DATABASE_URL the command line (or the test session) starts the embedded server first and sets it.
DATABASES = {"default": database(DATABASE_URL or "postgresql://gongzhi@127.0.0.1:1/not_started")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login/"
SECOND_FACTOR_REQUIRED = env.flag("GONGZHI_SECOND_FACTOR", default=MODE == "production")
IDLE_MINUTES = env.number("GONGZHI_IDLE_MINUTES", 30, least=1, most=720)
LOCKOUT_ATTEMPTS = env.number("GONGZHI_LOCKOUT_ATTEMPTS", 5, least=3, most=20)
LOCKOUT_MINUTES = env.number("GONGZHI_LOCKOUT_MINUTES", 15, least=1, most=1440)
OIDC_ISSUER = env.text("GONGZHI_OIDC_ISSUER")
OIDC_CLIENT_ID = env.text("GONGZHI_OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env.text("GONGZHI_OIDC_CLIENT_SECRET")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PROJECT_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PROJECT_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# The build puts a hash of the content into every name, so browsers may keep these files for good.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/build/assets/.+-[\w-]{8}\.\w+$"
MEDIA_DIR = VAR_DIR / "files"
SMS_FILE = VAR_DIR / "sms" / "sent.jsonl"
SMS_BACKEND = env.text("GONGZHI_SMS_BACKEND", "gongzhi.core.notify.channels.sms.FileGateway")
# Anonymous submissions of one address in a minute, counted in each process; 0 counts nothing.
INTAKE_PER_MINUTE = env.number("GONGZHI_INTAKE_PER_MINUTE", 120, least=0, most=100_000)
OPEN311_ANONYMOUS = env.flag("GONGZHI_OPEN311_ANONYMOUS", default=True)
WEBHOOKS_MAY_BE_PRIVATE = env.flag("GONGZHI_WEBHOOKS_PRIVATE", default=False)
EMAIL_BACKEND = env.text("GONGZHI_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.text("GONGZHI_EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("GONGZHI_EMAIL_PORT", 25, least=1, most=65535)
DEFAULT_FROM_EMAIL = env.text("GONGZHI_EMAIL_FROM", "gongzhi@localhost")
TILES_URL = env.text("GONGZHI_TILES_URL")

FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

SECURE = MODE == "production"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "gongzhi.project.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("GONGZHI_BEHIND_PROXY", default=False) else None
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"] + ([TILES_URL.split("/{", 1)[0]] if TILES_URL else []),
        "font-src": ["'self'"],
        "connect-src": ["'self'"] + ([TILES_URL.split("/{", 1)[0]] if TILES_URL else []),
        "worker-src": ["'self'", "blob:"],
        "media-src": ["'self'", "blob:"],
        "frame-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"] if not SECURE else []

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.text("GONGZHI_LOG_LEVEL", "WARNING")},
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS: list[str] = []
