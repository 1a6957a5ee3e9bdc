"""Addresses of the areas' data."""

from django.urls import path

from gongzhi.core.geo.web import views

urlpatterns = [
    path("geo/areas/<str:level>.geojson", views.areas, name="geo-areas"),
    path("geo/locate", views.locate, name="geo-locate"),
]
