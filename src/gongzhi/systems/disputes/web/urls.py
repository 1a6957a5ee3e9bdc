"""Addresses of the disputes' own pages; each part of the desk brings its list."""

from django.urls import URLPattern, URLResolver

from gongzhi.systems.disputes.web import (
    urls_agreements,
    urls_cases,
    urls_institutions,
    urls_network,
    urls_paths,
    urls_prevention,
)

# The cases come last: their addresses take a number where other parts have a word.
urlpatterns: list[URLPattern | URLResolver] = [
    *urls_paths.urlpatterns,
    *urls_network.urlpatterns,
    *urls_prevention.urlpatterns,
    *urls_agreements.urlpatterns,
    *urls_institutions.urlpatterns,
    *urls_cases.urlpatterns,
]
