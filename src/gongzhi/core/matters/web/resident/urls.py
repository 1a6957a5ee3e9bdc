"""Addresses of the resident site."""

from django.urls import path

from gongzhi.core.matters.web.resident import public, views

urlpatterns = [
    path("", views.home, name="home"),
    path("submit/", views.submit, name="submit"),
    path("submit/alike/", views.alike, name="alike"),
    path("receipt/", views.receipt, name="receipt"),
    path("receipt/away/", views.put_away, name="put_away"),
    path("follow/<str:number>/", views.follow, name="follow"),
    path("follow/<str:number>/add/", views.add, name="follow_add"),
    path("follow/<str:number>/<slug:move>/", views.act, name="follow_move"),
    path("matters/", public.matters, name="public_matters"),
    path("matters.geojson", public.features, name="public_features"),
    path("matters/<str:number>/", public.matter, name="public_matter"),
    path("matters/<str:number>/join/", views.join, name="join"),
    path("figures/", public.figures, name="figures"),
    path("about/", public.about, name="about"),
    path("procedures/<slug:system>/<slug:name>.svg", public.procedure_chart, name="procedure_chart"),
]
