"""Addresses of the pages of the machine that reads."""

from django.urls import path

from gongzhi.core.matters.web.reading import models, rules, words

urlpatterns = [
    path("admin/synonyms/", words.synonyms, name="synonyms"),
    path("admin/suggestions/", models.switch, name="suggest_switches"),
    path("board/suggestions/", models.figures, name="suggest_figures"),
    path("board/suggestions/matters/", models.rows, name="suggest_rows"),
    path("board/models/", models.listing, name="models"),
    path("board/models/<slug:name>/", models.card, name="model"),
    path("desk/rules/", rules.page, name="city_rules"),
    path("desk/rules/new/", rules.edit, name="city_rule_new"),
    path("desk/rules/<int:n>/", rules.edit, name="city_rule"),
    path("desk/rules/act/<slug:act>/", rules.change, name="city_rules_act"),
]
