"""The smallest site that serves django-helpdesk; run as a module it makes the tables and one public queue."""

import os
from importlib import import_module
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

_at = urlsplit(os.environ.get("DATABASE_URL", "postgresql:///none"))
_asked = parse_qs(_at.query)
SECRET_KEY = "measuring only"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
ROOT_URLCONF = "bench.peers.site_urls"
STATIC_URL = "/static/"
SITE_ID = 1
LOGIN_URL = "/login/"
HELPDESK_VIEW_A_TICKET_PUBLIC = True
HELPDESK_SUBMIT_A_TICKET_PUBLIC = True
HELPDESK_KB_ENABLED = True
HELPDESK_TEAMS_MODE_ENABLED = False
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.admin",
    "django.contrib.staticfiles",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _at.path.lstrip("/"),
        "USER": unquote(_at.username or ""),
        "PASSWORD": unquote(_at.password or ""),
        "HOST": _asked.get("host", [unquote(_at.hostname or "")])[0],
        "PORT": _asked.get("port", [str(_at.port or "")])[0],
        "CONN_MAX_AGE": None,
    }
}


def _fill() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    import_module("helpdesk.models").Queue.objects.get_or_create(
        id=1, defaults={"title": "Q", "slug": "q", "allow_public_submission": True}
    )
    print(f"django-helpdesk {version('django-helpdesk')}")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.site"
    django.setup()
    _fill()


_application: Any = None


def application(environ: Any, start_response: Any) -> Any:
    """Answer one request; Django is set up with the first."""
    global _application
    if _application is None:
        _application = get_wsgi_application()
    return _application(environ, start_response)
