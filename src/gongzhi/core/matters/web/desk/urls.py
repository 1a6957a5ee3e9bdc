"""Addresses of the desk."""

from django.urls import path

from gongzhi.core.matters.web.desk import (
    acts,
    export,
    home,
    lists,
    matter,
    moves,
    papers,
    procedures,
    register,
    tasks,
    templates,
    triage,
)

urlpatterns = [
    path("", home.home, name="desk"),
    path("search/", lists.search, name="search"),
    path("triage/", triage.triage, name="desk_triage"),
    path("triage/<str:number>/", triage.one, name="desk_triage_one"),
    path("triage/<str:number>/duty/", triage.duty, name="desk_triage_duty"),
    path("new/", register.register, name="desk_new"),
    path("new/alike/", register.alike, name="desk_alike"),
    path("tasks/", tasks.tasks, name="desk_tasks"),
    path("templates/", templates.templates, name="desk_templates"),
    path("templates/new/", templates.edit, name="desk_template_new"),
    path("templates/<int:template_id>/", templates.edit, name="desk_template"),
    path("templates/<int:template_id>/end/", templates.end, name="desk_template_end"),
    path("procedures/<slug:system>/<slug:name>/", procedures.procedure, name="desk_procedure"),
    path("filters/", lists.save_filter, name="desk_filter_save"),
    path("filters/<int:filter_id>/drop/", lists.drop_filter, name="desk_filter_drop"),
    path("points.geojson", papers.points, name="desk_points"),
    path("matters/", lists.matters, name="desk_matters"),
    path("matters/export/", export.export, name="desk_export"),
    path("matters/export/<slug:kind>/", export.file, name="desk_export_file"),
    path("matters/<str:number>/", matter.matter, name="desk_matter"),
    path("matters/<str:number>/file.pdf", papers.matter_file, name="desk_matter_file"),
    path("matters/<str:number>/contact/reveal/", acts.reveal, name="desk_reveal"),
    path("matters/<str:number>/act/<slug:act>/", acts.act, name="desk_act"),
    path("matters/<str:number>/<slug:move>/", moves.move, name="desk_move"),
]
