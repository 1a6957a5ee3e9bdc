"""Addresses of the pages over matters."""

from django.urls import include, path

urlpatterns = [
    path("", include("gongzhi.core.matters.web.resident.urls")),
]
