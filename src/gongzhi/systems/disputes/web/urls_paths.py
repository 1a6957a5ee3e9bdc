"""Addresses of the path advisor."""

from django.urls import URLPattern, path

from gongzhi.systems.disputes.web.paths import views

urlpatterns: list[URLPattern] = [
    path("disputes/paths/", views.paths, name="dispute_paths"),
    path("desk/matters/<str:number>/paths/", views.desk_paths, name="desk_dispute_paths"),
]
