"""Django app of the grid."""

from django.apps import AppConfig


class GridConfig(AppConfig):
    """Work orders of grid and 12345."""

    name = "gongzhi.systems.grid"
    label = "grid"
    verbose_name = "网格与12345"

    def ready(self) -> None:
        """Register what the system declares."""
        from gongzhi.core.workflow.manifest import register  # noqa: PLC0415 - models must be loaded first
        from gongzhi.systems.grid.manifest import MANIFEST  # noqa: PLC0415

        register(MANIFEST)
