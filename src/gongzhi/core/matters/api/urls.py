"""Addresses of the API and of Open311."""

from django.urls import include, path

from gongzhi.core.matters.api import document, lost
from gongzhi.core.matters.api.operations import addresses

urlpatterns = [
    path("api/", document.page, name="api"),
    path("api/v1/openapi.json", document.openapi, name="api_openapi"),
    *addresses(document.OPERATIONS),
    path("open311/v2/", include("gongzhi.core.matters.api.open311.urls")),
    path("api/<path:rest>", lost.nowhere, name="api_nowhere"),
]
