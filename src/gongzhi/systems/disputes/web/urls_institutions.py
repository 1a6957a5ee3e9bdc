"""Addresses of the institutions' desk; both kinds of cases have the same four."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from gongzhi.systems.disputes.web.institutions import listing, page, registry
from gongzhi.systems.disputes.web.institutions.kinds import KINDS


def _addresses(word: str) -> Iterator[URLPattern]:
    kind, case = {"word": word}, f"desk/{word}/<str:number>/"
    yield path(f"desk/{word}/", listing.listing, kind, name=f"{word}_cases")
    yield path(f"desk/{word}/new/", listing.new, kind, name=f"{word}_new")
    yield path(case, page.case, kind, name=f"{word}_case")
    yield path(case + "act/<slug:act>/", page.act, kind, name=f"{word}_act")


urlpatterns = [
    path("desk/institutions/", registry.registry, name="institutions"),
    path("desk/matters/<str:number>/path/", registry.begin_path, name="begin_path"),
    *(one for word in KINDS for one in _addresses(word)),
]
