"""Keeps a reader's theme and language in cookies, so that pages come out right before any script runs."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("", "light", "dark")
_YEAR = 365 * 24 * 3600


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Store `theme` and `language`, whichever was sent, and go back to `next`; unknown values change nothing."""
    answer = redirect(_next(request))
    theme = request.POST.get("theme")
    if theme in THEMES:
        _keep(answer, "theme", theme)
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        _keep(answer, settings.LANGUAGE_COOKIE_NAME, language)
    return answer


def _keep(answer: HttpResponse, name: str, value: str | None) -> None:
    if not value:
        answer.delete_cookie(name, samesite="Lax")
    else:
        answer.set_cookie(name, value, max_age=_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "/")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"
