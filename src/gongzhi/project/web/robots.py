"""Tells search engines to read the public pages only."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_TEXT = """User-agent: *
Disallow: /desk/
Disallow: /board/
Disallow: /admin/
Disallow: /account/
Disallow: /files/
Disallow: /api/
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Return robots.txt."""
    return HttpResponse(_TEXT, content_type="text/plain; charset=utf-8")
