"""Addresses of reception, supervision and call-backs."""

from django.urls import URLPattern, URLResolver, path

from gongzhi.systems.petitions.web.calls import pages as calls
from gongzhi.systems.petitions.web.oversight import advice
from gongzhi.systems.petitions.web.oversight import pages as oversight
from gongzhi.systems.petitions.web.reception import book_of_places, desk, public

urlpatterns: list[URLPattern | URLResolver] = [
    path("petitions/reception/", public.calendar, name="reception"),
    path("petitions/reception.ics", public.calendar_file, name="reception_ics"),
    path("petitions/reception/<int:day_id>/", public.book, name="reception_book"),
    path("petitions/places/", public.places, name="reception_places"),
    path("petitions/booking/", public.booking, name="booking"),
    path("desk/petitions/reception/", desk.month, name="desk_reception"),
    path("desk/petitions/reception/new/", desk.new, name="desk_reception_new"),
    path("desk/petitions/reception/copy/", desk.copy, name="desk_reception_copy"),
    path("desk/petitions/reception/import/", desk.import_days, name="desk_reception_import"),
    path("desk/petitions/reception/promises/", desk.promises, name="desk_reception_promises"),
    path("desk/petitions/reception/missed/", desk.missed, name="desk_reception_missed"),
    path(
        "desk/petitions/reception/missed.<str:kind>", desk.missed_export, name="desk_reception_missed_export"
    ),
    path("desk/petitions/reception.<str:kind>", desk.export, name="desk_reception_export"),
    path("desk/petitions/reception/<int:day_id>/", desk.day, name="desk_reception_day"),
    path("desk/petitions/reception/<int:day_id>/note/", desk.note, name="desk_reception_note"),
    path("desk/petitions/reception/<int:day_id>/held/", desk.held, name="desk_reception_held"),
    path("desk/petitions/reception/<int:day_id>/cancel/", desk.cancel, name="desk_reception_cancel"),
    path("desk/petitions/reception/came/<int:booking_id>/", desk.came, name="desk_reception_came"),
    path("desk/petitions/places/", book_of_places.listing, name="desk_places"),
    path("desk/petitions/places/new/", book_of_places.new, name="desk_place_new"),
    path("desk/petitions/places/<int:place_id>/", book_of_places.change, name="desk_place"),
    path("desk/petitions/places/<int:place_id>/end/", book_of_places.end, name="desk_place_end"),
    path("desk/petitions/oversight/", oversight.due, name="petitions_oversight"),
    path("desk/petitions/oversight/new/<str:number>/", oversight.order_new, name="petitions_order_new"),
    path("desk/petitions/oversight/orders/<int:order_id>/", oversight.order, name="petitions_order"),
    path("desk/petitions/oversight/orders/<int:order_id>/talk/", oversight.talk, name="petitions_order_talk"),
    path(
        "desk/petitions/oversight/orders/<int:order_id>/delist/",
        oversight.delist,
        name="petitions_order_delist",
    ),
    path(
        "desk/petitions/oversight/talks/<int:talk_id>/kept/", oversight.talk_kept, name="petitions_talk_kept"
    ),
    path("desk/petitions/oversight/up/<int:escalation_id>/", oversight.proposal, name="petitions_proposal"),
    path("desk/petitions/advice/", advice.listing, name="petitions_advice"),
    path("desk/petitions/advice/new/<str:number>/", advice.new, name="petitions_advice_new"),
    path("desk/petitions/advice/<int:letter_id>/", advice.one, name="petitions_advice_one"),
    path("desk/petitions/calls/", calls.listing, name="petition_calls"),
    path("desk/petitions/calls/script/", calls.script, name="petition_call_script"),
    path("desk/petitions/calls/report/", calls.report, name="petition_call_report"),
    path("desk/petitions/calls/report.<str:kind>", calls.report_export, name="petition_call_report_export"),
    path("desk/petitions/calls/<int:task_id>/", calls.one, name="petition_call"),
    path("desk/petitions/calls/<int:task_id>/reveal/", calls.reveal, name="petition_call_reveal"),
]
