"""Addresses of the disputes' own pages; each part of the desk brings its list."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
