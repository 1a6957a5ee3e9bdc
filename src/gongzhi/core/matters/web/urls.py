"""Addresses of the pages over matters."""

from django.urls import include, path

urlpatterns = [
    path("", include("gongzhi.core.matters.web.machine.urls")),
    path("board/", include("gongzhi.core.matters.web.board.urls")),
    path("desk/", include("gongzhi.core.matters.web.oversee.urls")),
    path("desk/", include("gongzhi.core.matters.web.desk.urls")),
    path("", include("gongzhi.core.matters.web.resident.urls")),
]
