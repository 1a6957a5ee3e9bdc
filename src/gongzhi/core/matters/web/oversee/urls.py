"""Addresses of supervision, the map, call-backs, the day and the units' figures."""

from django.urls import path

from gongzhi.core.matters.web.oversee import calls, figures, maps, orders, supervision

urlpatterns = [
    path("map/", maps.page, name="desk_map"),
    path("matters.geojson", maps.features, name="desk_features"),
    path("heat.geojson", maps.heat, name="desk_heat"),
    path("supervision/", supervision.page, name="supervision"),
    path("supervision/urge/", supervision.urge, name="desk_urge"),
    path("today/", supervision.today, name="today_board"),
    path("orders/", orders.listing, name="orders"),
    path("orders.<str:kind>", orders.export, name="orders_export"),
    path("orders/new/<str:number>/", orders.new, name="order_new"),
    path("orders/<int:order_id>/", orders.page, name="order"),
    path("orders/<int:order_id>/reply/", orders.reply, name="order_reply"),
    path("orders/<int:order_id>/close/", orders.close, name="order_close"),
    path("call-backs/", calls.queue, name="call_backs"),
    path("call-backs/sample/", calls.sample, name="sample"),
    path("figures/", figures.page, name="unit_figures"),
    path("figures.<str:kind>", figures.export, name="unit_figures_export"),
]
