"""Addresses of the pages of the machine that reads."""

from django.urls import path

from gongzhi.core.matters.web.machine import hot, models, places, rules, themes, words

urlpatterns = [
    path("admin/synonyms/", words.synonyms, name="synonyms"),
    path("admin/place-names/", places.names, name="place_names"),
    path("admin/place-names/<int:alias_id>/end/", places.end, name="place_name_end"),
    path("desk/triage/<str:number>/place/", places.place, name="desk_place"),
    path("submit/places/", places.fragment, name="places"),
    path("admin/suggestions/", models.switch, name="suggest_switches"),
    path("board/hot/", hot.page, name="hot"),
    path("board/hot/<int:issue_id>/", hot.one, name="hot_issue"),
    path("board/themes/", themes.page, name="themes"),
    path("board/themes/<int:theme_id>/", themes.one, name="theme"),
    path("board/themes/<int:theme_id>/<slug:act>/", themes.act, name="theme_act"),
    path("board/suggestions/", models.figures, name="suggest_figures"),
    path("board/suggestions/matters/", models.rows, name="suggest_rows"),
    path("board/models/", models.listing, name="models"),
    path("board/models/<slug:name>/", models.card, name="model"),
    path("desk/rules/", rules.page, name="city_rules"),
    path("desk/rules/new/", rules.edit, name="city_rule_new"),
    path("desk/rules/<int:n>/", rules.edit, name="city_rule"),
    path("desk/rules/act/<slug:act>/", rules.change, name="city_rules_act"),
]
