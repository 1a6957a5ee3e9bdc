"""Django app of search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Chinese bigram search over matters."""

    name = "gongzhi.core.search"
    label = "search"
    verbose_name = "检索"
