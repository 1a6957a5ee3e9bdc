"""Django app of the rights."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Rights over matters; it keeps no rows of its own."""

    name = "gongzhi.core.access"
    label = "access"
    verbose_name = "权限"
