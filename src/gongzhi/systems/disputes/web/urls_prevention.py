"""Addresses of prevention."""

from django.urls import URLPattern, path

from gongzhi.systems.disputes.web.prevention import views

urlpatterns: list[URLPattern] = [
    path("desk/prevention/", views.figures, name="desk_prevention"),
    path("desk/prevention/matters/", views.behind, name="desk_prevention_matters"),
    path("desk/prevention/export/<slug:kind>/", views.export, name="desk_prevention_export"),
    path("desk/prevention/tasks/", views.tasks, name="desk_prevention_tasks"),
    path("desk/prevention/tasks/new/", views.new_task, name="desk_prevention_task_new"),
    path("desk/prevention/tasks/<int:task_id>/", views.task, name="desk_prevention_task"),
    path("desk/prevention/tasks/<int:task_id>/<slug:act>/", views.act, name="desk_prevention_task_act"),
]
