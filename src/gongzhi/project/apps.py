"""The project's own app: pages that belong to no single system."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Holds shells, the public figures, health, and the API."""

    name = "gongzhi.project"
    label = "project"
    verbose_name = "共治"

    def ready(self) -> None:
        """Enter the administrators' pages into the menu."""
        from gongzhi.core.workflow.manifest import register_menu  # noqa: PLC0415 - models must be loaded first
        from gongzhi.project.administration import MENU  # noqa: PLC0415

        register_menu(MENU)
