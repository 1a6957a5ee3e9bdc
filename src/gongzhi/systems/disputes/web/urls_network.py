"""Addresses of the mediation network, of rooms and of their bookings."""

from django.urls import URLPattern, path

from gongzhi.systems.disputes.web.network import bookings, lawyers, registers, rooms

urlpatterns: list[URLPattern] = [
    path("disputes/rooms/", rooms.rooms, name="dispute_rooms"),
    path("disputes/rooms/<int:room_id>/", rooms.room, name="dispute_room"),
    path("disputes/bookings/", rooms.open_booking, name="dispute_open_booking"),
    path("disputes/bookings/<int:booking_id>/", rooms.booking, name="dispute_booking"),
    path("disputes/bookings/<int:booking_id>/cancel/", rooms.cancel, name="dispute_booking_cancel"),
    path("desk/network/", registers.start, name="desk_network_start"),
    path("desk/network/coverage/", registers.coverage, name="desk_network_coverage"),
    path("desk/network/<slug:register>/", registers.register, name="desk_network"),
    path("desk/network/<slug:register>/new/", registers.new, name="desk_network_new"),
    path("desk/network/<slug:register>/import/", registers.take, name="desk_network_import"),
    path("desk/network/<slug:register>/export/<slug:kind>/", registers.export, name="desk_network_export"),
    path("desk/network/<slug:register>/<int:pk>/", registers.row, name="desk_network_row"),
    path("desk/network/<slug:register>/<int:pk>/<slug:act>/", registers.act, name="desk_network_act"),
    path("desk/lawyers/<str:number>/", lawyers.engage, name="desk_lawyers"),
    path("desk/bookings/", bookings.bookings, name="desk_bookings"),
    path("desk/bookings/<int:booking_id>/", bookings.booking, name="desk_booking"),
    path("desk/bookings/<int:booking_id>/<slug:act>/", bookings.act, name="desk_booking_act"),
]
