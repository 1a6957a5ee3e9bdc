"""Django app of the clocks."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """Clocks and the yearly calendar tables that override the published ones."""

    name = "gongzhi.core.clocks"
    label = "clocks"
    verbose_name = "时限"
