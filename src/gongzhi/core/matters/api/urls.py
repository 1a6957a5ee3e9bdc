"""Addresses of the API and of Open311."""

from django.urls import include, path

from gongzhi.core.matters.api import document, lost
from gongzhi.core.matters.api.operations import addresses

urlpatterns = [
    path("api/v1/", include(addresses(document.OPERATIONS))),
    path("api/v1/openapi.json", document.openapi, name="api_openapi"),
    path("api/", document.page, name="api"),
    path("open311/v2/", include("gongzhi.core.matters.api.open311.urls")),
    path("api/<path:rest>", lost.nowhere, name="api_nowhere"),
]
