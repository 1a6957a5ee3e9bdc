"""Addresses of the pages that belong to the whole."""

from django.conf import settings
from django.urls import path
from django.views.generic import RedirectView

from gongzhi.project.web.preferences import preferences
from gongzhi.project.web.robots import robots
from gongzhi.project.web.style import areas, style, style_board, style_resident

urlpatterns = [
    path("preferences/", preferences, name="preferences"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}icons/favicon.ico"), name="favicon"),
    path("robots.txt", robots, name="robots"),
    path("style/", style, name="style"),
    path("style/resident/", style_resident, name="style_resident"),
    path("style/board/", style_board, name="style_board"),
    path("style/areas.geojson", areas, name="style_areas"),
]
