"""Addresses of the institutions' desk."""

from django.urls import path, re_path

from gongzhi.systems.disputes.web.institutions import listing, page, registry

_KIND = r"^desk/(?P<word>arbitration|reconsideration)/"

urlpatterns = [
    path("desk/institutions/", registry.registry, name="institutions"),
    path("desk/matters/<str:number>/path/", registry.begin_path, name="begin_path"),
    path("desk/arbitration/", listing.listing, {"word": "arbitration"}, name="arbitration_cases"),
    path("desk/reconsideration/", listing.listing, {"word": "reconsideration"}, name="reconsideration_cases"),
    re_path(_KIND + r"new/$", listing.new, name="institution_new"),
    re_path(_KIND + r"(?P<number>[0-9A-Za-z-]+)/$", page.case, name="institution_case"),
    re_path(_KIND + r"(?P<number>[0-9A-Za-z-]+)/act/(?P<act>[a-z_]+)/$", page.act, name="institution_act"),
]
