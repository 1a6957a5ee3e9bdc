"""Addresses of the pages of the machine that reads."""

from django.urls import path

from gongzhi.core.matters.web.reading import words

urlpatterns = [
    path("admin/synonyms/", words.synonyms, name="synonyms"),
]
