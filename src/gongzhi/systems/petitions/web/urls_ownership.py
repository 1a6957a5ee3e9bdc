"""Addresses of ownership, the backlog, coordination meetings, campaigns, indicators and the yearly report."""

from django.urls import URLPattern, URLResolver, path

from gongzhi.systems.petitions.web.ownership import (
    areas,
    backlog,
    campaigns,
    cases,
    figures,
    meetings,
    report,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/petitions/areas/", areas.page, name="petition_areas"),
    path("desk/petitions/areas/import/", areas.take_in, name="petition_areas_import"),
    path("desk/petitions/areas.<str:kind>", areas.export, name="petition_areas_export"),
    path("desk/petitions/areas/<int:link_id>/end/", areas.end, name="petition_link_end"),
    path("desk/petitions/cases/", cases.my_cases, name="petition_my_cases"),
    path("desk/petitions/cases/<str:number>/", cases.page, name="petition_case"),
    path("desk/petitions/cases/<str:number>/<str:act>/", cases.act, name="petition_case_act"),
    path("desk/petitions/coverage/", cases.coverage, name="petition_coverage"),
    path("desk/petitions/coverage.<str:kind>", cases.export_coverage, name="petition_coverage_export"),
    path("desk/petitions/backlog/", backlog.page, name="petition_backlog"),
    path("desk/petitions/backlog.<str:kind>", backlog.export, name="petition_backlog_export"),
    path("desk/petitions/meetings/", meetings.listing, name="petition_meetings"),
    path("desk/petitions/meetings/new/", meetings.new, name="petition_meeting_new"),
    path("desk/petitions/meetings/<int:meeting_id>/", meetings.page, name="petition_meeting"),
    path("desk/petitions/meetings/<int:meeting_id>/<str:act>/", meetings.act, name="petition_meeting_act"),
    path("desk/petitions/decisions/", meetings.decisions, name="petition_decisions"),
    path(
        "desk/petitions/decisions/<int:decision_id>/<str:act>/",
        meetings.decision_act,
        name="petition_decision_act",
    ),
    path("desk/petitions/campaigns/", campaigns.listing, name="petition_campaigns"),
    path("desk/petitions/campaigns/new/", campaigns.new, name="petition_campaign_new"),
    path("desk/petitions/campaigns/<int:campaign_id>/", campaigns.page, name="petition_campaign"),
    path(
        "desk/petitions/campaigns/<int:campaign_id>/<str:act>/", campaigns.act, name="petition_campaign_act"
    ),
    path(
        "desk/petitions/campaign-tasks/<int:task_id>/<str:act>/",
        campaigns.task_act,
        name="petition_campaign_task_act",
    ),
    path("desk/petitions/letters/new/", campaigns.letter_new, name="petition_letter_new"),
    path("desk/petitions/letters/<int:letter_id>/", campaigns.letter, name="petition_letter"),
    path("desk/petitions/indicators/", figures.page, name="petition_indicators"),
    path("desk/petitions/indicators.<str:kind>", figures.export, name="petition_indicators_export"),
    path("desk/petitions/indicators/zero/<str:name>/", figures.zero_rows, name="petition_zero_rows"),
    path("desk/petitions/indicators/<str:name>/", figures.one, name="petition_indicator"),
    path("desk/petitions/indicators/<str:name>/<str:which>/", figures.rows, name="petition_indicator_rows"),
    path(
        "desk/petitions/indicators/<str:name>/<str:which>.<str:kind>",
        figures.export_rows,
        name="petition_indicator_rows_export",
    ),
    path("desk/petitions/report/", report.page, name="petition_report"),
    path("desk/petitions/report.pdf", report.pdf, name="petition_report_pdf"),
    path("desk/petitions/report.<str:kind>", report.export, name="petition_report_export"),
]
