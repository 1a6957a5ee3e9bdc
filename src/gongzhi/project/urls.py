"""The one table of addresses: health, languages, static files, and what each app brings."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from gongzhi.project import health

# The API comes first, for it takes the most; the resident site owns "/" and so comes last.
_APPS = (
    ("", "gongzhi.core.matters.api.urls"),
    ("", "gongzhi.core.identity.web.urls"),
    ("", "gongzhi.core.files.web.urls"),
    ("", "gongzhi.core.geo.web.urls"),
    ("", "gongzhi.core.notify.web.urls"),
    ("", "gongzhi.project.web.urls"),
    ("", "gongzhi.systems.disputes.web.urls"),
    ("", "gongzhi.systems.petitions.web.urls"),
    ("", "gongzhi.core.matters.web.urls"),
)


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.live, name="health-live"),
    path("readyz", health.ready, name="health-ready"),
    path("status.json", health.status, name="health-status"),
    path("i18n/language/", set_language, name="set_language"),
    *(path(prefix, include(module)) for prefix, module in _APPS),
]

handler400 = "gongzhi.project.errors.bad_request"
handler403 = "gongzhi.project.errors.forbidden"
handler404 = "gongzhi.project.errors.not_found"
handler500 = "gongzhi.project.errors.server_error"
