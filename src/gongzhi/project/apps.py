"""The project's own app: pages that belong to no single system."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Holds shells, the public figures, health, and the API."""

    name = "gongzhi.project"
    label = "project"
    verbose_name = "共治"
