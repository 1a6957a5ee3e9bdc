"""Django app of the orgs."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Units, successions, duties, categories, settings."""

    name = "gongzhi.core.orgs"
    label = "orgs"
    verbose_name = "机构"
