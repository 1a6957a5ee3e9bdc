"""Addresses of Open311 GeoReport v2; each ends with the format of its answer."""

from django.urls import path, register_converter

from gongzhi.core.matters.api.open311 import requests, services, updates
from gongzhi.core.matters.api.open311.formats import shell


class FormConverter:
    """`json` or `xml`."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        """Return the format."""
        return value

    def to_url(self, value: str) -> str:
        """Return the ending."""
        return value


register_converter(FormConverter, "form")

urlpatterns = [
    path("services.<form:form>", shell(GET=services.services), name="open311_services"),
    path("services/<str:code>.<form:form>", shell(GET=services.definition), name="open311_definition"),
    path("requests.<form:form>", shell(GET=requests.some, POST=requests.bring), name="open311_requests"),
    path("requests/<str:number>.<form:form>", shell(GET=requests.one), name="open311_request"),
    path("tokens/<str:token>.<form:form>", shell(GET=requests.token), name="open311_token"),
    path("servicerequestupdates.<form:form>", shell(GET=updates.updates), name="open311_updates"),
]
