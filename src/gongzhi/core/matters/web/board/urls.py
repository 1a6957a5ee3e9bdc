"""Addresses of the board."""

from django.urls import path

from gongzhi.core.matters.web.board import views

urlpatterns = [
    path("", views.board, name="board"),
    path("live/", views.live, name="board_live"),
    path("areas.geojson", views.areas, name="board_areas"),
]
