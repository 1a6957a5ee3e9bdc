"""Addresses of the cases of mediation at the desk."""

from django.urls import path

from gongzhi.systems.disputes.web.cases import acts, entry, listing, page

urlpatterns = [
    path("desk/disputes/", listing.listing, name="dispute_cases"),
    path("desk/disputes/new/", entry.new, name="dispute_new"),
    path("desk/disputes/<str:number>/", page.case, name="dispute_case"),
    path("desk/disputes/<str:number>/register/", entry.register, name="dispute_register"),
    path("desk/disputes/<str:number>/take-in/", entry.take_in, name="dispute_take_in"),
    path("desk/disputes/<str:number>/act/<slug:act>/", acts.act, name="dispute_act"),
    path("desk/disputes/<str:number>/key/", acts.key, name="dispute_key"),
    path("desk/disputes/<str:number>/reveal/", acts.reveal, name="dispute_reveal"),
]
