"""Addresses of the petitions' own pages; each part of the desk brings its list."""

from django.urls import URLPattern, URLResolver

from gongzhi.systems.petitions.web import urls_desk, urls_oversight, urls_ownership

urlpatterns: list[URLPattern | URLResolver] = [
    *urls_desk.urlpatterns,
    *urls_ownership.urlpatterns,
    *urls_oversight.urlpatterns,
]
